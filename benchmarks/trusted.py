"""Facts straight from Parquet files, taken as checked: evaluation is then measured by itself."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from meritbook.engine import Facts, Rulebook, hold
from meritbook.engine.facts import schema
from meritbook.engine.kinds import Kind
from meritbook.engine.rulebook import Column, Table


def trusted(folder: Path, rulebook: Rulebook) -> Facts:
    """Return the facts of a folder that the data maker wrote, left in their files."""
    tables = rulebook.tables.values()
    return hold(rulebook, {t.name: _typed(folder, t) for t in tables if (folder / t.name).is_dir()})


def _typed(folder: Path, table: Table) -> pl.LazyFrame:
    files = pl.scan_parquet(folder / table.name / "*.parquet")
    given = files.collect_schema().names()
    return files.select(_column(column, given, table) for column in table.columns.values())


def _column(column: Column, given: list[str], table: Table) -> pl.Expr:
    held = pl.col(column.name) if column.name in given else pl.lit(None)
    if column.type.kind is Kind.DECIMAL and column.name in given:
        held = held * 10**column.type.scale
    return held.cast(schema(table)[column.name]).alias(column.name)
