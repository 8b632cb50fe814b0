"""The tree that explains a value: what it is, from what, by which rule and clause.

A reason is plain data; `telling` writes it as text, `as_json` as JSON, a page as it likes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from meritbook.engine.kinds import Label
from meritbook.engine.rulebook import Citation
from meritbook.engine.saying import Held


@dataclass(frozen=True, slots=True)
class Used:
    """A parameter that a rule took: its value, since when it is in force, and its citation."""

    name: str
    label: Label
    value: Label
    since: dt.date
    citation: Citation


@dataclass(frozen=True, slots=True)
class Reason:
    """One value with its reasons; `parts` are the values it rests on."""

    name: str
    """Node, or `table.column` of a fact, or the table of a row."""
    grain: str
    key: Mapping[str, Held]
    label: Label
    place: Label
    """Which year, quarter or group, where that is not clear from above."""
    value: Held
    said: Label
    work: Label
    """The operation with its numbers."""
    citation: Citation
    used: tuple[Used, ...] = ()
    notes: tuple[Label, ...] = ()
    """The branch taken, the distance to the next band, what is not counted."""
    missing: tuple[Label, ...] = ()
    """Facts that are not there; any of them can settle an unknown."""
    parts: tuple[Reason, ...] = ()
    above: bool = False
    """Whether it is explained further up already; then `parts` are left out."""

    def walk(self) -> Iterator[Reason]:
        """Go through the tree from the top."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def _exact(self) -> str | bool | None:
        """Return the value for machines: numbers as text with all their decimals."""
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return self.said.en
        return self.value.isoformat() if isinstance(self.value, dt.date) else self.value

    def as_json(self) -> dict[str, Any]:
        """Return the tree as JSON data; numbers as text with their decimals."""
        return {
            "name": self.name,
            "grain": self.grain,
            "key": {name: _plain(value) for name, value in self.key.items()},
            "label": _both(self.label),
            "place": _both(self.place),
            "value": self._exact(),
            "known": self.value is not None,
            "said": _both(self.said),
            "work": _both(self.work),
            "citation": {"sources": list(self.citation.sources), "example": self.citation.example},
            "parameters": [
                {
                    "name": used.name,
                    "label": _both(used.label),
                    "value": _both(used.value),
                    "since": used.since.isoformat(),
                    "citation": {
                        "sources": list(used.citation.sources),
                        "example": used.citation.example,
                    },
                }
                for used in self.used
            ],
            "notes": [_both(note) for note in self.notes],
            "missing": [_both(fact) for fact in self.missing],
            "explained_above": self.above,
            "parts": [part.as_json() for part in self.parts],
        }


def _both(label: Label) -> dict[str, str]:
    return {"zh": label.zh, "en": label.en}


def _plain(value: Held) -> str | int | bool | None:
    return value.isoformat() if isinstance(value, dt.date) else value
