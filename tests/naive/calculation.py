"""The naive calculation as a whole: a delivery's rows in, the rows of the two results out."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import fields
from datetime import date

from tests.naive.appraisals import Appraisal, appraise
from tests.naive.exact import Row, Tables, day, printed
from tests.naive.gates import (
    DEFAULT_READINGS,
    READINGS,
    WORDS,
    mediocre_record,
    negative_record,
    overall,
    public_satisfaction,
    third_prize_unit,
    virtue_integrity,
)

APPRAISAL_COLUMNS = tuple(field.name for field in fields(Appraisal))
ELIGIBILITY_COLUMNS = ("person_id", "gate", "outcome")
Result = list[dict[str, str]]
Years = dict[str, list[Appraisal | None]]

TABLES_OF_A_YEAR = (
    "ledger",
    "indicators",
    "ballots",
    "ballot_counts",
    "inspections",
    "breaches",
    "appraisal_grades",
    "annual_grades",
)
"""The tables that an appraisal reads."""


def rows_by(rows: list[Row], column: str) -> dict[str, list[Row]]:
    """Sort rows into one list per value of a column."""
    sorted_rows: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        sorted_rows[str(row[column])].append(row)
    return sorted_rows


def years_in_service(person: Row, on: date) -> list[int | None]:
    """Return the window's three years in order, nothing standing for one not in service."""
    joined_on = day(person.get("joined_on"))
    window = range(on.year - 3, on.year)
    return [year if joined_on is None or year >= joined_on.year else None for year in window]


def rows_of_year(facts: dict[str, list[Row]], year: int) -> dict[str, list[Row]]:
    """Leave out the votes and indicators of other years, which no step of this year looks at."""
    return facts | {
        table: [row for row in facts[table] if row["year"] == str(year)]
        for table in ("ballots", "ballot_counts", "indicators")
    }


def years_of_everybody(tables: Tables, on: date) -> Years:
    """Appraise everybody, in the order of the ids; the readings of the gates have no part in it."""
    grouped = {name: rows_by(tables.get(name, []), "person_id") for name in TABLES_OF_A_YEAR}
    everybody: Years = {}
    for person in sorted(tables["people"], key=lambda row: str(row["person_id"])):
        person_id = str(person["person_id"])
        facts = {name: grouped[name].get(person_id, []) for name in TABLES_OF_A_YEAR}
        everybody[person_id] = [
            None if year is None else appraise(person_id, year, rows_of_year(facts, year), on)
            for year in years_in_service(person, on)
        ]
    return everybody


def appraisal_rows(everybody: Years) -> Result:
    """Print the rows of `appraisals`."""
    return [
        {column: printed(getattr(year, column)) for column in APPRAISAL_COLUMNS}
        for years in everybody.values()
        for year in years
        if year is not None
    ]


def eligibility_rows(
    everybody: Years, tables: Tables, on: date, readings: Mapping[str, str] | None = None
) -> Result:
    """Print the rows of `eligibility`; gates without a reading given take their default one."""
    in_force = DEFAULT_READINGS | dict(readings or {})
    for gate, reading in in_force.items():
        if reading not in READINGS[gate]:
            raise ValueError(f"{gate} has no reading {reading}")
    awards = rows_by(tables.get("unit_awards", []), "unit_id")
    tenures, breaches, surveys = (
        rows_by(tables.get(name, []), "person_id")
        for name in ("tenures", "breaches", "satisfaction")
    )
    rows: Result = []
    for person_id, years in everybody.items():
        excludes = {
            "negative_record": negative_record(years, in_force["negative_record"]),
            "mediocre_record": mediocre_record(years, in_force["mediocre_record"]),
            "third_prize_unit": third_prize_unit(
                tenures.get(person_id, []), awards, in_force["third_prize_unit"], on
            ),
            "virtue_integrity": virtue_integrity(breaches.get(person_id, []), on),
            "public_satisfaction": public_satisfaction(
                surveys.get(person_id, []), in_force["public_satisfaction"], on
            ),
        }
        excludes["overall"] = overall(list(excludes.values()))
        rows += [
            {"person_id": person_id, "gate": gate, "outcome": WORDS[excluded]}
            for gate, excluded in excludes.items()
        ]
    return rows


def calculate(
    tables: Tables, on: date, readings: Mapping[str, str] | None = None
) -> tuple[Result, Result]:
    """Return the rows of `appraisals` and of `eligibility`, printed and in their order.

    The tables hold text cells under the English headers, an empty cell as None or ''; absent
    tables and absent columns are the same as empty ones. Gates without a reading given take their
    default one. The delivery must be free of faults: nothing is checked here.
    """
    everybody = years_of_everybody(tables, on)
    return appraisal_rows(everybody), eligibility_rows(everybody, tables, on, readings)
