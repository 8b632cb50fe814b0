"""Where less than the whole language may stand: derived keys, checks, conditions of picks, years.

These are computed before any rule is, from a row by itself or from what its entity is.
"""

from __future__ import annotations

from dataclasses import dataclass

from meritbook.engine.expressions import ExpressionError
from meritbook.engine.terms import (
    Banded,
    Given,
    Lookup,
    Moment,
    Reduce,
    Ref,
    Referred,
    Setting,
    Term,
    walk,
)

CALLED: dict[type, str] = {
    Reduce: "an operator over rows",
    Referred: "`referred`",
    Setting: "what a reading sets",
    Given: "a parameter",
    Lookup: "a parameter",
    Banded: "a ladder",
    Moment: "the day of evaluation",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a rulebook, and what may not stand there."""

    name: str
    refused: frozenset[type]
    own_row: bool = True
    """Whether only facts of the row itself may be named."""
    keys: bool = False
    """Whether keys may be named."""


DERIVED = Place(
    "a derived key",
    frozenset({Reduce, Referred, Setting, Given, Lookup, Banded, Moment}),
)
CHECK = Place("a check", frozenset({Reduce, Referred, Setting, Moment}))
WHERE = Place("`where`", frozenset({Reduce, Referred}), keys=True)
EXISTS = Place("`exists`", frozenset({Reduce, Referred, Setting}), own_row=False, keys=True)


def restrict(place: Place, term: Term, *, grain: str) -> None:
    """Raise `ExpressionError` for anything that may not stand in a place at a grain."""
    for part in walk(term):
        if type(part) in place.refused:
            raise ExpressionError(
                f"{CALLED[type(part)]} cannot stand in {place.name}", _remedy(place, grain)
            )
        if isinstance(part, Ref):
            _restrict_name(place, part, grain)


def _restrict_name(place: Place, ref: Ref, grain: str) -> None:
    owner, dot, _ = ref.name.partition(".")
    fact, key = not place.own_row or owner == grain, place.keys and ref.grain == grain
    if not (fact if dot else key):
        raise ExpressionError(f"'{ref.name}' cannot stand in {place.name}", _remedy(place, grain))


def _remedy(place: Place, grain: str) -> str:
    if place.own_row:
        return f"columns of the row itself: {grain}.column"
    return "the year, and facts of the entity"
