"""From terms to column expressions: every operator of the language, once, in Narwhals.

Only operations that Polars, DuckDB and Spark agree on are used, and where they differ (null in
`least`, half-even rounding, floor division of negatives, division by zero) the operator is spelled
out. All numbers are scaled 64-bit integers; unknown is null and follows Kleene's logic.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

import narwhals.stable.v2 as nw

from meritbook.engine.kinds import Kind, Type
from meritbook.engine.rulebook import Rulebook, Scalar, Value
from meritbook.engine.signs import Signs
from meritbook.engine.terms import (
    Apply,
    Banded,
    Constant,
    Follow,
    Given,
    Lookup,
    Moment,
    Op,
    Reduce,
    Ref,
    Referred,
    Term,
)

T = TypeVar("T")

COMPARE: Mapping[Op, Callable[[Any, Any], Any]] = {
    Op.EQUAL: lambda a, b: a == b,
    Op.UNEQUAL: lambda a, b: a != b,
    Op.LESS: lambda a, b: a < b,
    Op.AT_MOST: lambda a, b: a <= b,
    Op.MORE: lambda a, b: a > b,
    Op.AT_LEAST: lambda a, b: a >= b,
}
DTYPES: Mapping[Kind, Any] = {
    Kind.TEXT: nw.String,
    Kind.OPTION: nw.String,
    Kind.DATE: nw.Date,
    Kind.BOOLEAN: nw.Boolean,
    Kind.YEAR: nw.Int64,
    Kind.INTEGER: nw.Int64,
    Kind.DECIMAL: nw.Int64,
}


def scaled(value: Scalar, kind: Type) -> int | str | bool | dt.date | None:
    """Return a parameter's value as the engine holds it: numbers as integers of the scale."""
    if isinstance(value, Decimal):
        return int(value.scaleb(kind.scale))
    if kind.kind is Kind.DATE and isinstance(value, str):
        return dt.date.fromisoformat(value)
    return value


def referred_column(term: Referred) -> str:
    """Return the name of the column that tells which rows are referred to."""
    return f"§referred.{term.table}.{term.column}"


def followed_column(term: Follow) -> str:
    """Return the name of the column fetched by following a reference."""
    return f"§followed.{term.table}.{term.column}.{term.target}"


def half_up(numerator: nw.Expr, denominator: nw.Expr, *, signed: bool = True) -> nw.Expr:
    """Divide integers, halves away from zero; unknown unless the denominator is above zero.

    With `signed=False` the numerator is known never to lie below zero.
    """
    rounded = (numerator * 2 + denominator) // (denominator * 2)
    if signed:
        below = -((denominator - numerator * 2) // (denominator * 2))
        rounded = nw.when(numerator >= 0).then(rounded).otherwise(below)
    return nw.when(denominator > 0).then(rounded)


@dataclass(frozen=True, slots=True)
class Columns:
    """Lowers the terms of one grain, for one day of evaluation."""

    rulebook: Rulebook
    on: dt.date
    years: tuple[int, ...]
    has_year: bool
    """Whether the grain's rows know their year; then parameters are those of that year."""
    gathered: Mapping[Reduce, str]
    """Where the results of operators over finer rows stand."""
    terms: Mapping[str, Term] = field(default_factory=dict)
    """The rules of the nodes that may be named."""

    def of(self, term: Term) -> nw.Expr:
        """Return the column expression of a term."""
        if isinstance(term, Apply):
            return OPERATORS[term.op](self, term)
        if isinstance(term, Reduce):
            return nw.col(self.gathered[term])
        return LEAVES[type(term)](self, term)

    def number(self, term: Term, scale: int) -> nw.Expr:
        """Return a number's column in units of a finer scale."""
        factor = 10 ** (scale - term.type.scale)
        if isinstance(term, Constant) and isinstance(term.value, int):
            return nw.lit(term.value * factor, nw.Int64)
        return self.of(term) * factor if factor > 1 else self.of(term)

    def _moment(self, term: Moment) -> nw.Expr:
        start = dt.date(self.rulebook.window.of(self.on)[0], 1, 1)
        return nw.lit(self.on if term.name == "on" else start, nw.Date)

    def _given(self, term: Given) -> nw.Expr:
        return self._dated(term.parameter, lambda value: self._literal(value, term.type))

    def _lookup(self, term: Lookup) -> nw.Expr:
        return self._dated(term.parameter, lambda value: self._looked_up(term, value))

    def _literal(self, value: Value, kind: Type) -> nw.Expr:
        assert not isinstance(value, Mapping)
        return nw.lit(scaled(value, kind), DTYPES[kind.kind])

    def _dated(self, name: str, make: Callable[[Value], nw.Expr]) -> nw.Expr:
        parameter = self.rulebook.parameters[name]
        return self._as_of(parameter.values, parameter.on(self.on), make)

    def _as_of(
        self, values: Sequence[tuple[dt.date, T]], current: T, make: Callable[[T], nw.Expr]
    ) -> nw.Expr:
        """Take something dated as of the end of the row's year, or as of the day of evaluation."""
        if not self.has_year:
            return make(current)
        chosen = make(values[0][1])
        for start, value in values[1:]:
            chosen = nw.when(nw.col("year") >= start.year).then(make(value)).otherwise(chosen)
        return chosen

    def _looked_up(self, term: Lookup, value: Value) -> nw.Expr:
        assert isinstance(value, Mapping)
        if isinstance(term.key, Constant):
            return self._literal(value.get(str(term.key.value)), term.type)
        key = self.of(term.key)
        found = nw.lit(None, DTYPES[term.type.kind])
        for word, held in value.items():
            if held is not None:
                found = nw.when(key == word).then(self._literal(held, term.type)).otherwise(found)
        return found

    def _banded(self, term: Banded) -> nw.Expr:
        ladder = self.rulebook.ladders[term.ladder]
        current = ladder.on(self.on)
        return self._as_of(ladder.values, current, lambda bands: self._banded_by(term, bands))

    def _banded_by(self, term: Banded, bands: Sequence[Any]) -> nw.Expr:
        bounds = [band.at_least for band in bands if band.at_least is not None]
        finest = max(-int(bound.as_tuple().exponent) for bound in bounds)
        scale = max(term.value.type.scale, finest, 0)
        value = self.number(term.value, scale)
        chosen = nw.lit(bands[-1].option, nw.String)
        for band in reversed(bands[:-1]):
            reached = value >= int(band.at_least.scaleb(scale))
            chosen = nw.when(reached).then(nw.lit(band.option, nw.String)).otherwise(chosen)
        return nw.when(~value.is_null()).then(chosen)

    def _arithmetic(self, term: Apply) -> nw.Expr:
        if term.op is Op.NEGATE:
            return -self.of(term.args[0])
        first, second = term.args
        if term.op is Op.MULTIPLY:
            return self.of(first) * self.of(second)
        left, right = (self.number(side, term.type.scale) for side in term.args)
        return left + right if term.op is Op.ADD else left - right

    def _negated(self, term: Apply) -> nw.Expr:
        return ~self.of(term.args[0])

    def _known(self, term: Apply) -> nw.Expr:
        return ~self.of(term.args[0]).is_null()

    def _joined(self, term: Apply) -> nw.Expr:
        joined = self.of(term.args[0])
        for arg in term.args[1:]:
            joined = joined & self.of(arg) if term.op is Op.AND else joined | self.of(arg)
        return joined

    def _choice(self, term: Apply) -> nw.Expr:
        condition, yes, no = term.args
        test = self.of(condition)
        first, second = self._branch(yes, term.type), self._branch(no, term.type)
        if not condition.optional:
            return nw.when(test).then(first).otherwise(second)
        return nw.when(test).then(first).otherwise(nw.when(~test).then(second))

    def _branch(self, term: Term, kind: Type) -> nw.Expr:
        return self.number(term, kind.scale) if kind.is_number else self.of(term)

    def _clamped(self, term: Apply) -> nw.Expr:
        value, low, high = (self.number(arg, term.type.scale) for arg in term.args)
        held = (
            nw.when(value < low)
            .then(low)
            .otherwise(nw.when(value > high).then(high).otherwise(value))
        )
        bounds = [b for b, arg in zip((low, high), term.args[1:], strict=True) if arg.optional]
        for bound in bounds:
            held = nw.when(~bound.is_null()).then(held)
        return held

    def _ratio(self, term: Apply) -> nw.Expr:
        above, below = term.args
        shift = term.type.scale - above.type.scale + below.type.scale
        return half_up(
            self.of(above) * 10 ** max(shift, 0),
            self.of(below) * 10 ** max(-shift, 0),
            signed=self.can_be_negative(above),
        )

    def can_be_negative(self, term: Term) -> bool:
        """Tell whether a number may lie below zero, as far as its rule shows."""
        return Signs(self.rulebook, self.terms).can_be_negative(term)

    def _weighted_mean(self, term: Apply) -> nw.Expr:
        values, weights = term.args[::2], term.args[1::2]
        scale = max(value.type.scale for value in values)
        weighing = max(weight.type.scale for weight in weights)
        total, weight_sum = None, None
        for value, weight in zip(values, weights, strict=True):
            held = self.number(weight, weighing)
            part = self.number(value, scale) * held
            total = part if total is None else total + part
            weight_sum = held if weight_sum is None else weight_sum + held
        assert total is not None
        assert weight_sum is not None
        shift = term.type.scale - scale
        return half_up(
            total * 10 ** max(shift, 0),
            weight_sum * 10 ** max(-shift, 0),
            signed=any(map(self.can_be_negative, term.args)),
        )

    def _calendar(self, term: Apply) -> nw.Expr:
        value = self.of(term.args[0])
        match term.op:
            case Op.YEAR:
                return value.dt.year().cast(nw.Int64)
            case Op.QUARTER:
                return (value.dt.month().cast(nw.Int64) + 2) // 3
            case Op.ANNIVERSARY:
                return self._anniversary(value, term.args[1])
            case _:
                day = "-01-01" if term.op is Op.YEAR_START else "-12-31"
                text = nw.concat_str(value.cast(nw.String), nw.lit(day))
                return text.str.to_date(format="%Y-%m-%d")

    def _anniversary(self, day: nw.Expr, years: Term) -> nw.Expr:
        def later(count: object) -> nw.Expr:
            assert isinstance(count, Decimal | int)
            return day.dt.offset_by(f"{int(count)}y").cast(nw.Date)

        if isinstance(years, Given):
            return self._dated(years.parameter, later)
        assert isinstance(years, Constant)
        return later(years.value)

    def _compared(self, term: Apply) -> nw.Expr:
        first, second = term.args
        compare = COMPARE[term.op]
        if first.type.is_number:
            scale = max(first.type.scale, second.type.scale)
            return _truth(compare(self.number(first, scale), self.number(second, scale)))
        if first.type.kind is Kind.OPTION and term.op not in (Op.EQUAL, Op.UNEQUAL):
            return _truth(compare(self._rank(first), self._rank(second)))
        return _truth(compare(self.of(first), self.of(second)))

    def _rank(self, term: Term) -> nw.Expr:
        """Return a word's place in its order, the best highest; unranked words have none."""
        ranked = self.rulebook.options[term.type.options or ""].ranked
        if isinstance(term, Constant):
            place = len(ranked) - ranked.index(str(term.value)) if term.value in ranked else None
            return nw.lit(place, nw.Int64)
        value = self.of(term)
        rank = nw.lit(None, nw.Int64)
        for place, word in enumerate(reversed(ranked), start=1):
            rank = nw.when(value == word).then(nw.lit(place, nw.Int64)).otherwise(rank)
        return rank


def _truth(compared: object) -> nw.Expr:
    assert isinstance(compared, nw.Expr)
    return compared


LEAVES: Mapping[type, Callable[[Columns, Any], nw.Expr]] = {
    Constant: lambda _, term: nw.lit(term.value, DTYPES[term.type.kind]),
    Ref: lambda _, term: nw.col(term.name),
    Referred: lambda _, term: nw.col(referred_column(term)),
    Follow: lambda _, term: nw.col(followed_column(term)),
    Given: Columns._given,
    Lookup: Columns._lookup,
    Moment: Columns._moment,
    Banded: Columns._banded,
}
OPERATORS: Mapping[Op, Callable[[Columns, Apply], nw.Expr]] = {
    **dict.fromkeys((Op.ADD, Op.SUBTRACT, Op.MULTIPLY, Op.NEGATE), Columns._arithmetic),
    **dict.fromkeys((Op.AND, Op.OR), Columns._joined),
    **dict.fromkeys(COMPARE, Columns._compared),
    Op.NOT: Columns._negated,
    Op.IF: Columns._choice,
    Op.KNOWN: Columns._known,
    Op.CLAMP: Columns._clamped,
    Op.RATIO: Columns._ratio,
    Op.WEIGHTED_MEAN: Columns._weighted_mean,
    **dict.fromkeys((Op.YEAR, Op.QUARTER), Columns._calendar),
    **dict.fromkeys((Op.YEAR_START, Op.YEAR_END, Op.ANNIVERSARY), Columns._calendar),
}
