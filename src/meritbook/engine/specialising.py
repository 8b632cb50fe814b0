"""A rule under the chosen readings: settings become constants, and branches not taken fall away.

Only what is left is computed, so a reading costs nothing when it is not in force.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from meritbook.engine.kinds import BOOLEAN
from meritbook.engine.terms import (
    Apply,
    Banded,
    Constant,
    Lookup,
    Op,
    Reduce,
    Setting,
    Term,
)


def specialise(term: Term, settings: Mapping[str, str]) -> Term:
    """Return the term with every setting replaced and every decided branch chosen."""
    match term:
        case Setting():
            return Constant(settings[term.name], term.type)
        case Apply():
            args = tuple(specialise(arg, settings) for arg in term.args)
            return _decided(replace(term, args=args))
        case Reduce():
            return replace(term, args=tuple(specialise(arg, settings) for arg in term.args))
        case Lookup():
            return replace(term, key=specialise(term.key, settings))
        case Banded():
            return replace(term, value=specialise(term.value, settings))
        case _:
            return term


def _decided(term: Apply) -> Term:
    match term.op, term.args:
        case Op.IF, (Constant(value=bool() as truth), yes, no):
            return yes if truth else no
        case Op.EQUAL, (Constant(value=str() as a), Constant(value=str() as b)):
            return Constant(a == b, BOOLEAN)
        case Op.UNEQUAL, (Constant(value=str() as a), Constant(value=str() as b)):
            return Constant(a != b, BOOLEAN)
        case _:
            return term
