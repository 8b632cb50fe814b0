"""Parquet tables: one file, or all files of a folder, read with the types that they carry."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from meritbook.engine.checking_cells import ROW
from meritbook.engine.checking_faults import Fault
from meritbook.engine.kinds import Label
from meritbook.engine.rulebook import Table
from meritbook.interfaces.intake.delivery import Sheet, Unreadable, whole

IN_MEMORY = 2_000_000
"""Rows up to which a table is taken into memory; a larger one stays in its files."""


def open_parquet(paths: Sequence[Path], table: Table, *, keep_files: bool) -> Sheet:
    """Open the Parquet files of a table, in the order of their names.

    With `keep_files` a large table may stay in its files as long as the facts are used.
    Raises `Unreadable` if a file is damaged or the files differ in their columns.
    """
    try:
        schemas = [pl.read_parquet_schema(path) for path in paths]
        if any(schema != schemas[0] for schema in schemas):
            raise Unreadable(_differing(table))
        parts = tuple((f"{p.parent.name}/{p.name}", _rows(p)) for p in paths)
        scan = pl.scan_parquet(list(paths), row_index_name=ROW, row_index_offset=1)
        header = tuple(name for name in scan.collect_schema().names() if name != ROW)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise Unreadable(_damaged(table)) from error
    large = keep_files and sum(rows for _, rows in parts) > IN_MEMORY
    return Sheet(
        header=header,
        header_row=None,
        batches=lambda: iter(()),
        scan=scan,
        large=large,
        parts=parts if len(parts) > 1 else (),
    )


def _rows(path: Path) -> int:
    return int(pl.scan_parquet(path).select(pl.len()).collect().item())


def _damaged(table: Table) -> Fault:
    return whole(
        table.name,
        "damaged_file",
        Label("不是可读的 Parquet 文件", "is not a readable Parquet file"),
        Label("重新导出该文件", "the file exported again"),
    )


def _differing(table: Table) -> Fault:
    return whole(
        table.name,
        "differing_files",
        Label("各文件的列或类型不一致", "holds files that differ in columns or types"),
        Label("各文件的列与类型相同", "the same columns and types in each file"),
    )
