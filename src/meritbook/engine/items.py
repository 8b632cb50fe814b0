"""YAML as text with places: every scalar keeps its exact characters, every entry its file and line.

Numbers are never turned into floats on the way, a key that stands twice is a mistake, and a
mistake can say where it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import NoReturn

import yaml

from meritbook.engine.kinds import Label
from meritbook.engine.problems import ItemError, Problem

NULLS = frozenset({"", "null", "~"})


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of YAML: text, a list, a mapping or nothing, and where it stands."""

    value: str | tuple[Item, ...] | Mapping[str, Item] | None
    file: str
    line: int

    def fail(self, wrong: str, remedy: str = "") -> NoReturn:
        """Raise the mistake at this place."""
        raise ItemError(Problem(self.file, self.line, wrong, remedy))

    def text(self) -> str:
        """Return the text of a scalar."""
        if not isinstance(self.value, str):
            self.fail("a single value is expected here", "one word, number or sentence")
        return self.value

    def entries(self) -> Mapping[str, Item]:
        """Return the entries of a mapping."""
        if not isinstance(self.value, Mapping):
            self.fail("named entries are expected here", "lines of the form `name: value`")
        return self.value

    def list(self) -> tuple[Item, ...]:
        """Return the members of a list; a single value counts as a list of one."""
        if isinstance(self.value, str):
            return (self,)
        if not isinstance(self.value, tuple):
            self.fail("a list is expected here", "[first, second]")
        return self.value

    def texts(self) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(member.text() for member in self.list())

    def get(self, key: str) -> Item | None:
        """Return an entry, or nothing where it is absent or null."""
        entry = self.entries().get(key)
        return None if entry is None or entry.value is None else entry

    def need(self, key: str) -> Item:
        """Return an entry that must be there."""
        entry = self.get(key)
        if entry is None:
            self.fail(f"'{key}' is missing", f"add `{key}: …`")
        return entry

    def only(self, *allowed: str) -> None:
        """Refuse entries with any other name."""
        for name, entry in self.entries().items():
            if name not in allowed:
                entry.fail(f"unknown entry '{name}'", nearest(name, allowed))

    def label(self) -> Label:
        """Return a phrase in both languages."""
        words = self.entries()
        for lang in ("zh", "en"):
            if lang not in words:
                self.fail(f"a label lacks '{lang}'", "{zh: 中文, en: English}")
        return Label(zh=words["zh"].text(), en=words["en"].text())

    def flag(self) -> bool:
        """Return a yes or no."""
        if self.text() not in {"true", "false"}:
            self.fail(f"'{self.text()}' is neither true nor false", "true or false")
        return self.text() == "true"


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a remedy that names what may have been meant, or what there is."""
    names = sorted(known)
    close = get_close_matches(name, names, n=1)
    if close:
        return f"did you mean '{close[0]}'?"
    return "one of: " + ", ".join(names) if names else ""


def read_items(path: Path, shown: str) -> Item:
    """Read one YAML file; `shown` is how messages name it. Raises `ItemError`."""
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise ItemError(Problem(shown, 1, "is not UTF-8 text", "save it as UTF-8")) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        wrong = f"is not YAML: {error.problem}"
        raise ItemError(Problem(shown, line, wrong, "check indentation and quotes")) from error
    if node is None:
        return Item({}, shown, 1)
    return _item(node, shown)


def _item(node: yaml.Node, file: str) -> Item:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        plain = node.style is None
        return Item(None if plain and node.value in NULLS else str(node.value), file, line)
    if isinstance(node, yaml.SequenceNode):
        return Item(tuple(_item(member, file) for member in node.value), file, line)
    entries: dict[str, Item] = {}
    for key, value in node.value:
        name = str(key.value)
        if name in entries:
            place = Problem(file, key.start_mark.line + 1, f"'{name}' stands twice", "keep one")
            raise ItemError(place)
        item = _item(value, file)
        # An entry is named by its key's line: that is where a reader looks for it.
        entries[name] = Item(item.value, file, key.start_mark.line + 1)
    return Item(entries, file, line)
