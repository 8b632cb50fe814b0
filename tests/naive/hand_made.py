"""Small deliveries written by hand, and what the naive calculation makes of them."""

from datetime import date

from tests.naive.calculation import calculate
from tests.naive.exact import Row, Tables

ON = date(2018, 6, 26)


def delivery_of(person: Row | None = None, **tables: list[Row]) -> Tables:
    """A delivery of the person `p`, to whom every row belongs that is not a unit's award."""
    owner: Row = {"person_id": "p"}
    owned: Tables = {
        name: rows if name == "unit_awards" else [owner | row for row in rows]
        for name, rows in tables.items()
    }
    basis: Tables = {"units": [{"unit_id": "u"}], "people": [owner | (person or {})]}
    return basis | owned


def appraisal(tables: Tables, year: int = 2017, on: date = ON) -> dict[str, str]:
    """The appraisal of the one person in a year."""
    return next(row for row in calculate(tables, on)[0] if row["year"] == str(year))


def outcome(tables: Tables, gate: str, reading: str | None = None, on: date = ON) -> str:
    """The outcome of one gate for the one person."""
    rows = calculate(tables, on, {gate: reading} if reading else None)[1]
    return next(row["outcome"] for row in rows if row["gate"] == gate)


def entries(*drawn: tuple[str, str, str]) -> list[Row]:
    """Ledger entries from day, account and points."""
    return [
        {"entry_id": f"e{number}", "occurred_on": day, "account": account, "points": points}
        for number, (day, account, points) in enumerate(drawn)
    ]
