"""What every operator means for single values: exact fractions, days, words, truth and unknown.

Unknown is `None`. Nothing here is scaled: a number is a `Fraction` of the thing itself.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from meritbook.engine.terms import Gather, Op

Value = Fraction | str | bool | dt.date | None
Truth = bool | None


def half_up(value: Fraction, decimals: int) -> Fraction:
    """Round to so many decimals, halves away from zero."""
    unit = 10**decimals
    rounded = Fraction(math.floor(abs(value) * unit + Fraction(1, 2)), unit)
    return -rounded if value < 0 else rounded


def conjunction(truths: Iterable[Truth]) -> Truth:
    """Kleene's *and*: one false decides, otherwise one unknown leaves it open."""
    held = list(truths)
    if False in held:
        return False
    return None if None in held else True


def disjunction(truths: Iterable[Truth]) -> Truth:
    """Kleene's *or*: one true decides, otherwise one unknown leaves it open."""
    held = list(truths)
    if True in held:
        return True
    return None if None in held else False


def negation(truth: Truth) -> Truth:
    """Turn true and false around; unknown stays."""
    return None if truth is None else not truth


def choice(condition: Truth, yes: Value, no: Value) -> Value:
    """Return a branch, or unknown where it is not known which."""
    if condition is None:
        return None
    return yes if condition else no


def clamp(value: Any, low: Any, high: Any) -> Any:
    """Hold a number within two bounds."""
    if value < low:
        return low
    return high if value > high else value


def ratio(above: Any, below: Any, decimals: int) -> Fraction | None:
    """Divide and round; by nothing, by zero and by less there is no answer."""
    if above is None or below is None or below <= 0:
        return None
    return half_up(above / below, decimals)


def weighted_mean(pairs: Iterable[tuple[Any, Any]], decimals: int) -> Fraction | None:
    """Average by weight and round; unknown as soon as a value or a weight is."""
    held = list(pairs)
    if any(value is None or weight is None for value, weight in held):
        return None
    weights = sum((weight for _, weight in held), Fraction(0))
    weighted = sum((value * weight for value, weight in held), Fraction(0))
    return ratio(weighted, weights, decimals)


def anniversary(day: dt.date, years: Fraction) -> dt.date:
    """Return the same day of another year, or its month's last where there is no such day."""
    year = day.year + int(years)
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


STRICT: Mapping[Op, Callable[..., Any]] = {
    Op.ADD: lambda a, b: a + b,
    Op.SUBTRACT: lambda a, b: a - b,
    Op.MULTIPLY: lambda a, b: a * b,
    Op.NEGATE: lambda a: -a,
    Op.EQUAL: lambda a, b: a == b,
    Op.UNEQUAL: lambda a, b: a != b,
    Op.LESS: lambda a, b: a < b,
    Op.AT_MOST: lambda a, b: a <= b,
    Op.MORE: lambda a, b: a > b,
    Op.AT_LEAST: lambda a, b: a >= b,
    Op.CLAMP: clamp,
    Op.YEAR: lambda day: Fraction(day.year),
    Op.QUARTER: lambda day: Fraction((day.month - 1) // 3 + 1),
    Op.YEAR_START: lambda year: dt.date(int(year), 1, 1),
    Op.YEAR_END: lambda year: dt.date(int(year), 12, 31),
    Op.ANNIVERSARY: anniversary,
}
"""Operators that are unknown as soon as one of their values is."""

OPEN: Mapping[Op, Callable[..., Any]] = {
    Op.AND: lambda *truths: conjunction(truths),
    Op.OR: lambda *truths: disjunction(truths),
    Op.NOT: negation,
    Op.IF: choice,
    Op.KNOWN: lambda value: value is not None,
}
"""Operators that can have an answer though a value is unknown."""


def applied(op: Op, values: Sequence[Value], decimals: int) -> Value:
    """Return what an operator makes of its values; `decimals` are those of a rounded result."""
    if op is Op.RATIO:
        return ratio(values[0], values[1], decimals)
    if op is Op.WEIGHTED_MEAN:
        return weighted_mean(zip(values[::2], values[1::2], strict=True), decimals)
    if op in OPEN:
        return OPEN[op](*values)  # type: ignore[no-any-return]
    return None if None in values else STRICT[op](*values)


def total(values: Sequence[Any]) -> Fraction | None:
    """Add up; nothing to add is zero, something unknown makes it unknown."""
    return None if None in values else sum(values, Fraction(0))


def only(values: Sequence[Value]) -> Value:
    """Return the one value that is known; several different ones are a mistake of the facts."""
    known = {value for value in values if value is not None}
    if len(known) > 1:
        raise ValueError(f"several values for one: {known}")
    return known.pop() if known else None


def known(values: Sequence[Any]) -> list[Any]:
    """Leave out what is unknown."""
    return [value for value in values if value is not None]


GATHERED: Mapping[Gather, Callable[[Sequence[Any]], Value]] = {
    Gather.TOTAL: total,
    Gather.COUNT: lambda truths: None if None in truths else Fraction(truths.count(True)),
    Gather.SOME: disjunction,
    Gather.EVERY: lambda truths: conjunction(truths) if truths else None,
    Gather.ONLY: only,
    Gather.HIGHEST: lambda values: max(known(values), default=None),
    Gather.LOWEST: lambda values: min(known(values), default=None),
}
"""Operators over one value of each row."""


def gathered(op: Gather, rows: Sequence[Sequence[Value]], decimals: int) -> Value:
    """Return what an operator makes of rows; each row is its value, or its value and its weight."""
    if op is Gather.WEIGHTED_MEAN:
        return weighted_mean(((row[0], row[1]) for row in rows), decimals)
    if op is Gather.WEIGHTED_MEAN_OF_KNOWN:
        return weighted_mean(((row[0], row[1]) for row in rows if None not in row), decimals)
    return GATHERED[op]([row[0] for row in rows])
