"""What reading a delivery gives: facts or faults, remarks, and the places that messages name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from meritbook.engine.checking_faults import Fault, say
from meritbook.engine.facts import Facts
from meritbook.engine.kinds import Label, Lang
from meritbook.engine.rulebook import Rulebook, Table


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that was noticed and is no fault, with the place where it was."""

    place: Label
    text: Label

    def said(self, lang: Lang) -> str:
        """Return the remark as one line."""
        return f"{self.place.said(lang)}: {self.text.said(lang)}"


class Unreadable(Exception):
    """A file or sheet that cannot be read at all; carries the fault to report."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one file or sheet as they were delivered.

    `batches` yields text frames whose columns are called by position ("0", "1", …) beside the
    row number, and faults met on the way. A Parquet table has `scan` instead, with its own types.
    """

    header: tuple[str, ...]
    header_row: int | None
    batches: Callable[[], Iterator[pl.DataFrame | Fault]]
    scan: pl.LazyFrame | None = None
    large: bool = False
    """Whether the rows of `scan` stay in the files."""
    parts: tuple[tuple[str, int], ...] = ()
    """File names and row counts where one table came in several files."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file or sheet found in a delivery, not read yet."""

    name: str
    place: Label
    open: Callable[[Table], Sheet]
    """Raises `Unreadable`."""
    is_blank: bool = False
    """Whether there is nothing at all in it, as in a sheet that nobody has used."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table came from."""

    label: Label
    parts: tuple[tuple[str, int], ...] = ()

    def of(self, row: int | None) -> tuple[Label, int | None]:
        """Return the file or sheet that holds a row, and the row's number in there."""
        if row is None or len(self.parts) < 2:
            return self.label, row
        for name, rows in self.parts:
            if row <= rows:
                return Label(name, name), row
            row -= rows
        return self.label, row


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery that was read: its facts if it has no fault, else every fault."""

    path: Path
    rulebook: Rulebook
    facts: Facts | None
    faults: tuple[Fault, ...]
    remarks: tuple[Remark, ...]
    counts: Mapping[str, int]
    """Rows of each delivered table."""
    places: Mapping[str, Place]

    @property
    def absent(self) -> tuple[str, ...]:
        """The declared tables that were not delivered."""
        return tuple(name for name in self.rulebook.tables if name not in self.places)

    def said(self, fault: Fault, lang: Lang) -> str:
        """Return a fault as one line that names file, row and column."""
        label, row = self._place(fault)
        shown = replace(fault, row=row)
        return say(shown, place=label.said(lang), rulebook=self.rulebook, lang=lang)

    def messages(self, lang: Lang) -> list[str]:
        """Return all faults as lines."""
        return [self.said(fault, lang) for fault in self.faults]

    def records(self) -> list[dict[str, object]]:
        """Return all faults for machines, with both languages."""
        return [self._record(fault) for fault in self.faults]

    def _record(self, fault: Fault) -> dict[str, object]:
        label, row = self._place(fault)
        return {
            "place": label.en,
            "table": fault.table,
            "row": row,
            "column": fault.column,
            "value": fault.value,
            "code": fault.code,
            "wrong": {"zh": fault.wrong.zh, "en": fault.wrong.en},
            "right": {"zh": fault.right.zh, "en": fault.right.en},
        }

    def _place(self, fault: Fault) -> tuple[Label, int | None]:
        place = self.places.get(fault.table)
        if place is not None:
            return place.of(fault.row)
        table = self.rulebook.tables.get(fault.table)
        if table is not None:
            return Label(f"{table.label.zh}（{table.name}）", table.name), fault.row
        return Label(fault.table, fault.table), fault.row


def whole(name: str, code: str, wrong: Label, right: Label, *, row: int | None = None) -> Fault:
    """Return the fault of a whole file, sheet or row."""
    return Fault(name, row, None, None, code, wrong, right)
