"""Checking a delivery: raw tables in, typed facts or every fault found in one pass out.

Pure: whoever reads files, a database or a request body hands over frames whose headers are
already the declared column names, with a row number as the user sees it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from meritbook.engine.checking_cells import (
    ROW,
    Code,
    Reading,
    cannot_hold,
    code_of,
    in_steps,
    readings,
    value_of,
)
from meritbook.engine.checking_faults import (
    EMPTY,
    WRONG_TYPE,
    Fault,
    most_decimals,
    nearest_right,
    too_many_decimals,
    wanted,
)
from meritbook.engine.checking_headers import missing_table
from meritbook.engine.checking_keys import Typed, slices
from meritbook.engine.checking_rows import columns_of, table_across_rows
from meritbook.engine.facts import Facts, Frame, hold, schema
from meritbook.engine.kinds import Kind, Label
from meritbook.engine.rulebook import Column, Options, Rulebook, Table

Progress = Callable[[str, int, int], None]
"""Told the table that comes next, how many are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """One table as it came: batches in memory with faults met on the way, or a scan of files.

    Frames have declared column names and `ROW`; their columns are text, or already typed as
    Parquet holds them. `missing` names required columns whose absence was reported already.
    """

    batches: Iterable[pl.DataFrame | Fault] | pl.LazyFrame
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking found: the facts if there is no fault at all."""

    facts: Facts | None
    faults: tuple[Fault, ...]
    counts: Mapping[str, int]
    """Rows of each delivered table."""


@dataclass(slots=True)
class _Found:
    """Faults so far, and the cells that have one, which are not blamed again."""

    faults: list[Fault] = field(default_factory=list)
    cells: defaultdict[tuple[str, str], set[int]] = field(default_factory=lambda: defaultdict(set))

    def add(self, fault: Fault) -> None:
        self.faults.append(fault)

    def add_cell(self, fault: Fault) -> None:
        """Add the fault of a single cell, unless the cell has one already."""
        if fault.row is None or fault.column is None:
            self.faults.append(fault)
            return
        cells = self.cells[fault.table, fault.column]
        if fault.row not in cells:
            cells.add(fault.row)
            self.faults.append(fault)

    def follows(self, fault: Fault, table: Table) -> bool:
        """Tell whether a fault across rows only repeats what is wrong with a cell of its row."""
        check = next((c for c in table.checks if c.name == fault.code), None)
        looked = columns_of(check) if check else {fault.column or ""}
        return any(fault.row in self.cells[table.name, name] for name in looked)


def check(
    rulebook: Rulebook,
    delivered: Mapping[str, Delivered],
    *,
    earlier: Sequence[Fault] = (),
    broken: frozenset[str] = frozenset(),
    progress: Progress | None = None,
) -> Checked:
    """Check all tables of a delivery and return its facts, or all its faults.

    `earlier` are faults that reading found (a cell named there is not blamed again), `broken`
    names tables that were delivered and could not be read. Faults come in the order of the
    tables, rows and columns.
    """
    found = _Found()
    for fault in earlier:
        found.add_cell(fault)
    for table in rulebook.tables.values():
        if table.required and table.name not in {*delivered, *broken}:
            found.add(missing_table(table))
    tell = progress or (lambda *_: None)
    steps = len(delivered) * 2
    typed: dict[str, Typed] = {}
    counts: dict[str, int] = {}
    for done, (name, raw) in enumerate(delivered.items()):
        tell(name, done, steps)
        typed[name], counts[name] = _read(rulebook, rulebook.tables[name], raw, found)
    for done, (name, each) in enumerate(typed.items(), start=len(typed)):
        tell(name, done, steps)
        faults = table_across_rows(rulebook, typed, each)
        found.faults += [fault for fault in faults if not found.follows(fault, each.table)]
    if found.faults:
        return Checked(None, _in_order(rulebook, found.faults), counts)
    frames: dict[str, Frame] = {name: each.frame.drop(ROW) for name, each in typed.items()}
    return Checked(hold(rulebook, frames), (), counts)


def _in_order(rulebook: Rulebook, faults: Iterable[Fault]) -> tuple[Fault, ...]:
    tables = {name: place for place, name in enumerate(rulebook.tables)}
    columns = {
        (table.name, column): place
        for table in rulebook.tables.values()
        for place, column in enumerate(table.columns)
    }

    def place(fault: Fault) -> tuple[int, int, int]:
        column = columns.get((fault.table, fault.column or ""), -1)
        return tables.get(fault.table, -1), -1 if fault.row is None else fault.row, column

    return tuple(sorted(faults, key=place))


def _read(rulebook: Rulebook, table: Table, raw: Delivered, found: _Found) -> tuple[Typed, int]:
    if isinstance(raw.batches, pl.LazyFrame):
        return _read_lazily(rulebook, table, raw.batches, raw.missing, found)
    frames = [pl.DataFrame(schema={ROW: pl.Int64(), **schema(table)})]
    unread = set(raw.missing)
    for batch in raw.batches:
        if isinstance(batch, Fault):
            found.add_cell(batch)
            continue
        unread |= _odd(table, batch.schema, rulebook.options, found, known=unread)
        frames.append(_read_batch(rulebook, table, batch, frozenset(unread), found))
    frame = pl.concat(frames)
    return Typed(table, frame, frozenset(table.columns) - unread, frame.height), frame.height


def _read_batch(
    rulebook: Rulebook, table: Table, batch: pl.DataFrame, missing: frozenset[str], found: _Found
) -> pl.DataFrame:
    made = readings(table, batch.schema, rulebook.options, missing=missing)
    plain = _plainly_right(batch, made)
    rest = [each for each in made if each.name not in plain]
    steps = in_steps(batch, rest)
    for each in rest:
        _blame(rulebook, table, each, steps, found)
    return batch.select(
        pl.col(ROW).cast(pl.Int64),
        *(
            each.plain.alias(each.name)
            if each.name in plain and each.plain is not None
            else steps[value_of(each.name)].alias(each.name)
            for each in made
        ),
    )


def _plainly_right(batch: pl.DataFrame, made: Sequence[Reading]) -> set[str]:
    """Return the columns that need no reading cell by cell: nothing odd, nothing lacking."""
    tests = {
        each.name: each.odd.any() | (pl.lit(each.required) & each.source.is_null().any())
        for each in made
        if each.odd is not None
    }
    odd = batch.select(**tests).row(0, named=True) if tests else {}
    return {name for name, is_odd in odd.items() if not is_odd}


def _odd(
    table: Table,
    given: Mapping[str, pl.DataType],
    options: Mapping[str, Options],
    found: _Found,
    *,
    known: Collection[str],
) -> set[str]:
    """Return the columns of a type that holds no single values, each a fault once."""
    odd = {name for name in table.columns if name in given and cannot_hold(given[name])}
    for name in sorted(odd - set(known)):
        column = table.columns[name]
        wrong, right = WRONG_TYPE[column.type.kind], wanted(column, options)
        kind = str(given[name])
        found.add(Fault(table.name, None, name, kind, "wrong_type", wrong, right))
    return odd


def _blame(
    rulebook: Rulebook, table: Table, each: Reading, steps: pl.DataFrame, found: _Found
) -> None:
    """Add the faults of one column's cells, and take back the values of those cells."""
    code, value = pl.col(code_of(each.name)), pl.col(value_of(each.name))
    faulty = steps.filter(code != int(Code.FINE))
    if faulty.is_empty():
        return
    column = table.columns[each.name]
    cells = faulty.select(ROW, pl.col(each.name).cast(pl.String), code)
    for row, text, what in cells.iter_rows():
        found.add_cell(cell_fault(table, column, row, text, Code(what), rulebook.options))
    kept = pl.when(code == int(Code.FINE)).then(value)
    steps.replace_column(
        steps.get_column_index(value_of(each.name)),
        steps.select(kept.alias(value_of(each.name))).to_series(),
    )


def cell_fault(
    table: Table,
    column: Column,
    row: int,
    text: str | None,
    code: Code,
    options: Mapping[str, Options],
) -> Fault:
    """Return the fault of one cell in words."""
    right = nearest_right(column, text, options)
    match code:
        case Code.TOO_MANY_DECIMALS:
            scale = column.type.scale
            wrong, right = too_many_decimals(scale), most_decimals(scale)
        case Code.OUT_OF_RANGE:
            wrong = Label("超出范围", "is out of range")
            right = Label(
                "−1000000000 与 1000000000 之间的数", "a number from -1000000000 to 1000000000"
            )
        case Code.DIGITS_LOST:
            wrong = Label(
                "是按数字保存的编号，末尾数字已经丢失",
                "is an id that was kept as a number and has lost its last digits",
            )
            right = Label(
                "先把该列设为文本格式，再重新填写编号",
                "the column formatted as text first, then the id entered again",
            )
        case Code.REQUIRED:
            wrong = EMPTY
        case _:
            wrong = WRONG_TYPE[column.type.kind]
    return Fault(table.name, row, column.name, text, _code_name(code, column), wrong, right)


def _code_name(code: Code, column: Column) -> str:
    if code is Code.WRONG_TYPE and column.type.kind is Kind.OPTION:
        return "not_in_list"
    return code.name.lower()


def _read_lazily(
    rulebook: Rulebook,
    table: Table,
    scan: pl.LazyFrame,
    missing: frozenset[str],
    found: _Found,
) -> tuple[Typed, int]:
    """Check the cells of a table in files slice by slice, and return it as a typed scan."""
    given = scan.collect_schema()
    missing |= _odd(table, given, rulebook.options, found, known=missing)
    made = readings(table, given, rulebook.options, missing=missing)
    plain = {each.name for each in made if each.plain is not None}
    rows = 0
    for batch in slices(scan.select(ROW, *(n for n in given if n in table.columns))):
        rows += batch.height
        plain &= _plainly_right(batch, made)
        rest = [each for each in made if each.name not in plain]
        steps = in_steps(batch, rest)
        for each in rest:
            _blame(rulebook, table, each, steps, found)
    # A column that needs no change is handed on untouched: only then can a later filter by
    # person be held against the statistics of the files.
    typed = scan.with_columns(
        each.source.alias(each.name) for each in made if each.name not in plain
    ).select(
        pl.col(ROW).cast(pl.Int64),
        *(
            each.plain.alias(each.name)
            if each.name in plain and each.plain is not None
            else each.value.alias(each.name)
            for each in made
        ),
    )
    return Typed(table, typed, frozenset(table.columns) - missing, rows), rows
