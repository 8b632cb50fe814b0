"""Worked examples of the rulebooks: reading them, running them, and saying what differs.

An example holds facts as text, a day, readings, and what must come out: rows that name keys and
values of nodes. `unknown` is a value that is not known, `row: none` a row that must not be there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from meritbook.engine import Facts, Findings, Rulebook, evaluate, load
from meritbook.engine.checking import Delivered, check
from meritbook.engine.checking_cells import ROW
from meritbook.engine.evaluation import Keep
from meritbook.engine.kinds import Kind
from meritbook.engine.rulebook import Grain, GrainKind, Node

RULEBOOKS = Path(__file__).parents[2] / "rulebooks"
UNKNOWN = "unknown"
ABSENCE = "row"
ENTRIES = frozenset({"clause", "note", "on", "readings", "facts", "expect"})
READER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Reads every value as the text that stands there: no number, day or `on` is guessed at."""

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Example:
    """One worked example as its file states it."""

    folder: Path
    file: str
    name: str
    clauses: tuple[str, ...]
    note: Mapping[str, str]
    on: dt.date
    readings: Mapping[str, str]
    facts: Mapping[str, Sequence[Row]]
    expect: Sequence[Row]

    def __str__(self) -> str:
        return f"{self.folder.name}-{self.file}-{self.name}"


def folders() -> tuple[Path, ...]:
    """Return the folders of all rulebooks."""
    return tuple(sorted(head.parent for head in RULEBOOKS.glob("*/rulebook.yaml")))


@cache
def examples_of(folder: Path) -> tuple[Example, ...]:
    """Return the worked examples of one rulebook, file by file."""
    return tuple(_examples_in(folder))


def every_example() -> tuple[Example, ...]:
    """Return the worked examples of all rulebooks."""
    return tuple(example for folder in folders() for example in examples_of(folder))


def _examples_in(folder: Path) -> Iterator[Example]:
    for path in sorted(folder.glob("examples/*.yaml"), key=_place):
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=READER)
        for name, entry in content["examples"].items():
            odd = set(entry) - ENTRIES
            assert not odd, f"{path.name}: {name} has unknown entries {sorted(odd)}"
            clause = entry["clause"]
            yield Example(
                folder=folder,
                file=path.stem,
                name=name,
                clauses=tuple(clause) if isinstance(clause, list) else (clause,),
                note=entry["note"],
                on=dt.date.fromisoformat(entry["on"]),
                readings=entry.get("readings") or {},
                facts=entry["facts"],
                expect=entry["expect"],
            )


def _place(path: Path) -> tuple[int, str]:
    """Order files by the number that their names begin with."""
    number = path.stem.split("-")[0]
    return (int(number) if number.isdigit() else 0, path.stem)


@cache
def loaded(folder: Path) -> Rulebook:
    """Return the rulebook of a folder, loaded once."""
    return load(folder)


def facts_of(rulebook: Rulebook, example: Example) -> Facts:
    """Return an example's facts, checked exactly as a delivery is.

    Tables that every delivery must have are there without rows where the example has no use for
    them. Fails with the faults where the example is no possible delivery.
    """
    required: Mapping[str, Sequence[Row]] = {
        name: [] for name, table in rulebook.tables.items() if table.required
    }
    delivered = {
        name: Delivered([_text(rulebook, name, rows)])
        for name, rows in {**required, **example.facts}.items()
    }
    checked = check(rulebook, delivered)
    said = [f"{f.table}, row {f.row}, {f.column}: {f.value} {f.wrong.en}" for f in checked.faults]
    assert checked.facts is not None, f"{example} is no possible delivery:\n" + "\n".join(said)
    return checked.facts


def _text(rulebook: Rulebook, name: str, rows: Sequence[Row]) -> pl.DataFrame:
    assert name in rulebook.tables, f"there is no table '{name}'"
    columns = rulebook.tables[name].columns
    odd = {column for row in rows for column in row} - set(columns)
    assert not odd, f"table '{name}' has no column {sorted(odd)}"
    held = {column: [row.get(column) for row in rows] for column in columns}
    frame = pl.DataFrame(held, schema=dict.fromkeys(columns, pl.String))
    return frame.with_row_index(ROW, offset=1)


def found_by(
    rulebook: Rulebook, example: Example, *, keep: Keep = "all", empty_as_absent: bool = True
) -> Findings:
    """Return the findings of an example under its readings, every node kept.

    Without `empty_as_absent` tables that the example lacks count as delivered without rows. That
    is the same to the rules, and examples of one day and reading then share a plan.
    """
    facts = _facts.get(str(example))
    if facts is None:
        facts = _facts[str(example)] = facts_of(rulebook, example)
    if not empty_as_absent:
        facts = replace(facts, absent=frozenset())
    return evaluate(rulebook.reading(example.readings), facts, on=example.on, keep=keep)


_facts: dict[str, Facts] = {}
"""Facts by example: they rest on the contract alone, which no test here changes."""


def mismatches(rulebook: Rulebook, example: Example, *, empty_as_absent: bool = True) -> list[str]:
    """Return what differs from the expectation, a sentence each."""
    findings = found_by(rulebook, example, empty_as_absent=empty_as_absent)
    return [line for row in example.expect for line in _differences(findings, row)]


def _differences(findings: Findings, row: Row) -> Iterator[str]:
    nodes = findings.rulebook.nodes
    keys = {name: text for name, text in row.items() if name not in nodes and name != ABSENCE}
    who = ", ".join(f"{name} {text}" for name, text in keys.items())
    grain = _grain_of(findings.rulebook, row, keys)
    rows = _rows(findings.frame(grain.name), grain, keys)
    if ABSENCE in row:
        if rows:
            yield f"{who}: there should be no row at {grain.name}"
        return
    if len(rows) != 1:
        yield f"{who}: {len(rows)} rows at {grain.name} instead of one"
        return
    for name in sorted(row.keys() & nodes.keys()):
        value = said(findings.rulebook, nodes[name], rows[0][name])
        if not _same(nodes[name], value, row[name]):
            yield f"{who}: {name} is {value}, expected {row[name]}"


def _grain_of(rulebook: Rulebook, row: Row, keys: Row) -> Grain:
    """Return the grain of the row's nodes, or of a row without any the one with just its keys."""
    grains = {rulebook.nodes[name].grain for name in row if name in rulebook.nodes}
    if not grains:
        tables = (GrainKind.TABLE, GrainKind.PAIR)
        fitting = (g for g in rulebook.grains.values() if g.kind not in tables)
        grains = {g.name for g in fitting if set(g.keys) == set(keys)}
    assert len(grains) == 1, f"a row stands at one grain, {dict(row)} at {sorted(grains)}"
    return rulebook.grains[grains.pop()]


def _rows(frame: pl.DataFrame, grain: Grain, keys: Row) -> list[dict[str, Any]]:
    columns = {_column(frame, grain, name): text for name, text in keys.items()}
    return [r for r in frame.to_dicts() if all(str(r[c]) == text for c, text in columns.items())]


def _column(frame: pl.DataFrame, grain: Grain, name: str) -> str:
    """Return the column of a key, or of a fact of the rows that a grain consists of."""
    held = [name, *(f"{table}.{name}" for table in grain.sources)]
    fitting = [column for column in held if column in frame.columns]
    assert fitting, f"'{name}' is no rule, and no key or fact at grain '{grain.name}'"
    return fitting[0]


def said(rulebook: Rulebook, node: Node, value: Any) -> str:
    """Return a node's value as an example writes it."""
    if node.gate and rulebook.outcomes is not None:
        words = rulebook.outcomes
        return {True: words.true, False: words.false, None: words.unknown}[value]
    if value is None:
        return UNKNOWN
    if node.type.kind is Kind.BOOLEAN:
        return "true" if value else "false"
    if node.type.is_number:
        return str(Decimal(value).scaleb(-node.type.scale))
    return str(value)


def _same(node: Node, value: str, expected: str) -> bool:
    if node.type.is_number and UNKNOWN not in (value, expected):
        return Decimal(value) == Decimal(expected)
    return value == expected
