"""A small delivery written by hand, and the forms that come of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path

from meritbook.engine import Findings, evaluate, load
from meritbook.engine.kinds import Lang
from meritbook.interfaces.documents.appraisal_form.compose import compose
from meritbook.interfaces.documents.appraisal_form.model import AppraisalForm
from tests.engine.referee.comparing import held, typed
from tests.naive.exact import Row, Tables

RULEBOOKS = Path(__file__).parents[3] / "rulebooks"
RULEBOOK = load(RULEBOOKS / "qixingguan-2018")
ON = dt.date(2019, 3, 1)
"""The day of evaluation; its window is 2016 to 2018."""

DIMENSIONS = ("virtue", "ability", "diligence", "results", "integrity")


def entry(entry_id: str, day: str, points: str, account: str = "points", **cells: str) -> Row:
    """Return a row of the ledger of the person P1."""
    told: Row = {"item": f"事项{entry_id}", "basis": f"依据{entry_id}"}
    key: Row = {"entry_id": entry_id, "person_id": "P1", "occurred_on": day}
    return key | told | {"points": points, "account": account} | cells


def votes(year: int, group: str, **counts: int) -> list[Row]:
    """Return the same counted votes for each dimension of the person P1."""
    return [
        {
            "person_id": "P1", "year": str(year), "rater_group": group, "dimension": dimension,
            "option": option, "count": str(count),
        }
        for dimension in DIMENSIONS
        for option, count in counts.items()
    ]  # fmt: skip


def indicator(year: int, name: str, weight: str, **cells: str) -> Row:
    """Return an indicator of the person P1; by default higher is better."""
    key: Row = {"person_id": "P1", "year": str(year), "indicator": name, "weight": weight}
    return key | {"direction": "higher"} | cells


PERSON: Row = {
    "person_id": "P1", "name": "沈若川", "gender": "男", "born_on": "1974-06-02",
    "ethnicity": "汉族", "joined_on": "2017-08-15", "unit_id": "U1", "post": "镇长",
    "rank": "四级调研员",
}  # fmt: skip

LEDGER: list[Row] = [
    entry("A1", "2018-01-19", "3.00"),
    entry("A2", "2018-02-24", "-1.00"),
    entry("A3", "2018-03-08", "2.00", "positive"),
    entry("B1", "2018-04-27", "8.00"),
    entry("B2", "2018-06-30", "4.50"),
    entry("B3", "2018-05-16", "-0.50", "negative"),
    entry("D1", "2018-12-20", "-1.50"),
    entry("R1", "2019-02-01", "1.50", reverses="D1", basis="区考核办更正函"),
    entry("Z1", "2019-01-15", "2.00"),
]
VOTES: list[Row] = [
    *votes(2018, "superior", good=4, fair=1, abstain=1),
    *votes(2018, "subordinate", good=6, fair=3, ordinary=1),
]
INDICATORS: list[Row] = [
    indicator(2018, "农民收入增长（%）", "60", target="10", actual="9"),
    indicator(2018, "未办结信访件", "40", direction="lower", target="4", actual="3"),
]


def delivery(**tables: list[Row]) -> Tables:
    """Return the delivery of P1, tables replaced by those given."""
    rows: Tables = {
        "units": [{"unit_id": "U1", "name": "云岭镇人民政府"}],
        "people": [PERSON],
        "ledger": LEDGER,
        "ballot_counts": VOTES,
        "indicators": INDICATORS,
        "annual_grades": [{"person_id": "P1", "year": "2018", "grade": "excellent"}],
    }
    return rows | tables


def findings_of(
    tables: Tables,
    *,
    on: dt.date = ON,
    provisional: bool = False,
    readings: Mapping[str, str] | None = None,
) -> Findings:
    """Evaluate a delivery so that forms can be composed."""
    chosen = RULEBOOK.reading(readings or {})
    facts = held(chosen, typed(chosen, tables))
    return evaluate(chosen, facts, on=on, keep="reasons", provisional=provisional)


def form_of(
    tables: Tables | None = None, *, year: int = 2018, on: dt.date = ON, lang: Lang = "zh"
) -> AppraisalForm:
    """Return the form of the person P1."""
    found = findings_of(tables or delivery(), on=on, provisional=year == on.year)
    return compose(found, ["P1"], year=year, lang=lang)[0]


def sentences(form: AppraisalForm) -> Iterator[tuple[str, str]]:
    """Yield the sentences of conclusion and consistency with their clauses."""
    for reason in (*form.conclusion.reasons, *form.consistency.reasons):
        yield reason.sentence, reason.clause
