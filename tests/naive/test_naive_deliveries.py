"""Random deliveries: free of faults, repeatable, and rich in what the rules tell apart."""

from collections import defaultdict
from datetime import date
from pathlib import Path
from statistics import fmean

import pytest
from hypothesis import HealthCheck, given, settings

from tests.naive.calculation import calculate
from tests.naive.deliveries import alone, delivery, shuffled
from tests.naive.faults import faults
from tests.naive.figures import figures
from tests.naive.folders import read_folder, write_folder
from tests.naive.scene import TELLING_DAYS
from tests.naive.strategies import Case, cases


@pytest.fixture(scope="module")
def shares() -> dict[str, float]:
    """Per cent of people or person-years with each case, over deliveries for ten days."""
    collected = defaultdict(list)
    for seed, on in enumerate(TELLING_DAYS):
        for case, share in figures(delivery(seed, people=100, on=on), on).items():
            collected[case].append(share)
    return {case: fmean(of_each_day) for case, of_each_day in collected.items()}


def test_each_grade_outcome_unknown_and_reversal_occurs_in_five_per_cent_of_cases(
    shares: dict[str, float],
) -> None:
    rare = {case: share for case, share in shares.items() if share < 5}

    assert rare == {}


@pytest.mark.parametrize("on", TELLING_DAYS)
def test_a_random_delivery_has_no_faults(on: date) -> None:
    assert faults(delivery(7, people=60, on=on)) == []


def test_the_same_seed_gives_the_same_delivery() -> None:
    assert delivery(5, people=20) == delivery(5, people=20)


def test_the_order_of_rows_changes_no_result() -> None:
    tables = delivery(3, people=40)

    assert calculate(shuffled(tables, 99), TELLING_DAYS[0]) == calculate(tables, TELLING_DAYS[0])


def test_a_person_alone_has_the_results_of_the_person_among_others() -> None:
    tables = delivery(4, people=40)
    person_id = tables["people"][0]["person_id"] or ""
    among_others = calculate(tables, TELLING_DAYS[0])

    by_oneself = calculate(alone(tables, person_id), TELLING_DAYS[0])

    assert by_oneself == tuple(
        [row for row in rows if row["person_id"] == person_id] for rows in among_others
    )


def test_a_delivery_written_as_a_folder_is_read_back_as_it_was(tmp_path: Path) -> None:
    tables = delivery(6, people=30)

    assert read_folder(write_folder(tables, tmp_path)) == tables


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_small_deliveries_have_no_faults_and_can_be_calculated(case: Case) -> None:
    assert faults(case.tables) == []

    appraisals, eligibility = calculate(case.tables, case.on, case.readings)

    assert len(eligibility) == 6 * len(case.tables["people"])
    assert len(appraisals) <= 3 * len(case.tables["people"])
