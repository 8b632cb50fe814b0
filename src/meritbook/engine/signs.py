"""Which numbers can lie below zero, read off their rules: division of the others is simpler."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from meritbook.engine.rulebook import Rulebook
from meritbook.engine.terms import (
    Apply,
    Constant,
    Gather,
    Given,
    Lookup,
    Op,
    Reduce,
    Ref,
    Term,
)


@dataclass(frozen=True, slots=True)
class Signs:
    """Looks at the rules of one rulebook under its readings."""

    rulebook: Rulebook
    terms: Mapping[str, Term]

    def can_be_negative(self, term: Term) -> bool:
        """Tell whether a number may lie below zero; a fact always may."""
        match term:
            case Constant():
                return isinstance(term.value, int) and term.value < 0
            case Given() | Lookup():
                return self._parameter(term.parameter)
            case Ref():
                rule = self.terms.get(term.name)
                return rule is None or self.can_be_negative(rule)
            case Reduce():
                return term.op is not Gather.COUNT and any(map(self.can_be_negative, term.args))
            case Apply():
                return self._applied(term)
            case _:
                return True

    def _parameter(self, name: str) -> bool:
        held = [value for _, value in self.rulebook.parameters[name].values]
        each = [
            v for value in held for v in (value.values() if isinstance(value, Mapping) else [value])
        ]
        return any(not isinstance(v, Decimal) or v < 0 for v in each if v is not None)

    def _applied(self, term: Apply) -> bool:
        if term.op is Op.CLAMP:
            # A value held between bounds lies below zero only if its bounds allow it.
            return self.can_be_negative(term.args[1])
        if term.op is Op.IF:
            return any(map(self.can_be_negative, term.args[1:]))
        if term.op in (Op.ADD, Op.MULTIPLY, Op.RATIO, Op.WEIGHTED_MEAN):
            return any(map(self.can_be_negative, term.args))
        return term.op not in (Op.YEAR, Op.QUARTER)
