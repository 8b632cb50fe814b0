"""One rule as it stands in a rulebook, read for the place where it stands."""

from __future__ import annotations

from meritbook.engine.expressions import Expression, ExpressionError, one_line, parse
from meritbook.engine.items import Item
from meritbook.engine.kinds import Type, named_type
from meritbook.engine.problems import ItemError, Problem
from meritbook.engine.resolving import resolve
from meritbook.engine.restricting import CHECK, Place, restrict
from meritbook.engine.scope import Scope


def read_rule(
    item: Item,
    scope: Scope,
    grain: str,
    *,
    expect: Type | None = None,
    place: Place | None = None,
) -> Expression:
    """Resolve a rule at a grain; what is wrong with it is told with its file and line.

    `place` is where only a part of the language may stand. Raises `ItemError`.
    """
    text = item.text()
    try:
        tree = parse(text)
        term = resolve(tree, scope=scope, grain=grain, expect=expect, follows=place is CHECK)
        if place is not None:
            restrict(place, term, grain=grain)
    except ExpressionError as error:
        problem = Problem(item.file, item.line, one_line(error.wrong), error.remedy)
        raise ItemError(problem, error.missing) from error
    except RecursionError as error:
        problem = Problem(
            item.file, item.line, "too many rules rest on each other", "fewer steps in between"
        )
        raise ItemError(problem) from error
    if expect is not None and term.type != expect:
        item.fail(
            f"'{one_line(text)}' is {named_type(term.type)}, not {named_type(expect)}",
            f"a rule of the type {expect.options or expect.kind}",
        )
    return Expression(text, item.file, item.line, term)
