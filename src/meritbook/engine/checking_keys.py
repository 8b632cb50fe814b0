"""Keys compared across a whole table, however many rows it has, in bounded memory.

Rows are looked at slice by slice and compared by 64-bit hashes; what looks alike is then compared
itself. A table in files that is ordered by a column of the key is compared as it goes by, since
equal keys stand close together; another one in several goes, each for a part of the hashes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from meritbook.engine.checking_cells import ROW
from meritbook.engine.rulebook import Table

SLICE = 1_000_000
"""Rows that are looked at together."""
PART = 40_000_000
"""Hashes that are compared at a time: with sorting, two thirds of a gigabyte."""
HASH = "§hash"
OTHER = "§other"


def slices(frame: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    """Yield the rows of a table in files, so many at a time; at least one slice, if empty."""
    start = 0
    while True:
        part = frame.slice(start, SLICE).collect()
        if part.height or not start:
            yield part
        if part.height < SLICE:
            return
        start += SLICE


@dataclass(frozen=True, slots=True)
class Typed:
    """A typed table with row numbers, and the columns that hold something usable."""

    table: Table
    frame: pl.DataFrame | pl.LazyFrame
    columns: frozenset[str]
    rows: int
    at_a_time: int = PART
    """Hashes that are compared together."""

    def all_parts(self, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
        """Yield row numbers and columns, slice by slice."""
        chosen = self.frame.select(ROW, *dict.fromkeys(columns))
        yield from [chosen] if isinstance(chosen, pl.DataFrame) else slices(chosen)

    def parts(self, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
        """Yield row numbers and columns, slice by slice, where all the columns are known."""
        known = pl.all_horizontal(pl.col(name).is_not_null() for name in columns)
        for part in self.all_parts(columns):
            yield part.filter(known)

    def having(
        self, columns: Sequence[str], hashes: pl.Series, *, of: Sequence[str]
    ) -> pl.DataFrame:
        """Return the rows whose values in the columns `of` have one of these hashes."""
        wanted, own = hashes.to_frame(HASH), hash_of(of).alias(HASH)
        return pl.concat(
            part.with_columns(own).join(wanted, on=HASH, how="semi").drop(HASH)
            for part in self.parts(columns)
        )

    def nothing(self, columns: Sequence[str]) -> pl.DataFrame:
        """Return no rows, of these columns."""
        return self.frame.lazy().select(ROW, *dict.fromkeys(columns)).head(0).collect()


def hash_of(columns: Sequence[str]) -> pl.Expr:
    """Return the hash of the values in columns."""
    return pl.col(columns[0]).hash() if len(columns) == 1 else pl.struct(*columns).hash()


def repeated(typed: Typed, columns: Sequence[str]) -> pl.DataFrame:
    """Return the rows (numbers and columns) whose values stand in another row too."""
    suspects = _suspects(typed, columns)
    if suspects.is_empty():
        return typed.nothing(columns)
    found = typed.having(columns, suspects, of=columns)
    return found.filter(pl.struct(*columns).is_duplicated())


def _suspects(typed: Typed, columns: Sequence[str]) -> pl.Series:
    """Return the hashes that more than one row has."""
    if typed.rows > typed.at_a_time:
        found = _suspects_in_order(typed, columns)
        if found is not None:
            return found
    goes = 1 + typed.rows // typed.at_a_time
    suspects = []
    for go in range(goes):
        own = pl.col(HASH) % goes == go
        hashes = [
            part.select(hash_of(columns).alias(HASH)).filter(own)[HASH]
            for part in typed.parts(columns)
        ]
        suspects.append(_twice(pl.concat(hashes)))
    return pl.concat(suspects)


def _twice(hashes: pl.Series) -> pl.Series:
    ordered = hashes.sort()
    return ordered.filter((ordered == ordered.shift(1)).fill_null(value=False)).unique()


def _suspects_in_order(typed: Typed, columns: Sequence[str]) -> pl.Series | None:
    """Compare each slice with itself and the end of the one before, if some column is in order."""
    leading: str | None = None
    carried: pl.DataFrame | None = None
    suspects = [pl.Series(HASH, [], dtype=pl.UInt64)]
    for part in typed.parts(columns):
        if leading is None:
            leading = next((name for name in columns if part[name].is_sorted()), None)
        whole = part if carried is None else pl.concat([carried, part])
        if leading is None or not whole[leading].is_sorted():
            return None
        suspects.append(_twice(whole.select(hash_of(columns).alias(HASH))[HASH]))
        carried = whole.filter(pl.col(leading) == pl.col(leading).last())
    return pl.concat(suspects)


def changing(typed: Typed, within: Sequence[str], column: str) -> pl.DataFrame:
    """Return all rows of the keys in `within` that have more than one value in `column`."""
    suspects = [pl.Series(HASH, [], dtype=pl.UInt64)]
    goes = _goes_for_pairs(typed, within, column)
    for go in range(goes):
        own = pl.col(HASH) % goes == go
        pairs = pl.concat(
            _pairs(part, within, column).filter(own) for part in typed.parts([*within, column])
        )
        again = pl.col(HASH) == pl.col(HASH).shift(1)
        other = pl.col(OTHER) != pl.col(OTHER).shift(1)
        suspects.append(pairs.sort(HASH).filter(again & other)[HASH].unique())
    found = pl.concat(suspects).unique()
    if found.is_empty():
        return typed.nothing([*within, column])
    rows = typed.having([*within, column], found, of=within)
    return rows.filter(pl.col(column).n_unique().over(*within) > 1)


def _pairs(part: pl.DataFrame, within: Sequence[str], column: str) -> pl.DataFrame:
    """Return the hashes of key and value, without those that only repeat the row before."""
    pairs = part.select(hash_of(within).alias(HASH), pl.col(column).hash().alias(OTHER))
    same = (pl.col(HASH) == pl.col(HASH).shift(1)) & (pl.col(OTHER) == pl.col(OTHER).shift(1))
    return pairs.filter(~same.fill_null(value=False))


def _goes_for_pairs(typed: Typed, within: Sequence[str], column: str) -> int:
    """Return in how many goes the pairs are compared, from how many the first slice has."""
    first = next(typed.parts([*within, column]))
    share = _pairs(first, within, column).height / max(first.height, 1)
    return 1 + int(3 * share * typed.rows) // typed.at_a_time


def shared(typed: Typed, other: Typed, columns: Sequence[str]) -> pl.DataFrame:
    """Return the first row of each combination that another table holds too, with its row there."""
    theirs = _combinations(other, columns)
    mine = _combinations(typed, columns)
    both = mine.join(theirs, on=HASH, how="semi")[HASH]
    if both.is_empty():
        return typed.nothing(columns).with_columns(pl.lit(0).alias(OTHER))
    here = typed.having(columns, both, of=columns).group_by(columns).agg(pl.col(ROW).min())
    there = (
        other.having(columns, both, of=columns)
        .group_by(columns)
        .agg(pl.col(ROW).min().alias(OTHER))
    )
    return here.join(there, on=columns)


def _combinations(typed: Typed, columns: Sequence[str]) -> pl.DataFrame:
    """Return the hashes of the combinations that a table holds."""
    key = hash_of(columns).alias(HASH)
    same = (pl.col(HASH) == pl.col(HASH).shift(1)).fill_null(value=False)
    hashes = pl.concat(part.select(key).filter(~same) for part in typed.parts(columns))
    return hashes.sort(HASH).filter(~same)


def unmatched(typed: Typed, column: str, keys: pl.Series) -> Iterator[pl.DataFrame]:
    """Yield the rows whose value in a column is not among the sorted keys."""
    known = pl.DataFrame({column: keys})
    for part in typed.parts([column]):
        values = part[column].unique()
        if len(keys):
            places = keys.search_sorted(values).clip(0, len(keys) - 1)
            values = values.filter(keys.gather(places) != values)
        if len(values):
            yield part.join(known, on=column, how="anti")
