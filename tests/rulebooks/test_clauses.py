"""No rule is there in vain: switched off or shifted by a hair, some worked example fails.

Each change is made in a copy of the rulebook's folder; the example that notices it passes with
the rulebook as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from meritbook.engine.rulebook import Parameter, Scalar
from tests.rulebooks.switching import (
    changed,
    citing,
    first_to_notice,
    rules_with,
    showing_first,
    switched_off,
    with_number,
)
from tests.rulebooks.worked_examples import RULEBOOKS, examples_of, folders, loaded

QIXINGGUAN = RULEBOOKS / "qixingguan-2018"

CLAUSES: tuple[tuple[str, str, str], ...] = (
    # clause, the entry that carries it out, what stands there when it is switched off
    ("A2", "nodes.counted.is", "true"),
    ("A3", "nodes.assessment_score.is", "only(group_score)"),
    ("A6", "nodes.conflict.is", "false"),
    ("A6", "parameters.annual_floor_of.value.good", "incompetent"),
    ("B1", "nodes.quarter_points.is", "quarter_sum"),
    ("B1", "nodes.points_score.is", "clamp(starting_score, lowest_score, highest_score)"),
    ("B1", "nodes.conduct_score.is", "clamp(starting_score + lists, lowest_score, highest_score)"),
    ("B1", "nodes.virtue_ability_score.is", "assessment_score"),
    ("B3", "nodes.indicator_points.is", "indicators.score"),
    ("B3", "nodes.indicator_score.is", "lowest(indicator_points)"),
    ("B3", "nodes.total.is", "virtue_ability_score"),
    ("B5", "parameters.indicator_weight.value", "1"),
    ("B5", "ladders.appraisal_bands.value.good", "100"),
    ("B6", "parameters.annual_cap_of.value.fair", "excellent"),
    ("B6", "parameters.annual_cap_of.value.ordinary", "excellent"),
    ("B7", "parameters.annual_cap_of.value.poor", "competent"),
    ("B8", "nodes.vetoed.is", "false"),
    ("B8", "nodes.breach_stands.is", "true"),
    ("C2", "window.years", "2"),
    ("C2", "gates.overall.excludes", "false"),
    ("C3", "gates.negative_record.excludes", "false"),
    ("C3", "nodes.year_negative.is", "points < 0"),
    ("C3", "nodes.window_negative.is", "window_points < 0"),
    ("C4", "gates.mediocre_record.excludes", "false"),
    ("C4", "nodes.year_mediocre.is", 'grade <= "fair"'),
    ("C5", "gates.third_prize_unit.excludes", "false"),
    ("C5", "nodes.led_the_unit.is", "tenures.is_principal"),
    ("C5", "parameters.third_prize_years.value", "2"),
    ("C6", "gates.virtue_integrity.excludes", "false"),
    ("C6", "nodes.breach_excludes.is", "breach_stands"),
    ("C8", "gates.public_satisfaction.excludes", "false"),
    ("C8", "nodes.survey_score_low.is", "false"),
    ("C8", "nodes.satisfied_share_low.is", "true"),
)


@pytest.mark.parametrize(("clause", "entry", "instead"), CLAUSES, ids=lambda text: str(text)[:40])
def test_an_example_of_a_clause_fails_without_its_rule(
    clause: str, entry: str, instead: str, tmp_path: Path
) -> None:
    name = entry.split(".")[1]
    rules = {name, *rules_with(loaded(QIXINGGUAN), name)}
    examples = showing_first(citing(examples_of(QIXINGGUAN), [clause]), rules)

    without = changed(QIXINGGUAN, tmp_path, entry.split("."), instead)

    assert first_to_notice(without, examples)


def rules() -> Iterator[tuple[Path, str]]:
    """Return every node and gate of every rulebook."""
    for folder in folders():
        for name in loaded(folder).nodes:
            yield folder, name


@pytest.mark.parametrize(
    ("folder", "name"), [pytest.param(f, n, id=f"{f.name}-{n}") for f, n in rules()]
)
def test_an_example_fails_when_a_rule_is_switched_off(
    folder: Path, name: str, tmp_path: Path
) -> None:
    node = loaded(folder).nodes[name]
    examples = showing_first(citing(examples_of(folder), node.citation.sources), [name])

    assert first_to_notice(switched_off(folder, tmp_path, node), examples)


def numbers() -> Iterator[tuple[Path, str, str | None, Decimal, Decimal]]:
    """Return every number of every rulebook, and the least by which it can be shifted."""
    for folder in folders():
        rulebook = loaded(folder)
        for ladder in rulebook.ladders.values():
            for band in ladder.values[-1][1]:
                if band.at_least is not None:
                    step = Decimal("0.01")
                    yield folder, ladder.name, band.option, band.at_least, step
        for parameter in rulebook.parameters.values():
            step = Decimal(1).scaleb(-parameter.type.scale)
            for key, number in _numbers_of(parameter):
                yield folder, parameter.name, key, number, step


def _numbers_of(parameter: Parameter) -> Iterator[tuple[str | None, Decimal]]:
    value = parameter.values[-1][1]
    held: Mapping[str, Scalar] = value if isinstance(value, Mapping) else {"": value}
    for key, number in held.items():
        if isinstance(number, Decimal):
            yield key or None, number


@pytest.mark.parametrize(
    ("folder", "name", "key", "number", "step"),
    [pytest.param(*n, id="-".join(filter(None, (n[0].name, n[1], n[2])))) for n in numbers()],
)
def test_an_example_fails_when_a_number_is_shifted(
    folder: Path, name: str, key: str | None, number: Decimal, step: Decimal
) -> None:
    examples = showing_first(examples_of(folder), rules_with(loaded(folder), name))

    for shifted in (number - step, number + step):
        assert first_to_notice(with_number(loaded(folder), name, key, shifted), examples), shifted


HAIR = Decimal("0.01")
BOUNDS = (
    "quarter_cap",
    "lowest_score",
    "highest_score",
    "satisfaction_bound",
    "satisfied_share_bound",
)


@pytest.mark.parametrize("name", BOUNDS)
@pytest.mark.parametrize("by", [-HAIR, HAIR], ids=["less", "more"])
def test_an_example_fails_when_a_bound_moves_by_a_hair(
    name: str, by: Decimal, tmp_path: Path
) -> None:
    parameter = loaded(QIXINGGUAN).parameters[name]
    moved = Decimal(str(parameter.values[-1][1])) + by
    rulebook = changed(QIXINGGUAN, tmp_path, ("parameters", name, "value"), str(moved))
    examples = showing_first(examples_of(QIXINGGUAN), rules_with(loaded(QIXINGGUAN), name))

    assert first_to_notice(rulebook, examples)
