"""The named operators of the language: what each takes, and the type of what it gives.

Operators on one row (`known`, `clamp`, `ratio`, `band` …) and operators over the rows of a finer
grain (`total`, `some`, `every` …). What they compute is defined in `columns` and `gathering`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from meritbook.engine.expressions import ExpressionError
from meritbook.engine.items import nearest
from meritbook.engine.kinds import BOOLEAN, DATE, INTEGER, YEAR, Kind, Type, decimal, option
from meritbook.engine.rulebook import GrainKind
from meritbook.engine.scope import held_values
from meritbook.engine.terms import (
    Apply,
    Banded,
    Constant,
    Gather,
    Given,
    Lookup,
    Op,
    Reduce,
    Referred,
    Term,
)

if TYPE_CHECKING:
    from meritbook.engine.resolving import Resolver

GATHERS = {op.value: op for op in Gather}


def called(resolver: Resolver, tree: ast.Call) -> Term:
    """Resolve the call of a named operator."""
    name = ast.unparse(tree.func)
    if name in GATHERS and not (name == "weighted_mean" and _is_pairs(tree)):
        return _gather(resolver, GATHERS[name], tree)
    if name not in OPERATORS:
        known = {*OPERATORS, *GATHERS}
        raise ExpressionError(f"there is no operator '{name}'", nearest(name, known))
    return OPERATORS[name](resolver, tree)


def _arguments(resolver: Resolver, tree: ast.Call, count: int) -> list[ast.expr]:
    if len(tree.args) != count or tree.keywords:
        name = ast.unparse(tree.func)
        values = "1 value" if count == 1 else f"{count} values"
        raise ExpressionError(f"'{name}' takes {values}", FORMS[name])
    return tree.args


def _known(resolver: Resolver, tree: ast.Call) -> Term:
    (inner,) = _arguments(resolver, tree, 1)
    return Apply(Op.KNOWN, (resolver.term(inner),), BOOLEAN, optional=False)


def _clamp(resolver: Resolver, tree: ast.Call) -> Term:
    terms = tuple(resolver.number(arg) for arg in _arguments(resolver, tree, 3))
    scale = max(term.type.scale for term in terms)
    return Apply(Op.CLAMP, terms, decimal(scale), any(term.optional for term in terms))


def _ratio(resolver: Resolver, tree: ast.Call) -> Term:
    terms = tuple(resolver.number(arg) for arg in _arguments(resolver, tree, 2))
    return Apply(Op.RATIO, terms, decimal(resolver.scope.decimals), optional=True)


def _weighted_mean(resolver: Resolver, tree: ast.Call) -> Term:
    terms: list[Term] = []
    for pair in tree.args:
        if not isinstance(pair, ast.Tuple) or len(pair.elts) != 2:
            raise ExpressionError("each part is (value, weight)", FORMS["weighted_mean"])
        weight = resolver.number(pair.elts[1])
        if not isinstance(weight, Given | Lookup):
            raise ExpressionError("a weight must be a parameter", "declare it under `parameters:`")
        _check_weight(resolver, weight)
        terms += [resolver.number(pair.elts[0]), weight]
    optional = any(term.optional for term in terms)
    return Apply(Op.WEIGHTED_MEAN, tuple(terms), decimal(resolver.scope.decimals), optional)


def _check_weight(resolver: Resolver, weight: Given | Lookup) -> None:
    """Refuse weights that weigh nothing, or less than nothing, on some day or for some word."""
    parameter = resolver.scope.parameters[weight.parameter]
    words: Iterable[str] = resolver.scope.options[parameter.of].values if parameter.of else ()
    constant = isinstance(weight, Lookup) and isinstance(weight.key, Constant)
    if isinstance(weight, Lookup) and isinstance(weight.key, Constant):
        words = (str(weight.key.value),)
    for value in held_values(parameter, words):
        if constant and value is None:
            raise ExpressionError(
                f"'{weight.parameter}' holds no weight for {', '.join(words)}", "give it a value"
            )
        if isinstance(value, Decimal) and value <= 0:
            raise ExpressionError(
                f"the weight '{weight.parameter}' is {value}", "a weight above zero"
            )


def _band(resolver: Resolver, tree: ast.Call) -> Term:
    value, ladder = _arguments(resolver, tree, 2)
    name = ast.unparse(ladder)
    if name not in resolver.scope.ladders:
        raise ExpressionError(f"there is no ladder '{name}'", nearest(name, resolver.scope.ladders))
    term = resolver.number(value)
    return Banded(term, name, option(resolver.scope.ladders[name].options), term.optional)


def _part_of_day(resolver: Resolver, tree: ast.Call) -> Term:
    (inner,) = _arguments(resolver, tree, 1)
    day = resolver.of_kind(inner, Kind.DATE)
    op = Op(ast.unparse(tree.func))
    return Apply(op, (day,), YEAR if op is Op.YEAR else INTEGER, day.optional)


def _day_of_year(resolver: Resolver, tree: ast.Call) -> Term:
    (inner,) = _arguments(resolver, tree, 1)
    year = resolver.of_kind(inner, Kind.YEAR)
    return Apply(Op(ast.unparse(tree.func)), (year,), DATE, year.optional)


def _anniversary(resolver: Resolver, tree: ast.Call) -> Term:
    day, years = _arguments(resolver, tree, 2)
    first, second = resolver.of_kind(day, Kind.DATE), resolver.number(years)
    if not isinstance(second, Given | Constant) or second.type.scale:
        raise ExpressionError("the number of years must be a whole parameter", "1")
    return Apply(Op.ANNIVERSARY, (first, second), DATE, first.optional)


def _referred(resolver: Resolver, tree: ast.Call) -> Term:
    (inner,) = _arguments(resolver, tree, 1)
    table, _, column = ast.unparse(inner).partition(".")
    declared = resolver.scope.tables.get(table)
    if declared is None or column not in declared.columns or table != resolver.grain:
        raise ExpressionError(
            f"'{ast.unparse(inner)}' is no column of '{resolver.grain}'", f"{resolver.grain}.column"
        )
    if declared.columns[column].refers != table:
        raise ExpressionError(
            f"'{table}.{column}' names no row of {table}", f"a column with `refers: {table}`"
        )
    return Referred(table, column, BOOLEAN)


def _gather(resolver: Resolver, op: Gather, tree: ast.Call) -> Term:
    weighted = op in (Gather.WEIGHTED_MEAN, Gather.WEIGHTED_MEAN_OF_KNOWN)
    weights = [word.value for word in tree.keywords if word.arg == "by"]
    if len(tree.args) != 1 or len(weights) != len(tree.keywords) or weighted != bool(weights):
        form = f"{op}(value, by=weight)" if weighted else f"{op}(value)"
        raise ExpressionError(f"'{op}' is not written like this", form)
    source = _source(resolver, [tree.args[0], *weights])
    inside = resolver.at(source)
    truth = op in (Gather.SOME, Gather.EVERY, Gather.COUNT)
    if truth:
        args: tuple[Term, ...] = (inside.boolean(tree.args[0]),)
    elif op is Gather.ONLY:
        args = (inside.term(tree.args[0]),)
    else:
        args = (inside.number(tree.args[0]), *(inside.number(w) for w in weights))
    for weight in args[1:]:
        if isinstance(weight, Given | Lookup):
            _check_weight(resolver, weight)
    # In years in which the entity is not there every value is unknown.
    masked = resolver.scope.grains[source].kind is GrainKind.YEARS
    optional = masked or _open(resolver, op, args)
    return Reduce(op, args, source, resolver.grain, _gathered(resolver, op, args), optional)


def _gathered(resolver: Resolver, op: Gather, args: tuple[Term, ...]) -> Type:
    match op:
        case Gather.COUNT:
            return INTEGER
        case Gather.SOME | Gather.EVERY:
            return BOOLEAN
        case Gather.WEIGHTED_MEAN | Gather.WEIGHTED_MEAN_OF_KNOWN:
            return decimal(resolver.scope.decimals)
        case _:
            return args[0].type


def _open(resolver: Resolver, op: Gather, args: tuple[Term, ...]) -> bool:
    """Tell whether the result can be unknown."""
    always = op in (Gather.TOTAL, Gather.COUNT, Gather.SOME)
    return not always or args[0].optional


def _source(resolver: Resolver, trees: list[ast.expr]) -> str:
    """Return the grain whose rows an operator goes over: the finest that its values name."""
    grains: set[str] = set()
    for tree in trees:
        for name in _names(tree):
            grains |= _grain_of(resolver, name)
    here, scope = resolver.grain, resolver.scope
    grains = {g for g in grains if g != here and not scope.is_coarser(g, here)}
    if not grains:
        raise ExpressionError(
            f"'{', '.join(map(ast.unparse, trees))}' names nothing finer than '{here}'",
            "name a column or a node of the rows to go over",
        )
    source = scope.finest(grains)
    if not scope.is_coarser(here, source):
        raise ExpressionError(
            f"rows of '{source}' do not belong to rows of '{here}'",
            f"'{source}' has the keys {', '.join(resolver.scope.keys(source)) or 'none'}",
        )
    return source


def _grain_of(resolver: Resolver, name: str) -> set[str]:
    owner = name.split(".")[0]
    if "." in name and owner in resolver.scope.picks:
        return {resolver.scope.picks[owner].grain}
    if "." in name and owner in resolver.scope.tables:
        return {resolver.scope.home(owner)}
    node = resolver.scope.node(name) if "." not in name else None
    return {node.grain} if node is not None else set()


def _names(tree: ast.AST) -> set[str]:
    """Return the plain and dotted names in an expression; a dotted one counts whole."""
    if isinstance(tree, ast.Attribute):
        return {ast.unparse(tree)}
    if isinstance(tree, ast.Name):
        return {tree.id}
    children = list(ast.iter_child_nodes(tree))
    if isinstance(tree, ast.Call):
        children.remove(tree.func)
    return {name for child in children for name in _names(child)}


def _is_pairs(tree: ast.Call) -> bool:
    return bool(tree.args) and all(isinstance(arg, ast.Tuple) for arg in tree.args)


OPERATORS: Mapping[str, Callable[[Resolver, ast.Call], Term]] = {
    "known": _known,
    "clamp": _clamp,
    "ratio": _ratio,
    "weighted_mean": _weighted_mean,
    "band": _band,
    "year": _part_of_day,
    "quarter": _part_of_day,
    "year_start": _day_of_year,
    "year_end": _day_of_year,
    "anniversary": _anniversary,
    "referred": _referred,
}
FORMS: Mapping[str, str] = {
    "known": "known(value)",
    "clamp": "clamp(value, lowest, highest)",
    "ratio": "ratio(value, divisor)",
    "weighted_mean": "weighted_mean((a, weight_of_a), (b, weight_of_b))",
    "band": "band(value, ladder)",
    "year": "year(day)",
    "quarter": "quarter(day)",
    "year_start": "year_start(year)",
    "year_end": "year_end(year)",
    "anniversary": "anniversary(day, years)",
    "referred": "referred(table.column)",
}
"""How each operator is written."""
