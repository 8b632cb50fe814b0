"""Facts of one delivery: typed tables, cut by person at no cost, named by what they hold.

A table is a `DataFrame` in memory or a `LazyFrame` over files; both have the physical types of
`schema`. Every declared table is there: one that was not delivered is empty and named in `absent`.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from meritbook.engine.kinds import Kind
from meritbook.engine.rulebook import Rulebook, Table

Frame = pl.DataFrame | pl.LazyFrame

PHYSICAL: Mapping[Kind, pl.DataType] = {
    Kind.TEXT: pl.String(),
    Kind.DATE: pl.Date(),
    Kind.YEAR: pl.Int64(),
    Kind.INTEGER: pl.Int64(),
    Kind.DECIMAL: pl.Int64(),
    Kind.BOOLEAN: pl.Boolean(),
    Kind.OPTION: pl.String(),
}
"""How a value is held: a decimal as an integer of `10 ** -scale` units, an option as its key."""

DIGEST_CHUNK = 50_000
"""People whose rows are put in order at a time for the digest; the digest does not depend on it."""


def schema(table: Table) -> dict[str, pl.DataType]:
    """Return the columns of a table with their physical types, in the declared order."""
    return {name: PHYSICAL[column.type.kind] for name, column in table.columns.items()}


def hold(
    rulebook: Rulebook, frames: Mapping[str, Frame], *, absent: frozenset[str] | None = None
) -> Facts:
    """Return the facts of a delivery from its typed tables.

    Columns may stand in any order; those that are missing are unknown, and so are the rows of
    tables that are missing. `absent` names the tables that were not delivered (by default, those
    without a frame). Raises `ValueError` for a table, column or type that is not declared.
    """
    entity = rulebook.entity
    held = {name: _shaped(table, frames.get(name)) for name, table in rulebook.tables.items()}
    unknown = set(frames) - set(held)
    if unknown:
        raise ValueError(f"tables that the rulebook does not declare: {sorted(unknown)}")
    (by,) = entity.keys
    return Facts(
        tables={name: _ordered(frame, by) for name, frame in held.items()},
        entity=entity.sources[0],
        by=by,
        absent=frozenset(set(held) - set(frames)) if absent is None else absent,
    )


def _shaped(table: Table, frame: Frame | None) -> Frame:
    """Return a frame with exactly the declared columns and types."""
    expected = schema(table)
    if frame is None:
        return pl.DataFrame(schema=expected)
    given = frame.schema if isinstance(frame, pl.DataFrame) else frame.collect_schema()
    for name, kind in given.items():
        if name not in expected:
            raise ValueError(f"table '{table.name}' has no column '{name}'")
        if kind not in (expected[name], pl.Null()):
            raise ValueError(f"{table.name}.{name} is {kind}, not {expected[name]}")
    if list(given.items()) == list(expected.items()):
        return frame
    missing = pl.lit(None)
    return frame.select(
        (pl.col(name) if name in given else missing).cast(kind).alias(name)
        for name, kind in expected.items()
    )


def _ordered(frame: Frame, by: str) -> Frame:
    """Sort a table in memory so that the rows of one entity stand together."""
    if isinstance(frame, pl.LazyFrame) or by not in frame.columns:
        return frame
    if not frame[by].is_sorted():
        frame = frame.sort(by, maintain_order=True)
    return frame.rechunk()


@dataclass(frozen=True, slots=True)
class Facts:
    """The typed tables of one delivery; made by `hold`, or by cutting other facts."""

    tables: Mapping[str, Frame]
    entity: str
    """The table whose rows are evaluated one by one, such as people."""
    by: str
    """Its key: a table with this column is cut by it, any other is kept whole."""
    absent: frozenset[str] = frozenset()
    """Declared tables that were not delivered."""

    @property
    def in_memory(self) -> bool:
        """Whether no table has to be read from files."""
        return all(isinstance(frame, pl.DataFrame) for frame in self.tables.values())

    def lazy(self) -> dict[str, pl.LazyFrame]:
        """Return every table as a lazy query."""
        return {name: frame.lazy() for name, frame in self.tables.items()}

    def collected_tables(self) -> dict[str, pl.DataFrame]:
        """Return every table in memory."""
        return {
            name: frame if isinstance(frame, pl.DataFrame) else frame.collect()
            for name, frame in self.tables.items()
        }

    def collected(self) -> Facts:
        """Return the same facts with every table in memory."""
        tables = {n: _ordered(f, self.by) for n, f in self.collected_tables().items()}
        return replace(self, tables=tables)

    def count(self) -> int:
        """Return the number of entities."""
        frame = self.tables[self.entity]
        if isinstance(frame, pl.DataFrame):
            return frame.height
        return int(frame.select(pl.len()).collect().item())

    def entities(self) -> pl.Series:
        """Return the ids of all entities by code point."""
        frame = self.tables[self.entity]
        if isinstance(frame, pl.DataFrame):
            return frame[self.by]
        return frame.select(self.by).collect()[self.by].sort()

    def of(self, ids: Sequence[str]) -> Facts:
        """Return the part of one or a few entities: their rows, and whole the tables without any.

        Rows in memory are found by halving, so that one out of a million costs a millisecond.
        """
        wanted = sorted(set(ids))
        return self._cut(lambda frame: self._rows_of(frame, wanted))

    def chunks(self, size: int) -> Iterator[Facts]:
        """Yield parts of at most `size` entities, in the order of their ids.

        Of tables in files only a range of ids is asked for, so that row groups which cannot hold
        any are not read where the file is ordered by id.
        """
        ids = self.entities()
        for start in range(0, len(ids), size):
            last = ids[min(start + size, len(ids)) - 1]
            yield self._between(ids[start], last)

    def _between(self, low: str, high: str) -> Facts:
        return self._cut(lambda frame: self._range(frame, low, high))

    def _cut(self, part: Callable[[Frame], Frame]) -> Facts:
        tables = {
            name: part(frame) if self._is_divided(frame) else frame
            for name, frame in self.tables.items()
        }
        return replace(self, tables=tables)

    def _is_divided(self, frame: Frame) -> bool:
        names = frame.columns if isinstance(frame, pl.DataFrame) else frame.collect_schema().names()
        return self.by in names

    def _rows_of(self, frame: Frame, ids: Sequence[str]) -> Frame:
        if isinstance(frame, pl.LazyFrame):
            return frame.filter(pl.col(self.by).is_in(list(ids)))
        if not ids:
            return frame.clear()
        parts = [self._slice(frame, each, each) for each in ids]
        return parts[0] if len(parts) == 1 else pl.concat(parts)

    def _range(self, frame: Frame, low: str, high: str) -> Frame:
        if isinstance(frame, pl.DataFrame):
            return self._slice(frame, low, high)
        # Two plain comparisons: this is what the reader of Parquet can hold against the lowest
        # and highest id of each row group.
        return frame.filter((pl.col(self.by) >= low) & (pl.col(self.by) <= high))

    def _slice(self, frame: pl.DataFrame, low: str, high: str) -> pl.DataFrame:
        ids = frame[self.by]
        start = bisect_left(ids, low)
        return frame.slice(start, bisect_right(ids, high, start) - start)

    def digest(self) -> str:
        """Return the SHA-256 of what the tables say, however rows and files are ordered.

        Per table, in the order of their names: a line with the column names, then the rows as
        CSV, ordered by entity and then by all columns.
        """
        total = hashlib.sha256()
        for name in sorted(self.tables):
            frame = self.tables[name]
            names = frame.lazy().collect_schema().names()
            held = hashlib.sha256((",".join(names) + "\n").encode())
            divided = self.by in names
            order = [self.by, *(n for n in names if n != self.by)] if divided else names
            for part in self._parts(frame, divided=divided):
                held.update(_text(part.sort(order)))
            total.update(f"{name} {held.hexdigest()}\n".encode())
        return total.hexdigest()

    def _parts(self, frame: Frame, *, divided: bool) -> Iterator[pl.DataFrame]:
        if isinstance(frame, pl.DataFrame) or not divided:
            yield frame.lazy().collect()
            return
        ids = self.entities()
        for start in range(0, len(ids), DIGEST_CHUNK):
            last = ids[min(start + DIGEST_CHUNK, len(ids)) - 1]
            yield self._range(frame, ids[start], last).lazy().collect()


def _text(frame: pl.DataFrame) -> bytes:
    return frame.write_csv(include_header=False, line_terminator="\n").encode()
