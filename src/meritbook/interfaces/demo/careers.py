"""How well each person worked in each year: the story from which all records are drawn.

A level is on the scale of the composite score that such a record tends to earn. It is known to the
demo only; the rulebooks read the records that follow from it.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from meritbook.interfaces.demo.appointments import secondment_in, spell_on
from meritbook.interfaces.demo.catalogue import catalogue
from meritbook.interfaces.demo.days import DEMO_DAY, PAST_YEARS, YEARS
from meritbook.interfaces.demo.draws import held, stream
from meritbook.interfaces.demo.roster import Member, members
from meritbook.interfaces.demo.stories import told
from meritbook.interfaces.demo.units import strength

_LOWEST, _HIGHEST = 48.0, 97.5
_UNIT_PULL = 0.5
"""How much of a unit's strength its people share."""


@dataclass(frozen=True, slots=True, eq=False)
class PersonYear:
    """A person in a year of service: the level, and what was out of the ordinary.

    `situation`: `""`, `probation`, `seconded`, `sick`, `study`, `dormant` (nothing recorded).
    """

    member: Member
    year: int
    level: float
    situation: str

    @property
    def first_day(self) -> date:
        """The first day of the year on which the person was in service."""
        return max(date(self.year, 1, 1), self.member.joined_on)

    @property
    def last_day(self) -> date:
        """The last day of the year by which the demo's records were delivered."""
        return min(date(self.year, 12, 31), DEMO_DAY)

    @property
    def share(self) -> float:
        """The share of the year covered by records."""
        return ((self.last_day - self.first_day).days + 1) / 365


@cache
def person_years() -> tuple[PersonYear, ...]:
    """Everybody's years of service, the running one included, by person and year."""
    return tuple(
        PersonYear(
            member=member,
            year=year,
            level=_level(member, year),
            situation=_situation(member, year),
        )
        for member in members()
        for year in YEARS
        if member.joined_on <= min(date(year, 12, 31), DEMO_DAY)
    )


@cache
def breach_of(person_id: str) -> dict[str, Any] | None:
    """The decided breach of a person in trouble, as the list of breaches tells it."""
    story = told(person_id)
    breaches: list[dict[str, Any]] = catalogue("conduct")["breach"]
    if story and "breach" in story:
        return dict(breaches[story["breach"]])
    taken = {entry["breach"] for entry in catalogue("stories")["story"] if "breach" in entry}
    left = [breach for place, breach in enumerate(breaches) if place not in taken]
    troubled = [
        member.person_id
        for member in members()
        if member.archetype == "troubled" and not told(member.person_id)
    ]
    return left[troubled.index(person_id)] if person_id in troubled else None


def _level(member: Member, year: int) -> float:
    story = told(member.person_id)
    if story and "levels" in story:
        return float(story["levels"][year - PAST_YEARS[0]])
    breach = breach_of(member.person_id)
    if breach is not None:
        base, person, each_year = _level_around(breach, year), 1.5, 1.0
    else:
        shape = _shape(member.archetype)
        base = shape["levels"][year - PAST_YEARS[0]]
        person, each_year = shape["person"], shape["year"]
    level = base + stream("level", member.person_id).gauss(0, person)
    level += stream("level", member.person_id, year).gauss(0, each_year)
    unit = spell_on(member.person_id, date(year, 12, 31)).unit
    return held(level + _UNIT_PULL * strength(unit.unit_id, year), _LOWEST, _HIGHEST)


@cache
def _shape(archetype: str) -> dict[str, Any]:
    entries = {entry["key"]: entry for entry in catalogue("archetypes")["archetype"]}
    return dict(entries[archetype])


def _level_around(breach: dict[str, Any], year: int) -> float:
    levels = catalogue("archetypes")["breach"]
    since = year - breach["decided"].year
    key = "before" if since < 0 else "year" if since == 0 else "after" if since == 1 else "later"
    return float(levels[key])


def _situation(member: Member, year: int) -> str:
    story = told(member.person_id)
    if story and "situations" in story:
        return str(story["situations"].get(str(year), ""))
    if member.archetype == "newcomer" and member.joined_on.year == year:
        return "probation"
    if secondment_in(member.person_id, year):
        return "seconded"
    if story:
        return ""
    chance = stream("situation", member.person_id, year).random()
    if chance < 0.006:
        return "sick"
    if chance < 0.011:
        return "study"
    return "dormant" if chance < 0.015 else ""
