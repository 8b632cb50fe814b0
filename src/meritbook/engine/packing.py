"""Keys of small known domains in one integer: grouping by one number is cheaper than by words.

Years of the evaluation and options of a closed list become digits of a mixed-radix number, one
per key; after grouping they are read back. What a group holds is not touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import narwhals.stable.v2 as nw

PACKED = "§keys"


@dataclass(frozen=True, slots=True)
class Domain:
    """A key and all values that it can have: words, or whole numbers without a gap."""

    key: str
    values: tuple[str, ...] | range

    def digit(self) -> nw.Expr:
        """Return the place of the key's value in its domain; unknown for any other value."""
        column = nw.col(self.key)
        if isinstance(self.values, range):
            return column - self.values.start
        place = nw.lit(None, nw.Int64)
        for number, word in reversed(list(enumerate(self.values))):
            place = nw.when(column == word).then(nw.lit(number, nw.Int64)).otherwise(place)
        return place

    def value(self, digit: nw.Expr) -> nw.Expr:
        """Return the value at a place."""
        if isinstance(self.values, range):
            return digit + self.values.start
        word = nw.lit(None, nw.String)
        for number, held in enumerate(self.values):
            word = nw.when(digit == number).then(nw.lit(held, nw.String)).otherwise(word)
        return word


@dataclass(frozen=True, slots=True)
class Packing:
    """Some keys of a grouping in one integer, in the order of `domains`."""

    domains: tuple[Domain, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that are packed."""
        return tuple(domain.key for domain in self.domains)

    def packed(self) -> nw.Expr:
        """Return the integer that stands for the keys."""
        number = self.domains[0].digit()
        for domain in self.domains[1:]:
            number = number * len(domain.values) + domain.digit()
        return number.alias(PACKED)

    def unpacked(self) -> list[nw.Expr]:
        """Return the keys read back from the integer."""
        rest = nw.col(PACKED)
        found = []
        for domain in reversed(self.domains):
            found.append(domain.value(rest % len(domain.values)).alias(domain.key))
            rest = rest // len(domain.values)
        return found


def packing_of(domains: Sequence[Domain]) -> Packing | None:
    """Return how keys are packed; one key alone gains nothing."""
    return Packing(tuple(domains)) if len(domains) > 1 else None
