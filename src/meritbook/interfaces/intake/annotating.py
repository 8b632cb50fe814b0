"""Giving a delivery back: the user's own rows with red cells, comments and a faults column."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from meritbook.engine.checking_cells import DAY, NUMBER, ROW
from meritbook.engine.checking_faults import Fault
from meritbook.engine.checking_headers import read_header
from meritbook.engine.kinds import Kind, Lang
from meritbook.engine.rulebook import Column, Table
from meritbook.interfaces.intake.delivery import Delivery, Sheet
from meritbook.interfaces.intake.reading import opened
from meritbook.interfaces.intake.sheets import (
    FIRST_DAY,
    FONT,
    HEADER,
    Style,
    new_workbook,
    number_format,
)

MOST_ROWS = 100_000
"""Rows up to which a whole table is given back; of a larger one, only its faulty rows."""
LONGEST = 32_000
RED: Style = FONT | {"bg_color": "#F8CBAD", "font_color": "#9C0006"}
NOTE: Style = FONT | {"font_color": "#9C0006"}
NAMES: Mapping[Lang, str] = {"zh": "错误", "en": "faults"}


def annotate(delivery: Delivery, path: Path, *, lang: Lang) -> None:
    """Write a workbook of the delivered rows with every fault marked where it stands.

    Rows keep their numbers, except of a table that is too large to be given back whole. The
    faults sheet and the faults column are read past when the workbook is delivered again.
    """
    with new_workbook(path) as book:
        _list_faults(book, delivery, lang)
        with opened(delivery.path, delivery.rulebook) as source:
            for name, sheet in source.sheets.items():
                _Marked(book, delivery, delivery.rulebook.tables[name], lang).write(sheet)


def _list_faults(book: xlsxwriter.Workbook, delivery: Delivery, lang: Lang) -> None:
    sheet = book.add_worksheet(NAMES[lang])
    count = len(delivery.faults)
    title = f"共 {count} 处错误" if lang == "zh" else f"{count} faults"
    sheet.write_string(0, 0, title, book.add_format(HEADER))
    sheet.set_column(0, 0, 120)
    style = book.add_format(FONT)
    for row, fault in enumerate(delivery.faults[:1_000_000], start=1):
        sheet.write_string(row, 0, delivery.said(fault, lang)[:LONGEST], style)
    sheet.freeze_panes(1, 0)


@dataclass(slots=True)
class _Marks:
    """The faults of one table by row, and by cell."""

    rows: defaultdict[int, list[Fault]] = field(default_factory=lambda: defaultdict(list))
    cells: defaultdict[tuple[int, str], list[Fault]] = field(
        default_factory=lambda: defaultdict(list)
    )


class _Marked:
    """Writes one table as it came, with marks."""

    def __init__(
        self, book: xlsxwriter.Workbook, delivery: Delivery, table: Table, lang: Lang
    ) -> None:
        self.book, self.table, self.lang = book, table, lang
        self.sheet = book.add_worksheet(table.label.zh if lang == "zh" else table.name)
        self.red = book.add_format(RED)
        self.plain = book.add_format(FONT)
        self.styles = {
            name: book.add_format(FONT | {"num_format": number_format(column)})
            for name, column in table.columns.items()
        }
        self.marks = _Marks()
        for fault in delivery.faults:
            if fault.table == table.name and fault.row is not None:
                self.marks.rows[fault.row].append(fault)
                if fault.column is not None:
                    self.marks.cells[fault.row, fault.column].append(fault)

    def write(self, sheet: Sheet) -> None:
        """Write headers and rows."""
        header_row = sheet.header_row or 0
        top = max(header_row - 1, 0)
        columns = read_header(self.table, sheet.header).columns
        names = [columns.get(n, cell) for n, cell in enumerate(sheet.header)]
        self._head(sheet, top, names, header_row)
        frames = list(_frames(sheet))
        whole = sum(frame.height for frame in frames) <= MOST_ROWS
        shift = 0 if sheet.header_row is not None else 1
        at = top
        for frame in frames:
            for number, *cells in frame.iter_rows():
                if not whole and number not in self.marks.rows:
                    continue
                at = number - 1 + shift if whole else at + 1
                self._row(at, number, names, cells)

    def _head(self, sheet: Sheet, top: int, names: list[str], header_row: int) -> None:
        style = self.book.add_format(HEADER)
        for position, cell in enumerate(sheet.header):
            faults = self.marks.cells.get((header_row, names[position]), [])
            self.sheet.write_string(top, position, cell, self.red if faults else style)
            self._comment(top, position, faults)
        self.sheet.write_string(top, len(sheet.header), NAMES[self.lang], style)
        self.sheet.freeze_panes(top + 1, 0)
        self.sheet.set_column(0, len(sheet.header) - 1, 14)
        self.sheet.set_column(len(sheet.header), len(sheet.header), 80)

    def _row(self, at: int, number: int, names: list[str], cells: list[str | None]) -> None:
        for position, (name, cell) in enumerate(zip(names, cells, strict=True)):
            faults = self.marks.cells.get((number, name), [])
            if faults:
                self.sheet.write_string(at, position, (cell or "")[:LONGEST], self.red)
                self._comment(at, position, faults)
            elif cell:
                column = self.table.columns.get(name)
                style = self.styles.get(name, self.plain)
                write_as_typed(self.sheet, at, position, cell[:LONGEST], column, style)
        faults = self.marks.rows.get(number, [])
        if faults:
            text = "\n".join(self._said(fault) for fault in faults)[:LONGEST]
            self.sheet.write_string(at, len(names), text, self.book.add_format(NOTE))

    def _said(self, fault: Fault) -> str:
        column = self.table.columns.get(fault.column or "")
        if self.lang == "zh":
            name = column.label.zh if column else fault.column
            return f"{name or '本行'}：{fault.wrong.zh}；应为：{fault.right.zh}"
        name = fault.column or "this row"
        return f"{name}: {fault.wrong.en}; right would be: {fault.right.en}"

    def _comment(self, at: int, position: int, faults: list[Fault]) -> None:
        if faults:
            text = "\n".join(self._said(fault) for fault in faults)
            self.sheet.write_comment(at, position, text[:LONGEST], {"x_scale": 2.5})


def _frames(sheet: Sheet) -> Iterator[pl.DataFrame]:
    """Yield the delivered rows as text, the row number first."""
    if sheet.scan is not None:
        names = [name for name in sheet.scan.collect_schema().names() if name != ROW]
        yield sheet.scan.select(ROW, pl.col(names).cast(pl.String, strict=False)).collect()
        return
    for batch in sheet.batches():
        if isinstance(batch, pl.DataFrame):
            yield batch


def write_as_typed(
    sheet: Any, row: int, position: int, cell: str, column: Column | None, style: Any
) -> None:
    """Write a cell that has no fault as the date or number it is, else as text."""
    kind = column.type.kind if column else Kind.TEXT
    if kind is Kind.DATE and re.fullmatch(DAY, cell):
        day = dt.date.fromisoformat(cell)
        if day >= FIRST_DAY:
            sheet.write_datetime(row, position, day, style)
            return
    if kind in (Kind.DECIMAL, Kind.YEAR, Kind.INTEGER) and re.fullmatch(NUMBER, cell):
        sheet.write_number(row, position, float(cell), style)
        return
    sheet.write_string(row, position, cell, style)
