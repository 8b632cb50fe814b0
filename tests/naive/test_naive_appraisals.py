"""Naive appraisals against results worked out by hand from the text of the rules."""

from datetime import date

import pytest

from tests.naive.calculation import calculate
from tests.naive.exact import Row
from tests.naive.hand_made import ON, appraisal, delivery_of, entries


def scored(score: str | None, weight: str = "1") -> Row:
    """An indicator of 2017 that is scored directly."""
    return {"year": "2017", "weight": weight, "direction": "scored", "score": score}


def measured(weight: str, direction: str, *, target: str, actual: str) -> Row:
    """An indicator of 2017 that is measured against a target."""
    year_and_weight: Row = {"year": "2017", "weight": weight}
    return year_and_weight | {"direction": direction, "target": target, "actual": actual}


def vote(option: str, group: str = "peer", dimension: str = "virtue") -> Row:
    """One answer of 2017."""
    return {"year": "2017", "rater_group": group, "dimension": dimension, "option": option}


def counted(dimension: str, option: str, count: int) -> Row:
    """Votes of the peers of 2017 already counted."""
    return vote(option, dimension=dimension) | {"count": str(count)}


def test_a_whole_year_worked_by_hand() -> None:
    tables = delivery_of(
        ledger=entries(
            ("2017-01-01", "points", "12.50"),  # held at 10
            ("2017-06-30", "points", "-3.25"),
            ("2017-10-01", "points", "-7"),
            ("2017-12-31", "points", "-6"),  # with the one before held at -10
            ("2017-03-03", "positive", "5.5"),
            ("2017-03-04", "negative", "-2.25"),
        ),
        inspections=[{"inspected_on": "2017-07-07", "points": "-1"}],
        indicators=[
            measured("40", "higher", target="8", actual="7.01"),  # 87.625, half up 87.63
            measured("30", "lower", target="3", actual="4"),  # 75.00
            scored("92.5", weight="30"),
        ],
        ballots=[
            vote("good", "superior"),
            vote("fair", "superior"),
            vote("good", "superior", "ability"),
            vote("abstain", "superior", "ability"),
            vote("abstain", "subordinate"),
        ],
        ballot_counts=[
            counted("virtue", "good", 3),
            counted("virtue", "fair", 4),
            counted("virtue", "poor", 1),
            counted("results", "good", 5),
            counted("results", "fair", 2),
            counted("results", "ordinary", 1),
        ],
        annual_grades=[{"year": "2017", "grade": "excellent"}],
    )

    assert appraisal(tables) == {
        "person_id": "p",
        "year": "2017",
        "points": "-3.25",
        "positive": "5.50",
        "negative": "-2.25",
        "lists": "3.25",
        "inspections": "-1.00",
        "indicator_score": "85.30",  # (40 × 87.63 + 30 × 75 + 30 × 92.5) / 100 = 85.302
        "superior_score": "96.25",  # (92.50 + 100.00) / 2
        "peer_score": "88.75",  # (85.00 + 92.50) / 2
        "subordinate_score": "",
        "assessment_score": "93.04",  # (40 × 96.25 + 30 × 88.75) / 70 = 93.0357…
        "points_score": "76.75",
        "virtue_ability_score": "86.52",  # 55.824 + 30.7
        "conduct_score": "82.25",
        "total": "85.15",  # 51.18 + 21.63 + 12.3375
        "computed_grade": "fair",
        "vetoed": "false",
        "registered_grade": "",
        "grade": "fair",
        "annual_grade": "excellent",
        "annual_cap": "competent",
        "annual_floor": "",
        "conflict": "true",
    }


def test_a_grade_is_read_off_the_rounded_total() -> None:
    tables = delivery_of(
        ledger=entries(("2017-01-01", "points", "-1"), ("2017-01-01", "positive", "0.02")),
        indicators=[scored("45.57")],
        ballots=[vote("fair")],
    )

    row = appraisal(tables)  # 27.342 + 20.65 + 12.003 = 59.995

    assert (row["total"], row["computed_grade"]) == ("60.00", "ordinary")


def test_a_person_without_any_record_has_three_ungraded_years() -> None:
    appraisals, eligibility = calculate(delivery_of(), ON)

    assert [row["year"] for row in appraisals] == ["2015", "2016", "2017"]
    assert {row["grade"] for row in appraisals} == {"ungraded"}
    assert {row["annual_cap"] + row["conflict"] + row["total"] for row in appraisals} == {""}
    assert {row["points_score"] for row in appraisals} == {"80.00"}
    assert {row["gate"]: row["outcome"] for row in eligibility} == {
        "negative_record": "passed",
        "mediocre_record": "undetermined",
        "third_prize_unit": "passed",
        "virtue_integrity": "passed",
        "public_satisfaction": "undetermined",
        "overall": "undetermined",
    }


@pytest.mark.parametrize(
    ("joined_on", "years"),
    [
        (None, ["2015", "2016", "2017"]),
        ("2014-12-31", ["2015", "2016", "2017"]),
        ("2016-12-31", ["2016", "2017"]),
        ("2018-01-01", []),
        ("2019-01-01", []),
    ],
)
def test_the_window_starts_with_the_year_of_joining(joined_on: str, years: list[str]) -> None:
    appraisals, _ = calculate(delivery_of({"joined_on": joined_on}), ON)

    assert [row["year"] for row in appraisals] == years


@pytest.mark.parametrize(
    ("reversed_on", "points"),
    [("2018-06-25", "0.00"), ("2018-06-26", "0.00"), ("2018-06-27", "-4.00")],
)
def test_a_reversal_cancels_its_entry_from_its_day_on(reversed_on: str, points: str) -> None:
    wrong = entries(("2017-05-05", "points", "-4"))
    correction: Row = {
        "entry_id": "r",
        "occurred_on": reversed_on,
        "account": "points",
        "points": "4",
        "reverses": "e0",
    }

    assert appraisal(delivery_of(ledger=[correction, *wrong]))["points"] == points


@pytest.mark.parametrize(
    ("indicator", "score"),
    [
        ({"direction": "higher", "target": "8", "actual": "9"}, "100.00"),
        ({"direction": "higher", "target": "8", "actual": "-1"}, "0.00"),
        ({"direction": "higher", "target": "3", "actual": "2", "score": "50"}, "66.67"),
        ({"direction": "higher", "target": "3", "actual": None, "score": "50"}, ""),
        ({"direction": "lower", "target": "3", "actual": "3"}, "100.00"),
        ({"direction": "lower", "target": "3", "actual": "0"}, "100.00"),
        ({"direction": "lower", "target": "0.01", "actual": "8"}, "0.13"),
        ({"direction": "scored", "actual": "5", "score": None}, ""),
    ],
)
def test_an_indicator_scores_by_its_direction(indicator: Row, score: str) -> None:
    common: Row = {"year": "2017", "weight": "7"}

    assert appraisal(delivery_of(indicators=[common | indicator]))["indicator_score"] == score


def test_one_unknown_indicator_makes_the_score_unknown_but_not_the_assessment() -> None:
    row = appraisal(delivery_of(indicators=[scored("90"), scored(None)], ballots=[vote("poor")]))

    assert (row["indicator_score"], row["assessment_score"], row["total"]) == ("", "40.00", "")


def test_abstentions_and_counts_of_zero_are_no_marks() -> None:
    tables = delivery_of(
        ballots=[vote("abstain", "superior")], ballot_counts=[counted("virtue", "poor", 0)]
    )

    assert appraisal(tables)["assessment_score"] == ""


@pytest.mark.parametrize(
    ("decided_on", "revoked_on", "vetoed"),
    [
        ("2017-01-01", None, "true"),
        ("2017-12-31", "2018-06-27", "true"),
        ("2017-12-31", "2018-06-26", "false"),
        ("2018-01-01", None, "false"),
        ("2016-12-31", None, "false"),
    ],
)
def test_a_standing_breach_vetoes_the_year_in_which_it_was_decided(
    decided_on: str, revoked_on: str, vetoed: str
) -> None:
    breach: Row = {"decided_on": decided_on, "revoked_on": revoked_on}
    registered: Row = {"year": "2017", "grade": "good", "decided_on": "2018-01-05"}

    row = appraisal(delivery_of(breaches=[breach], appraisal_grades=[registered]))

    assert row["vetoed"] == vetoed
    assert row["computed_grade"] == ("poor" if vetoed == "true" else "ungraded")
    assert row["grade"] == "good"


def test_the_grade_with_the_latest_decision_by_the_day_stands() -> None:
    decisions = [("poor", "2018-06-27"), ("fair", "2018-06-26"), ("good", "2018-01-09")]
    tables = delivery_of(
        appraisal_grades=[
            {"year": "2017", "grade": grade, "decided_on": day} for grade, day in decisions
        ]
    )

    assert appraisal(tables)["grade"] == "fair"
    assert appraisal(tables, on=date(2018, 6, 27))["grade"] == "poor"


@pytest.mark.parametrize(
    ("grade", "annual", "conflict"),
    [
        ("good", "excellent", "false"),
        ("good", "competent", "false"),
        ("good", "basically_competent", "true"),
        ("fair", "excellent", "true"),
        ("fair", "incompetent", "false"),
        ("ordinary", "competent", "false"),
        ("poor", "competent", "true"),
        ("poor", "basically_competent", "false"),
        ("poor", "not_assessed", ""),
        ("good", "ungraded", ""),
    ],
)
def test_the_annual_grade_is_held_against_the_appraisal_grade(
    grade: str, annual: str, conflict: str
) -> None:
    tables = delivery_of(
        appraisal_grades=[{"year": "2017", "grade": grade, "decided_on": "2018-02-02"}],
        annual_grades=[{"year": "2017", "grade": annual}],
    )

    assert appraisal(tables)["conflict"] == conflict


def test_rows_are_sorted_by_the_code_points_of_the_ids() -> None:
    ids = ["𠮷", "～", "b", "B", "1", "干"]

    rows = calculate({"units": [], "people": [{"person_id": one} for one in ids]}, ON)[0]

    assert [row["person_id"] for row in rows][::3] == ["1", "B", "b", "干", "～", "𠮷"]
