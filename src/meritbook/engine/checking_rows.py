"""Faults that show only when rows are held against each other or against a rule of the contract.

Works on typed tables with row numbers, in memory or slice by slice over files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl

from meritbook.engine.checking_cells import ROW
from meritbook.engine.checking_faults import EMPTY, NOT_POSSIBLE, Fault
from meritbook.engine.checking_keys import (
    OTHER,
    Typed,
    changing,
    repeated,
    shared,
    unmatched,
)
from meritbook.engine.columns import Columns, followed_column
from meritbook.engine.kinds import Kind, Label, Type
from meritbook.engine.rulebook import Constant, Disjoint, RowCheck, Rulebook, Table, Unique
from meritbook.engine.terms import Follow, Ref, walk

FIRST = "§first"
SAME = Label("每个编号只用一次", "each id once only")

Rows = Mapping[str, Any]


def table_across_rows(
    rulebook: Rulebook, tables: Mapping[str, Typed], typed: Typed
) -> Iterator[Fault]:
    """Yield the faults of one table against itself, the other tables and the row checks."""
    table = typed.table
    if table.key is not None and table.key in typed.columns:
        yield from _repeated(rulebook, typed, Unique("used_twice", (table.key,), SAME))
    for unique in table.unique:
        if typed.columns >= set(unique.columns):
            yield from _repeated(rulebook, typed, unique)
    for constant in table.constant:
        if typed.columns >= {*constant.within, constant.column}:
            yield from _changing(rulebook, typed, constant)
    for disjoint in table.disjoint:
        yield from _overlapping(rulebook, tables, typed, disjoint)
    yield from _unreferred(tables, typed)
    for check in table.checks:
        yield from _failing(rulebook, tables, typed, check)


def _repeated(rulebook: Rulebook, typed: Typed, unique: Unique) -> Iterator[Fault]:
    """Yield a fault for every row but the first with the same values."""
    columns = list(unique.columns)
    rows = repeated(typed, columns).with_columns(pl.col(ROW).min().over(columns).alias(FIRST))
    for row in rows.filter(pl.col(ROW) != pl.col(FIRST)).iter_rows(named=True):
        yield _repetition(rulebook, typed.table, unique, row)


def _repetition(rulebook: Rulebook, table: Table, unique: Unique, row: Rows) -> Fault:
    first = row[FIRST]
    if len(unique.columns) == 1:
        wrong = Label(f"与第 {first} 行重复", f"stands in row {first} already")
    else:
        labels = "、".join(table.columns[name].label.zh for name in unique.columns)
        wrong = Label(
            f"与第 {first} 行的{labels}相同",
            f"has the same {', '.join(unique.columns)} as row {first}",
        )
    words = _words(rulebook, table, unique.columns, row)
    column = unique.columns[-1]
    return Fault(table.name, row[ROW], column, words.en, unique.name, wrong, unique.right, words)


def _changing(rulebook: Rulebook, typed: Typed, constant: Constant) -> Iterator[Fault]:
    """Yield a fault for every row whose value differs from that of the first row of its key."""
    within, column = list(constant.within), constant.column
    rows = changing(typed, within, column).sort(ROW)
    firsts = rows.with_columns(
        pl.col(ROW).first().over(within).alias(FIRST),
        pl.col(column).first().over(within).alias("held"),
    )
    for row in firsts.filter(pl.col(column) != pl.col("held")).iter_rows(named=True):
        yield _change(rulebook, typed.table, constant, row)


def _change(rulebook: Rulebook, table: Table, constant: Constant, row: Rows) -> Fault:
    column = constant.column
    held = _word(rulebook, table.columns[column].type, row["held"])
    words = _words(rulebook, table, (column,), row)
    key = _words(rulebook, table, constant.within, row)
    wrong = Label(
        f"与第 {row[FIRST]} 行不一致（{key.zh} 在那里是“{held.zh}”）",
        f"contradicts row {row[FIRST]} (where {key.en} has {held.en})",
    )
    return Fault(
        table.name, row[ROW], column, words.en, constant.name, wrong, constant.right, words
    )


def _overlapping(
    rulebook: Rulebook, tables: Mapping[str, Typed], typed: Typed, disjoint: Disjoint
) -> Iterator[Fault]:
    """Yield one fault, at its first row, for each combination that another table holds too."""
    columns, other = list(disjoint.columns), tables.get(disjoint.other)
    if other is None or not (typed.columns >= set(columns) and other.columns >= set(columns)):
        return
    for row in shared(typed, other, columns).iter_rows(named=True):
        yield _overlap(rulebook, typed.table, disjoint, row)


def _overlap(rulebook: Rulebook, table: Table, disjoint: Disjoint, row: Rows) -> Fault:
    other = rulebook.tables[disjoint.other]
    words = _words(rulebook, table, disjoint.columns, row)
    wrong = Label(
        f"在表“{other.label.zh}”第 {row[OTHER]} 行也有",
        f"also stands in {other.name}, row {row[OTHER]}",
    )
    column = disjoint.columns[-1]
    return Fault(
        table.name, row[ROW], column, words.en, disjoint.name, wrong, disjoint.right, words
    )


def _unreferred(tables: Mapping[str, Typed], typed: Typed) -> Iterator[Fault]:
    """Yield a fault for every value that should be the key of another table and is not."""
    for column in typed.table.columns.values():
        other = tables.get(column.refers or "")
        if other is None or column.name not in typed.columns:
            continue
        key = other.table.key
        if key is None or key not in other.columns:
            continue
        for rows in _strangers(typed, column.name, other, key):
            for number, value in rows.iter_rows():
                yield _stranger(typed.table, column.name, other.table, number, value)


def _strangers(typed: Typed, column: str, other: Typed, key: str) -> Iterator[pl.DataFrame]:
    """Yield the rows whose value is no key of the other table."""
    if isinstance(other.frame, pl.DataFrame):
        keys = other.frame[key].drop_nulls()
    else:
        # Of a table in files only the keys that are named are fetched.
        named = pl.concat([part.select(column).unique() for part in typed.parts([column])])
        named = named.unique().rename({column: key})
        parts = [part.join(named, on=key, how="semi")[key] for part in other.parts([key])]
        keys = pl.concat(parts)
    yield from unmatched(typed, column, keys.sort())


def _stranger(table: Table, column: str, other: Table, row: int, value: str) -> Fault:
    return Fault(
        table=table.name,
        row=row,
        column=column,
        value=value,
        code="no_such_row",
        wrong=Label(f"在表“{other.label.zh}”中不存在", f"is not in {other.name}"),
        right=Label(f"表“{other.label.zh}”中已有的编号", f"an id that {other.name} holds"),
    )


def _failing(
    rulebook: Rulebook, tables: Mapping[str, Typed], typed: Typed, check: RowCheck
) -> Iterator[Fault]:
    """Yield a fault for every row of which the check's condition is true."""
    if not _usable(typed, check):
        return
    table, type_ = typed.table.name, typed.table.columns[check.column].type
    for row, value in _true_of(rulebook, tables, typed, check):
        if value is None:
            yield Fault(table, row, check.column, None, check.name, EMPTY, check.right)
        else:
            word = _word(rulebook, type_, value)
            yield Fault(
                table, row, check.column, word.en, check.name, NOT_POSSIBLE, check.right, word
            )


def _true_of(
    rulebook: Rulebook, tables: Mapping[str, Typed], typed: Typed, check: RowCheck
) -> Iterator[tuple[int, Any]]:
    """Yield number and checked value of the rows of which a condition is true."""
    term, name = check.fault.term, typed.table.name
    follows = sorted({t for t in walk(term) if isinstance(t, Follow)}, key=followed_column)
    looked = sorted(columns_of(check))
    columns = Columns(rulebook, on=rulebook.in_force_from, years=(), has_year=False, gathered={})
    condition = columns.of(term)
    for part in _checked_parts(typed, looked, follows):
        rows = part.select(ROW, *(pl.col(c).alias(f"{name}.{c}") for c in looked))
        for follow in follows:
            rows = _followed(tables, rows, follow)
        found = nw.from_native(rows).filter(condition).to_native()
        yield from found.select(ROW, f"{name}.{check.column}").iter_rows()


def _checked_parts(
    typed: Typed, looked: list[str], follows: list[Follow]
) -> Iterator[pl.DataFrame]:
    """Yield the rows that a check looks at: all, or those whose reference names a row."""
    parts = typed.all_parts(looked)
    if follows:
        # Few rows refer to another one: together they fit, and the others are fetched once.
        known = pl.all_horizontal(pl.col(follow.column).is_not_null() for follow in follows)
        yield pl.concat([part.filter(known) for part in parts])
    else:
        yield from parts


def columns_of(check: RowCheck) -> frozenset[str]:
    """Return the columns of its own table that a row check looks at."""
    looked = {check.column}
    for term in walk(check.fault.term):
        if isinstance(term, Ref):
            looked.add(term.name.partition(".")[2])
        elif isinstance(term, Follow):
            looked.add(term.column)
    return frozenset(looked)


def _usable(typed: Typed, check: RowCheck) -> bool:
    """Tell whether the columns that a check looks at could be read."""
    required = {name for name, column in typed.table.columns.items() if column.required}
    return (columns_of(check) & required) <= typed.columns


def _followed(tables: Mapping[str, Typed], rows: pl.DataFrame, term: Follow) -> pl.DataFrame:
    """Add a column of the rows that a reference names; few rows have one, so few are fetched."""
    here = f"{term.table}.{term.column}"
    other = tables[tables[term.table].table.columns[term.column].refers or ""]
    key = other.table.key or ""
    named = rows.select(pl.col(here).alias(key)).unique()
    parts = other.all_parts([key, term.target])
    fetched = pl.concat([part.join(named, on=key, how="semi") for part in parts])
    fetched = fetched.sort(ROW).unique(key, keep="first")
    fetched = fetched.select(
        pl.col(key).alias("§key"), pl.col(term.target).alias(followed_column(term))
    )
    return rows.join(fetched, left_on=here, right_on="§key", how="left")


def _words(rulebook: Rulebook, table: Table, columns: Sequence[str], row: Rows) -> Label:
    """Return the values of some columns of a row, side by side."""
    words = [_word(rulebook, table.columns[name].type, row[name]) for name in columns]
    return Label(", ".join(word.zh for word in words), ", ".join(word.en for word in words))


def _word(rulebook: Rulebook, type_: Type, value: Any) -> Label:
    """Return a typed value as a user would write it."""
    if type_.kind is Kind.OPTION:
        return Label(rulebook.options[type_.options or ""].values[value].zh, value)
    if type_.kind is Kind.BOOLEAN:
        return Label("是", "true") if value else Label("否", "false")
    text = _decimal(value, type_.scale) if type_.kind is Kind.DECIMAL else str(value)
    return Label(text, text)


def _decimal(units: int, scale: int) -> str:
    """Return scaled units as a number without idle zeros: 50 hundredths are 0.5."""
    whole, rest = divmod(abs(units), 10**scale)
    sign = "-" if units < 0 else ""
    decimals = f"{rest:0{scale}d}".rstrip("0") if rest else ""
    return f"{sign}{whole}.{decimals}" if decimals else f"{sign}{whole}"
