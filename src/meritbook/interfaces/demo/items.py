"""The invented district's table of plus and minus items, and the choice of a fitting one."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import accumulate
from math import exp
from random import Random
from typing import Any

from meritbook.interfaces.demo.catalogue import catalogue
from meritbook.interfaces.demo.documents import documents
from meritbook.interfaces.demo.roster import TIERS

_NEARNESS = 0.8
"""Points by which an item's value may miss the wanted one before it is drawn clearly less often."""
_FURTHEST = 6.0
"""Beyond this many points, what is wanted makes no difference to what is drawn."""


@dataclass(frozen=True, slots=True)
class Item:
    """One kind of event: its account, the points that the table gives, and how it is worded.

    Items that share `once` meet a person once a month.
    """

    account: str
    values: tuple[Decimal, ...]
    weight: float
    tiers: frozenset[str]
    groups: frozenset[str]
    months: frozenset[int]
    theme: str
    once: str
    wording: tuple[str, ...]
    bases: tuple[str, ...]

    def fits(self, place: "Place") -> bool:
        """Whether it can be met in such a post and year (a document of its theme exists)."""
        if self.account != place.account or (self.values[0] > 0) != (place.sign > 0):
            return False
        if place.tier not in self.tiers:
            return False
        if self.groups and place.group not in self.groups:
            return False
        return not self.theme or bool(documents(self.theme, place.year))


@cache
def items() -> tuple[Item, ...]:
    """The whole table."""
    return tuple(_item(entry) for entry in catalogue("ledger")["item"])


def _item(entry: dict[str, Any]) -> Item:
    return Item(
        account=entry["account"],
        values=tuple(Decimal(value) for value in entry["values"]),
        weight=float(entry["weight"]),
        tiers=frozenset(entry.get("tiers", TIERS)),
        groups=frozenset(entry.get("groups", ())),
        months=frozenset(entry.get("months", range(1, 13))),
        theme=entry.get("theme", ""),
        once=entry.get("once", entry["item"][0]),
        wording=tuple(entry["item"]),
        bases=tuple(entry["basis"]),
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item is looked for: account, sign, and the post, unit and year it happens in."""

    account: str
    sign: int
    tier: str
    group: str
    year: int


def choose(rng: Random, place: Place, *, near: float, month: int) -> tuple[Item, Decimal]:
    """An item and its points, met in that month, by how often it is met and how near it is."""
    wanted = round(min(max(near, -_FURTHEST), _FURTHEST) * 2) / 2
    choices, weights = _choices(place), _weights(place, wanted)
    while True:
        item, points = rng.choices(choices, cum_weights=weights)[0]
        # Few items belong to a season, so a fitting one is soon found.
        if month in item.months:
            return item, points


@cache
def _choices(place: Place) -> Sequence[tuple[Item, Decimal]]:
    return [(item, value) for item in items() if item.fits(place) for value in item.values]


@cache
def _weights(place: Place, near: float) -> Sequence[float]:
    weights = (
        item.weight / len(item.values) * exp(-abs(float(value) - near) / _NEARNESS)
        for item, value in _choices(place)
    )
    return list(accumulate(weights))
