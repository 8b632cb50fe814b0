"""The people of the demo whose careers are told: one line each, and what is fixed about them."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from meritbook.interfaces.demo.catalogue import catalogue


@dataclass(frozen=True, slots=True)
class Story:
    """What to look for in one person's record, in Chinese and in English."""

    zh: str
    en: str


def _stories() -> dict[str, Story]:
    return {
        entry["person"]: Story(zh=entry["zh"], en=entry["en"])
        for entry in catalogue("stories")["story"]
    }


STORIES = _stories()
"""Identifier of a person in the demo district → the story, in the order they are best told."""


@cache
def told(person_id: str) -> dict[str, Any] | None:
    """What the story fixes about a person, or None where the record is left to chance."""
    for entry in catalogue("stories")["story"]:
        if entry["person"] == person_id:
            return dict(entry)
    return None
