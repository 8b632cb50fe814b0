"""The default rulebook against the naive calculation: every cell, under every reading."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from meritbook.engine import Findings, Rulebook, evaluate, load
from meritbook.engine.kinds import Kind, Type
from tests.engine.referee.comparing import held, typed
from tests.naive.calculation import (
    Result,
    appraisal_rows,
    calculate,
    eligibility_rows,
    years_of_everybody,
)
from tests.naive.deliveries import delivery
from tests.naive.exact import Tables
from tests.naive.gates import READINGS
from tests.naive.scene import TELLING_DAYS
from tests.naive.strategies import Case, cases

RULEBOOK = load(Path(__file__).parents[2] / "rulebooks" / "qixingguan-2018")


def each_reading() -> list[dict[str, str]]:
    """Return choices in which every reading of every gate comes up."""
    most = max(len(names) for names in READINGS.values())
    return [
        {gate: names[min(turn, len(names) - 1)] for gate, names in READINGS.items()}
        for turn in range(most)
    ]


def printed(value: object, kind: Type) -> str:
    """Print a value as the result files do."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if kind.kind is not Kind.DECIMAL:
        return str(value)
    assert isinstance(value, int)
    whole, rest = divmod(abs(value), 10**kind.scale)
    return f"{'-' if value < 0 else ''}{whole}.{rest:0{kind.scale}d}"


def result(findings: Findings, name: str) -> Result:
    """Return a result table as printed rows."""
    nodes = findings.rulebook.nodes
    plain = Type(Kind.TEXT)
    return [
        {c: printed(v, nodes[c].type if c in nodes else plain) for c, v in row.items()}
        for row in findings.output(name).to_dicts()
    ]


def found(
    rulebook: Rulebook,
    tables: Tables,
    on: date,
    readings: Mapping[str, str],
    *,
    in_files: bool = False,
) -> tuple[Result, Result]:
    """Evaluate a delivery of text cells by the engine and print both results."""
    chosen = rulebook.reading(readings)
    facts = held(chosen, typed(chosen, tables), in_files=in_files)
    findings = evaluate(chosen, facts, on=on)
    return result(findings, "appraisals"), result(findings, "eligibility")


@pytest.mark.parametrize(("seed", "on"), list(enumerate(TELLING_DAYS)), ids=map(str, TELLING_DAYS))
def test_a_delivery_gets_the_results_of_the_naive_calculation_on_a_telling_day(
    seed: int, on: date
) -> None:
    tables = delivery(seed, people=60, on=on)
    everybody = years_of_everybody(tables, on)
    # On the first day every reading has its turn, on each other day a third of them.
    turns = each_reading() if seed == 0 else each_reading()[seed % 3 :: 3]

    for readings in turns:
        appraisals, eligibility = found(RULEBOOK, tables, on, readings)

        assert appraisals == appraisal_rows(everybody)
        assert eligibility == eligibility_rows(everybody, tables, on, readings)


@pytest.mark.parametrize("shift", [-400, -1, 1, 365, 1200])
def test_on_a_day_for_which_the_delivery_was_not_made_the_results_agree_too(shift: int) -> None:
    on = date.fromordinal(TELLING_DAYS[5].toordinal() + shift)
    tables = delivery(77, people=60, on=TELLING_DAYS[5])

    assert found(RULEBOOK, tables, on, {}) == calculate(tables, on)


def test_a_larger_delivery_read_as_files_gets_the_same_results() -> None:
    tables = delivery(2018, people=300)

    assert found(RULEBOOK, tables, TELLING_DAYS[0], {}, in_files=True) == calculate(
        tables, TELLING_DAYS[0]
    )


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(case=cases())
def test_small_deliveries_of_any_kind_get_the_results_of_the_naive_calculation(case: Case) -> None:
    assert found(RULEBOOK, case.tables, case.on, case.readings) == calculate(
        case.tables, case.on, case.readings
    )
