"""Holding the engine against the referee: every node at every row, or what differs."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from meritbook.engine import evaluate
from meritbook.engine.facts import Facts, hold, schema
from meritbook.engine.findings import Findings
from meritbook.engine.kinds import Kind, Type
from meritbook.engine.rulebook import Rulebook
from tests.engine.referee.interpreter import Delivered, Referee


def held(rulebook: Rulebook, rows: Delivered, *, in_files: bool = False) -> Facts:
    """Return rows as the engine's facts; `in_files` runs them as if they were read from files."""
    frames: dict[str, pl.DataFrame | pl.LazyFrame] = {}
    for name, cells in rows.items():
        frame = pl.DataFrame(list(cells), schema=schema(rulebook.tables[name]), orient="row")
        frames[name] = frame.lazy() if in_files else frame
    return hold(rulebook, frames)


def typed(
    rulebook: Rulebook, tables: Mapping[str, Sequence[Mapping[str, str | None]]]
) -> Delivered:
    """Return rows of text cells as typed rows; an empty cell is unknown."""
    return {
        name: [
            {c: _cell(cell, rulebook.tables[name].columns[c].type) for c, cell in row.items()}
            for row in rows
        ]
        for name, rows in tables.items()
    }


def _cell(cell: str | None, kind: Type) -> Any:
    if not cell:
        return None
    if kind.is_number:
        return int(Decimal(cell).scaleb(kind.scale))
    if kind.kind is Kind.DATE:
        return dt.date.fromisoformat(cell)
    return cell == "true" if kind.kind is Kind.BOOLEAN else cell


def differences(
    rulebook: Rulebook,
    rows: Delivered,
    on: dt.date,
    *,
    provisional: bool = False,
    in_files: bool = False,
) -> list[str]:
    """Return each row in which the engine and the referee do not say the same."""
    facts = held(rulebook, rows, in_files=in_files)
    findings = evaluate(rulebook, facts, on=on, keep="reasons", provisional=provisional)
    referee = Referee(rulebook, rows, on, provisional=provisional)
    found = []
    for grain in sorted({node.grain for node in rulebook.nodes.values()}):
        right = referee.findings(grain)
        found += _differences(grain, engine_rows(findings, grain), right)
        found += _unknown_after_all(rulebook, grain, right)
    return found


def _unknown_after_all(
    rulebook: Rulebook, grain: str, rows: Sequence[Mapping[str, Any]]
) -> list[str]:
    """Name the nodes that are unknown somewhere though loading found that they never can be."""
    sure = [n.name for n in rulebook.nodes.values() if n.grain == grain and not n.optional]
    return [
        f"{grain}: {name} is unknown" for name in sure if any(row[name] is None for row in rows)
    ]


def engine_rows(findings: Findings, grain: str) -> list[dict[str, Any]]:
    """Return the rows of a grain as the engine found them: keys, facts of the row, nodes."""
    frame = findings.frame(grain)
    return frame.select(name for name in frame.columns if not name.startswith("§")).to_dicts()


def _differences(
    grain: str, engine: Sequence[Mapping[str, Any]], referee: Sequence[Mapping[str, Any]]
) -> list[str]:
    columns = sorted(referee[0]) if engine and referee else []
    said = Counter(tuple(row[name] for name in columns) for row in engine)
    right = Counter(tuple(row[name] for name in columns) for row in referee)
    return [
        f"{grain}: {who} says {_shown(columns, row)}"
        for who, rows in (("engine", said - right), ("referee", right - said))
        for row in rows.elements()
    ]


def _shown(columns: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    return {n: value for n, value in zip(columns, row, strict=True) if value is not None}
