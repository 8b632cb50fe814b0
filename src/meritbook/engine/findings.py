"""What an evaluation found: a frame per grain, the result tables, and the way to the reasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from meritbook.engine.facts import Facts
from meritbook.engine.needs import Needs
from meritbook.engine.rulebook import Output, Rulebook

GATE, OUTCOME = "gate", "outcome"


@dataclass(frozen=True, slots=True)
class Findings:
    """The values that a rulebook gave to facts on a day.

    `frames` holds one frame per grain, its keys and node columns; numbers are integers of the
    node's scale, unknown is null. `needs` tells what was computed and where each step stands.
    """

    rulebook: Rulebook
    on: dt.date
    years: tuple[int, ...]
    facts: Facts
    frames: Mapping[str, pl.DataFrame]
    needs: Needs

    def frame(self, grain: str) -> pl.DataFrame:
        """Return the values at a grain."""
        return self.frames[grain]

    def output(self, name: str) -> pl.DataFrame:
        """Return a result table of the rulebook, its rows in order of their keys.

        Numbers are still scaled integers; a table of gates has a row per gate with its outcome.
        """
        output = self.rulebook.outputs[name]
        frame = self.frames[output.grain]
        if output.gates:
            return self._by_gate(output, frame)
        return frame.select(pl.col(node).alias(column) for column, node in output.columns.items())

    def _by_gate(self, output: Output, frame: pl.DataFrame) -> pl.DataFrame:
        words = self.rulebook.outcomes
        assert words is not None
        verdicts = [
            pl.when(pl.col(gate)).then(pl.lit(words.true))
            .when(~pl.col(gate)).then(pl.lit(words.false))
            .otherwise(pl.lit(words.unknown)).alias(gate)
            for gate in output.gates
        ]  # fmt: skip
        keys = [c for c in output.columns.values() if c not in (GATE, OUTCOME)]
        each = [
            frame.select(*keys, pl.lit(gate).alias(GATE), verdict.alias(OUTCOME))
            .with_row_index("§row").with_columns(pl.lit(place).alias("§place"))
            for place, (gate, verdict) in enumerate(zip(output.gates, verdicts, strict=True))
        ]  # fmt: skip
        stacked = pl.concat(each).sort("§row", "§place")
        return stacked.select(pl.col(node).alias(name) for name, node in output.columns.items())
