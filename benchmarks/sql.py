"""Run the hand-written SQL of the default rulebook over a facts folder, chunk by chunk.

    python -m benchmarks.sql FOLDER --on 2018-06-26 --out RESULTS

Writes `appraisals/part-….parquet` and `eligibility/part-….parquet`, a file for each chunk.
"""

import argparse
import datetime
from pathlib import Path

import duckdb

PEOPLE_PER_CHUNK = 125_000
_RULES = Path(__file__).with_name("rules.sql")
_CHUNK_MARK = "-- CHUNK\n"

# The columns that the SQL reads, for a table that a delivery does not hold.
_COLUMNS = {
    "people": "person_id VARCHAR, joined_on DATE",
    "tenures": "person_id VARCHAR, unit_id VARCHAR, is_principal BOOLEAN, "
    "started_on DATE, ended_on DATE",
    "ledger": "entry_id VARCHAR, person_id VARCHAR, occurred_on DATE, account VARCHAR, "
    "points DECIMAL(12, 2), reverses VARCHAR",
    "indicators": "person_id VARCHAR, year INTEGER, direction VARCHAR, weight DECIMAL(12, 2), "
    "target DECIMAL(12, 2), actual DECIMAL(12, 2), score DECIMAL(12, 2)",
    "ballots": "person_id VARCHAR, year INTEGER, rater_group VARCHAR, dimension VARCHAR, "
    "option VARCHAR",
    "ballot_counts": "person_id VARCHAR, year INTEGER, rater_group VARCHAR, dimension VARCHAR, "
    "option VARCHAR, count INTEGER",
    "inspections": "person_id VARCHAR, inspected_on DATE, points DECIMAL(12, 2)",
    "breaches": "person_id VARCHAR, decided_on DATE, effect_until DATE, revoked_on DATE",
    "appraisal_grades": "person_id VARCHAR, year INTEGER, grade VARCHAR, decided_on DATE",
    "annual_grades": "person_id VARCHAR, year INTEGER, grade VARCHAR",
    "unit_awards": "unit_id VARCHAR, prize VARCHAR, announced_on DATE",
    "satisfaction": "person_id VARCHAR, surveyed_on DATE, score DECIMAL(12, 2), "
    "satisfied_share DECIMAL(12, 2)",
}


def files_of(folder: Path, table: str) -> list[str]:
    """Return the Parquet files of a table, none where the delivery does not hold it."""
    single = folder / f"{table}.parquet"
    parts = [single] if single.exists() else sorted((folder / table).glob("*.parquet"))
    return [str(part) for part in parts]


def connect(folder: Path, *, on: datetime.date, threads: int) -> duckdb.DuckDBPyConnection:
    """Return a connection that sees the folder's tables and knows day and macros of the rules."""
    database = duckdb.connect()
    database.execute(f"SET threads = {threads}")
    database.execute("SET parquet_metadata_cache = true")
    for table, columns in _COLUMNS.items():
        files = files_of(folder, table)
        if files:
            database.read_parquet(files).create_view(table)
        else:
            database.execute(f"CREATE TABLE {table} ({columns})")
    # The variables come first: the macros take their types from them.
    database.execute(f"SET VARIABLE day = DATE '{on.isoformat()}'")
    _choose(database, first="", last="")
    database.execute(_RULES.read_text(encoding="utf-8").split(_CHUNK_MARK)[0])
    return database


def _choose(database: duckdb.DuckDBPyConnection, *, first: str, last: str) -> None:
    """Set the people of the chunk."""
    database.execute("SET VARIABLE first_person = $1", [first])
    database.execute("SET VARIABLE last_person = $1", [last])


def chunks(database: duckdb.DuckDBPyConnection, size: int) -> list[tuple[str, str]]:
    """Return the first and last person of each chunk."""
    return database.execute(
        "SELECT min(person_id), max(person_id) FROM (SELECT person_id, "
        f"(row_number() OVER (ORDER BY person_id) - 1) // {size} AS chunk FROM people) "
        "GROUP BY chunk ORDER BY chunk"
    ).fetchall()


def evaluate(
    folder: Path,
    *,
    on: datetime.date,
    out: Path,
    threads: int = 2,
    people_per_chunk: int = PEOPLE_PER_CHUNK,
) -> None:
    """Write the appraisals and the eligibility of everybody in the folder as of a day."""
    rules = _RULES.read_text(encoding="utf-8").split(_CHUNK_MARK)[1]
    database = connect(folder, on=on, threads=threads)
    for name in ("appraisals", "eligibility"):
        (out / name).mkdir(parents=True)
    for number, (first, last) in enumerate(chunks(database, people_per_chunk), start=1):
        _choose(database, first=first, last=last)
        database.execute(rules)
        for name in ("appraisals", "eligibility"):
            path = out / name / f"part-{number:05d}.parquet"
            database.execute(f"COPY {name} TO '{path}' (FORMAT parquet, COMPRESSION zstd)")


def main() -> None:
    """Evaluate one folder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--on", type=datetime.date.fromisoformat, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--people-per-chunk", type=int, default=PEOPLE_PER_CHUNK)
    chosen = parser.parse_args()
    evaluate(
        chosen.folder,
        on=chosen.on,
        out=chosen.out,
        threads=chosen.threads,
        people_per_chunk=chosen.people_per_chunk,
    )


if __name__ == "__main__":
    main()
