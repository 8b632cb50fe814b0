"""Make a delivery for measuring: a facts folder of Parquet files for any number of people.

    python -m benchmarks.data FOLDER --people 100000 [--votes answers|counts] [--seed 1]

Every delivery is valid, the same for the same seed, and the same people have the same records
whether votes are written as answers or as counts, so both must be evaluated to the same result.
"""

import argparse
import multiprocessing
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from benchmarks import cast, columns, records, votes
from benchmarks.cast import Block

PEOPLE_PER_FILE = 25_000
ROWS_PER_GROUP = 200_000


@dataclass(frozen=True, slots=True)
class Table:
    """How a table is made, and about how many rows it has per person."""

    make: Callable[[Block], pa.Table]
    rows_per_person: int


BY_PERSON = {
    "people": Table(cast.people, 1),
    "tenures": Table(cast.tenures, 1),
    "ledger": Table(records.ledger, 120),
    "indicators": Table(records.indicators, 24),
    "inspections": Table(records.inspections, 2),
    "breaches": Table(records.breaches, 1),
    "appraisal_grades": Table(records.appraisal_grades, 1),
    "annual_grades": Table(records.annual_grades, 3),
    "satisfaction": Table(records.satisfaction, 3),
}
VOTES = {
    "answers": ("ballots", Table(votes.ballots, 450)),
    "counts": ("ballot_counts", Table(votes.ballot_counts, 220)),
}
BY_UNIT = {"units": cast.units, "unit_awards": cast.unit_awards}


def _blocks(whole: Block, table: Table) -> Iterator[pa.Table]:
    """Yield the table's row groups for a range of people."""
    size = max(1, ROWS_PER_GROUP // table.rows_per_person)
    for first in range(whole.first, whole.last, size):
        last = min(first + size, whole.last)
        yield table.make(Block(whole.seed, whole.everybody, first, last))


def _write_part(job: tuple[str, int, str, Block]) -> None:
    """Write every table's file for one range of people."""
    folder, number, form, whole = job
    votes_name, votes_table = VOTES[form]
    for name, table in {**BY_PERSON, votes_name: votes_table}.items():
        path = Path(folder) / name / f"part-{number:05d}.parquet"
        columns.write(path, _blocks(whole, table))


def make(folder: Path, *, people: int, form: str, seed: int, processes: int = 2) -> None:
    """Write a delivery of `people` people to `folder`, which appears only once it is complete."""
    unfinished = folder.with_name(folder.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    everybody = Block(seed, people, 0, people)
    for name, table in BY_UNIT.items():
        columns.write(unfinished / name / "part-00001.parquet", [table(everybody)])
    jobs = [
        (str(unfinished), number, form, Block(seed, people, first, last))
        for number, first in enumerate(range(0, people, PEOPLE_PER_FILE), start=1)
        for last in [min(first + PEOPLE_PER_FILE, people)]
    ]
    # Started afresh, not forked: Polars has threads.
    afresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(processes, len(jobs)), mp_context=afresh) as pool:
        for done, _ in enumerate(pool.map(_write_part, jobs), start=1):
            if sys.stderr.isatty():
                print(f"\r{done}/{len(jobs)} parts", end="", file=sys.stderr)
    shutil.rmtree(folder, ignore_errors=True)
    unfinished.rename(folder)


def sizes(folder: Path) -> dict[str, int]:
    """Return the bytes of each table's files."""
    return {
        table.name: sum(file.stat().st_size for file in table.iterdir())
        for table in sorted(folder.iterdir())
    }


def main() -> None:
    """Make one delivery and say how large it became."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--votes", choices=sorted(VOTES), default="answers")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    chosen = parser.parse_args()
    begun = time.perf_counter()
    make(
        chosen.folder,
        people=chosen.people,
        form=chosen.votes,
        seed=chosen.seed,
        processes=chosen.processes,
    )
    by_table = sizes(chosen.folder)
    for name, size in by_table.items():
        print(f"{name:18} {size / 1e6:10.1f} MB")
    print(f"{'all':18} {sum(by_table.values()) / 1e6:10.1f} MB", end="")
    print(f" in {time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
