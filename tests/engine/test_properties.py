"""What holds for every delivery: order and company do not matter, unknown stays unknown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meritbook.engine import Findings, Rulebook, evaluate, load
from tests.engine.referee.books import boxes, in_boxes, ladder, parameter, small_book
from tests.engine.referee.comparing import differences, engine_rows, held, typed
from tests.engine.referee.interpreter import Delivered
from tests.naive.deliveries import alone, delivery
from tests.naive.exact import Tables
from tests.naive.gates import READINGS
from tests.naive.scene import TELLING_DAYS
from tests.naive.strategies import Case, cases, deliveries

RULEBOOK = load(Path(__file__).parents[2] / "rulebooks" / "qixingguan-2018")
ROOMY = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
FEWER = settings(ROOMY, max_examples=max(1, settings().max_examples // 3))
"""For what compares the engine with itself, several evaluations for each example."""
Rows = list[dict[str, Any]]


TURNS = tuple(
    {gate: names[min(turn, len(names) - 1)] for gate, names in READINGS.items()}
    for turn in range(6)
)
"""Readings, chosen so that each one of every gate has its turn."""


@st.composite
def familiar_cases(draw: st.DrawFn) -> Case:
    """Cases of few days and readings, every table there: their plans are built once and reused."""
    on = draw(st.sampled_from((dt.date(2018, 6, 26), dt.date(2024, 2, 29))))
    tables: Tables = {name: [] for name in RULEBOOK.tables}
    tables |= draw(deliveries(on))
    return Case(tables=tables, on=on, readings=draw(st.sampled_from(TURNS)))


def evaluated(case: Case, tables: Delivered | None = None) -> dict[str, Rows]:
    """Return every grain's rows of the default rulebook under the case's readings."""
    rulebook = RULEBOOK.reading(case.readings)
    rows = typed(rulebook, case.tables) if tables is None else tables
    return by_grain(evaluate(rulebook, held(rulebook, rows), on=case.on, keep="reasons"))


def by_grain(findings: Findings) -> dict[str, Rows]:
    """Return the rows of every grain in an order that depends on nothing but what they hold."""
    grains = {node.grain for node in findings.rulebook.nodes.values()}
    return {
        grain: sorted(engine_rows(findings, grain), key=lambda row: repr(sorted(row.items())))
        for grain in sorted(grains)
    }


@ROOMY
@given(case=cases())
def test_the_engine_and_the_referee_agree_on_every_node_of_the_default_rulebook(case: Case) -> None:
    rulebook = RULEBOOK.reading(case.readings)

    assert differences(rulebook, typed(rulebook, case.tables), case.on) == []


@pytest.mark.parametrize("provisional", [False, True])
@pytest.mark.parametrize("in_files", [False, True])
def test_the_referee_agrees_on_a_larger_delivery(provisional: bool, in_files: bool) -> None:
    on = TELLING_DAYS[7]
    rows = typed(RULEBOOK, delivery(11, people=60, on=on))

    assert differences(RULEBOOK, rows, on, provisional=provisional, in_files=in_files) == []


@FEWER
@given(case=familiar_cases(), chance=st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_a_second_run_matters(case: Case, chance: Any) -> None:
    rows = typed(RULEBOOK, case.tables)
    shuffled = {name: chance.sample(list(held), len(held)) for name, held in rows.items()}

    assert evaluated(case) == evaluated(case, shuffled) == evaluated(case)


@FEWER
@given(case=familiar_cases())
def test_one_person_alone_is_the_same_person_among_others(case: Case) -> None:
    person = case.tables["people"][0]["person_id"]
    assert person is not None
    lonely = typed(RULEBOOK, alone(case.tables, person))

    among_others = evaluated(case)

    assert evaluated(case, lonely) == {
        grain: [row for row in rows if row["person_id"] == person]
        for grain, rows in among_others.items()
    }


@FEWER
@given(case=familiar_cases())
def test_a_table_that_is_absent_is_one_without_rows(case: Case) -> None:
    rows = {name: held for name, held in typed(RULEBOOK, case.tables).items() if held}
    emptied = {name: rows.get(name, ()) for name in RULEBOOK.tables}

    assert evaluated(case, rows) == evaluated(case, emptied)


@FEWER
@given(case=familiar_cases())
def test_results_alone_are_what_they_are_with_every_node_and_every_reason_kept(case: Case) -> None:
    rulebook = RULEBOOK.reading(case.readings)
    facts = held(rulebook, typed(rulebook, case.tables))
    kept = [
        evaluate(rulebook, facts, on=case.on, keep="results"),
        evaluate(rulebook, facts, on=case.on, keep="all"),
        evaluate(rulebook, facts, on=case.on, keep="reasons"),
    ]

    for name in rulebook.outputs:
        results, everything, reasons = (findings.output(name).rows() for findings in kept)
        assert results == everything == reasons


@ROOMY
@given(case=familiar_cases(), data=st.data())
def test_what_becomes_unknown_never_settles_anything_differently(
    case: Case, data: st.DataObject
) -> None:
    rows = typed(RULEBOOK, case.tables)
    erased = {name: [dict(row) for row in held] for name, held in rows.items()}
    places = erasable(erased)
    for table, place, column in data.draw(
        st.lists(st.sampled_from(places)) if places else st.just([])
    ):
        erased[table][place][column] = "ungraded" if column == "grade" else None

    before, after = gates(case, rows), gates(case, erased)

    for (person, gate), outcome in before.items():
        assert after[(person, gate)] in (outcome, "undetermined"), (person, gate)


def erasable(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[tuple[str, int, str]]:
    """Return the cells that may be unknown without another row being looked at instead.

    Which of several surveys of one day counts depends on what is known of them.
    """
    columns = {
        "indicators": ("actual", "score"),
        "annual_grades": ("grade",),
        "satisfaction": ("score", "satisfied_share"),
    }
    surveys = [(row["person_id"], row["surveyed_on"]) for row in rows.get("satisfaction", ())]
    return [
        (table, place, column)
        for table, names in columns.items()
        for place, row in enumerate(rows.get(table, ()))
        for column in names
        if table != "satisfaction" or surveys.count(surveys[place]) == 1
    ]


def gates(case: Case, rows: Delivered) -> dict[tuple[str, str], str]:
    """Return the outcome of every gate of every person."""
    rulebook = RULEBOOK.reading(case.readings)
    findings = evaluate(rulebook, held(rulebook, rows), on=case.on)
    return {(person, gate): word for person, gate, word in findings.output("eligibility").rows()}


# Rules that nobody would write: any expression of the language, and any rows

NUMBER_LEAVES = (
    "things.a",
    "things.b",
    "things.m",
    "0",
    "-1",
    "0.5",
    "2",
    "limit",
    "worth[things.w]",
)
TRUTH_LEAVES = ("things.p", "things.q", "true", "known(things.a)", "things.w == things.v")
METAL_LEAVES = ("things.w", "things.v", "favourite", "shade[things.k]")


def numbers(depth: int) -> st.SearchStrategy[str]:
    """Expressions that are numbers."""
    if depth == 0:
        return st.sampled_from(NUMBER_LEAVES)
    inner, truth = numbers(depth - 1), truths(depth - 1)
    return st.one_of(
        st.sampled_from(NUMBER_LEAVES),
        st.builds("({} {} {})".format, inner, st.sampled_from("+-"), inner),
        st.builds(
            "({} * {})".format, st.sampled_from(NUMBER_LEAVES), st.sampled_from(("2", "0.5"))
        ),
        st.builds("-{}".format, inner),
        st.builds("clamp({}, {}, {})".format, inner, inner, inner),
        st.builds("ratio({}, {})".format, inner, inner),
        st.builds("weighted_mean(({}, limit), ({}, two))".format, inner, inner),
        st.builds("({} if {} else {})".format, inner, truth, inner),
        st.builds("worth[{}]".format, metals(depth - 1)),
    )


def truths(depth: int) -> st.SearchStrategy[str]:
    """Expressions that are true or false."""
    if depth == 0:
        return st.sampled_from(TRUTH_LEAVES)
    inner, number, metal = truths(depth - 1), numbers(depth - 1), metals(depth - 1)
    order = st.sampled_from(("<", "<=", ">", ">=", "==", "!="))
    return st.one_of(
        st.sampled_from(TRUTH_LEAVES),
        st.builds("({} {} {})".format, inner, st.sampled_from(("and", "or")), inner),
        st.builds("(not {})".format, inner),
        st.builds("({} {} {})".format, number, order, number),
        st.builds("({} {} {} <= {})".format, number, order, number, number),
        st.builds("({} {} {})".format, metal, order, metal),
        st.builds('({} in ("gold", "none"))'.format, metal),
        st.builds("known({})".format, st.one_of(number, inner, metal)),
        st.builds("({} if {} else {})".format, inner, inner, inner),
    )


def metals(depth: int) -> st.SearchStrategy[str]:
    """Expressions that are words of an option list."""
    if depth == 0:
        return st.sampled_from(METAL_LEAVES)
    inner = metals(depth - 1)
    return st.one_of(
        st.sampled_from(METAL_LEAVES),
        st.builds("band({}, steps)".format, numbers(depth - 1)),
        st.builds("({} if {} else {})".format, inner, truths(depth - 1), inner),
    )


CELLS = {
    "a": st.sampled_from((None, -250, -1, 0, 1, 50, 100)),
    "b": st.sampled_from((None, -1, 0, 33, 200)),
    "m": st.sampled_from((None, -1, 0, 2)),
    "p": st.sampled_from((None, True, False)),
    "q": st.sampled_from((None, True, False)),
    "w": st.sampled_from((None, "gold", "silver", "iron", "none")),
    "v": st.sampled_from((None, "gold", "iron", "none")),
    "k": st.sampled_from((None, "red", "blue", "green")),
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shelf")


def random_book(shelf: Path, number: str, truth: str, metal: str) -> Rulebook:
    """Return a rulebook with these expressions at things and operators over them at boxes."""
    steps = {"gold": "1.5", "silver": "0", "iron": "-0.335", "none": "rest"}
    shade = {"red": "gold", "blue": "none", "green": None}
    return small_book(
        shelf / "boxes",
        {
            "number": ("things", number),
            "truth": ("things", truth),
            "metal": ("things", metal),
            "sum": ("box", "total(number)"),
            "top": ("box", "highest(number if truth else things.a)"),
            "low": ("box", "lowest(number)"),
            "truths": ("box", "count(truth)"),
            "any": ("box", "some(truth)"),
            "each": ("box", "every(truth)"),
            "mean": ("box", "weighted_mean(number, by=worth[metal])"),
            "mean_known": ("box", "weighted_mean_of_known(number, by=limit)"),
            "whole": ("box", 'count(metal >= "silver")'),
            "back": ("things", "number - top if any else sum"),
        },
        parameters={
            "limit": parameter("1.005"),
            "two": parameter("2"),
            "half": parameter("0.5"),
            "favourite": parameter("silver", type="metal"),
            "worth": parameter({"gold": "3", "silver": "0.5", "none": "1"}, of="metal"),
            "shade": parameter(shade, of="colour", type="metal"),
        },
        ladders={"steps": ladder("metal", value=steps)},
    )


@ROOMY
@given(
    number=numbers(3),
    truth=truths(3),
    metal=metals(2),
    groups=st.lists(st.lists(st.fixed_dictionaries(CELLS), max_size=4), min_size=1, max_size=4),
)
def test_any_rule_over_any_rows_is_what_the_referee_says(
    number: str, truth: str, metal: str, groups: list[Rows], shelf: Path
) -> None:
    book = random_book(shelf, number, truth, metal)
    rows = {"boxes": boxes(len(groups)), "things": in_boxes(groups)}

    assert differences(book, rows, dt.date(2024, 2, 29)) == []


def test_nothing_delivered_is_evaluated_to_nothing() -> None:
    facts = held(RULEBOOK, {"people": [], "units": []})

    findings = evaluate(RULEBOOK, facts, on=TELLING_DAYS[0])

    assert isinstance(findings.output("appraisals"), pl.DataFrame)
    assert findings.output("appraisals").is_empty()
    assert findings.output("eligibility").is_empty()
