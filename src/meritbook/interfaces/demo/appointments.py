"""Tenures of the demo's people: posts held one after the other, moves, and secondments beside."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from meritbook.interfaces.demo.catalogue import catalogue
from meritbook.interfaces.demo.days import DEMO_DAY, moved, working_day_between
from meritbook.interfaces.demo.draws import stream
from meritbook.interfaces.demo.roster import Member, members, post_title
from meritbook.interfaces.demo.stories import told
from meritbook.interfaces.demo.units import Unit, units

Row = dict[str, object]

_SHUFFLES = (
    date(2022, 5, 18),
    date(2023, 6, 15),
    date(2024, 7, 22),
    date(2025, 8, 20),
    date(2026, 1, 16),
)
_PROMISING = frozenset({"star", "strong", "riser"})
_MOVES_PER_SHUFFLE = 4
# Doctors and teachers lead hospitals and schools; they take no part in the moves of principals.
_PROFESSIONAL_GROUPS = frozenset({"hospital", "school"})


@dataclass(frozen=True, slots=True)
class Spell:
    """A post held from a day to a day (both counted), or still; `aside`: beside the main post."""

    unit: Unit
    post: str
    tier: str
    is_principal: bool
    started_on: date
    ended_on: date | None = None
    aside: bool = False


@cache
def spells() -> dict[str, tuple[Spell, ...]]:
    """Everybody's posts by person, in the order they began."""
    careers = {member.person_id: _first_spells(member) for member in members()}
    for day in _SHUFFLES:
        _reshuffle(careers, day=day)
    for member in members():
        if member.archetype == "seconded":
            careers[member.person_id].append(_secondment(member))
    return {
        person_id: tuple(sorted(held, key=lambda spell: spell.started_on))
        for person_id, held in careers.items()
    }


def spell_on(person_id: str, day: date) -> Spell:
    """The main post on a day; the first one for days before it."""
    main = [spell for spell in spells()[person_id] if not spell.aside]
    begun = [spell for spell in main if spell.started_on <= day]
    return begun[-1] if begun else main[0]


def secondment_in(person_id: str, year: int) -> Spell | None:
    """The secondment that covers the middle of a year, if there is one."""
    middle = date(year, 7, 1)
    for spell in spells()[person_id]:
        ended_on = spell.ended_on or DEMO_DAY
        if spell.aside and spell.started_on <= middle <= ended_on:
            return spell
    return None


def _first_spells(member: Member) -> list[Spell]:
    """The post on the roster, and for some the one in another unit before it."""
    rng = stream("tenure", member.person_id)
    spell = Spell(
        unit=member.unit,
        post=member.post,
        tier=member.tier,
        is_principal=member.tier == "principal",
        started_on=member.joined_on,
    )
    if member.archetype == "newcomer":
        return [spell]
    if member.tier == "principal":
        started_on = working_day_between(rng, date(2019, 3, 1), date(2021, 12, 31))
        return [replace(spell, started_on=started_on)]
    if rng.random() < 0.2:
        return _moved_once(member, spell)
    earliest = max(member.joined_on, date(2012, 1, 4))
    return [replace(spell, started_on=working_day_between(rng, earliest, date(2022, 12, 30)))]


def _moved_once(member: Member, spell: Spell) -> list[Spell]:
    """A move in mid-career, often within the years that the demo covers."""
    rng = stream("move", member.person_id)
    others = [unit for unit in units() if unit.size and unit != member.unit]
    unit = rng.choice([other for other in others if other.group in {"town", "street", "bureau"}])
    tier = {"deputy": "middle", "middle": "staff"}.get(member.tier, "staff")
    moved_on = working_day_between(rng, date(2021, 3, 1), date(2025, 12, 19))
    began_on = working_day_between(
        rng, member.joined_on, min(moved(member.joined_on, years=2), moved_on)
    )
    former = Spell(
        unit=unit,
        post=_title(unit, tier, rng.randrange(3)),
        tier=tier,
        is_principal=False,
        started_on=began_on,
        ended_on=moved_on,
    )
    return [former, replace(spell, started_on=moved_on)]


def _title(unit: Unit, tier: str, number: int) -> str:
    template = catalogue("posts")[unit.group][tier][number]
    section = unit.sections[number % len(unit.sections)] if unit.sections else ""
    return post_title(template, unit=unit, section=section, place=unit.places[0])


def _reshuffle(careers: dict[str, list[Spell]], *, day: date) -> None:
    """Move principals between units, promote deputies after them, relieve those they follow."""
    rng = stream("reshuffle", day)
    fixed = [entry for entry in catalogue("stories").get("move", []) if entry["on"] == day]
    for entry in fixed:
        _rotate(careers, day=day, mover=entry["person"], leaver=entry["relieves"])
    movable = [
        person_id
        for person_id, held in careers.items()
        if held[-1].is_principal
        and held[-1].unit.group not in _PROFESSIONAL_GROUPS
        and not told(person_id)
        and (day - held[-1].started_on).days > 500
    ]
    chosen = rng.sample(movable, 2 * _MOVES_PER_SHUFFLE)
    for mover, leaver in zip(chosen[::2], chosen[1::2], strict=True):
        _rotate(careers, day=day, mover=mover, leaver=leaver)


def _rotate(careers: dict[str, list[Spell]], *, day: date, mover: str, leaver: str) -> None:
    """`mover` takes the post of `leaver`, who gives up leading; a deputy follows `mover`."""
    vacated, taken = careers[mover][-1], careers[leaver][-1]
    heir = _heir(careers, day=day, unit=vacated.unit)
    _close(careers[mover], day)
    _close(careers[leaver], day)
    _close(careers[heir], day)
    careers[mover].append(replace(taken, started_on=day))
    careers[heir].append(replace(vacated, started_on=day))
    relieved = replace(taken, post="四级调研员", tier="staff", is_principal=False, started_on=day)
    careers[leaver].append(relieved)


def _close(held: list[Spell], day: date) -> None:
    held[-1] = replace(held[-1], ended_on=day)


def _heir(careers: dict[str, list[Spell]], *, day: date, unit: Unit) -> str:
    """A promising deputy of a like unit, long enough in the post."""
    rng = stream("heir", day, unit.unit_id)
    shape = {member.person_id: member.archetype for member in members()}
    return rng.choice(
        [
            person_id
            for person_id, held in careers.items()
            if held[-1].tier == "deputy"
            and held[-1].unit.is_local is unit.is_local
            and held[-1].unit.group not in _PROFESSIONAL_GROUPS
            and shape[person_id] in _PROMISING
            and not told(person_id)
            and (day - held[-1].started_on).days > 300
        ]
    )


def _secondment(member: Member) -> Spell:
    """A year or more on loan to another unit, which may still run."""
    rng = stream("secondment", member.person_id)
    unit = rng.choice([unit for unit in units() if unit.is_local])
    titles = catalogue("posts")["secondment"]
    titles = titles["posts"] if member.tier == "middle" else titles["project_posts"]
    started_on = working_day_between(rng, date(2023, 2, 10), date(2025, 5, 30))
    ended_on = started_on + timedelta(days=rng.randint(360, 700))
    return Spell(
        unit=unit,
        post=post_title(rng.choice(titles), unit=unit, section="", place=""),
        tier=member.tier,
        is_principal=False,
        started_on=started_on,
        ended_on=ended_on if ended_on <= DEMO_DAY else None,
        aside=True,
    )


def tenure_rows() -> list[Row]:
    """The table `tenures`, by person and day."""
    return [row for member in members() for row in _rows(member.person_id)]


def _rows(person_id: str) -> Iterable[Row]:
    held: Sequence[Spell] = spells()[person_id]
    for spell in held:
        yield {
            "person_id": person_id,
            "unit_id": spell.unit.unit_id,
            "post": spell.post,
            "is_principal": spell.is_principal,
            "started_on": spell.started_on,
            "ended_on": spell.ended_on,
        }
