"""Reads the demo's lists of names, posts, items and documents, which are TOML files beside it."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def catalogue(name: str) -> dict[str, Any]:
    """The contents of `lists/<name>.toml`; callers read it and never change it."""
    text = files(__package__).joinpath("lists", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
