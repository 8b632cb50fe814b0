"""How often each grade, outcome, unknown and reversal comes up in a delivery, in per cent."""

from collections import Counter
from datetime import date

from tests.naive.appraisals import ANNUAL_GRADES, CAPS, GROUP_WEIGHTS
from tests.naive.calculation import (
    Result,
    appraisal_rows,
    eligibility_rows,
    rows_by,
    years_of_everybody,
)
from tests.naive.exact import Row, Tables, needed_day
from tests.naive.gates import READINGS, WORDS

CASES_OF_A_YEAR = (
    *(f"computed {grade}" for grade in (*CAPS, "ungraded")),
    "computed poor without veto",
    *(f"registered {grade}" for grade in (*CAPS, "nothing")),
    "vetoed",
    *(f"grade {grade}" for grade in (*CAPS, "ungraded")),
    *(f"annual {grade}" for grade in (*ANNUAL_GRADES, "ungraded", "not_assessed", "missing")),
    *(f"conflict {word}" for word in ("true", "false", "unknown")),
    "indicators not given",
    "indicators without a value",
    "assessment not held",
    "assessment only abstained",
    *(f"{group} group empty" for group in GROUP_WEIGHTS),
    "reversal seen",
    "reversal still to come",
)
"""What a person-year can show."""


def figures(tables: Tables, on: date) -> dict[str, float]:
    """Return the share of person-years, or for the gates of people, in which each case occurs.

    Gates that have readings are named `gate=reading`. What never occurs stands with 0.
    """
    everybody = years_of_everybody(tables, on)
    appraisals = appraisal_rows(everybody)
    years = cases_of_years(appraisals, tables, on)
    shares = {case: 100 * years[case] / len(appraisals) for case in CASES_OF_A_YEAR}
    runs: list[tuple[str, str, dict[str, str]]] = [
        ("virtue_integrity", "virtue_integrity", {}),
        ("overall", "overall", {}),
    ]
    for gate, names in READINGS.items():
        runs += [(f"{gate}={reading}", gate, {gate: reading}) for reading in names]
    for name, gate, readings in runs:
        rows = eligibility_rows(everybody, tables, on, readings)
        outcomes = Counter(row["outcome"] for row in rows if row["gate"] == gate)
        for word in WORDS.values():
            if word != "undetermined" or gate not in ("virtue_integrity", "third_prize_unit"):
                shares[f"{name} {word}"] = 100 * outcomes[word] / len(everybody)
    return shares


def cases_of_years(appraisals: Result, tables: Tables, on: date) -> Counter[str]:
    """Count the person-years in which each case occurs."""
    counts: Counter[str] = Counter()
    ledger = rows_by(tables["ledger"], "person_id")
    voted = {(row["person_id"], row["year"]) for row in tables["ballots"] + tables["ballot_counts"]}
    indicated = {(row["person_id"], row["year"]) for row in tables["indicators"]}
    for row in appraisals:
        key = (row["person_id"], row["year"])
        counts.update(grades_of(row))
        counts.update(unknowns_of(row, has_votes=key in voted, has_indicators=key in indicated))
        counts.update(reversals_of(ledger[row["person_id"]], row["year"], on))
    return counts


def grades_of(row: dict[str, str]) -> set[str]:
    """Name the grades of one person-year, its veto and its conflict."""
    cases = {
        f"computed {row['computed_grade']}",
        f"registered {row['registered_grade'] or 'nothing'}",
        f"grade {row['grade']}",
        f"annual {row['annual_grade'] or 'missing'}",
        f"conflict {row['conflict'] or 'unknown'}",
    }
    if row["vetoed"] == "true":
        cases.add("vetoed")
    elif row["computed_grade"] == "poor":
        cases.add("computed poor without veto")
    return cases


def unknowns_of(row: dict[str, str], *, has_votes: bool, has_indicators: bool) -> set[str]:
    """Name what is unknown in one person-year, and why."""
    cases = set()
    if row["indicator_score"] == "":
        cases.add("indicators without a value" if has_indicators else "indicators not given")
    if row["assessment_score"] == "":
        cases.add("assessment only abstained" if has_votes else "assessment not held")
    else:
        cases |= {f"{group} group empty" for group in GROUP_WEIGHTS if row[f"{group}_score"] == ""}
    return cases


def reversals_of(ledger: list[Row], year: str, on: date) -> set[str]:
    """Tell whether entries of a year are reversed by the day, and whether some later."""
    entries = {row["entry_id"]: row for row in ledger}
    cases = set()
    for row in ledger:
        if row["reverses"] and str(entries[row["reverses"]]["occurred_on"]).startswith(year):
            is_seen = needed_day(row["occurred_on"]) <= on
            cases.add("reversal seen" if is_seen else "reversal still to come")
    return cases
