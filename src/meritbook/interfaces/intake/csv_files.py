"""CSV files as text rows: encoding and separator are decided by fixed rules, never guessed.

A byte-order mark decides between UTF-8 and UTF-16; without one the file is UTF-8 if all of it is
valid UTF-8, else GB18030 if all of it is valid GB18030, else refused. The file is gone through in
blocks and batches, so memory does not grow with its size.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from meritbook.engine.checking_cells import BLANKS, ROW
from meritbook.engine.checking_faults import Fault
from meritbook.engine.kinds import Label
from meritbook.engine.rulebook import Table
from meritbook.interfaces.intake.delivery import Sheet, Unreadable, whole

BLOCK = 1 << 20
BATCH = 50_000
SEPARATORS = (",", "\t", ";")
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def open_csv(path: Path, table: Table) -> Sheet:
    """Open a CSV file of a table. Raises `Unreadable` if it cannot be read as text rows."""
    encoding = decide_encoding(path)
    if encoding is None:
        raise Unreadable(
            whole(
                table.name,
                "encoding",
                Label("既不是 UTF-8 也不是 GB18030 文本", "is neither UTF-8 nor GB18030 text"),
                Label("另存为“CSV UTF-8”", "the file saved as CSV UTF-8"),
            )
        )
    separator = _separator(path, encoding)
    try:
        with path.open(encoding=encoding, newline="") as file:
            rows = csv.reader(file, delimiter=separator, strict=True)
            header_row, header = next(_filled(rows), (1, []))
    except csv.Error as error:
        raise Unreadable(_broken(table, 1)) from error
    if not header:
        raise Unreadable(no_header(table.name))
    return Sheet(
        header=tuple(header),
        header_row=header_row,
        batches=lambda: _batches(
            path, table, encoding=encoding, separator=separator, skip=header_row, width=len(header)
        ),
    )


def no_header(name: str) -> Fault:
    """Return the fault of a file or sheet without anything in it."""
    return whole(
        name,
        "no_header",
        Label("是空的，没有表头", "is empty, without a header row"),
        Label("第一行写列名", "column names in the first row"),
    )


def decide_encoding(path: Path) -> str | None:
    """Return the encoding of a text file, or nothing if it is in none of those accepted."""
    with path.open("rb") as file:
        start = file.read(4)
    for mark, encoding in MARKS:
        if start.startswith(mark):
            return encoding if _decodes(path, encoding) else None
    return next((name for name in ("utf-8", "gb18030") if _decodes(path, name)), None)


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _separator(path: Path, encoding: str) -> str:
    """Return the comma, unless the first line has none and does have a tab or semicolon."""
    with path.open(encoding=encoding, newline="") as file:
        line = next((text for text in iter(lambda: file.readline(BLOCK), "") if text.strip()), "")
    return next((mark for mark in SEPARATORS if mark in line), ",")


def is_blank(cells: Sequence[str]) -> bool:
    """Tell whether a row holds nothing but white space."""
    return not "".join(cells).strip(BLANKS)


def _filled(rows: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Yield rows that hold something, with the row number a spreadsheet would show."""
    for number, cells in enumerate(rows, start=1):
        if not is_blank(cells):
            yield number, cells


def _batches(
    path: Path, table: Table, *, encoding: str, separator: str, skip: int, width: int
) -> Iterator[pl.DataFrame | Fault]:
    numbers: list[int] = []
    held: list[list[str]] = []
    with path.open(encoding=encoding, newline="") as file:
        rows = csv.reader(file, delimiter=separator, strict=True)
        last = 0
        try:
            for number, cells in _filled(rows):
                last = number
                if number <= skip:
                    continue
                if len(cells) > width and not is_blank(cells[width:]):
                    yield _too_wide(table, number, len(cells), width)
                numbers.append(number)
                held.append((cells + [""] * width)[:width] if len(cells) != width else cells)
                if len(held) == BATCH:
                    yield frame_of(numbers, held, width)
                    numbers, held = [], []
        except csv.Error:
            yield _broken(table, last + 1)
    yield frame_of(numbers, held, width)


def frame_of(numbers: list[int], rows: list[list[str]], width: int) -> pl.DataFrame:
    """Return text rows as a frame with columns called by position; nothing is unknown."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    frame = pl.DataFrame(
        [
            pl.Series(ROW, numbers, dtype=pl.Int64),
            *(pl.Series(str(n), cells, dtype=pl.String) for n, cells in enumerate(columns)),
        ]
    )
    return frame.with_columns(pl.when(pl.col(pl.String) != "").then(pl.col(pl.String)))


def _too_wide(table: Table, row: int, cells: int, width: int) -> Fault:
    return whole(
        table.name,
        "too_many_cells",
        Label(f"有 {cells} 格，表头只有 {width} 列", f"has {cells} cells under {width} headers"),
        Label("含逗号的内容用双引号括起来", "cells with commas in double quotes"),
        row=row,
    )


def _broken(table: Table, row: int) -> Fault:
    return whole(
        table.name,
        "broken_quotes",
        Label(
            "从这一行起双引号不成对，无法读取", "cannot be read from here on: a quote stands open"
        ),
        Label("双引号成对", "double quotes in pairs"),
        row=row,
    )
