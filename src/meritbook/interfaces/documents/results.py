"""Result tables as files: CSV, Parquet or JSON, part by part, whole or not at all.

Numbers keep their decimals exactly: as text in CSV and JSON, as decimals in Parquet. Unknown is
empty in CSV and null elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import polars as pl

from meritbook.engine import Findings
from meritbook.engine.kinds import Kind
from meritbook.engine.rulebook import Rulebook
from meritbook.interfaces.files.atomic import replacing_all

Format = Literal["csv", "parquet", "json"]
EXACT = 38
"""Digits that a decimal column can hold."""


def write_results(
    parts: Iterable[Findings],
    rulebook: Rulebook,
    folder: Path,
    *,
    form: Format = "csv",
    seen: Callable[[Findings], None] | None = None,
) -> list[Path]:
    """Write every result table of the rulebook into a folder and return the files.

    Parts come in the order of their entities. `seen` is told each part once it is written. When
    anything fails, no file appears and older ones stay. Raises `OSError` as writing does.
    """
    targets = {name: folder / f"{name}.{form}" for name in rulebook.outputs}
    with replacing_all() as stage, TemporaryDirectory() as space:
        places = {name: stage(target) for name, target in targets.items()}
        write = WRITERS[form](places, Path(space))
        for number, findings in enumerate(parts):
            for name in rulebook.outputs:
                write.add(name, shaped(findings, name), number)
            if seen is not None:
                seen(findings)
        write.close()
    return list(targets.values())


def shaped(findings: Findings, name: str) -> pl.DataFrame:
    """Return a result table with exact decimals in place of scaled integers."""
    output = findings.rulebook.outputs[name]
    frame = findings.output(name)
    nodes = findings.rulebook.nodes
    shown = []
    for column, node in output.columns.items():
        kind = nodes[node].type if node in nodes else None
        value = pl.col(column)
        if kind is not None and kind.kind is Kind.DECIMAL and kind.scale:
            unit = pl.lit(f"{10**-kind.scale:.{kind.scale}f}").cast(pl.Decimal(EXACT, kind.scale))
            value = value.cast(pl.Decimal(EXACT, kind.scale)) * unit
        shown.append(value.alias(column))
    return frame.select(shown)


class CsvWriter:
    """Appends the rows of each part to one CSV file per table."""

    def __init__(self, places: Mapping[str, Path], space: Path) -> None:
        self.files = {name: place.open("wb") for name, place in places.items()}

    def add(self, name: str, frame: pl.DataFrame, number: int) -> None:
        """Append a part."""
        frame.write_csv(self.files[name], include_header=number == 0, line_terminator="\n")

    def close(self) -> None:
        """Finish the files."""
        for file in self.files.values():
            file.close()


class JsonWriter:
    """Writes one array of objects per table, a row a line."""

    def __init__(self, places: Mapping[str, Path], space: Path) -> None:
        self.files = {name: place.open("wb") for name, place in places.items()}
        self.empty = dict.fromkeys(places, True)
        for file in self.files.values():
            file.write(b"[")

    def add(self, name: str, frame: pl.DataFrame, number: int) -> None:
        """Append a part."""
        exact = pl.selectors.decimal()
        lines = frame.with_columns(exact.cast(pl.String)).write_ndjson().splitlines()
        for line in lines:
            self.files[name].write((b"\n" if self.empty[name] else b",\n") + line.encode())
            self.empty[name] = False

    def close(self) -> None:
        """Finish the files."""
        for name, file in self.files.items():
            file.write(b"]\n" if self.empty[name] else b"\n]\n")
            file.close()


class ParquetWriter:
    """Writes one Parquet file per table; several parts are put together at the end."""

    def __init__(self, places: Mapping[str, Path], space: Path) -> None:
        self.places, self.space = places, space
        self.parts: dict[str, list[Path]] = {name: [] for name in places}

    def add(self, name: str, frame: pl.DataFrame, number: int) -> None:
        """Write a part."""
        part = self.space / f"{name}-{number:05d}.parquet"
        frame.write_parquet(part)
        self.parts[name].append(part)

    def close(self) -> None:
        """Finish the files."""
        for name, place in self.places.items():
            parts = self.parts[name]
            if len(parts) == 1:
                place.write_bytes(parts[0].read_bytes())
            else:
                pl.scan_parquet(parts).sink_parquet(place, maintain_order=True)


Writer = CsvWriter | JsonWriter | ParquetWriter
WRITERS: Mapping[Format, Callable[[Mapping[str, Path], Path], Writer]] = {
    "csv": CsvWriter,
    "json": JsonWriter,
    "parquet": ParquetWriter,
}
