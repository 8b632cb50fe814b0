"""Headers and names of a delivery: which table and which columns they mean.

English names and Chinese labels are both accepted, with white space around them and, in English,
in any case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from meritbook.engine.checking_cells import BLANKS
from meritbook.engine.checking_faults import Fault
from meritbook.engine.kinds import Label
from meritbook.engine.rulebook import Rulebook, Table

FAULTS_HEADERS = frozenset({"错误", "faults"})
"""The column that an annotated workbook carries; it is read past when the workbook comes back."""


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of one delivered table: position → declared column, and what is wrong."""

    columns: Mapping[int, str]
    faults: tuple[Fault, ...]


def table_named(rulebook: Rulebook, name: str) -> Table | None:
    """Return the table that a file or sheet name means."""
    word = _plain(name)
    for table in rulebook.tables.values():
        if word in (table.name.casefold(), table.label.zh):
            return table
    return None


def unknown_table(rulebook: Rulebook, name: str) -> Fault:
    """Return the fault of a file or sheet that is no table."""
    names = Label(
        "、".join(t.label.zh for t in rulebook.tables.values()), ", ".join(rulebook.tables)
    )
    words = {w: t for t in rulebook.tables.values() for w in (t.name, t.label.zh)}
    close = get_close_matches(_plain(name), words, n=1)
    if close:
        table = words[close[0]]
        names = Label(f"“{table.label.zh}”？", f"'{table.name}'?")
    return Fault(
        table=name,
        row=None,
        column=None,
        value=None,
        code="unknown_table",
        wrong=Label("不是已知的表", "is not a known table"),
        right=names,
    )


def missing_table(table: Table) -> Fault:
    """Return the fault of a required table that was not delivered."""
    name = table.name
    return Fault(
        table=name,
        row=None,
        column=None,
        value=None,
        code="missing_table",
        wrong=Label("缺少这个必需的表", "is required and missing"),
        right=Label(
            f"文件 {name}.csv、{name}.parquet 或工作表“{table.label.zh}”",
            f"a file {name}.csv, {name}.parquet or a sheet '{name}'",
        ),
    )


def read_header(table: Table, cells: Sequence[str | None], *, row: int | None = 1) -> Header:
    """Find the declared columns among the header cells; blank cells are left out."""
    words = {w: c.name for c in table.columns.values() for w in (c.name.casefold(), c.label.zh)}
    columns: dict[int, str] = {}
    faults: list[Fault] = []
    for position, cell in enumerate(cells):
        word = _plain(cell or "")
        name = words.get(word)
        if not word or word in FAULTS_HEADERS:
            continue
        if name is None:
            faults.append(_unknown_column(table, cell or "", words, row))
        elif name in columns.values():
            faults.append(_twice(table, name, cell or "", row))
        else:
            columns[position] = name
    faults += _missing_columns(table, columns.values(), row)
    return Header(columns, tuple(faults))


def _plain(word: str) -> str:
    return word.strip(BLANKS).casefold()


def _unknown_column(table: Table, cell: str, words: Mapping[str, str], row: int | None) -> Fault:
    close = get_close_matches(_plain(cell), words, n=1)
    if close:
        column = table.columns[words[close[0]]]
        right = Label(f"“{column.label.zh}”？", f"'{column.name}'?")
    else:
        right = Label(
            "以下各列之一：" + "、".join(c.label.zh for c in table.columns.values()),
            "one of " + ", ".join(table.columns),
        )
    wrong = Label("不是这个表的列", "is not a column of this table")
    return Fault(table.name, row, cell.strip(BLANKS), None, "unknown_column", wrong, right)


def _twice(table: Table, name: str, cell: str, row: int | None) -> Fault:
    wrong = Label("表头重复", "stands twice among the headers")
    right = Label("每列只出现一次", "each column once only")
    return Fault(table.name, row, name, cell.strip(BLANKS), "duplicate_column", wrong, right)


def _missing_columns(table: Table, given: Iterable[str], row: int | None) -> list[Fault]:
    held = set(given)
    wrong = Label("缺少这个必需的列", "is a required column and missing")
    return [
        Fault(
            table=table.name,
            row=row,
            column=column.name,
            value=None,
            code="missing_column",
            wrong=wrong,
            right=Label(
                f"表头“{column.label.zh}”或 {column.name}",
                f"a header {column.name} or {column.label.zh}",
            ),
        )
        for column in table.columns.values()
        if column.required and column.name not in held
    ]
