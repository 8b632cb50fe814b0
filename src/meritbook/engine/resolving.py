"""From an expression as written to its typed term: names, types and grains are settled here.

A node is resolved when somebody first names it, so the order of files does not matter and a
circle is found. Every refusal says what would be right.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

from meritbook.engine.comparing import COMPARED, can_be_unknown, check_comparable
from meritbook.engine.expressions import ExpressionError
from meritbook.engine.items import nearest
from meritbook.engine.kinds import (
    BOOLEAN,
    DATE,
    INTEGER,
    TEXT,
    Kind,
    Type,
    decimal,
    named_type,
    option,
)
from meritbook.engine.operators import called
from meritbook.engine.rulebook import GrainKind
from meritbook.engine.scope import Scope, held_values
from meritbook.engine.terms import (
    Apply,
    Constant,
    Follow,
    Given,
    Lookup,
    Moment,
    Op,
    Ref,
    Setting,
    Term,
)

ARITHMETIC = {ast.Add: Op.ADD, ast.Sub: Op.SUBTRACT, ast.Mult: Op.MULTIPLY}
WORDS: dict[str, Constant] = {
    "true": Constant(True, BOOLEAN),
    "false": Constant(False, BOOLEAN),
}
MOMENTS = ("on", "window_start")
UNQUOTED: Mapping[Kind, str] = {
    Kind.DATE: "compare days with a parameter of `type: date`",
    Kind.BOOLEAN: "true or false, without quotes",
    **dict.fromkeys((Kind.YEAR, Kind.INTEGER, Kind.DECIMAL), "a number, without quotes"),
}
"""What is never written in quotes, and how it is written instead."""


class UnclearWord(ExpressionError):
    """A word in quotes, or `unknown`, that says nothing unless its type is known."""


def resolve(
    tree: ast.expr, *, scope: Scope, grain: str, expect: Type | None = None, follows: bool = False
) -> Term:
    """Return the typed term of an expression at a grain.

    `expect` is the type of a word or an `unknown` that the expression may consist of; `follows`
    allows references to be followed. Raises `ExpressionError`.
    """
    return Resolver(scope, grain, follows=follows).term(tree, expect)


class Resolver:
    """Resolves the expressions of one grain."""

    def __init__(self, scope: Scope, grain: str, *, follows: bool = False) -> None:
        self.scope, self.grain, self.follows = scope, grain, follows

    def at(self, grain: str) -> Resolver:
        """Return a resolver for the rows of another grain."""
        return Resolver(self.scope, grain)

    def term(self, tree: ast.expr, expect: Type | None = None) -> Term:
        """Resolve any form; `expect` types words in quotes and `unknown`."""
        form = FORMS.get(type(tree))
        if form is None:
            raise ExpressionError(f"'{ast.unparse(tree)}' has no meaning here", "a value or a rule")
        term: Term = form(self, tree, expect)
        return term

    def boolean(self, tree: ast.expr) -> Term:
        """Resolve something that must be true or false."""
        return self.of_kind(tree, Kind.BOOLEAN)

    def number(self, tree: ast.expr) -> Term:
        """Resolve something that must be a number."""
        term = self.term(tree)
        if not term.type.is_number:
            raise ExpressionError(
                f"'{ast.unparse(tree)}' is {named_type(term.type)}, not a number",
                "a number is needed here",
            )
        return term

    def of_kind(self, tree: ast.expr, kind: Kind) -> Term:
        """Resolve something that must be of a kind."""
        term = self.term(tree)
        if term.type.kind is not kind:
            raise ExpressionError(
                f"'{ast.unparse(tree)}' is {named_type(term.type)}, not {named_type(Type(kind))}",
                f"{named_type(Type(kind))} is needed here",
            )
        return term

    def _constant(self, tree: ast.Constant, expect: Type | None) -> Term:
        value = tree.value
        if isinstance(value, str):
            return self._word(value, expect)
        if not isinstance(value, Decimal):
            raise ExpressionError(
                f"'{value!r}' is not a value of the language", "true, false, unknown, 12"
            )
        scale = -int(value.as_tuple().exponent)
        return Constant(int(value.scaleb(scale)), decimal(scale) if scale else INTEGER)

    def _word(self, word: str, expect: Type | None) -> Term:
        if expect is None:
            raise UnclearWord(
                f'it is not clear what the word "{word}" belongs to',
                "compare it with an option, or give the node a `type:`",
            )
        if expect.kind in UNQUOTED:
            raise ExpressionError(
                f'the word "{word}" stands where {named_type(expect)} is needed',
                UNQUOTED[expect.kind],
            )
        if expect.kind is Kind.OPTION:
            known = self.scope.options[expect.options or ""].values
            if word not in known:
                raise ExpressionError(
                    f'"{word}" is not one of {expect.options}', nearest(word, known)
                )
        return Constant(word, expect)

    def _name(self, name: str, expect: Type | None) -> Term:
        scope = self.scope
        if name in WORDS:
            return WORDS[name]
        if name == "unknown":
            return self._unknown(expect)
        node = scope.node(name)
        if node is not None:
            return self._seen(Ref(node.grain, node.name, node.type, node.optional))
        if name in scope.parameters:
            return self._given(name)
        if name in scope.settings:
            return Setting(name, TEXT)
        if name in scope.keys(self.grain):
            return scope.key(name, self.grain)
        if name in MOMENTS:
            return Moment(name, DATE)
        known = {*scope.node_names, *scope.parameters, *scope.settings, *MOMENTS}
        raise ExpressionError(
            f"nothing is called '{name}' at grain '{self.grain}'",
            nearest(name, known | set(scope.keys(self.grain))),
        )

    def _unknown(self, expect: Type | None) -> Term:
        if expect is None:
            raise UnclearWord("it is not clear what is unknown", "give the node a `type:`")
        return Constant(None, expect, optional=True)

    def _given(self, name: str) -> Term:
        parameter = self.scope.parameters[name]
        if parameter.of is not None:
            raise ExpressionError(f"'{name}' is a table", f"{name}[key]")
        return Given(name, parameter.type)

    def _seen(self, ref: Ref) -> Ref:
        """Check that a value of another grain can be seen from this one."""
        if ref.grain == self.grain:
            return ref
        if self.scope.is_coarser(ref.grain, self.grain):
            # The coarser row may not be there: a year outside the window, or before somebody came.
            there = self.scope.grains[ref.grain].kind is GrainKind.ENTITY
            return ref if there else replace(ref, optional=True)
        if ref.grain not in self.scope.grains:
            raise ExpressionError(f"'{ref.name}' has no grain here", "declare its grain")
        if self.scope.is_coarser(self.grain, ref.grain) or ref.grain in self.scope.tables:
            raise ExpressionError(
                f"'{ref.name}' has many values for one row of '{self.grain}'",
                f"total({ref.name}), some(…), every(…), only({ref.name}) …",
            )
        raise ExpressionError(
            f"'{ref.name}' stands at grain '{ref.grain}', which '{self.grain}' is no part of",
            "bring it to a common grain first",
        )

    def _dotted(self, tree: ast.Attribute) -> Term:
        scope = self.scope
        path = ast.unparse(tree).split(".")
        owner = path[0]
        if owner in scope.picks and len(path) == 2:
            return self._picked(owner, path[1])
        if owner not in scope.tables:
            raise ExpressionError(
                f"there is no table or pick '{owner}'",
                nearest(owner, {*scope.tables, *scope.picks}),
                missing=owner,
            )
        if len(path) == 3:
            return self._followed(owner, path[1], path[2])
        if len(path) != 2:
            raise ExpressionError(f"'{ast.unparse(tree)}' goes too far", "table.column")
        return self._seen(scope.column(owner, path[1], self.grain))

    def _picked(self, name: str, column: str) -> Term:
        pick = self.scope.picks[name]
        columns = self.scope.tables[pick.table].columns
        if column not in columns:
            raise ExpressionError(f"'{name}' has no column '{column}'", nearest(column, columns))
        return self._seen(Ref(pick.grain, f"{name}.{column}", columns[column].type, optional=True))

    def _followed(self, table: str, column: str, target: str) -> Term:
        declared = self.scope.tables[table].columns
        other = declared[column].refers if column in declared else None
        if other is None:
            raise ExpressionError(
                f"'{table}.{column}' refers to no table", "follow a column that has `refers:`"
            )
        if not self.follows or table != self.grain:
            raise ExpressionError(
                f"'{table}.{column}' cannot be followed here", f"only in the `checks:` of {table}"
            )
        columns = self.scope.tables[other].columns
        if target not in columns:
            raise ExpressionError(f"'{other}' has no column '{target}'", nearest(target, columns))
        return Follow(table, column, target, columns[target].type)

    def _unary(self, tree: ast.UnaryOp) -> Term:
        if isinstance(tree.op, ast.Not):
            inner = self.boolean(tree.operand)
            return Apply(Op.NOT, (inner,), BOOLEAN, inner.optional)
        inner = self.number(tree.operand)
        if isinstance(inner, Constant) and isinstance(inner.value, int):
            return Constant(-inner.value, inner.type)
        return Apply(Op.NEGATE, (inner,), inner.type, inner.optional)

    def _arithmetic(self, tree: ast.BinOp) -> Term:
        op = ARITHMETIC[type(tree.op)]
        left, right = self.number(tree.left), self.number(tree.right)
        scales = left.type.scale, right.type.scale
        scale = sum(scales) if op is Op.MULTIPLY else max(scales)
        whole = scale == 0 and Kind.DECIMAL not in (left.type.kind, right.type.kind)
        result = INTEGER if whole else decimal(scale)
        return Apply(op, (left, right), result, left.optional or right.optional)

    def _joined(self, op: Op, terms: tuple[Term, ...]) -> Term:
        return Apply(op, terms, BOOLEAN, any(term.optional for term in terms))

    def _compare(self, tree: ast.Compare) -> Term:
        sides = [tree.left, *tree.comparators]
        steps = [
            self._comparison(operator, left, right)
            for operator, (left, right) in zip(tree.ops, pairwise(sides), strict=True)
        ]
        return steps[0] if len(steps) == 1 else self._joined(Op.AND, tuple(steps))

    def _comparison(self, operator: ast.cmpop, left: ast.expr, right: ast.expr) -> Term:
        if isinstance(operator, ast.In | ast.NotIn):
            return self._membership(left, right, negated=isinstance(operator, ast.NotIn))
        # A word takes its meaning from the other side.
        if isinstance(left, ast.Constant) and isinstance(left.value, str):
            second = self.term(right)
            first = self._beside(second, left)
        else:
            first = self.term(left)
            second = self._beside(first, right)
        return self._compared(COMPARED[type(operator)], first, second)

    def _beside(self, other: Term, tree: ast.expr) -> Term:
        """Resolve what is compared with a term that is known already."""
        if isinstance(other, Setting):
            return self._setting_word(other, tree)
        return self.term(tree, other.type)

    def _compared(self, op: Op, first: Term, second: Term) -> Term:
        check_comparable(op, first, second, self.scope.options)
        optional = can_be_unknown(op, first, second, self.scope.options)
        return Apply(op, (first, second), BOOLEAN, optional)

    def _setting_word(self, setting: Setting, tree: ast.expr) -> Term:
        word = tree.value if isinstance(tree, ast.Constant) else None
        known = self.scope.settings[setting.name]
        if word not in known:
            raise ExpressionError(
                f"no reading sets '{setting.name}' to {ast.unparse(tree)}",
                nearest(str(word), known),
            )
        return Constant(str(word), TEXT)

    def _membership(self, left: ast.expr, right: ast.expr, *, negated: bool) -> Term:
        if not isinstance(right, ast.Tuple) or not right.elts:
            raise ExpressionError("'in' needs a list of words", '("first", "second")')
        first = self.term(left)
        each = tuple(
            self._compared(Op.EQUAL, first, self._beside(first, word)) for word in right.elts
        )
        found = self._joined(Op.OR, each)
        return Apply(Op.NOT, (found,), BOOLEAN, found.optional) if negated else found

    def _choice(self, tree: ast.IfExp, expect: Type | None) -> Term:
        condition = self.boolean(tree.test)
        plain = isinstance(tree.body, ast.Constant | ast.Name)
        first, second = (tree.orelse, tree.body) if plain else (tree.body, tree.orelse)
        try:
            one = self.term(first, expect)
        except UnclearWord:
            # A branch that is only a word takes its meaning from the other branch.
            first, second = second, first
            one = self.term(first, expect)
        other = self.term(second, one.type)
        yes, no = (one, other) if first is tree.body else (other, one)
        optional = condition.optional or yes.optional or no.optional
        return Apply(Op.IF, (condition, yes, no), self._common(yes.type, no.type), optional)

    def _common(self, first: Type, second: Type) -> Type:
        if first == second:
            return first
        if first.is_number and second.is_number:
            return decimal(max(first.scale, second.scale))
        raise ExpressionError(
            f"one branch is {named_type(first)}, the other {named_type(second)}",
            "the same on both sides",
        )

    def _lookup(self, tree: ast.Subscript) -> Term:
        name = ast.unparse(tree.value)
        tables = {k: p for k, p in self.scope.parameters.items() if p.of is not None}
        if name not in tables:
            raise ExpressionError(f"'{name}' is no table parameter", nearest(name, tables))
        parameter = tables[name]
        keyed = option(parameter.of or "")
        key = self.term(tree.slice, keyed)
        if key.type != keyed:
            raise ExpressionError(f"'{name}' is keyed by {parameter.of}", f"{name}[{parameter.of}]")
        words = self.scope.options[parameter.of or ""].values
        holes = None in held_values(parameter, words)
        return Lookup(name, key, parameter.type, optional=key.optional or holes)


def _boolean(resolver: Resolver, tree: ast.BoolOp) -> Term:
    op = Op.AND if isinstance(tree.op, ast.And) else Op.OR
    return resolver._joined(op, tuple(resolver.boolean(value) for value in tree.values))


FORMS: Mapping[type[ast.expr], Callable[[Resolver, Any, Type | None], Term]] = {
    ast.Constant: Resolver._constant,
    ast.Name: lambda resolver, tree, expect: resolver._name(tree.id, expect),
    ast.Attribute: lambda resolver, tree, _: resolver._dotted(tree),
    ast.UnaryOp: lambda resolver, tree, _: resolver._unary(tree),
    ast.BinOp: lambda resolver, tree, _: resolver._arithmetic(tree),
    ast.BoolOp: lambda resolver, tree, _: _boolean(resolver, tree),
    ast.Compare: lambda resolver, tree, _: resolver._compare(tree),
    ast.IfExp: Resolver._choice,
    ast.Subscript: lambda resolver, tree, _: resolver._lookup(tree),
    ast.Call: lambda resolver, tree, _: called(resolver, tree),
}
