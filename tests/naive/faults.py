"""The faults that a made-up delivery could have, so that tests can tell that it has none."""

from collections import Counter
from collections.abc import Callable, Iterator

from tests.naive.exact import Row, Tables, exactly

UNIQUE = {
    "units": ("unit_id",),
    "people": ("person_id",),
    "ledger": ("entry_id",),
    "inspections": ("inspection_id",),
    "breaches": ("breach_id",),
    "satisfaction": ("survey_id",),
    "ballots": ("sheet_id", "person_id", "dimension"),
    "annual_grades": ("person_id", "year"),
    "appraisal_grades": ("person_id", "year", "decided_on"),
    "unit_awards": ("unit_id", "year"),
}


def faults(tables: Tables) -> list[str]:
    """Return what the contract refuses in a delivery, as far as a generator could get it wrong."""
    return [fault for find in FINDERS for fault in find(tables)]


def repeated(tables: Tables) -> Iterator[str]:
    """Find ids and combinations that stand twice."""
    for table, columns in UNIQUE.items():
        keys = Counter(tuple(row[column] for column in columns) for row in tables.get(table, []))
        yield from (f"{table}: {key} twice" for key, number in keys.items() if number > 1)


def dangling(tables: Tables) -> Iterator[str]:
    """Find people and units that are not there."""
    known = {
        "person_id": {row["person_id"] for row in tables["people"]},
        "unit_id": {row["unit_id"] for row in tables["units"]} | {None},
    }
    for table, rows in tables.items():
        for row in rows:
            for column, ids in known.items():
                if column in row and row[column] not in ids:
                    yield f"{table}: no {column} {row[column]}"
    for row in tables["units"]:
        if row.get("parent_id") not in known["unit_id"]:
            yield f"units: no parent {row['parent_id']}"


def wrong_entries(tables: Tables) -> Iterator[str]:
    """Find list entries with the wrong sign, and reversals that reverse what they may not."""
    ledger = tables.get("ledger", [])
    entries = {row["entry_id"]: row for row in ledger}
    targets = Counter(row.get("reverses") for row in ledger if row.get("reverses"))
    yield from (f"{target} reversed twice" for target, times in targets.items() if times > 1)
    for row in ledger:
        points = exactly(row["points"])
        if row.get("reverses"):
            if not is_reversal_of(row, entries.get(row["reverses"], {})):
                yield f"{row['entry_id']} cannot reverse {row['reverses']}"
        elif (row["account"] == "negative" and points > 0) or (
            row["account"] == "positive" and points < 0
        ):
            yield f"{row['entry_id']} has the wrong sign"


def is_reversal_of(row: Row, entry: Row) -> bool:
    """Tell whether a row may reverse an entry."""
    return (
        bool(entry)
        and not entry.get("reverses")
        and (row["person_id"], row["account"]) == (entry["person_id"], entry["account"])
        and exactly(row["points"]) == -exactly(entry["points"])
        and str(row["occurred_on"]) >= str(entry["occurred_on"])
    )


def wrong_votes(tables: Tables) -> Iterator[str]:
    """Find sheets in two groups, and groups with both answers and counts."""
    groups: dict[str | None, str | None] = {}
    for row in tables.get("ballots", []):
        if groups.setdefault(row["sheet_id"], row["rater_group"]) != row["rater_group"]:
            yield f"sheet {row['sheet_id']} in two groups"
    answers, counts = (
        {(row["person_id"], row["year"], row["rater_group"]) for row in tables.get(table, [])}
        for table in ("ballots", "ballot_counts")
    )
    yield from (f"answers and counts for {key}" for key in answers & counts)


def wrong_values(tables: Tables) -> Iterator[str]:
    """Find weights, targets, scores, counts and ends of tenures out of their ranges."""
    for row in tables.get("indicators", []):
        used = row["direction"] == "scored"
        if exactly(row["weight"]) <= 0 or not (used or exactly(row["target"]) > 0):
            yield f"indicator {row['indicator']}"
    for table in ("indicators", "satisfaction"):
        for row in tables.get(table, []):
            if row.get("score") and not 0 <= exactly(row["score"]) <= 100:
                yield f"{table}: score {row['score']}"
    yield from ("count" for row in tables.get("ballot_counts", []) if int(row["count"] or -1) < 0)
    for row in tables.get("tenures", []):
        if row.get("ended_on") and str(row["ended_on"]) < str(row["started_on"]):
            yield f"tenure that ends on {row['ended_on']}"


FINDERS: tuple[Callable[[Tables], Iterator[str]], ...] = (
    repeated,
    dangling,
    wrong_entries,
    wrong_votes,
    wrong_values,
)
