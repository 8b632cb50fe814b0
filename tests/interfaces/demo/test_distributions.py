"""The demo district looks like a district: sizes, grades, conflicts; every case occurs in it."""

from collections import Counter

from tests.interfaces.demo.conftest import District
from tests.naive.calculation import Result

Results = tuple[Result, Result]


def test_the_district_has_the_size_that_is_promised(district: District) -> None:
    sizes = {table: len(rows) for table, rows in district.items()}

    assert sizes["units"] == 40
    assert sizes["people"] == 1200
    assert 28_000 <= sizes["ledger"] <= 33_000
    assert sizes["ballots"] <= 120_000
    assert sizes["ballot_counts"] <= 120_000
    assert 300 <= sizes["inspections"] <= 900


def test_items_and_bases_are_varied_and_filled(district: District) -> None:
    entries = district["ledger"]

    assert len({row["item"] for row in entries}) > len(entries) / 4
    assert len({row["basis"] for row in entries}) > len(entries) / 2
    assert not any("{" in f"{row['item']}{row['basis']}" for row in entries)
    assert all(row["item"] and row["basis"] for row in entries)


def test_nobody_is_awarded_twice_by_one_document(district: District) -> None:
    awards = Counter(
        (row["person_id"], str(row["basis"]).split("》")[0])
        for row in district["ledger"]
        if row["account"] == "positive" and "号《" in str(row["basis"]) and not row["reverses"]
    )

    assert max(awards.values()) == 1


def test_grades_are_spread_as_in_a_real_district(results: Results) -> None:
    grades = Counter(row["grade"] for row in results[0])
    annual = Counter(row["annual_grade"] for row in results[0])
    rows = len(results[0])

    assert 0.35 <= grades["good"] / rows <= 0.5
    assert 0.35 <= grades["fair"] / rows <= 0.5
    assert 0.07 <= grades["ordinary"] / rows <= 0.15
    assert 0.004 <= grades["poor"] / rows <= 0.02
    assert 0.15 <= annual["excellent"] / rows <= 0.2


def test_the_district_keeps_to_the_quota_of_excellent_grades(district: District) -> None:
    assessed = Counter(row["year"] for row in district["annual_grades"])
    excellent = Counter(
        row["year"] for row in district["annual_grades"] if row["grade"] == "excellent"
    )

    assert all(excellent[year] <= 0.2 * assessed[year] for year in assessed)


def test_conflicts_run_both_ways_and_are_few(results: Results) -> None:
    known = [row for row in results[0] if row["conflict"]]
    conflicts = Counter(
        (row["grade"], row["annual_grade"]) for row in known if row["conflict"] == "true"
    )

    assert 0.01 <= sum(conflicts.values()) / len(known) <= 0.03
    assert conflicts["fair", "excellent"]
    assert conflicts["poor", "competent"]
    assert conflicts["good", "basically_competent"]


def test_every_grade_and_every_unknown_occurs(results: Results) -> None:
    appraisals = results[0]

    for grade in ("good", "fair", "ordinary", "poor", "ungraded"):
        assert any(row["computed_grade"] == grade for row in appraisals)
    for grade in ("excellent", "competent", "basically_competent", "incompetent", "ungraded"):
        assert any(row["annual_grade"] == grade for row in appraisals)
    assert any(row["annual_grade"] == "not_assessed" for row in appraisals)
    for column in (
        "indicator_score",
        "superior_score",
        "peer_score",
        "subordinate_score",
        "assessment_score",
        "virtue_ability_score",
        "total",
        "registered_grade",
        "annual_grade",
        "annual_cap",
        "annual_floor",
        "conflict",
    ):
        assert any(row[column] == "" for row in appraisals), column
        assert any(row[column] != "" for row in appraisals), column


def test_each_source_of_an_unknown_occurs(district: District) -> None:
    empty = {
        (table, column)
        for table, rows in district.items()
        for row in rows
        for column, value in row.items()
        if value is None
    }

    assert {
        ("people", "born_on"),
        ("people", "joined_on"),
        ("breaches", "effect_until"),
        ("indicators", "actual"),
        ("indicators", "score"),
        ("satisfaction", "score"),
        ("satisfaction", "satisfied_share"),
    } <= empty


def test_every_outcome_of_every_gate_occurs(results: Results) -> None:
    outcomes = Counter((row["gate"], row["outcome"]) for row in results[1])

    assert len(outcomes) == 4 * 3 + 2 * 2
    assert 0.4 <= outcomes["overall", "passed"] / 1200 <= 0.65
    assert min(outcomes.values()) >= 3


def test_registered_grades_mostly_agree_with_the_record(results: Results) -> None:
    registered = [row for row in results[0] if row["registered_grade"]]
    agreeing = [row for row in registered if row["registered_grade"] == row["computed_grade"]]

    assert len(registered) > 800
    assert 0.93 <= len(agreeing) / len(registered) < 1
    assert any(row["vetoed"] == "true" for row in registered)
