"""A unit's appraisal forms: composed from one evaluation and printed, in pages a second.

python -m benchmarks.forms [--people 30] [--rounds 5]
"""

import argparse
import datetime as dt
import io
import time

from pypdf import PdfReader

from benchmarks.one_person import in_service, loaded
from meritbook.engine import evaluate
from meritbook.interfaces.demo import DEMO_DAY
from meritbook.interfaces.documents.appraisal_form.compose import compose
from meritbook.interfaces.documents.appraisal_form.render import render_forms
from meritbook.interfaces.files.rulebooks import open_rulebook


def main() -> None:
    """Print pages a second of each round: composing and printing, and with the evaluation."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--people", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    rulebook, facts = open_rulebook(), loaded()
    year = DEMO_DAY.year - 1
    at = dt.datetime(DEMO_DAY.year, DEMO_DAY.month, DEMO_DAY.day, tzinfo=dt.UTC)
    print("| round | pages | composed and printed, pages/s | with evaluation, pages/s |")
    print("| --- | --- | --- | --- |")
    for number in range(chosen.rounds):
        first = 100 + number * chosen.people
        ids = sorted(in_service(facts))[first : first + chosen.people]
        start = time.perf_counter()
        findings = evaluate(rulebook, facts.of(ids), on=DEMO_DAY, keep="reasons", provisional=True)
        evaluated = time.perf_counter()
        forms = compose(findings, ids, year=year, lang="zh")
        printed = render_forms(forms, lang="zh", at=at)
        done = time.perf_counter()
        pages = len(PdfReader(io.BytesIO(printed)).pages)
        print(
            f"| {number + 1} | {pages} | {pages / (done - evaluated):.0f} "
            f"| {pages / (done - start):.0f} |"
        )


if __name__ == "__main__":
    main()
