"""What the demo tells of its people is what the rules find in their records."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from meritbook.interfaces.demo import STORIES
from tests.interfaces.demo.conftest import District, evaluated
from tests.naive.calculation import Result

RISER, CONTRADICTION, THIRD_PRIZE, VETO = "YX0172", "YX0934", "YX0820", "YX0356"
RECRUIT, IN_THE_RED, HELD_DOWN, CORRECTED = "YX0610", "YX0041", "YX0877", "YX0353"
SHORT_BY_A_HAIR, SIGNED_OTHERWISE, EXCELLENT = "YX0052", "YX0885", "YX0247"

Results = tuple[Result, Result]


def years(results: Results, person_id: str, column: str) -> list[str]:
    return [row[column] for row in results[0] if row["person_id"] == person_id]


def outcome(results: Results, person_id: str, gate: str) -> str:
    return next(
        row["outcome"]
        for row in results[1]
        if row["person_id"] == person_id and row["gate"] == gate
    )


def one_person(district: District, person_id: str) -> District:
    return {
        table: [row for row in rows if row.get("person_id", person_id) == person_id]
        for table, rows in district.items()
    }


def test_every_story_is_told_in_both_languages_about_somebody(district: District) -> None:
    people = {row["person_id"] for row in district["people"]}

    assert set(STORIES) <= people
    assert all(story.zh and story.en for story in STORIES.values())


def test_the_riser_goes_from_fair_to_good_and_passes_every_gate(results: Results) -> None:
    assert years(results, RISER, "grade") == ["fair", "fair", "good"]
    assert years(results, RISER, "annual_grade")[-1] == "excellent"
    assert outcome(results, RISER, "overall") == "passed"


def test_an_excellent_annual_grade_contradicts_a_fair_appraisal(results: Results) -> None:
    assert years(results, CONTRADICTION, "grade") == ["fair", "fair", "fair"]
    assert years(results, CONTRADICTION, "conflict") == ["false", "false", "true"]
    assert outcome(results, CONTRADICTION, "mediocre_record") == "passed"


def test_the_third_prize_follows_a_principal_to_the_next_unit_for_a_year(
    results: Results, district: District
) -> None:
    a_day_later = evaluated(one_person(district, THIRD_PRIZE), on=date(2026, 4, 1))

    assert outcome(results, THIRD_PRIZE, "third_prize_unit") == "excluded"
    assert outcome(a_day_later, THIRD_PRIZE, "third_prize_unit") == "passed"


def test_a_breach_makes_the_year_poor_and_bars_discussion(results: Results) -> None:
    assert years(results, VETO, "vetoed") == ["false", "true", "false"]
    assert years(results, VETO, "grade") == ["good", "poor", "fair"]
    assert outcome(results, VETO, "virtue_integrity") == "excluded"


def test_gates_of_a_recruit_stay_undetermined(results: Results) -> None:
    assert years(results, RECRUIT, "year") == ["2024", "2025"]
    assert years(results, RECRUIT, "grade") == ["ungraded", "fair"]
    assert outcome(results, RECRUIT, "mediocre_record") == "undetermined"
    assert outcome(results, RECRUIT, "overall") == "undetermined"


def test_three_years_in_the_red_exclude(results: Results) -> None:
    for column in ("points", "lists"):
        assert all(Decimal(total) < 0 for total in years(results, IN_THE_RED, column))
    assert outcome(results, IN_THE_RED, "negative_record") == "excluded"


def test_a_good_appraisal_contradicts_a_low_annual_grade(results: Results) -> None:
    assert years(results, HELD_DOWN, "conflict") == ["false", "true", "false"]
    assert years(results, HELD_DOWN, "annual_grade")[1] == "basically_competent"


def test_the_correction_of_two_wrong_entries_mends_the_year(
    results: Results, district: District
) -> None:
    before = evaluated(one_person(district, CORRECTED), on=date(2025, 4, 8))

    assert years(before, CORRECTED, "grade")[-1] == "fair"
    assert years(results, CORRECTED, "grade") == ["fair", "good", "fair"]
    assert outcome(results, CORRECTED, "mediocre_record") == "passed"


def test_the_latest_survey_excludes_by_a_hair(results: Results, district: District) -> None:
    a_month_earlier = evaluated(one_person(district, SHORT_BY_A_HAIR), on=date(2025, 10, 31))

    assert outcome(results, SHORT_BY_A_HAIR, "public_satisfaction") == "excluded"
    assert outcome(a_month_earlier, SHORT_BY_A_HAIR, "public_satisfaction") == "passed"


def test_what_was_decided_anew_stands_against_the_computed_grade(results: Results) -> None:
    assert years(results, SIGNED_OTHERWISE, "computed_grade")[1] == "good"
    assert years(results, SIGNED_OTHERWISE, "grade")[1] == "fair"


@pytest.mark.parametrize("year", [2024, 2025])
def test_the_best_run_over_the_bound_of_a_quarter(district: District, year: int) -> None:
    quarters: Counter[int] = Counter()
    for row in district["ledger"]:
        day = row["occurred_on"]
        assert isinstance(day, date)
        if row["person_id"] == EXCELLENT and row["account"] == "points" and day.year == year:
            quarters[(day.month - 1) // 3] += int(Decimal(str(row["points"])) * 100)

    assert max(quarters.values()) > 1000


def test_the_best_pass_every_gate(results: Results) -> None:
    assert years(results, EXCELLENT, "grade") == ["good", "good", "good"]
    assert outcome(results, EXCELLENT, "overall") == "passed"
