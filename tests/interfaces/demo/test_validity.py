"""The demo district is a delivery without a fault: each row check of the fact contract holds."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from meritbook.interfaces.demo import DEMO_DAY
from tests.interfaces.demo.conftest import District
from tests.naive.folders import COLUMNS

IDS = {
    "units": "unit_id",
    "people": "person_id",
    "ledger": "entry_id",
    "inspections": "inspection_id",
    "breaches": "breach_id",
    "satisfaction": "survey_id",
}
UNIQUE = {
    "annual_grades": ("person_id", "year"),
    "appraisal_grades": ("person_id", "year", "decided_on"),
    "unit_awards": ("unit_id", "year"),
    "ballots": ("sheet_id", "person_id", "dimension"),
    "ballot_counts": ("person_id", "year", "rater_group", "dimension", "option"),
    "indicators": ("person_id", "year", "indicator"),
}
DAYS = {
    "tenures": "started_on",
    "ledger": "occurred_on",
    "inspections": "inspected_on",
    "breaches": "decided_on",
    "appraisal_grades": "decided_on",
    "unit_awards": "announced_on",
    "satisfaction": "surveyed_on",
}
OPTIONS = {
    ("people", "gender"): {"男", "女"},
    ("ledger", "account"): {"points", "positive", "negative"},
    ("indicators", "direction"): {"higher", "lower", "scored"},
    ("ballots", "option"): {"good", "fair", "ordinary", "poor", "abstain"},
    ("ballot_counts", "option"): {"good", "fair", "ordinary", "poor", "abstain"},
    ("ballots", "rater_group"): {"superior", "peer", "subordinate"},
    ("ballot_counts", "rater_group"): {"superior", "peer", "subordinate"},
    ("ballots", "dimension"): {"virtue", "ability", "diligence", "results", "integrity"},
    ("breaches", "dimension"): {"virtue", "integrity"},
    ("appraisal_grades", "grade"): {"good", "fair", "ordinary", "poor"},
    ("unit_awards", "prize"): {"first", "second", "third", "none"},
    ("annual_grades", "grade"): {
        "excellent",
        "competent",
        "basically_competent",
        "incompetent",
        "ungraded",
        "not_assessed",
    },
}


def numbers(district: District) -> Iterator[Decimal]:
    for rows in district.values():
        for row in rows:
            yield from (value for value in row.values() if isinstance(value, Decimal))


def day(value: object) -> date:
    assert isinstance(value, date)
    return value


def amount(value: object) -> Decimal:
    assert isinstance(value, Decimal)
    return value


def test_tables_and_columns_are_those_of_the_contract(district: District) -> None:
    assert {name: tuple(rows[0]) for name, rows in district.items()} == COLUMNS


def test_cells_hold_only_exact_and_dated_values(district: District) -> None:
    kinds = {type(value) for rows in district.values() for row in rows for value in row.values()}

    assert kinds == {str, int, Decimal, date, bool, type(None)}
    assert all(number == number.quantize(Decimal("0.01")) for number in numbers(district))


@pytest.mark.parametrize(("table", "column"), OPTIONS)
def test_options_are_those_of_the_contract(district: District, table: str, column: str) -> None:
    assert {row[column] for row in district[table]} <= OPTIONS[table, column]


@pytest.mark.parametrize("table", IDS)
def test_no_id_is_used_twice(district: District, table: str) -> None:
    used = Counter(row[IDS[table]] for row in district[table])

    assert max(used.values()) == 1


@pytest.mark.parametrize("table", UNIQUE)
def test_nothing_is_said_twice(district: District, table: str) -> None:
    said = Counter(tuple(row[column] for column in UNIQUE[table]) for row in district[table])

    assert max(said.values()) == 1


def test_every_reference_is_to_a_person_or_unit_that_is_there(district: District) -> None:
    units = {row["unit_id"] for row in district["units"]}
    people = {row["person_id"] for row in district["people"]}

    for rows in district.values():
        assert {row["person_id"] for row in rows if "person_id" in row} <= people
        assert {row["unit_id"] for row in rows if "unit_id" in row} <= units
    assert {row["parent_id"] for row in district["units"]} <= units | {None}


@pytest.mark.parametrize("table", DAYS)
def test_nothing_is_dated_after_the_day_of_the_demo(district: District, table: str) -> None:
    assert max(day(row[DAYS[table]]) for row in district[table]) <= DEMO_DAY


def test_list_entries_carry_the_sign_of_their_list(district: District) -> None:
    for row in district["ledger"]:
        sign = -1 if row["reverses"] else 1
        if row["account"] == "positive":
            assert amount(row["points"]) * sign > 0
        if row["account"] == "negative":
            assert amount(row["points"]) * sign < 0


def test_reversals_are_the_exact_opposite_of_an_earlier_entry(district: District) -> None:
    entries = {row["entry_id"]: row for row in district["ledger"]}
    reversals = [row for row in district["ledger"] if row["reverses"]]

    assert len({row["reverses"] for row in reversals}) == len(reversals) > 50
    for reversal in reversals:
        entry = entries[reversal["reverses"]]
        assert entry["reverses"] is None
        assert (entry["person_id"], entry["account"]) == (
            reversal["person_id"],
            reversal["account"],
        )
        assert amount(entry["points"]) == -amount(reversal["points"])
        assert day(entry["occurred_on"]) <= day(reversal["occurred_on"])


def test_indicators_add_to_a_hundred_and_have_what_their_direction_needs(
    district: District,
) -> None:
    weights: Counter[tuple[object, object]] = Counter()
    for row in district["indicators"]:
        weights[row["person_id"], row["year"]] += int(amount(row["weight"]))
        if row["direction"] == "scored":
            assert row["score"] is None or 0 <= amount(row["score"]) <= 100
        else:
            assert amount(row["target"]) > 0

    assert set(weights.values()) == {100}


def test_a_persons_votes_of_a_group_come_as_sheets_or_as_counts(district: District) -> None:
    keys = ("person_id", "year", "rater_group")
    sheets, counts = (
        {tuple(row[key] for key in keys) for row in district[table]}
        for table in ("ballots", "ballot_counts")
    )
    groups = {(row["sheet_id"], row["rater_group"]) for row in district["ballots"]}

    assert not sheets & counts
    assert len(groups) == len({sheet for sheet, _group in groups})
    assert all(row["count"] != 0 for row in district["ballot_counts"])


def test_tenures_follow_one_another_and_lead_to_the_post_of_today(district: District) -> None:
    now = {row["person_id"]: (row["unit_id"], row["post"]) for row in district["people"]}
    held: dict[object, list[tuple[date, date | None]]] = {}
    for row in district["tenures"]:
        started = day(row["started_on"])
        ended = None if row["ended_on"] is None else day(row["ended_on"])
        assert ended is None or started <= ended
        if not any(kind in str(row["post"]) for kind in ("（挂职）", "（借调）", "（抽调）")):
            held.setdefault(row["person_id"], []).append((started, ended))
    today = {
        (row["person_id"], row["unit_id"], row["post"])
        for row in district["tenures"]
        if row["ended_on"] is None
    }

    assert {(person, *post) for person, post in now.items()} <= today
    for spells in held.values():
        assert all(before[1] is None or before[1] <= after[0] for before, after in pairwise(spells))


def test_each_unit_has_as_many_principals_as_posts_for_them(district: District) -> None:
    kinds = {row["unit_id"]: row["kind"] for row in district["units"]}
    leading = Counter(
        row["unit_id"]
        for row in district["tenures"]
        if row["is_principal"] and row["ended_on"] is None
    )

    assert {kinds[unit_id] for unit_id, count in leading.items() if count == 1} == {"区直部门"}
    assert set(leading.values()) == {1, 2}
    assert set(leading) == {unit_id for unit_id, kind in kinds.items() if kind != "区"}
