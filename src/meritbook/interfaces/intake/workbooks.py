"""Workbooks as text rows: .xlsx, .xls, .ods and .et, with the traps that spreadsheets set.

Numbers arrive as binary fractions and are written as the decimal that they mean; cells in merged
ranges are faults, error values and formulas without a stored result are remarked on.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
)

from meritbook.engine.checking_cells import BLANKS, EXACT
from meritbook.engine.checking_faults import Fault
from meritbook.engine.checking_headers import read_header
from meritbook.engine.kinds import Label
from meritbook.engine.rulebook import Table
from meritbook.interfaces.intake.csv_files import frame_of, is_blank, no_header
from meritbook.interfaces.intake.delivery import Entry, Remark, Sheet, Unreadable, whole
from meritbook.interfaces.intake.uncached import Uncached, cell_name

BATCH = 20_000
MOST_BYTES = 100 * 2**20
"""Largest workbook file that is opened."""
MOST_UNPACKED = 2**30
"""Largest content of a zipped workbook: about 15 million cells."""
OWN_SHEETS = frozenset({"说明", "readme", "错误", "faults"})
"""Sheets that our own template and annotated workbook carry beside the tables."""
SUFFIXES = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods"})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""Name of the stream in which a protected .xlsx hides."""
ZIP = b"PK\x03\x04"


def is_workbook(path: Path) -> bool:
    """Tell whether a file is a workbook (readable or not), by its content or by its name."""
    if path.suffix.casefold() in SUFFIXES:
        return True
    with path.open("rb") as file:
        start = file.read(8)
    if start == OLE:
        return True
    if not start.startswith(ZIP):
        return False
    with suppress(zipfile.BadZipFile, OSError), zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        return "[Content_Types].xml" in names or {"mimetype", "content.xml"} <= names
    return False


def open_workbook(path: Path, remarks: list[Remark]) -> list[Entry]:
    """Return the sheets of a workbook; what is noticed later on is added to `remarks`.

    Raises `Unreadable` for a workbook that is too large, protected by a password or damaged.
    """
    _check_size(path)
    book = _book(path)
    uncached = Uncached(path)
    entries = []
    for meta in book.sheets_metadata:
        own = meta.name.strip(BLANKS).casefold() in OWN_SHEETS
        if meta.typ is not SheetTypeEnum.WorkSheet or own:
            continue
        sheet = book.get_sheet_by_name(meta.name)
        place = Label(f"工作表“{meta.name}”", f"sheet '{meta.name}'")
        entries.append(
            Entry(meta.name, place, _opener(sheet, place, uncached, remarks), sheet.height == 0)
        )
    return entries


def _book(path: Path) -> CalamineWorkbook:
    with path.open("rb") as file:
        content = file.read()
    if content.startswith(OLE) and ENCRYPTED in content:
        raise Unreadable(_protected(path))
    try:
        # By content first, since a WPS workbook may be named .et; by name tells passwords apart.
        with suppress(CalamineError):
            return CalamineWorkbook.from_filelike(BytesIO(content))
        return CalamineWorkbook.from_path(path)
    except PasswordError as error:
        raise Unreadable(_protected(path)) from error
    except (CalamineError, OSError) as error:
        raise Unreadable(_damaged(path)) from error


def _check_size(path: Path) -> None:
    unpacked = 0
    with suppress(zipfile.BadZipFile, OSError), zipfile.ZipFile(path) as archive:
        unpacked = sum(info.file_size for info in archive.infolist())
    if path.stat().st_size > MOST_BYTES or unpacked > MOST_UNPACKED:
        most = MOST_BYTES // 2**20
        raise Unreadable(
            whole(
                path.name,
                "too_large",
                Label(
                    f"过大：工作簿至多 {most} MB（解压后 {MOST_UNPACKED // 2**20} MB）",
                    f"is too large: a workbook has at most {most} MB"
                    f" ({MOST_UNPACKED // 2**20} MB unpacked)",
                ),
                Label(
                    "每个表另存为一个 CSV 文件，放在同一文件夹中",
                    "each table saved as a CSV file, all in one folder",
                ),
            )
        )


def _protected(path: Path) -> Fault:
    wrong = Label("有打开密码，无法读取", "is protected by a password and cannot be read")
    right = Label("去掉密码后另存", "the workbook saved without a password")
    return whole(path.name, "password", wrong, right)


def _damaged(path: Path) -> Fault:
    wrong = Label("不是可读的工作簿", "is not a readable workbook")
    right = Label(
        "用电子表格软件打开后另存为 .xlsx", "the file opened in a spreadsheet and saved as .xlsx"
    )
    return whole(path.name, "not_a_workbook", wrong, right)


def _opener(
    sheet: CalamineSheet, place: Label, uncached: Uncached, remarks: list[Remark]
) -> Callable[[Table], Sheet]:
    def opened(table: Table) -> Sheet:
        rows = _Rows(sheet, table)
        if not rows.header:
            raise Unreadable(no_header(table.name))
        names = read_header(table, rows.header).columns
        _remark_on_uncached(uncached, sheet, place, table, names, rows, remarks)
        return Sheet(tuple(rows.header), rows.header_row, lambda: rows.batches(names))

    return opened


def _remark_on_uncached(
    uncached: Uncached,
    sheet: CalamineSheet,
    place: Label,
    table: Table,
    names: Mapping[int, str],
    rows: _Rows,
    remarks: list[Remark],
) -> None:
    cells = uncached.cells(sheet.name)
    for position, name in names.items():
        found = cells.get(position + rows.offset, [])
        if not found:
            continue
        column = table.columns[name].label
        first = cell_name(found[0], position + rows.offset)
        remarks.append(
            Remark(
                place,
                Label(
                    f"列“{column.zh}”有 {len(found)} 格是错误值或没有结果的公式（首个 {first}），"
                    "按空单元格读取",
                    f"column {name} has {len(found)} cells with an error or a formula without"
                    f" result (first {first}), read as empty",
                ),
            )
        )


class _Rows:
    """The rows of one sheet: where its header is, and its cells as text in batches."""

    def __init__(self, sheet: CalamineSheet, table: Table) -> None:
        self.sheet = sheet
        self.table = table
        self.offset = sheet.start[1] if sheet.start else 0
        """Columns left of the first one that holds anything."""
        self.header: list[str] = []
        self.header_row = 1
        for number, cells in self._filled():
            self.header, self.header_row = cells, number
            break

    def _filled(self) -> Iterator[tuple[int, list[str]]]:
        if self.sheet.start is None:
            return
        for number, cells in enumerate(self.sheet.iter_rows(), start=1):
            texts = [_TEXTS[type(cell)](cell) for cell in cells]
            if not is_blank(texts):
                yield number, texts

    def batches(self, names: Mapping[int, str]) -> Iterator[pl.DataFrame | Fault]:
        """Yield the rows under the header, and a fault for each cell that a merge has emptied."""
        merged = self._merged(names)
        numbers: list[int] = []
        held: list[list[str]] = []
        for number, cells in self._filled():
            if number <= self.header_row:
                continue
            for position, area in merged.get(number, ()):
                yield self._fault(number, names[position], area)
            numbers.append(number)
            held.append(cells)
            if len(held) == BATCH:
                yield frame_of(numbers, held, len(self.header))
                numbers, held = [], []
        yield frame_of(numbers, held, len(self.header))

    def _merged(self, names: Mapping[int, str]) -> dict[int, list[tuple[int, str]]]:
        """Return by row the positions that lie in a merged range without being its first cell."""
        covered: dict[int, list[tuple[int, str]]] = {}
        last_row = self.sheet.total_height
        for (top, left), (bottom, right) in self.sheet.merged_cell_ranges or ():
            area = f"{cell_name(top + 1, left)}:{cell_name(bottom + 1, right)}"
            for row in range(top, min(bottom, last_row) + 1):
                for column in range(left, right + 1):
                    position = column - self.offset
                    if (row, column) != (top, left) and position in names:
                        covered.setdefault(row + 1, []).append((position, area))
        return covered

    def _fault(self, row: int, column: str, area: str) -> Fault:
        wrong = Label(f"在合并单元格 {area} 之内", f"lies in the merged cells {area}")
        right = Label("取消合并，逐格填写", "the cells unmerged and each filled")
        return Fault(self.table.name, row, column, None, "merged_cells", wrong, right)


def number_text(number: float) -> str:
    """Return the decimal number that a binary one means.

    Spreadsheets count in binary: of its 15 to 16 digits the last ones are noise, so 14 digits
    and at most 9 decimals are kept. A whole number too large to be exact keeps its exponent.
    """
    if number.is_integer():
        return str(int(number)) if abs(number) < EXACT else f"{number:e}"
    near = round(float(f"{number:.14g}"), 9)
    return str(int(near)) if near.is_integer() else repr(near)


def _moment_text(moment: dt.datetime) -> str:
    midnight = moment.time() == dt.time()
    return moment.date().isoformat() if midnight else moment.isoformat(sep=" ")


_TEXTS: Mapping[type, Callable[[Any], str]] = {
    str: str,
    bool: lambda value: "true" if value else "false",
    float: number_text,
    int: str,
    dt.datetime: _moment_text,
    dt.date: dt.date.isoformat,
    dt.time: dt.time.isoformat,
    dt.timedelta: str,
}
