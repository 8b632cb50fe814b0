"""Writing a facts folder: a CSV or Parquet file per table."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import polars as pl

from meritbook.engine.kinds import Kind, Lang
from meritbook.engine.rulebook import Rulebook, Table
from meritbook.interfaces.files.atomic import replacing_all
from meritbook.interfaces.intake.rows import Tables, as_words, decimal_text, typed_frames

Format = Literal["csv", "parquet"]


def write_folder(
    tables: Tables,
    folder: Path,
    *,
    rulebook: Rulebook,
    lang: Lang,
    file_format: Format = "csv",
) -> tuple[Path, ...]:
    """Write a facts folder and return its files: all of them, or on failure none.

    CSV is UTF-8 with a byte-order mark, so that spreadsheets show it right, and has the headers
    and words of the language; Parquet has the declared names, keys and exact decimals.
    """
    frames = typed_frames(tables, rulebook)
    targets = []
    with replacing_all() as stage:
        for name, frame in frames.items():
            target = folder / f"{name}.{file_format}"
            targets.append(target)
            table = rulebook.tables[name]
            if file_format == "csv":
                words = as_words(frame, table, rulebook.options, lang)
                words.write_csv(stage(target), include_bom=True, line_terminator="\r\n")
            else:
                _exact(frame, table).write_parquet(stage(target))
    return tuple(targets)


def _exact(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Return a typed frame with decimals as such: scaled integers would be read as whole ones."""
    return frame.with_columns(
        decimal_text(pl.col(name), column.type.scale)
        .cast(pl.Decimal(18, column.type.scale))
        .alias(name)
        for name, column in table.columns.items()
        if column.type.kind is Kind.DECIMAL
    )
