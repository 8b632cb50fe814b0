"""The demo district 云岫区: fictional, deterministic, made by code from the TOML files in `lists`.

No place, document or person in it exists. Its people have careers with a story, and their records
follow from it; no rule of any rulebook is evaluated here.
"""

from meritbook.interfaces.demo.days import DEMO_DAY
from meritbook.interfaces.demo.district import Table, make_district
from meritbook.interfaces.demo.stories import STORIES, Story

__all__ = ["DEMO_DAY", "STORIES", "Story", "Table", "make_district"]
