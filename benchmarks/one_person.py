"""One person of a loaded delivery, evaluated and explained, against an empty call in the same run.

    python -m benchmarks.one_person [--calls 300]

The delivery is the demo district (1,200 people). The empty call runs an empty Polars plan, which is
what any evaluation pays at the least.
"""

import argparse
import statistics
import time
from collections.abc import Callable

import polars as pl

from meritbook.engine import Facts, evaluate, explain, tell
from meritbook.interfaces.demo import DEMO_DAY, make_district
from meritbook.interfaces.files.rulebooks import open_rulebook
from meritbook.interfaces.intake.rows import typed_frames


def measured(call: Callable[[str], object], ids: list[str]) -> list[float]:
    """Return the milliseconds of a call per person, sorted; the first tenth warms up."""
    took = []
    for person in ids:
        start = time.perf_counter()
        call(person)
        took.append((time.perf_counter() - start) * 1000)
    return sorted(took[len(took) // 10 :])


def main() -> None:
    """Print median and 95th percentile of each kind of call."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--calls", type=int, default=300)
    calls = parser.parse_args().calls
    rulebook = open_rulebook()
    facts = loaded()
    ids = [facts.entities()[(7 * n) % facts.count()] for n in range(calls)]
    empty = pl.LazyFrame({"a": [1]})

    def explained(person: str) -> object:
        found = evaluate(rulebook, facts.of([person]), on=DEMO_DAY, keep="reasons")
        return explain(found, "overall")

    def told(person: str) -> object:
        found = evaluate(rulebook, facts.of([person]), on=DEMO_DAY, keep="reasons")
        return tell(explain(found, "grade", year=DEMO_DAY.year - 1), rulebook, "zh")

    kinds: dict[str, Callable[[str], object]] = {
        "empty call": lambda _: empty.collect(),
        "results": lambda person: evaluate(rulebook, facts.of([person]), on=DEMO_DAY),
        "evaluated and explained (overall)": explained,
        "evaluated, explained and told (a year's grade)": told,
    }
    present = set(in_service(facts))
    print("| call | p50 ms | p95 ms |\n| --- | --- | --- |")
    for name, call in kinds.items():
        took = measured(call, [person for person in ids if person in present])
        p95 = took[int(len(took) * 0.95)]
        print(f"| {name} | {statistics.median(took):.2f} | {p95:.2f} |")


def loaded() -> Facts:
    """Return the demo district as facts in memory."""
    from meritbook.engine import hold

    rulebook = open_rulebook()
    return hold(rulebook, typed_frames(make_district(), rulebook))


def in_service(facts: Facts) -> list[str]:
    """Return those who were in service in the last year of the window."""
    people = facts.tables["people"].lazy().collect()
    joined = people.filter(
        pl.col("joined_on").is_null() | (pl.col("joined_on").dt.year() < DEMO_DAY.year)
    )
    return joined["person_id"].to_list()


if __name__ == "__main__":
    main()
