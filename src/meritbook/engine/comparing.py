"""Which values can be compared with which, and when a comparison can be unknown."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from meritbook.engine.expressions import ExpressionError
from meritbook.engine.kinds import Kind, named_type
from meritbook.engine.rulebook import Options
from meritbook.engine.terms import Op, Term

COMPARED: Mapping[type[ast.cmpop], Op] = {
    ast.Eq: Op.EQUAL,
    ast.NotEq: Op.UNEQUAL,
    ast.Lt: Op.LESS,
    ast.LtE: Op.AT_MOST,
    ast.Gt: Op.MORE,
    ast.GtE: Op.AT_LEAST,
}
SAMENESS = frozenset({Op.EQUAL, Op.UNEQUAL})


def check_comparable(op: Op, first: Term, second: Term, options: Mapping[str, Options]) -> None:
    """Raise `ExpressionError` unless two values can be compared in this way."""
    if first.type.is_number and second.type.is_number:
        return
    if first.type != second.type:
        raise ExpressionError(
            f"{named_type(first.type)} is compared with {named_type(second.type)}",
            "compare like with like",
        )
    if op in SAMENESS:
        return
    if first.type.kind is Kind.OPTION and not options[first.type.options or ""].ranked:
        raise ExpressionError(
            f"the words of {first.type.options} have no order", "give them `ranked:`, best first"
        )
    if first.type.kind in (Kind.BOOLEAN, Kind.TEXT):
        raise ExpressionError(f"{named_type(first.type)} has no order", "== or !=")


def can_be_unknown(op: Op, first: Term, second: Term, options: Mapping[str, Options]) -> bool:
    """Tell whether a comparison can be unknown: unranked words have no place in an order."""
    kept = first.optional or second.optional
    if first.type.kind is not Kind.OPTION or op in SAMENESS:
        return kept
    held = options[first.type.options or ""]
    return kept or len(held.ranked) < len(held.values)
