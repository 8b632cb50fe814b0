"""Deliveries and results as folders of CSV files, in the contract's form."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.naive.calculation import APPRAISAL_COLUMNS, ELIGIBILITY_COLUMNS, Result
from tests.naive.exact import Tables

COLUMNS = {
    "units": ("unit_id", "name", "kind", "parent_id"),
    "people": (
        "person_id",
        "name",
        "gender",
        "born_on",
        "ethnicity",
        "joined_on",
        "unit_id",
        "post",
        "rank",
    ),
    "tenures": ("person_id", "unit_id", "post", "is_principal", "started_on", "ended_on"),
    "ledger": (
        "entry_id",
        "person_id",
        "occurred_on",
        "account",
        "item",
        "points",
        "basis",
        "reverses",
    ),
    "indicators": (
        "person_id",
        "year",
        "indicator",
        "weight",
        "direction",
        "target",
        "actual",
        "score",
    ),
    "ballots": ("sheet_id", "year", "person_id", "rater_group", "dimension", "option"),
    "ballot_counts": ("person_id", "year", "rater_group", "dimension", "option", "count"),
    "inspections": ("inspection_id", "person_id", "inspected_on", "points", "finding"),
    "breaches": (
        "breach_id",
        "person_id",
        "dimension",
        "decided_on",
        "effect_until",
        "revoked_on",
        "document",
    ),
    "appraisal_grades": ("person_id", "year", "grade", "decided_on", "document"),
    "annual_grades": ("person_id", "year", "grade"),
    "unit_awards": ("unit_id", "year", "prize", "announced_on"),
    "satisfaction": ("survey_id", "person_id", "surveyed_on", "score", "satisfied_share"),
}
"""Every table of the contract with its columns, both in the contract's order."""


def read_folder(path: Path) -> Tables:
    """Read a folder of CSV files with English headers; an empty cell becomes None."""
    tables: Tables = {}
    for table in COLUMNS:
        file = path / f"{table}.csv"
        if file.exists():
            with file.open(encoding="utf-8-sig", newline="") as lines:
                tables[table] = [
                    {column: cell or None for column, cell in row.items()}
                    for row in csv.DictReader(lines)
                ]
    return tables


def write_folder(tables: Tables, path: Path) -> Path:
    """Write one CSV file per table that is there, and return the folder.

    A column that no row of the table has is left out, as the contract allows.
    """
    path.mkdir(parents=True, exist_ok=True)
    for table, rows in tables.items():
        present = {column for row in rows for column in row} if rows else set(COLUMNS[table])
        columns = [column for column in COLUMNS[table] if column in present]
        write_rows(rows, columns, path / f"{table}.csv")
    return path


def write_results(results: tuple[Result, Result], path: Path) -> Path:
    """Write `appraisals.csv` and `eligibility.csv` as an evaluation writes them."""
    path.mkdir(parents=True, exist_ok=True)
    appraisals, eligibility = results
    write_rows(appraisals, APPRAISAL_COLUMNS, path / "appraisals.csv")
    write_rows(eligibility, ELIGIBILITY_COLUMNS, path / "eligibility.csv")
    return path


def write_rows(
    rows: Sequence[Mapping[str, str | None]], columns: Sequence[str], file: Path
) -> None:
    """Write rows as UTF-8 without byte-order mark, with line feeds, quoted where needed."""
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
