"""Measurements of the engine against hand-written SQL and a plain scan of the same files."""
