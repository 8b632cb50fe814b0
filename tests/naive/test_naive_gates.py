"""Naive gates against outcomes worked out by hand from the text of the rules."""

from datetime import date

import pytest

from tests.naive.exact import Row
from tests.naive.hand_made import delivery_of, entries, outcome


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        ("each_year_both", "passed"),
        ("each_year_either", "excluded"),
        ("any_year_both", "excluded"),
        ("any_year_either", "excluded"),
        ("window_total_both", "passed"),
        ("window_total_either", "excluded"),
    ],
)
def test_negative_points_and_lists_under_every_reading(reading: str, expected: str) -> None:
    ledger = entries(
        ("2015-01-01", "points", "-1"),
        ("2015-01-01", "positive", "9"),
        ("2016-01-01", "points", "-0.01"),
        ("2016-01-01", "negative", "-0.01"),
        ("2017-01-01", "points", "0.5"),
        ("2017-01-01", "negative", "-1"),
    )

    assert outcome(delivery_of(ledger=ledger), "negative_record", reading) == expected


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        ("each_year_both", "undetermined"),
        ("any_year_both", "excluded"),
        ("window_total_both", "undetermined"),
    ],
)
def test_a_year_not_in_service_is_unknown(reading: str, expected: str) -> None:
    ledger = entries(
        ("2016-01-01", "points", "-1"),
        ("2016-01-01", "negative", "-1"),
        ("2017-01-01", "points", "-1"),
        ("2017-01-01", "negative", "-1"),
    )
    tables = delivery_of({"joined_on": "2016-07-01"}, ledger=ledger)

    assert outcome(tables, "negative_record", reading) == expected


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        ("each_year_both", "undetermined"),
        ("each_year_either", "excluded"),
        ("any_year_both", "excluded"),
        ("any_year_either", "excluded"),
    ],
)
def test_mediocre_years_with_unknowns_under_every_reading(reading: str, expected: str) -> None:
    tables = delivery_of(
        appraisal_grades=[
            {"year": year, "grade": "fair", "decided_on": "2018-03-03"} for year in ("2015", "2016")
        ],
        annual_grades=[
            {"year": "2015", "grade": "competent"},
            {"year": "2016", "grade": "not_assessed"},
            {"year": "2017", "grade": "incompetent"},
        ],
    )

    assert outcome(tables, "mediocre_record", reading) == expected


@pytest.mark.parametrize(
    ("announced_on", "on", "expected"),
    [
        ("2024-02-29", "2025-02-28", "excluded"),
        ("2024-02-29", "2025-03-01", "passed"),
        ("2024-03-10", "2025-03-10", "excluded"),
        ("2024-03-10", "2025-03-11", "passed"),
        ("2025-03-10", "2025-03-10", "excluded"),
        ("2025-03-11", "2025-03-10", "passed"),
    ],
)
def test_a_third_prize_counts_for_a_year_from_its_announcement(
    announced_on: str, on: str, expected: str
) -> None:
    tables = delivery_of(
        tenures=[{"unit_id": "u", "is_principal": "true", "started_on": "2020-01-01"}],
        unit_awards=[
            {"unit_id": "u", "year": "2023", "prize": "third", "announced_on": announced_on}
        ],
    )

    assert outcome(tables, "third_prize_unit", on=date.fromisoformat(on)) == expected


@pytest.mark.parametrize(
    ("started_on", "ended_on", "excluding"),
    [
        ("2018-03-05", None, {"announcement"}),
        ("2018-03-06", None, set()),
        ("2018-01-01", "2018-03-05", {"announcement"}),
        ("2017-12-31", "2018-03-04", {"year_end", "any_time_in_year"}),
        ("2016-01-01", "2017-12-30", {"any_time_in_year"}),
        ("2016-01-01", "2017-01-01", {"any_time_in_year"}),
        ("2016-01-01", "2016-12-31", set()),
    ],
)
def test_who_answers_for_a_third_prize_under_every_reading(
    started_on: str, ended_on: str, excluding: set[str]
) -> None:
    tenure: Row = {"unit_id": "u", "is_principal": "true", "started_on": started_on}
    tables = delivery_of(
        tenures=[tenure | {"ended_on": ended_on}],
        unit_awards=[
            {"unit_id": "u", "year": "2017", "prize": "third", "announced_on": "2018-03-05"}
        ],
    )

    found = {
        reading
        for reading in ("announcement", "year_end", "any_time_in_year")
        if outcome(tables, "third_prize_unit", reading) == "excluded"
    }

    assert found == excluding


@pytest.mark.parametrize("change", [{"is_principal": "false"}, {"unit_id": "v"}])
def test_only_the_principal_of_that_very_unit_answers_for_its_prize(change: Row) -> None:
    tenure: Row = {"unit_id": "u", "is_principal": "true", "started_on": "2016-01-01"}
    award: Row = {"unit_id": "u", "year": "2017", "prize": "third", "announced_on": "2018-03-05"}

    tables = delivery_of(tenures=[tenure | change], unit_awards=[award])

    assert outcome(tables, "third_prize_unit") == "passed"


@pytest.mark.parametrize(
    ("decided_on", "effect_until", "revoked_on", "expected"),
    [
        ("2015-01-01", "2015-02-01", None, "excluded"),
        ("2014-12-31", None, None, "passed"),
        ("2014-12-31", "2018-06-25", None, "passed"),
        ("2014-12-31", "2018-06-26", None, "excluded"),
        ("2014-12-31", "2018-06-26", "2018-06-26", "passed"),
        ("2018-06-26", None, "2018-06-27", "excluded"),
        ("2018-06-27", "2020-01-01", None, "passed"),
    ],
)
def test_a_breach_excludes_within_the_window_or_while_its_effect_runs(
    decided_on: str, effect_until: str, revoked_on: str, expected: str
) -> None:
    breach: Row = {
        "decided_on": decided_on,
        "effect_until": effect_until,
        "revoked_on": revoked_on,
    }
    newcomer: Row = {"joined_on": "2018-02-01"}

    assert outcome(delivery_of(newcomer, breaches=[breach]), "virtue_integrity") == expected


@pytest.mark.parametrize(
    ("score", "share", "outcomes"),
    [
        ("84.99", "79.99", ["excluded", "excluded", "excluded", "excluded"]),
        ("84.99", "80", ["passed", "passed", "excluded", "excluded"]),
        ("85", "79.99", ["passed", "excluded", "passed", "excluded"]),
        ("85.01", "79.99", ["passed", "passed", "passed", "passed"]),
        ("85.01", None, ["passed", "passed", "passed", "passed"]),
        ("85", None, ["passed", "undetermined", "passed", "excluded"]),
        ("84.99", None, ["undetermined", "undetermined", "excluded", "excluded"]),
        (None, "79.99", ["undetermined"] * 4),
        (None, "80.00", ["passed", "passed", "undetermined", "undetermined"]),
        (None, None, ["undetermined"] * 4),
    ],
)
def test_satisfaction_on_both_sides_of_its_bounds(
    score: str, share: str, outcomes: list[str]
) -> None:
    survey: Row = {"surveyed_on": "2018-06-26", "score": score, "satisfied_share": share}
    readings = ("strict_and", "inclusive_and", "strict_score_alone", "inclusive_score_alone")

    found = [
        outcome(delivery_of(satisfaction=[survey]), "public_satisfaction", reading)
        for reading in readings
    ]

    assert found == outcomes


def test_of_several_surveys_the_latest_counts_and_on_one_day_the_lowest() -> None:
    surveys: list[Row] = [
        {"surveyed_on": "2018-06-27", "score": "10", "satisfied_share": "10"},
        {"surveyed_on": "2018-05-01", "score": None, "satisfied_share": "10"},
        {"surveyed_on": "2018-05-01", "score": "84", "satisfied_share": None},
        {"surveyed_on": "2018-05-01", "score": "84", "satisfied_share": "81"},
        {"surveyed_on": "2018-05-01", "score": "84.5", "satisfied_share": "10"},
        {"surveyed_on": "2018-04-30", "score": "10", "satisfied_share": "10"},
    ]

    assert outcome(delivery_of(satisfaction=surveys), "public_satisfaction") == "passed"


def test_a_survey_from_before_the_window_is_not_looked_at() -> None:
    survey: Row = {"surveyed_on": "2014-12-31", "score": "99", "satisfied_share": "99"}

    assert outcome(delivery_of(satisfaction=[survey]), "public_satisfaction") == "undetermined"
