"""Exact numbers, days and three-valued truth, and how each is printed."""

import math
from collections.abc import Iterable
from datetime import date
from fractions import Fraction

Row = dict[str, str | None]
Tables = dict[str, list[Row]]
Truth = bool | None


def number(text: str | None) -> Fraction | None:
    """Return the exact value of a cell; an empty cell is unknown, never zero."""
    return None if text is None or text == "" else Fraction(text)


def exactly(text: str | None) -> Fraction:
    """Return the exact value of a cell that the contract requires to be there."""
    value = number(text)
    if value is None:
        raise ValueError("a required number is empty")
    return value


def day(text: str | None) -> date | None:
    """Return the day of a cell, or nothing for an empty one."""
    return None if text is None or text == "" else date.fromisoformat(text)


def needed_day(text: str | None) -> date:
    """Return the day of a cell that the contract requires to be there."""
    value = day(text)
    if value is None:
        raise ValueError("a required day is empty")
    return value


def rounded(value: Fraction) -> Fraction:
    """Round half up to two decimals; the rules round nothing below zero."""
    if value < 0:
        raise ValueError("nothing below zero is ever rounded")
    return Fraction(math.floor(value * 100 + Fraction(1, 2)), 100)


def held(value: Fraction, low: int, high: int) -> Fraction:
    """Hold a value within two bounds."""
    return max(Fraction(low), min(Fraction(high), value))


def two_decimals(value: Fraction) -> str:
    """Print an exact number of hundredths with two decimals, and zero without a sign."""
    hundredths = value * 100
    if hundredths.denominator != 1:
        raise ValueError(f"{value} is not a number of hundredths")
    sign = "-" if hundredths < 0 else ""
    whole, rest = divmod(abs(int(hundredths)), 100)
    return f"{sign}{whole}.{rest:02d}"


def printed(value: Fraction | str | int | bool | None) -> str:
    """Print one value of a result as the output files want it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Fraction):
        return two_decimals(value)
    return str(value)


def all_of(conditions: Iterable[Truth]) -> Truth:
    """Join by *and*: one false decides, otherwise one unknown leaves it open."""
    values = list(conditions)
    if any(value is False for value in values):
        return False
    return None if any(value is None for value in values) else True


def any_of(conditions: Iterable[Truth]) -> Truth:
    """Join by *or*: one true decides, otherwise one unknown leaves it open."""
    values = list(conditions)
    if any(value is True for value in values):
        return True
    return None if any(value is None for value in values) else False
