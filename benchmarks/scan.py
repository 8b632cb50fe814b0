"""The floor: read every column of a delivery once, add up numbers, take the least of the rest."""

from pathlib import Path
from typing import Literal

from benchmarks.sql import files_of

Engine = Literal["duckdb", "polars"]


def scan(folder: Path, *, engine: Engine, threads: int = 2) -> None:
    """Scan all tables of the folder; Polars takes its threads from POLARS_MAX_THREADS."""
    tables = sorted({path.stem for path in folder.iterdir()})
    files = [files_of(folder, table) for table in tables]
    if engine == "duckdb":
        _scan_with_duckdb(files, threads)
    else:
        _scan_with_polars(files)


def _scan_with_duckdb(tables: list[list[str]], threads: int) -> None:
    import duckdb

    database = duckdb.connect()
    database.execute(f"SET threads = {threads}")
    for files in tables:
        rows = database.read_parquet(files)
        chosen = ", ".join(
            f'{"sum" if str(kind).startswith(("DECIMAL", "INTEGER")) else "min"}("{name}")'
            for name, kind in zip(rows.columns, rows.dtypes, strict=True)
        )
        rows.aggregate(chosen).fetchall()


def _scan_with_polars(tables: list[list[str]]) -> None:
    import polars as pl

    for files in tables:
        rows = pl.scan_parquet(files)
        chosen = [
            pl.col(name).sum() if kind.is_numeric() else pl.col(name).min()
            for name, kind in rows.collect_schema().items()
        ]
        rows.select(chosen).collect(engine="streaming")
