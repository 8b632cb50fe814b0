"""Who is measured: each contestant does the same work on the same files in a process of its own.

    python -m benchmarks.contestants NAME FOLDER --on 2018-06-26 --out RESULTS

Prints one line of JSON: CPU seconds (user and system) and wall seconds of each phase, whether the
phase counts in the comparison and the peak of memory until its end, in megabytes; and the CPU
seconds of starting up and the peak over all.
Starting the interpreter and importing libraries are not part of any phase.
"""

import argparse
import datetime
import importlib
import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

THREADS = 2


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be evaluated, as of which day, and where the results go."""

    folder: Path
    on: datetime.date
    out: Path


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of the work; one that does not count is timed apart."""

    name: str
    work: Callable[[], object]
    counts: bool = True


class InvalidDelivery(Exception):
    """A made delivery in which the product finds faults: a mistake in one of the two."""


def scan(job: Job) -> list[Phase]:
    """Read every column once with DuckDB."""
    importlib.import_module("duckdb")
    floor = importlib.import_module("benchmarks.scan")
    return [Phase("scan", lambda: floor.scan(job.folder, engine="duckdb", threads=THREADS))]


def scan_polars(job: Job) -> list[Phase]:
    """Read every column once with Polars."""
    importlib.import_module("polars")
    floor = importlib.import_module("benchmarks.scan")
    return [Phase("scan", lambda: floor.scan(job.folder, engine="polars"))]


def sql(job: Job) -> list[Phase]:
    """Evaluate with the hand-written SQL."""
    rules = importlib.import_module("benchmarks.sql")
    return [
        Phase(
            "evaluate",
            lambda: rules.evaluate(job.folder, on=job.on, out=job.out, threads=THREADS),
        )
    ]


def product(job: Job) -> list[Phase]:
    """Evaluate with Meritbook; results only."""
    return _product_phases(job, trace=False)


def product_trace(job: Job) -> list[Phase]:
    """Evaluate with Meritbook; every node is kept for explanation."""
    return _product_phases(job, trace=True)


def _product_phases(job: Job, *, trace: bool) -> list[Phase]:
    """Return what `meritbook evaluate --format parquet` does: checking first, timed apart."""
    from meritbook.engine import evaluate_chunks
    from meritbook.interfaces import intake
    from meritbook.interfaces.documents.results import write_results
    from meritbook.interfaces.files.rulebooks import open_rulebook

    rulebook = open_rulebook()
    checked: list[intake.Delivery] = []

    def check() -> None:
        checked.append(intake.read(job.folder, rulebook))

    def evaluate() -> None:
        facts = checked[0].facts
        if facts is None:
            raise InvalidDelivery("\n".join(checked[0].messages("en")))
        parts = evaluate_chunks(rulebook, facts, on=job.on, keep="all" if trace else "results")
        write_results(parts, rulebook, job.out, form="parquet")

    return [Phase("check", check, counts=False), Phase("evaluate", evaluate)]


def trusted(job: Job) -> list[Phase]:
    """Evaluate with Meritbook, the facts taken as checked: what evaluation needs by itself."""
    return _trusted_phases(job, trace=False)


def trusted_trace(job: Job) -> list[Phase]:
    """The same with every node kept for explanation."""
    return _trusted_phases(job, trace=True)


def _trusted_phases(job: Job, *, trace: bool) -> list[Phase]:
    from benchmarks.trusted import trusted as facts_of
    from meritbook.engine import evaluate_chunks
    from meritbook.interfaces.documents.results import write_results
    from meritbook.interfaces.files.rulebooks import open_rulebook

    rulebook = open_rulebook()

    def evaluate() -> None:
        facts = facts_of(job.folder, rulebook)
        parts = evaluate_chunks(rulebook, facts, on=job.on, keep="all" if trace else "results")
        write_results(parts, rulebook, job.out, form="parquet")

    return [Phase("evaluate", evaluate)]


CONTESTANTS: dict[str, Callable[[Job], list[Phase]]] = {
    "scan": scan,
    "scan-polars": scan_polars,
    "sql": sql,
    "product": product,
    "product-trace": product_trace,
    "trusted": trusted,
    "trusted-trace": trusted_trace,
}


def _cpu() -> float:
    """Return the CPU seconds of this process and of those it has waited for."""
    uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in uses)


def _peak_megabytes() -> float:
    """Return the largest resident size of this process since it started."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Linux counts kilobytes, macOS bytes.
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def measure(name: str, job: Job) -> dict[str, Any]:
    """Run a contestant and return what it cost."""
    phases = []
    contestant = CONTESTANTS[name](job)
    startup = _cpu()
    for phase in contestant:
        cpu, wall = _cpu(), time.perf_counter()
        phase.work()
        phases.append(
            {
                "name": phase.name,
                "counts": phase.counts,
                "cpu": _cpu() - cpu,
                "wall": time.perf_counter() - wall,
                "peak_mb_so_far": _peak_megabytes(),
            }
        )
    return {"phases": phases, "startup_cpu": startup, "peak_mb": _peak_megabytes()}


def main() -> None:
    """Run one contestant once."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("name", choices=CONTESTANTS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--on", type=datetime.date.fromisoformat, required=True)
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args()
    print(json.dumps(measure(chosen.name, Job(chosen.folder, chosen.on, chosen.out))))


if __name__ == "__main__":
    main()
