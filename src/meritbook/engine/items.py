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

    def fail(self, wrong: str, remedy: str, *, missing: str = "") -> NoReturn:
        """Raise the mistake at this place; `missing` is the name that could not be found."""
        raise ItemError(Problem(self.file, self.line, wrong, remedy), missing)

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

    def some(self) -> Mapping[str, Item]:
        """Return the entries of a mapping that must not be empty."""
        if not self.entries():
            self.fail("nothing stands here", "at least one line of the form `name: value`")
        return self.entries()

    def list(self) -> tuple[Item, ...]:
        """Return the members of a list, at least one; a single value counts as a list of one."""
        if isinstance(self.value, str):
            return (self,)
        if not isinstance(self.value, tuple):
            self.fail("a list is expected here", "[first, second]")
        if not self.value:
            self.fail("the list is empty", "[first, second], or leave the entry out")
        return self.value

    def texts(self) -> tuple[str, ...]:
        """Return a list of texts, none of which stands twice."""
        texts = tuple(member.text() for member in self.list())
        for place, text in enumerate(texts):
            if text in texts[:place]:
                self.fail(f"'{text}' stands twice", "keep one")
        return texts

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
        """Return the phrase in both languages that stands among other entries."""
        words = self.entries()
        for lang in ("zh", "en"):
            if lang not in words:
                self.fail(f"a label lacks '{lang}'", "{zh: 中文, en: English}")
        return Label(zh=words["zh"].text(), en=words["en"].text())

    def phrase(self) -> Label:
        """Return a phrase in both languages and nothing else."""
        self.only("zh", "en")
        return self.label()

    def flag(self) -> bool:
        """Return a yes or no."""
        if self.text() not in {"true", "false"}:
            self.fail(f"'{self.text()}' is neither true nor false", "true or false")
        return self.text() == "true"

    def whole(self, what: str, *, least: int, most: int) -> int:
        """Return a whole number within bounds; `what` says what it counts."""
        text = self.text()
        digits = text if text.isascii() and text.isdigit() and len(text) <= len(str(most)) else ""
        if not digits or not least <= int(digits) <= most:
            self.fail(f"'{text}' is no {what}", f"a whole number from {least} to {most}")
        return int(digits)

    def named(self, known: Iterable[str], what: str) -> str:
        """Return the text of a scalar that must name one of the known."""
        return self.check(self.text(), known, what)

    def all_named(self, known: Iterable[str], what: str) -> tuple[str, ...]:
        """Return a list of texts that must all name one of the known."""
        return tuple(self.check(name, known, what) for name in self.texts())

    def check(self, name: str, known: Iterable[str], what: str) -> str:
        """Return a name if it is known, else fail at this place."""
        held = frozenset(known)
        if name not in held:
            self.fail(f"there is no {what} '{name}'", nearest(name, held), missing=name)
        return name


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a remedy that names what may have been meant, or what there is."""
    names = sorted(known)
    close = get_close_matches(name, names, n=1)
    if close:
        return f"did you mean '{close[0]}'?"
    return "one of: " + ", ".join(names) if names else "declare it first: there is none yet"


def read_items(path: Path, shown: str) -> Item:
    """Read one YAML file; `shown` is how messages name it. Raises `ItemError`."""
    top = Item(None, shown, 1)
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        return Item({}, shown, 1) if node is None else _item(node, shown)
    except UnicodeDecodeError:
        top.fail("is not UTF-8 text", "save it as UTF-8")
    except RecursionError:
        top.fail("is not YAML: nested without end", "indent a few levels at most")
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        Item(None, shown, line).fail(
            f"is not YAML: {error.problem}", "check indentation and quotes"
        )
    except yaml.YAMLError as error:
        wrong = " ".join(str(error).split())
        top.fail(f"is not YAML: {wrong}", "remove the control characters")


def _item(node: yaml.Node, file: str) -> Item:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        plain = node.style is None
        return Item(None if plain and node.value in NULLS else str(node.value), file, line)
    if isinstance(node, yaml.SequenceNode):
        return Item(tuple(_item(member, file) for member in node.value), file, line)
    entries: dict[str, Item] = {}
    for key, value in node.value:
        # An entry is named by its key's line: that is where a reader looks for it.
        place = Item(None, file, key.start_mark.line + 1)
        if not isinstance(key, yaml.ScalarNode):
            place.fail("a name is expected before the colon", "lines of the form `name: value`")
        if key.value in entries:
            place.fail(f"'{key.value}' stands twice", "keep one")
        entries[str(key.value)] = Item(_item(value, file).value, file, place.line)
    return Item(entries, file, line)
