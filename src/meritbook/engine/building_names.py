"""The names that rules use: each can be written in a rule, and each means one thing only.

An operator, and a table before its dot, cannot be mistaken for a value: a rule may be called
`total` or like the table that it sums.
"""

from __future__ import annotations

import keyword
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from meritbook.engine.items import Item
from meritbook.engine.problems import Problems
from meritbook.engine.resolving import MOMENTS, WORDS

LANGUAGE = frozenset({*WORDS, *MOMENTS, "unknown"})
RESULTS = frozenset({"gate", "outcome"})
"""Columns that the result tables of gates add of their own."""


@dataclass(slots=True)
class Names:
    """Checks the names of a rulebook; a name that is taken is told where it comes again."""

    sections: Mapping[str, Item]
    problems: Problems

    def check(self) -> None:
        """Look at all names; what is wrong with them is added to the problems."""
        taken = dict.fromkeys(LANGUAGE, "a word of the language")
        taken |= dict.fromkeys(RESULTS, "a column of the results of gates")
        self._columns()
        for key, item in self._keys():
            with self.problems.caught():
                _check_name(item, key)
                if key in taken and taken[key] != "a key":
                    item.fail(f"'{key}' is {taken[key]} already", "another name")
                taken[key] = "a key"
        self._take("picks", taken)
        self._take("parameters", taken)
        self._take_settings(taken)
        self._take("gates", taken)
        self._take("nodes", taken)
        # What stands before a dot or in a `band` is told apart by where it stands.
        tables: dict[str, str] = {}
        for section in ("tables", "picks", "grains"):
            self._take(section, tables)
        self._take("ladders", {})

    def _take(self, section: str, taken: dict[str, str]) -> None:
        self._take_all(self._entries(section), f"one of the {section}", taken)

    def _take_settings(self, taken: dict[str, str]) -> None:
        self._take_all(self._set_by_readings(), "set by a reading", taken)

    def _take_all(self, named: Mapping[str, Item], what: str, taken: dict[str, str]) -> None:
        for name, item in named.items():
            with self.problems.caught():
                _check_name(item, name)
                if name in taken:
                    item.fail(f"'{name}' is {taken[name]} already", "another name")
                taken[name] = what

    def _entries(self, section: str) -> Mapping[str, Item]:
        return self.sections[section].entries() if section in self.sections else {}

    def _keys(self) -> Iterator[tuple[str, Item]]:
        """Yield the keys of the grains, as far as they can be read."""
        for item in self._entries("grains").values():
            with self.problems.caught():
                keys = item.get("keys")
                if keys is not None:
                    yield from ((key, keys) for key in keys.texts())
                if item.get("years") is not None:
                    yield "year", item
        for table in self._entries("tables").values():
            with self.problems.caught():
                key, derived = table.get("key"), table.get("derived")
                if key is not None:
                    yield key.text(), key
                if derived is not None:
                    yield from derived.entries().items()

    def _columns(self) -> None:
        for table in self._entries("tables").values():
            with self.problems.caught():
                columns = table.need("columns").entries()
                derived = table.get("derived")
                for name, item in columns.items():
                    with self.problems.caught():
                        _check_name(item, name)
                for name, item in derived.entries().items() if derived else ():
                    if name in columns:
                        item.fail(f"'{name}' is a column already", "another name")

    def _set_by_readings(self) -> dict[str, Item]:
        """Return the names that readings set; two rules must not set the same."""
        first: dict[str, Item] = {}
        owner: dict[str, str] = {}
        for rule, choices in self._entries("readings").items():
            for name, item in self._set_by(choices):
                with self.problems.caught():
                    if owner.setdefault(name, rule) != rule:
                        item.fail(f"'{name}' is set by '{owner[name]}' already", "another name")
                    first.setdefault(name, item)
        return first

    def _set_by(self, choices: Item) -> list[tuple[str, Item]]:
        with self.problems.caught():
            sets = [choice.get("sets") for choice in choices.entries().values()]
            return [each for held in sets if held is not None for each in held.entries().items()]
        return []


def _check_name(item: Item, name: str) -> None:
    """Refuse what a rule could not write, or would read as something else."""
    plain = unicodedata.normalize("NFKC", name) == name
    if not plain or not name.isidentifier() or keyword.iskeyword(name):
        item.fail(
            f"'{name}' cannot be a name",
            "letters, digits and _, such as first_share, and no word such as `if` or `class`",
        )
