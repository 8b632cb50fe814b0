"""Arrow columns of a delivery in the types of the facts contract, and the writer of its files.

Points and scores are decimals of two places kept as 64-bit integers; words are stored once per
block and written by their number; no Arrow schema goes into the file, so that every reader sees
plain Parquet types.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

# Numbers lie within ±10^9 and have two decimals.
DECIMAL = pa.decimal64(12, 2)


def words(codes: pl.Series, among: Sequence[str]) -> pa.Array:
    """Return the words that the codes stand for; an empty code stays empty."""
    numbers = codes.cast(pl.UInt32).to_arrow()
    return pa.DictionaryArray.from_arrays(numbers, pa.array(among, type=pa.string()))


def texts(values: pl.Series) -> pa.Array:
    """Return texts that rarely repeat."""
    return values.to_arrow().cast(pa.string())


def decimals(hundredths: pl.Series) -> pa.Array:
    """Return exact decimals from integers in hundredths."""
    whole = hundredths.cast(pl.Int64).rechunk().to_arrow()
    return pa.Array.from_buffers(DECIMAL, len(whole), whole.buffers(), offset=whole.offset)


def dates(days: pl.Series) -> pa.Array:
    """Return dates from days since 1970-01-01."""
    return days.cast(pl.Int32).cast(pl.Date).to_arrow()


def integers(values: pl.Series) -> pa.Array:
    """Return 32-bit integers."""
    return values.cast(pl.Int32).to_arrow()


def flags(values: pl.Series) -> pa.Array:
    """Return booleans."""
    return values.cast(pl.Boolean).to_arrow()


def write(path: Path, blocks: Iterable[pa.Table]) -> int:
    """Write the blocks as one Parquet file, a row group each; return the number of rows."""
    writer: pq.ParquetWriter | None = None
    rows = 0
    path.parent.mkdir(parents=True, exist_ok=True)
    for block in blocks:
        if writer is None:
            writer = pq.ParquetWriter(
                path,
                block.schema,
                compression="zstd",
                store_schema=False,
                store_decimal_as_integer=True,
            )
        if block.num_rows:
            writer.write_table(block, row_group_size=block.num_rows)
        rows += block.num_rows
    if writer is not None:
        writer.close()
    return rows
