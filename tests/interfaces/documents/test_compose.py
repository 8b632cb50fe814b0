"""The composed form says what the evaluation found, and why, down to the entry."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from meritbook.interfaces.documents.appraisal_form.compose import (
    compose,
    in_service,
)
from meritbook.interfaces.documents.appraisal_form.model import AppraisalForm, Quarter
from tests.interfaces.documents.composing import (
    INDICATORS,
    LEDGER,
    ON,
    RULEBOOK,
    VOTES,
    delivery,
    entry,
    findings_of,
    form_of,
    indicator,
    sentences,
)
from tests.naive.calculation import calculate
from tests.naive.deliveries import delivery as random_delivery
from tests.naive.exact import Row

GROUPS = ("superior", "peer", "subordinate")
TRUTH = {True: "true", False: "false", None: ""}
WORDS = {
    name: {key: label.en for key, label in RULEBOOK.options[name].values.items()}
    for name in ("appraisal_grade", "annual_grade")
}


def naive_words(row: dict[str, str]) -> dict[str, str]:
    """Return a row of the naive calculation with grades as English words."""
    words = {
        "appraisal_grade": ("computed_grade", "registered_grade", "grade"),
        "annual_grade": ("annual_grade", "annual_cap", "annual_floor"),
    }
    said = {c: WORDS[name].get(row[c], "") for name, columns in words.items() for c in columns}
    return {c: v for c, v in (row | said).items() if c not in ("person_id", "year")}


def on_the_form(form: AppraisalForm) -> dict[str, str]:
    """Return what a form prints, by the column of the result table that it must equal."""
    scores = [group.score for group in form.assessment.groups] or [None] * len(GROUPS)
    points_score, virtue_ability, conduct = (line.value for line in form.analysis.lines)
    printed = {
        "points": form.ledger.points,
        "positive": form.ledger.positive,
        "negative": form.ledger.negative,
        "lists": form.ledger.lists,
        "inspections": form.analysis.inspection_points,
        "indicator_score": form.indicators.score,
        **{f"{group}_score": score for group, score in zip(GROUPS, scores, strict=True)},
        "assessment_score": form.assessment.score,
        "points_score": points_score,
        "virtue_ability_score": virtue_ability,
        "conduct_score": conduct,
        "total": form.conclusion.total,
        "computed_grade": form.conclusion.computed_grade,
        "vetoed": TRUTH[form.integrity.vetoed],
        "registered_grade": form.conclusion.registered_grade,
        "grade": form.conclusion.grade,
        "annual_grade": form.consistency.annual_grade,
        "annual_cap": form.consistency.cap,
        "annual_floor": form.consistency.floor,
        "conflict": TRUTH[form.consistency.conflict],
    }
    return {column: value or "" for column, value in printed.items()}


@pytest.fixture(scope="module")
def crowd() -> dict[tuple[str, int], tuple[AppraisalForm, dict[str, str]]]:
    """Forms of a random delivery, each with the row of the naive calculation."""
    tables = random_delivery(7, people=60, on=ON)
    found = findings_of(tables)
    rows = {(row["person_id"], int(row["year"])): row for row in calculate(tables, ON)[0]}
    forms = {}
    for year in RULEBOOK.window.of(ON):
        people = sorted(in_service(found, year=year))
        for person, form in zip(people, compose(found, people, year=year, lang="en"), strict=True):
            forms[person, year] = (form, rows.pop((person, year)))
    assert rows == {}
    return forms


def test_every_result_on_the_forms_is_that_of_the_naive_calculation(
    crowd: dict[tuple[str, int], tuple[AppraisalForm, dict[str, str]]],
) -> None:
    different = {
        who: (on_the_form(form), naive_words(row))
        for who, (form, row) in crowd.items()
        if on_the_form(form) != naive_words(row)
    }

    assert different == {}


def test_the_quarters_can_be_redone_by_hand_from_the_entries_printed(
    crowd: dict[tuple[str, int], tuple[AppraisalForm, dict[str, str]]],
) -> None:
    for form, _ in crowd.values():
        opening = Decimal(0)
        for quarter in form.ledger.quarters:
            opening = redone(quarter, opening)
        assert opening == Decimal(str(form.ledger.points))


def redone(quarter: Quarter, opening: Decimal) -> Decimal:
    """Check a quarter against its entries and return its closing."""

    def added(account: str, sign: int) -> Decimal:
        points = (Decimal(e.points) for e in quarter.entries if e.counted and e.account == account)
        return sum((p for p in points if p * sign > 0), Decimal(0))

    plus, minus = added("dynamic points", 1), added("dynamic points", -1)
    credited = max(Decimal(-10), min(Decimal(10), plus + minus))
    positive, negative = added("positive list", 1), added("negative list", -1)
    figures = (
        opening, plus, minus, plus + minus, credited, opening + credited,
        positive, negative, positive + negative,
    )  # fmt: skip
    printed = (
        quarter.opening, quarter.plus, quarter.minus, quarter.net, quarter.credited,
        quarter.closing, quarter.positive, quarter.negative, quarter.lists,
    )  # fmt: skip
    assert printed == tuple(f"{figure:.2f}" for figure in figures)
    return opening + credited


def test_a_unit_gets_the_same_forms_as_its_people_one_by_one() -> None:
    tables = random_delivery(11, people=12, on=ON)
    found = findings_of(tables)
    people = sorted(in_service(found, year=2018), reverse=True)

    together = compose(found, people, year=2018, lang="zh")
    one_by_one = [compose(found, [person], year=2018, lang="zh")[0] for person in people]

    assert together == one_by_one
    assert [form.person.person_id for form in together] == people


def test_the_head_says_who_it_is() -> None:
    person = form_of().person

    assert (person.name, person.gender, person.ethnicity) == ("沈若川", "男", "汉族")
    assert (person.born, person.joined) == ("1974.06", "2017.08")
    assert (person.unit, person.post, person.rank) == ("云岭镇人民政府", "镇长", "四级调研员")


def test_a_quarter_opens_with_what_the_ones_before_it_credited() -> None:
    first, second, third, fourth = form_of().ledger.quarters

    assert (first.plus, first.minus, first.closing) == ("3.00", "-1.00", "2.00")
    assert (second.opening, second.net, second.credited) == ("2.00", "12.50", "10.00")
    assert (third.opening, third.net, third.closing) == ("12.00", "0.00", "12.00")
    assert fourth.closing == "12.00"


def test_the_cap_is_explained_where_it_held_a_quarter() -> None:
    notes = [note.sentence for note in form_of().ledger.notes]

    assert any("季度积分上下限：10" in note for note in notes)
    assert any("第 2 季度" in note and "12.50（限于 −10 至 10）" in note for note in notes)


def test_achievements_and_setbacks_stand_with_their_basis_in_order_of_days() -> None:
    second = form_of().ledger.quarters[1]

    shown = [(e.occurred_on, e.nature, e.account, e.points, e.basis) for e in second.entries]
    assert shown == [
        ("2018-04-27", "achievement", "动态积分", "+8.00", "依据B1"),
        ("2018-05-16", "setback", "负面清单", "-0.50", "依据B3"),
        ("2018-06-30", "achievement", "动态积分", "+4.50", "依据B2"),
    ]


def test_a_reversed_entry_stays_and_names_its_reversal() -> None:
    form = form_of()

    (reversed_entry,) = form.ledger.quarters[3].entries
    assert (reversed_entry.points, reversed_entry.counted) == ("-1.50", False)
    assert reversed_entry.note == "2019-02-01 由 R1 冲销"
    assert form.ledger.minus == "-1.00"


def test_a_reversal_is_in_the_record_of_corrections() -> None:
    (correction,) = form_of().opinions.corrections

    assert correction.corrected_on == "2019-02-01"
    assert "D1" in correction.subject
    assert "-1.50" in correction.subject
    assert correction.basis == "区考核办更正函"


def test_before_the_day_of_a_reversal_the_entry_counts() -> None:
    form = form_of(on=dt.date(2019, 1, 31))

    (counted,) = form.ledger.quarters[3].entries
    assert (counted.counted, counted.note) == (True, "")
    assert form.ledger.minus == "-2.50"
    assert form.opinions.corrections == ()


def test_a_reversal_stands_in_its_own_year_and_counts_nothing() -> None:
    first = form_of(year=2019).ledger.quarters[0]

    shown = {e.entry_id: (e.nature, e.counted, e.note) for e in first.entries}
    assert shown["R1"] == ("reversal", False, "冲销 2018-12-20 的 D1")
    assert first.plus == "2.00"


def test_what_is_dated_after_the_day_is_not_on_the_form() -> None:
    tables = delivery(ledger=[*LEDGER, entry("Z9", "2019-03-02", "5.00")])

    shown = [e.entry_id for q in form_of(tables, year=2019).ledger.quarters for e in q.entries]

    assert shown == ["Z1", "R1"]


def test_votes_stand_by_group_dimension_and_option() -> None:
    assessment = form_of().assessment

    superior, peer, subordinate = assessment.groups
    assert assessment.options == ("好", "较好", "一般", "差", "弃权")
    assert assessment.option_marks == ("100", "85", "70", "40", "")
    assert superior.dimensions[0].counts == ("4", "1", "0", "0", "1")
    assert superior.dimensions[0].mean == "97.00"
    assert (superior.weight, subordinate.weight) == ("40", "30")
    assert (peer.score, peer.dimensions) == (None, ())


def test_answers_give_the_same_form_as_counts() -> None:
    answers: list[Row] = [
        {k: row[k] for k in ("person_id", "year", "rater_group", "dimension", "option")}
        | {"sheet_id": f"{row['rater_group']} {row['option']} {number}"}
        for row in VOTES
        for number in range(int(str(row["count"])))
    ]

    by_answers = form_of(delivery(ballots=answers, ballot_counts=[]))

    assert by_answers.assessment == form_of().assessment


def test_indicators_show_target_actual_score_and_weight() -> None:
    first, second = form_of().indicators.items

    assert (first.name, first.direction) == ("农民收入增长（%）", "越高越好")
    assert (first.target, first.actual, first.score, first.weight) == (
        "10.00", "9.00", "90.00", "60.00",
    )  # fmt: skip
    assert (second.direction, second.score) == ("越低越好", "100.00")


def test_a_score_given_directly_has_neither_target_nor_actual() -> None:
    scored = indicator(2018, "党建考评", "10", direction="scored", score="91.5", actual="7")
    shown = form_of(delivery(indicators=[scored])).indicators.items[0]

    assert (shown.target, shown.actual, shown.score) == ("", "", "91.50")


def test_an_unknown_is_unknown_and_the_fact_that_is_missing_is_named() -> None:
    waiting = [*INDICATORS, indicator(2018, "项目开工", "20", target="5")]
    form = form_of(delivery(indicators=waiting))

    assert form.indicators.items[2].actual is None
    assert form.indicators.score is form.conclusion.total is None
    assert form.conclusion.grade == "未定等次"
    assert (form.consistency.conflict, form.consistency.cap) == (None, None)
    assert any(
        "尚待明确" in said and "项目开工" in said and "完成值未填" in said
        for said, _ in sentences(form)
    )


def test_no_votes_at_all_leave_no_groups_and_no_zero() -> None:
    form = form_of(delivery(ballot_counts=[]))

    assert form.assessment.groups == ()
    assert form.assessment.score is None
    assert form.conclusion.total is None
