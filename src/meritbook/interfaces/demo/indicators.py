"""Indicators of the demo's people: targets by unit and post, and what was reached of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

from meritbook.interfaces.demo.appointments import spell_on
from meritbook.interfaces.demo.careers import PersonYear, person_years
from meritbook.interfaces.demo.catalogue import catalogue
from meritbook.interfaces.demo.days import PAST_YEARS
from meritbook.interfaces.demo.draws import exact, held, stream
from meritbook.interfaces.demo.parts import part

Row = dict[str, object]

_UNREPORTED = {"sick": 0.9, "seconded": 0.4}
_UNREPORTED_OTHERWISE = 0.008
_EVEN = 100.0
"""Reaching the target exactly, in per cent."""


@dataclass(frozen=True, slots=True)
class Aim:
    """One indicator as agreed at the beginning of a year."""

    name: str
    weight: Decimal
    direction: str
    target: Decimal | None
    places: int
    may_be_none: bool


def indicator_rows() -> list[Row]:
    """The table `indicators`; the running year has targets only."""
    return [row for entry in person_years() for row in _rows(entry)]


def _rows(entry: PersonYear) -> Iterator[Row]:
    if entry.situation in {"study", "probation"}:
        return
    person_id, year = entry.member.person_id, entry.year
    spell = spell_on(person_id, date(year, 12, 31))
    aims = _aims(person_id, spell.unit.group, spell.tier, year)
    rng = stream("reached", person_id, year)
    reached = _reached(rng, entry, aims) if year in PAST_YEARS else [None] * len(aims)
    unreported = _unreported(rng, entry, len(aims))
    for place, (aim, score) in enumerate(zip(aims, reached, strict=True)):
        known = score is not None and place != unreported
        yield _row(entry, aim, score if known else None, rng)


def _row(entry: PersonYear, aim: Aim, reached: float | None, rng: Random) -> Row:
    is_scored = aim.direction == "scored"
    actual = None if reached is None or is_scored else _actual(aim, reached, rng)
    score = exact(held(reached, 0, 100), places=1) if reached is not None and is_scored else None
    return {
        "person_id": entry.member.person_id,
        "year": entry.year,
        "indicator": aim.name,
        "weight": aim.weight,
        "direction": aim.direction,
        "target": aim.target,
        "actual": actual,
        "score": score,
    }


def _unreported(rng: Random, entry: PersonYear, count: int) -> int:
    """The place of the indicator whose value was never reported, -1 where all were."""
    chance = _UNREPORTED.get(entry.situation, _UNREPORTED_OTHERWISE)
    return rng.randrange(count) if rng.random() < chance else -1


@cache
def _set_for(group: str, tier: str) -> dict[str, Any]:
    sets = catalogue("indicators")["sets"].values()
    return next(dict(each) for each in sets if group in each["groups"] and tier in each["tiers"])


def _aims(person_id: str, group: str, tier: str, year: int) -> list[Aim]:
    """The same indicators every year in the same kind of post, with targets that move a little."""
    found = _set_for(group, tier)
    rng = stream("aims", person_id, group, tier)
    few, many = found["count"]
    count = rng.randint(few, many)
    scored = rng.sample(found["scored"], 2 if count > 4 else 1)
    quantity = rng.sample(found["quantity"], min(count - len(scored), len(found["quantity"])))
    weights = catalogue("indicators")["weights"][str(len(quantity) + len(scored))]
    drift = stream("targets", person_id, group, tier, year).random()
    aims = []
    for place, kind in enumerate(quantity):
        targets = kind["target"]
        aims.append(
            Aim(
                name=kind["name"],
                weight=Decimal(weights[place]),
                direction=kind["direction"],
                target=Decimal(targets[int(drift * len(targets))]),
                places=kind["places"],
                may_be_none=kind.get("floor", False),
            )
        )
    for place, name in enumerate(scored, start=len(quantity)):
        aims.append(Aim(name, Decimal(weights[place]), "scored", None, 1, may_be_none=False))
    return aims


def _reached(rng: Random, entry: PersonYear, aims: Sequence[Aim]) -> list[float | None]:
    """How far each aim was reached in per cent, together about what the level amounts to.

    What is missing from full marks falls on few of the indicators, as it does in life: most
    targets are met or passed, one or two are missed by much.
    """
    wanted = held(part("indicators", level=entry.level, rng=rng), 20, 100)
    missing = _EVEN - wanted
    portions = [rng.expovariate(1.0) ** 1.6 for _aim in aims]
    whole = sum(portions)
    total = float(sum(aim.weight for aim in aims))
    reached: list[float | None] = []
    for aim, portion in zip(aims, portions, strict=True):
        gap = missing * total * portion / whole / float(aim.weight)
        if gap < 1.5 and aim.direction != "scored":
            reached.append(_EVEN + rng.triangular(0, 9, 1.5))
        else:
            reached.append(max(_EVEN - gap, 25.0))
    _settle(reached, aims, wanted)
    return reached


def _settle(reached: list[float | None], aims: Sequence[Aim], wanted: float) -> None:
    """Let the directly scored indicators take up what rounding and bounds left over."""
    for place, aim in reversed(list(enumerate(aims))):
        if aim.direction != "scored":
            continue
        total = float(sum(each.weight for each in aims))
        parts = zip(reached, aims, strict=True)
        now = sum(min(score or 0, _EVEN) * float(each.weight) for score, each in parts) / total
        score = (reached[place] or 0) + (wanted - now) * total / float(aim.weight)
        reached[place] = held(score, 30, 99)


def _actual(aim: Aim, reached: float, rng: Random) -> Decimal:
    """The value that was reached, in the indicator's own unit."""
    target = float(aim.target or 0)
    if aim.direction == "higher":
        limit = 100.0 if "%" in aim.name and target > 50 else float("inf")
        return exact(min(target * reached / _EVEN, limit), places=aim.places)
    if aim.may_be_none and reached >= _EVEN:
        return Decimal(rng.randint(0, int(target)))
    return max(exact(target * _EVEN / reached, places=aim.places), Decimal(1).scaleb(-aim.places))
