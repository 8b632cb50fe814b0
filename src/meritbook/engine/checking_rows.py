"""Faults that show only when rows are held against each other or against a rule of the contract.

Works on typed frames with a row number, in memory or over files. Over files a key that has to be
compared across the whole table is looked at in parts (by the hash of the key), so that memory
stays bounded however many rows there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl

from meritbook.engine.checking_cells import ROW
from meritbook.engine.checking_faults import EMPTY, NOT_POSSIBLE, Fault
from meritbook.engine.columns import Columns, followed_column
from meritbook.engine.kinds import Kind, Label, Type
from meritbook.engine.rulebook import Constant, Disjoint, RowCheck, Rulebook, Table, Unique
from meritbook.engine.terms import Follow, Ref, walk

FIRST = "first row"
SAME = Label("每个值只用一次", "each value once only")

Rows = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Typed:
    """A typed table with row numbers, and the columns that hold something usable."""

    table: Table
    frame: pl.DataFrame | pl.LazyFrame
    columns: frozenset[str]
    parts: int = 1
    """In how many parts the keys of the table are compared."""

    def lazy(self) -> pl.LazyFrame:
        """Return the rows as a lazy query."""
        return self.frame.lazy()

    def holding(self, columns: Sequence[str]) -> pl.LazyFrame:
        """Return row numbers and columns of the rows in which all these columns are known."""
        known = pl.all_horizontal(pl.col(name).is_not_null() for name in columns)
        return self.lazy().select(ROW, *dict.fromkeys(columns)).filter(known)

    def by_key(self, key: Sequence[str]) -> Iterator[Callable[[pl.LazyFrame], pl.LazyFrame]]:
        """Yield filters that together cover the table, with equal keys always in one of them."""
        if self.parts == 1:
            yield lambda rows: rows
            return
        for part in range(self.parts):
            own = pl.struct(*key).hash() % self.parts == part
            yield lambda rows, own=own: rows.filter(own)  # type: ignore[misc]


def _collected(rows: pl.LazyFrame) -> pl.DataFrame:
    return rows.collect(engine="streaming")


def across_rows(rulebook: Rulebook, tables: Mapping[str, Typed]) -> Iterator[Fault]:
    """Yield the faults of all tables that the contract's conditions on rows find."""
    for typed in tables.values():
        yield from table_across_rows(rulebook, tables, typed)


def table_across_rows(
    rulebook: Rulebook, tables: Mapping[str, Typed], typed: Typed
) -> Iterator[Fault]:
    """Yield the faults of one table against itself, the other tables and the row checks."""
    table = typed.table
    if table.key is not None and table.key in typed.columns:
        yield from _repeated(typed, Unique("used_twice", (table.key,), SAME))
    for unique in table.unique:
        if typed.columns >= set(unique.columns):
            yield from _repeated(typed, unique)
    for constant in table.constant:
        if typed.columns >= {*constant.within, constant.column}:
            yield from _changing(rulebook, typed, constant)
    for disjoint in table.disjoint:
        yield from _overlapping(rulebook, tables, typed, disjoint)
    yield from _unreferred(tables, typed)
    for check in table.checks:
        yield from _failing(rulebook, tables, typed, check)


def _repeated(typed: Typed, unique: Unique) -> Iterator[Fault]:
    """Yield a fault for every row but the first with the same values."""
    columns = list(unique.columns)
    for own in typed.by_key(columns):
        rows = own(typed.holding(columns))
        keys = rows.group_by(columns).agg(pl.col(ROW).min().alias(FIRST), pl.len().alias("n"))
        repeated = _collected(keys.filter(pl.col("n") > 1).drop("n"))
        if repeated.is_empty():
            continue
        found = rows.join(repeated.lazy(), on=columns).filter(pl.col(ROW) != pl.col(FIRST))
        for row in _collected(found).iter_rows(named=True):
            yield _repetition(typed.table, unique, row)


def _repetition(table: Table, unique: Unique, row: Rows) -> Fault:
    first = row[FIRST]
    if len(unique.columns) == 1:
        wrong = Label(f"与第 {first} 行重复", f"stands in row {first} already")
    else:
        labels = "、".join(table.columns[name].label.zh for name in unique.columns)
        wrong = Label(
            f"与第 {first} 行的{labels}相同",
            f"has the same {', '.join(unique.columns)} as row {first}",
        )
    return Fault(
        table=table.name,
        row=row[ROW],
        column=unique.columns[-1],
        value=", ".join(str(row[name]) for name in unique.columns),
        code=unique.name,
        wrong=wrong,
        right=unique.right,
    )


def _changing(rulebook: Rulebook, typed: Typed, constant: Constant) -> Iterator[Fault]:
    """Yield a fault for every row whose value differs from that of the first row of its key."""
    within, column = list(constant.within), constant.column
    for own in typed.by_key(within):
        rows = own(typed.holding([*within, column]))
        pairs = rows.select(*within, column).unique()
        keys = _collected(pairs.group_by(within).len().filter(pl.col("len") > 1)).drop("len")
        if keys.is_empty():
            continue
        found = _collected(rows.join(keys.lazy(), on=within, how="semi")).sort(ROW)
        firsts = found.group_by(within, maintain_order=True).agg(
            pl.col(ROW).first().alias(FIRST), pl.col(column).first().alias("held")
        )
        differing = found.join(firsts, on=within, maintain_order="left").filter(
            pl.col(column) != pl.col("held")
        )
        for row in differing.iter_rows(named=True):
            yield _change(rulebook, typed.table, constant, row)


def _change(rulebook: Rulebook, table: Table, constant: Constant, row: Rows) -> Fault:
    type_ = table.columns[constant.column].type
    held = _word(rulebook, type_, row["held"])
    key = ", ".join(str(row[name]) for name in constant.within)
    return Fault(
        table=table.name,
        row=row[ROW],
        column=constant.column,
        value=_plain(type_, row[constant.column]),
        code=constant.name,
        wrong=Label(
            f"与第 {row[FIRST]} 行不一致（{key} 在那里是“{held.zh}”）",
            f"contradicts row {row[FIRST]} (where {key} has {held.en})",
        ),
        right=constant.right,
    )


def _overlapping(
    rulebook: Rulebook, tables: Mapping[str, Typed], typed: Typed, disjoint: Disjoint
) -> Iterator[Fault]:
    """Yield one fault, at its first row, for each combination that another table holds too."""
    columns, other = list(disjoint.columns), tables.get(disjoint.other)
    if other is None or not (typed.columns >= set(columns) and other.columns >= set(columns)):
        return
    for own in typed.by_key(columns):
        theirs = own(other.holding(columns)).group_by(columns).agg(pl.col(ROW).min().alias(FIRST))
        mine = own(typed.holding(columns)).group_by(columns).agg(pl.col(ROW).min())
        for row in _collected(mine.join(theirs, on=columns)).iter_rows(named=True):
            yield _overlap(rulebook, typed.table, disjoint, row)


def _overlap(rulebook: Rulebook, table: Table, disjoint: Disjoint, row: Rows) -> Fault:
    other = rulebook.tables[disjoint.other]
    return Fault(
        table=table.name,
        row=row[ROW],
        column=disjoint.columns[-1],
        value=", ".join(str(row[name]) for name in disjoint.columns),
        code=disjoint.name,
        wrong=Label(
            f"在表“{other.label.zh}”第 {row[FIRST]} 行也有",
            f"also stands in {other.name}, row {row[FIRST]}",
        ),
        right=disjoint.right,
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
        keys = other.holding([key]).select(pl.col(key).alias(column.name))
        label = other.table.label
        name = other.table.name
        for row in _collected(
            typed.holding([column.name]).join(keys, on=column.name, how="anti")
        ).iter_rows(named=True):
            yield Fault(
                table=typed.table.name,
                row=row[ROW],
                column=column.name,
                value=row[column.name],
                code="no_such_row",
                wrong=Label(f"在表“{label.zh}”中不存在", f"is not in {name}"),
                right=Label(f"表“{label.zh}”中已有的编号", f"an id that {name} holds"),
            )


def _failing(
    rulebook: Rulebook, tables: Mapping[str, Typed], typed: Typed, check: RowCheck
) -> Iterator[Fault]:
    """Yield a fault for every row of which the check's condition is true."""
    if not _usable(tables, typed, check):
        return
    follows = {term for term in walk(check.fault.term) if isinstance(term, Follow)}
    rows = typed.lazy()
    for name in {term.column for term in follows}:
        rows = rows.filter(pl.col(name).is_not_null())
    prefix = typed.table.name
    rows = rows.select(
        pl.col(ROW), *(pl.col(c).alias(f"{prefix}.{c}") for c in typed.table.columns)
    )
    for term in sorted(follows, key=followed_column):
        rows = _followed(tables, rows, term)
    columns = Columns(rulebook, on=rulebook.in_force_from, years=(), has_year=False, gathered={})
    condition = columns.of(check.fault.term)
    failing = nw.from_native(rows).filter(condition).to_native()
    found = failing.select(ROW, pl.col(f"{prefix}.{check.column}").alias("value"))
    type_ = typed.table.columns[check.column].type
    for row in _collected(found).iter_rows(named=True):
        value = row["value"]
        yield Fault(
            table=prefix,
            row=row[ROW],
            column=check.column,
            value=None if value is None else _plain(type_, value),
            code=check.name,
            wrong=EMPTY if value is None else NOT_POSSIBLE,
            right=check.right,
        )


def columns_of(check: RowCheck) -> frozenset[str]:
    """Return the columns of its own table that a row check looks at."""
    looked = {check.column}
    for term in walk(check.fault.term):
        if isinstance(term, Ref):
            looked.add(term.name.partition(".")[2])
        elif isinstance(term, Follow):
            looked.add(term.column)
    return frozenset(looked)


def _usable(tables: Mapping[str, Typed], typed: Typed, check: RowCheck) -> bool:
    """Tell whether the columns that a check looks at could be read."""
    required = {name for name, column in typed.table.columns.items() if column.required}
    return (columns_of(check) & required) <= typed.columns


def _followed(tables: Mapping[str, Typed], rows: pl.LazyFrame, term: Follow) -> pl.LazyFrame:
    """Add a column of the rows that a reference names; few rows have one, so few are fetched."""
    here = f"{term.table}.{term.column}"
    other = tables[tables[term.table].table.columns[term.column].refers or ""]
    key = other.table.key or ""
    named = rows.select(pl.col(here).alias(key))
    fetched = _collected(
        other.lazy().select(ROW, key, pl.col(term.target).alias("§held"))
        .join(named, on=key, how="semi")
        .sort(ROW)
    ).unique(key, keep="first", maintain_order=True)  # fmt: skip
    fetched = fetched.select(
        pl.col(key).alias("§key"), pl.col("§held").alias(followed_column(term))
    )
    return rows.join(fetched.lazy(), left_on=here, right_on="§key", how="left")


def _plain(type_: Type, value: Any) -> str:
    """Return a typed value as a user would write it."""
    if type_.kind is Kind.DECIMAL:
        sign, units = "-" if value < 0 else "", abs(value)
        whole, rest = divmod(units, 10**type_.scale)
        return f"{sign}{whole}.{rest:0{type_.scale}d}" if type_.scale else f"{sign}{whole}"
    if type_.kind is Kind.BOOLEAN:
        return "true" if value else "false"
    return str(value)


def _word(rulebook: Rulebook, type_: Type, value: Any) -> Label:
    if type_.kind is Kind.OPTION:
        label = rulebook.options[type_.options or ""].values[value]
        return Label(label.zh, value)
    text = _plain(type_, value)
    return Label(text, text)
