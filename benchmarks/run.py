"""Measure all contestants against each other and print the table of benchmarks/README.md.

    python -m benchmarks.run --people 10000 100000 --votes answers counts --rounds 5

In each round every contestant runs once, in random order and in a fresh process; ratios are taken
within a round, so what slows the whole machine for a while does not count. Deliveries are made
where they are missing and kept. Absolute seconds are this machine's; only ratios are claims.
"""

import argparse
import datetime
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from benchmarks.contestants import CONTESTANTS, THREADS
from benchmarks.report import Round, Run, table
from benchmarks.storage import default_root, folder_of

DAY = datetime.date(2018, 6, 26)
DEFAULT = ("scan", "sql", "product", "product-trace")
_TOP = Path(__file__).parents[1]
_ENVIRONMENT = os.environ | {
    "POLARS_MAX_THREADS": str(THREADS),
    "PYTHONPATH": os.pathsep.join([str(_TOP), str(_TOP / "src")]),
}


class ContestantFailed(Exception):
    """A measured process ended with an error; its last words are the message."""


def prepared(root: Path, *, people: int, form: str, seed: int) -> Path:
    """Return a delivery of that size, made now if it is not there."""
    folder = folder_of(root, people=people, form=form, seed=seed)
    if not folder.exists():
        command = ["benchmarks.data", str(folder), "--people", str(people)]
        _python([*command, "--votes", form, "--seed", str(seed)])
    return folder


def measured(name: str, folder: Path, out: Path) -> Run:
    """Run one contestant in a fresh process, away from older results."""
    shutil.rmtree(out, ignore_errors=True)
    command = ["benchmarks.contestants", name, str(folder), "--on", DAY.isoformat()]
    printed = _python([*command, "--out", str(out)])
    return Run.of(json.loads(printed.splitlines()[-1]))


def _python(arguments: list[str]) -> str:
    """Run a module in a fresh interpreter and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        capture_output=True,
        text=True,
        env=_ENVIRONMENT,
        check=False,
    )
    if done.returncode:
        raise ContestantFailed(f"{' '.join(arguments)}\n{done.stdout}{done.stderr}")
    return done.stdout


def rounds_of(
    contestants: Iterable[str], folder: Path, *, results: Path, rounds: int, order: random.Random
) -> list[Round]:
    """Run everybody in each round, in another order each time."""
    names = list(contestants)
    # Once for nothing: the files are in the page cache for everybody after it.
    measured("scan", folder, results / "scan")
    done: list[Round] = []
    for number in range(1, rounds + 1):
        runs = {}
        for name in order.sample(names, len(names)):
            runs[name] = measured(name, folder, results / name)
            print(f"  round {number}: {name} {runs[name].cpu:.2f} s CPU", file=sys.stderr)
        done.append(runs)
    return done


def compared(contestants: Iterable[str], results: Path) -> list[str]:
    """Compare the results of every other contestant with those of the SQL."""
    lines = []
    for name in contestants:
        if name.startswith(("product", "trusted")):
            pair = [str(results / "sql"), str(results / name)]
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.comparison", *pair],
                capture_output=True,
                text=True,
                env=_ENVIRONMENT,
                check=False,
            )
            said = (done.stdout or done.stderr).strip().splitlines()
            lines.append(f"- `{name}` against `sql`: {'; '.join(said)}")
    return lines


def main() -> None:
    """Measure every size and form of votes asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--people", type=int, nargs="+", default=[10_000])
    parser.add_argument("--votes", nargs="+", default=["answers"], choices=("answers", "counts"))
    parser.add_argument("--contestants", nargs="+", default=DEFAULT, choices=CONTESTANTS)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, default=default_root(), help="where deliveries lie")
    chosen = parser.parse_args()
    order = random.Random(chosen.seed)
    for people in chosen.people:
        for form in chosen.votes:
            print(f"{people:,} people, votes as {form}", file=sys.stderr)
            folder = prepared(chosen.data, people=people, form=form, seed=chosen.seed)
            results = chosen.data / f"results-{people}-{form}-{chosen.seed}"
            done = rounds_of(
                chosen.contestants, folder, results=results, rounds=chosen.rounds, order=order
            )
            print(f"\n### {people:,} people × 3 years, votes as {form}\n")
            print(table(done))
            if "sql" in chosen.contestants:
                print(*compared(chosen.contestants, results), sep="\n", flush=True)


if __name__ == "__main__":
    main()
