"""Who works in the demo district: a post for everybody, a shape of career, and personal data."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random

from meritbook.interfaces.demo import names
from meritbook.interfaces.demo.catalogue import catalogue
from meritbook.interfaces.demo.days import DEMO_DAY, working_day_between
from meritbook.interfaces.demo.draws import one_of, stream
from meritbook.interfaces.demo.stories import told
from meritbook.interfaces.demo.units import Unit, units

TIERS = ("principal", "deputy", "middle", "staff")
_PUBLIC_GROUPS = frozenset({"hospital", "school"})


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """A person with the post held at first (recruits: since they joined) and the career's shape."""

    person_id: str
    unit: Unit
    post: str
    tier: str
    archetype: str
    name: str
    gender: str
    born_on: date
    ethnicity: str
    joined_on: date
    rank: str


@cache
def members() -> tuple[Member, ...]:
    """Everybody, by unit and tier; identifiers count up in that order."""
    posts = [(unit, tier, post) for unit in units() for tier, post in _posts(unit)]
    in_trouble = _in_trouble([tier for _unit, tier, _post in posts])
    found = []
    for number, (unit, tier, post) in enumerate(posts, start=1):
        person_id = _person_id(number)
        archetype = "troubled" if number in in_trouble else _archetype(person_id, tier)
        found.append(_member(person_id, unit=unit, tier=tier, post=post, archetype=archetype))
    return tuple(found)


def _posts(unit: Unit) -> Iterator[tuple[str, str]]:
    """The unit's posts as (tier, post), as many as its size says."""
    if not unit.size:
        return
    lists, shares = catalogue("posts")[unit.group], catalogue("posts")["shares"]
    rng = stream("posts", unit.unit_id)
    sections = iter(unit.sections * 2)
    counts = {tier: min(round(unit.size * shares[tier]), len(lists[tier])) for tier in shares}
    counts["principal"] = len(lists["principal"])
    counts["staff"] = unit.size - sum(counts.values())
    for tier in TIERS:
        for number in range(counts[tier]):
            template = lists[tier][number] if tier != "staff" else rng.choice(lists["staff"])
            # A section has one head; its clerks may be several.
            section = "" if not unit.sections else rng.choice(unit.sections)
            if tier == "middle" and "{section}" in template:
                section = next(sections)
            place = rng.choice(unit.places)
            yield tier, post_title(template, unit=unit, section=section, place=place)


def post_title(template: str, *, unit: Unit, section: str, place: str) -> str:
    """The title of a post in a unit, its slots filled."""
    return template.format(head=unit.head, chief=unit.head, section=section, village=place)


def _in_trouble(tiers: list[str]) -> set[int]:
    """Numbers of those of whom a breach was decided; stories name some of them themselves."""
    entries = catalogue("stories")["story"]
    by_story = sum("breach" in entry for entry in entries)
    open_to = [
        number
        for number, tier in enumerate(tiers, start=1)
        if tier != "principal" and not told(_person_id(number))
    ]
    count = len(catalogue("conduct")["breach"]) - by_story
    return set(stream("in trouble").sample(open_to, count))


def _person_id(number: int) -> str:
    return f"YX{number:04d}"


def _archetype(person_id: str, tier: str) -> str:
    story = told(person_id)
    if story and "archetype" in story:
        return str(story["archetype"])
    fitting = [
        entry for entry in catalogue("archetypes")["archetype"] if tier in entry.get("tiers", TIERS)
    ]
    # Nobody stays principal, and few stay deputy, with a record that is weak throughout.
    weakest = {"principal": 0.0, "deputy": 0.4}.get(tier, 1.0)
    weights = [
        entry["share"] * (weakest if entry["key"] in {"weak", "laggard"} else 1.0)
        for entry in fitting
    ]
    keys = [str(entry["key"]) for entry in fitting]
    return one_of(stream("archetype", person_id), keys, weights)


def _member(person_id: str, *, unit: Unit, tier: str, post: str, archetype: str) -> Member:
    rng = stream("member", person_id)
    gender = names.gender_for(rng, tier=tier)
    if archetype == "newcomer":
        joined_on = _recruited_on(person_id, rng)
        born_on = names.birthday_of_recruit(rng, joined_on=joined_on)
    else:
        born_on = names.birthday_for(rng, tier=tier, gender=gender)
        joined_on = names.first_working_day(rng, born_on=born_on)
    return Member(
        person_id=person_id,
        unit=unit,
        post=post,
        tier=tier,
        archetype=archetype,
        name=names.name_for(rng, gender=gender, born_on=born_on),
        gender=gender,
        born_on=born_on,
        ethnicity=names.ethnicity_for(rng),
        joined_on=joined_on,
        rank=_rank(rng, group=unit.group, tier=tier, joined_on=joined_on),
    )


def _recruited_on(person_id: str, rng: Random) -> date:
    """Recruits come in the summers of the past years, a few in the first months of this one."""
    story = told(person_id)
    if story and "joined" in story:
        joined: date = story["joined"]
        return joined
    year = rng.choices((2023, 2024, 2025, DEMO_DAY.year), (30, 32, 32, 8))[0]
    months = (1, 3) if year == DEMO_DAY.year else (7, 9)
    return working_day_between(rng, date(year, months[0], 2), date(year, months[1], 20))


def _rank(rng: Random, *, group: str, tier: str, joined_on: date) -> str:
    ranks = catalogue("posts")["ranks"]["public" if group in _PUBLIC_GROUPS else "civil"][tier]
    served = DEMO_DAY.year - joined_on.year
    if tier != "staff":
        return str(rng.choice(ranks))
    if served < 1:
        return "试用期"
    # Ranks of staff run from high to low; it takes some five years to rise by one.
    return str(ranks[max(0, len(ranks) - 1 - served // 5)])
