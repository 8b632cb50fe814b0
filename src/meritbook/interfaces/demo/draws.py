"""Random draws that are the same on every machine: one stream per topic, exact numbers out of it.

A stream depends on its topic alone, so that a change in one part of the demo leaves the others.
"""

from collections.abc import Sequence
from decimal import Decimal
from random import Random

_SEED = "云岫"


def stream(*topic: object) -> Random:
    """The stream of random numbers that belongs to a topic (seeded by text, not by `hash`)."""
    return Random("/".join(str(part) for part in (_SEED, *topic)))


def exact(value: float, *, places: int) -> Decimal:
    """A drawn value as an exact decimal with so many places, never a negative zero."""
    number = Decimal(f"{value:.{places}f}")
    return number if number else Decimal(0)


def held(value: float, low: float, high: float) -> float:
    """The value, held within both bounds."""
    return min(max(value, low), high)


def one_of(rng: Random, choices: Sequence[str], weights: Sequence[float]) -> str:
    """One of the choices, by weight."""
    return rng.choices(choices, weights)[0]
