"""Findings of conduct inspections and decided breaches of virtue and integrity in the demo."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from meritbook.interfaces.demo.appointments import spell_on
from meritbook.interfaces.demo.careers import PersonYear, breach_of, person_years
from meritbook.interfaces.demo.catalogue import catalogue
from meritbook.interfaces.demo.days import working_day_between
from meritbook.interfaces.demo.draws import held, stream
from meritbook.interfaces.demo.roster import members
from meritbook.interfaces.demo.wording import Scene, Words, filled

Row = dict[str, object]

_PRAISED = 0.015


@dataclass(frozen=True, slots=True)
class Finding:
    """What one inspection found about a person, and its points."""

    person_id: str
    inspected_on: date
    points: Decimal
    text: str


@cache
def inspections_of(person_year: PersonYear) -> tuple[Finding, ...]:
    """The findings about a person in a year; the weaker the work, the more there are."""
    if person_year.situation in {"study", "dormant", "sick"}:
        return ()
    rng = stream("inspections", person_year.member.person_id, person_year.year)
    chance = held(0.02 + 0.014 * (90 - person_year.level), 0.02, 0.5) * person_year.share
    kinds = catalogue("conduct")["finding"]
    found: list[Finding] = []
    for _visit in range(2):
        if rng.random() < chance:
            # The graver kinds stand later in the list; the last one is praise.
            weights = [kind["weight"] for kind in kinds[:-1]]
            found.append(_finding(person_year, rng.choices(kinds[:-1], weights)[0], len(found)))
    if person_year.level > 88 and rng.random() < _PRAISED:
        found.append(_finding(person_year, kinds[-1], len(found)))
    return tuple(found)


def _finding(person_year: PersonYear, kind: dict[str, Any], number: int) -> Finding:
    person_id = person_year.member.person_id
    rng = stream("finding", person_id, person_year.year, number)
    day = working_day_between(rng, person_year.first_day, person_year.last_day)
    words = Words(Scene(rng=rng, day=day, spell=spell_on(person_id, day)))
    return Finding(
        person_id=person_id,
        inspected_on=day,
        points=Decimal(rng.choice(kind["points"])),
        text=filled(rng.choice(kind["text"]), words),
    )


def inspection_rows() -> list[Row]:
    """The table `inspections`, numbered in the order of their days."""
    found = [finding for year in person_years() for finding in inspections_of(year)]
    found.sort(key=lambda finding: (finding.inspected_on, finding.person_id))
    return [
        {
            "inspection_id": f"D{place:04d}",
            "person_id": finding.person_id,
            "inspected_on": finding.inspected_on,
            "points": finding.points,
            "finding": finding.text,
        }
        for place, finding in enumerate(found, start=1)
    ]


def breach_rows() -> list[Row]:
    """The table `breaches`, in the order they were decided."""
    found = [
        (breach, member.person_id)
        for member in members()
        if (breach := breach_of(member.person_id)) is not None
    ]
    found.sort(key=lambda pair: (pair[0]["decided"], pair[1]))
    return [
        {
            "breach_id": f"R{place:03d}",
            "person_id": person_id,
            "dimension": breach["dimension"],
            "decided_on": breach["decided"],
            "effect_until": breach.get("until"),
            "revoked_on": breach.get("revoked"),
            "document": f"{breach['document']}（{breach['aspect']}；{breach['penalty']}）",
        }
        for place, (breach, person_id) in enumerate(found, start=1)
    ]
