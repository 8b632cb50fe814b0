"""Meritbook 实绩簿: performance appraisal of cadres tied to their selection, explained."""
