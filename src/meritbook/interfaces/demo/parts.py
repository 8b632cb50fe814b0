"""How the parts of a record follow from a level: the one place where a career becomes figures."""

from decimal import Decimal
from random import Random

from meritbook.interfaces.demo.catalogue import catalogue
from meritbook.interfaces.demo.draws import exact, held

_REFERENCE_LEVEL = 90.0


def part(name: str, *, level: float, rng: Random) -> float:
    """The value of a part (see `parts` in archetypes.toml) at a level, with its own noise."""
    at_reference, slope, spread = catalogue("archetypes")["parts"][name]
    return float(at_reference + slope * (level - _REFERENCE_LEVEL) + rng.gauss(0, spread))


def percentage(name: str, *, level: float, rng: Random, places: int) -> Decimal:
    """A part that is a percentage or a score, held within 0 to 100."""
    return exact(held(part(name, level=level, rng=rng), 0, 100), places=places)
