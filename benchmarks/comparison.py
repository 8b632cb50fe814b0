"""Compare two folders of results value by value, whoever wrote them.

    python -m benchmarks.comparison RESULTS OTHER

Prints one line per column that differs and exits with 1 if there is one.
"""

import sys
from pathlib import Path

import duckdb

from benchmarks.sql import files_of

KEYS = {"appraisals": ("person_id", "year"), "eligibility": ("person_id", "gate")}
_WORDS = (
    *("person_id", "gate", "outcome", "computed_grade", "registered_grade", "grade"),
    *("annual_grade", "annual_cap", "annual_floor"),
)
_TYPES = dict.fromkeys(_WORDS, "VARCHAR") | {
    "year": "INTEGER",
    "vetoed": "BOOLEAN",
    "conflict": "BOOLEAN",
}
_POINTS = "DECIMAL(18, 2)"


def differences(results: Path, other: Path) -> list[str]:
    """Return a sentence for each way in which the two results differ."""
    return [found for table in KEYS for found in _in_table(table, results, other)]


def _in_table(table: str, results: Path, other: Path) -> list[str]:
    database = duckdb.connect()
    names = []
    for side, folder in (("a", results), ("b", other)):
        rows = database.read_parquet(files_of(folder, table))
        names.append(rows.columns)
        database.register(f"{side}_rows", rows)
        cast = ", ".join(f'CAST("{n}" AS {_TYPES.get(n, _POINTS)}) AS "{n}"' for n in rows.columns)
        database.execute(f"CREATE VIEW {side} AS SELECT {cast} FROM {side}_rows")
    if names[0] != names[1]:
        return [f"{table}: columns {names[0]} and {names[1]}"]
    return _told(table, database, [name for name in names[0] if name not in KEYS[table]])


def _told(table: str, database: duckdb.DuckDBPyConnection, columns: list[str]) -> list[str]:
    """Return what differs between the views `a` and `b`, joined by their key."""
    first = KEYS[table][0]
    found = {
        f"{table}: {{}} rows only in the first": f"a.{first} IS NOT NULL AND b.{first} IS NULL",
        f"{table}: {{}} rows only in the second": f"a.{first} IS NULL",
    }
    both = f"a.{first} = b.{first}"
    found |= {
        f"{table}.{name}: {{}} rows differ": f'{both} AND a."{name}" IS DISTINCT FROM b."{name}"'
        for name in columns
    }
    counts = database.execute(
        f"SELECT {', '.join(f'count(*) FILTER ({each})' for each in found.values())} "
        f"FROM a FULL JOIN b ON {' AND '.join(f'a.{name} = b.{name}' for name in KEYS[table])}"
    ).fetchone()
    return [said.format(count) for said, count in zip(found, counts or (), strict=True) if count]


def main() -> int:
    """Compare the two folders named on the command line."""
    found = differences(Path(sys.argv[1]), Path(sys.argv[2]))
    print("\n".join(found) or "identical")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
