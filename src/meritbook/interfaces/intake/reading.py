"""Reading a delivery: folder, workbook or zipped folder become facts, or a list of faults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from meritbook.engine.checking import Delivered, Progress, check
from meritbook.engine.checking_cells import BLANKS, ROW
from meritbook.engine.checking_faults import Fault
from meritbook.engine.checking_headers import (
    Header,
    read_header,
    table_named,
    unknown_table,
)
from meritbook.engine.kinds import Label
from meritbook.engine.rulebook import Rulebook, Table
from meritbook.interfaces.intake.archives import is_archive, unpack
from meritbook.interfaces.intake.csv_files import open_csv
from meritbook.interfaces.intake.delivery import (
    Delivery,
    Entry,
    Place,
    Remark,
    Sheet,
    Unreadable,
    whole,
)
from meritbook.interfaces.intake.parquet_files import open_parquet
from meritbook.interfaces.intake.workbooks import is_workbook, open_workbook


@dataclass(slots=True)
class Opened:
    """The tables of a delivery, opened and not read yet."""

    sheets: dict[str, Sheet] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)


def read(path: Path | str, rulebook: Rulebook, *, progress: Progress | None = None) -> Delivery:
    """Read and check a delivery.

    `path` is a folder of CSV or Parquet files, a workbook, or a zip file of such a folder. Never
    raises for what is wrong with the delivery: that is in the faults.
    """
    path = Path(path)
    with opened(path, rulebook) as source:
        if source.faults and not source.sheets and not source.broken:
            # Nothing could be looked into: what is missing inside is not worth a word.
            faults = tuple(source.faults)
            return Delivery(path, rulebook, None, faults, tuple(source.remarks), {}, {})
        delivered: dict[str, Delivered] = {}
        for name, sheet in source.sheets.items():
            table = rulebook.tables[name]
            header = read_header(table, sheet.header, row=sheet.header_row)
            source.faults += header.faults
            delivered[name] = _delivered(table, sheet, header)
        checked = check(
            rulebook,
            delivered,
            earlier=source.faults,
            broken=frozenset(source.broken),
            progress=progress,
        )
    return Delivery(
        path=path,
        rulebook=rulebook,
        facts=checked.facts,
        faults=checked.faults,
        remarks=tuple(source.remarks),
        counts=checked.counts,
        places=source.places,
    )


def _delivered(table: Table, sheet: Sheet, header: Header) -> Delivered:
    missing = frozenset(
        fault.column for fault in header.faults if fault.code == "missing_column" and fault.column
    )
    names = header.columns
    if sheet.scan is not None:
        columns = [pl.col(sheet.header[n]).alias(name) for n, name in names.items()]
        rows = sheet.scan.select(ROW, *columns)
        return Delivered(rows if sheet.large else [rows.collect()], missing)
    return Delivered(_named(table, sheet, names), missing)


def _named(table: Table, sheet: Sheet, names: Mapping[int, str]) -> Iterator[pl.DataFrame | Fault]:
    """Yield the batches of a sheet under the declared names; nameless columns must be empty."""
    columns = [pl.col(ROW), *(pl.col(str(n)).alias(name) for n, name in names.items())]
    nameless = [n for n, cell in enumerate(sheet.header) if not cell.strip(BLANKS)]
    for batch in sheet.batches():
        if isinstance(batch, Fault):
            yield batch
            continue
        for position in list(nameless):
            fault = _filled_without_name(table, batch, position)
            if fault is not None:
                nameless.remove(position)
                yield fault
        yield batch.select(columns)


def _filled_without_name(table: Table, batch: pl.DataFrame, position: int) -> Fault | None:
    cell = pl.col(str(position)).str.strip_chars(BLANKS)
    filled = batch.filter(cell != "")
    if filled.is_empty():
        return None
    wrong = Label("所在的列没有表头", "stands in a column without a header")
    right = Label("给该列写上表头，或删去该列", "a header for the column, or the column removed")
    row, value = filled[ROW][0], filled[str(position)][0].strip(BLANKS)
    return Fault(table.name, row, None, value, "column_without_header", wrong, right)


@contextmanager
def opened(path: Path, rulebook: Rulebook) -> Iterator[Opened]:
    """Open all tables of a delivery; a zip file is unpacked for as long as the block lasts."""
    source = Opened()
    with TemporaryDirectory(prefix="meritbook-") as space:
        try:
            entries = _entries(path, rulebook, Path(space), source)
        except Unreadable as error:
            source.faults.append(error.fault)
            entries = []
        _open_all(entries, rulebook, source)
        yield source


def _entries(path: Path, rulebook: Rulebook, space: Path, source: Opened) -> list[Entry]:
    if path.is_dir():
        return _in_folder(path, rulebook, source, keep_files=True)
    if not path.is_file():
        raise Unreadable(
            whole(
                str(path),
                "not_found",
                Label("不存在", "is not there"),
                Label("一个文件夹或工作簿的路径", "the path of a folder or workbook"),
            )
        )
    if is_workbook(path):
        return open_workbook(path, source.remarks)
    if is_archive(path):
        return _in_folder(unpack(path, space), rulebook, source, keep_files=False)
    raise Unreadable(
        whole(
            path.name,
            "not_a_delivery",
            Label("不是工作簿，也不是文件夹", "is neither a workbook nor a folder"),
            Label(
                "一个 .xlsx 工作簿，或放着各表 CSV、Parquet 文件的文件夹",
                "an .xlsx workbook, or a folder with a CSV or Parquet file per table",
            ),
        )
    )


def _in_folder(
    folder: Path, rulebook: Rulebook, source: Opened, *, keep_files: bool
) -> list[Entry]:
    entries = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "__MACOSX")):
            continue
        entry = _entry(path, keep_files=keep_files)
        if entry is not None:
            entries.append(entry)
        else:
            read_past = Label("不是 CSV 或 Parquet 文件，没有读取", "is no table file and not read")
            source.remarks.append(Remark(Label(path.name, path.name), read_past))
    return entries


def _entry(path: Path, *, keep_files: bool) -> Entry | None:
    suffix = path.suffix.casefold()
    place = Label(path.name, path.name)
    if path.is_dir():
        parts = sorted(p for p in path.iterdir() if p.suffix.casefold() == ".parquet")
        if not parts:
            return None
        place = Label(f"{path.name}/", f"{path.name}/")
        return Entry(path.name, place, lambda t: open_parquet(parts, t, keep_files=keep_files))
    if suffix == ".csv":
        return Entry(path.stem, place, lambda table: open_csv(path, table))
    if suffix == ".parquet":
        return Entry(path.stem, place, lambda t: open_parquet([path], t, keep_files=keep_files))
    return None


def _open_all(entries: Sequence[Entry], rulebook: Rulebook, source: Opened) -> None:
    """Open each entry as the table that its name means; a table that comes twice is a fault."""
    for entry in entries:
        table = table_named(rulebook, entry.name)
        if table is None and entry.is_blank:
            continue
        if table is None:
            source.faults.append(unknown_table(rulebook, entry.name))
            source.places[entry.name] = Place(entry.place)
            continue
        if table.name in source.places:
            source.faults.append(_twice(table, source.places[table.name].label, entry.place))
            continue
        source.places[table.name] = Place(entry.place)
        try:
            sheet = entry.open(table)
        except Unreadable as error:
            source.faults.append(error.fault)
            source.broken.add(table.name)
            continue
        source.places[table.name] = Place(entry.place, sheet.parts)
        source.sheets[table.name] = sheet


def _twice(table: Table, first: Label, second: Label) -> Fault:
    return whole(
        table.name,
        "two_sources",
        Label(f"与 {second.zh} 是同一个表", f"and {second.en} are the same table"),
        Label("每个表只交一份", "each table delivered once"),
    )
