"""Cells of a delivery: from text or typed columns to the physical types of the facts.

One expression per column gives the value, another a code that says what is wrong (0: nothing).
White space around a cell is dropped and a cell without anything else is unknown. Numbers and days
may be written in full-width characters; `5`, `5.0`, `.5`, `+3` and `5.000` are numbers with at
most two decimals, `1,000`, `5%` and `1e3` are no numbers. A binary number, as spreadsheets hold
it, counts as the decimal number that it is meant to be: 0.1 + 0.2 is 0.3, and 1.234 stays a fault.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import polars as pl

from meritbook.engine.facts import PHYSICAL
from meritbook.engine.kinds import Kind, Type
from meritbook.engine.rulebook import Column, Options, Table

ROW = "row number"
"""Column that carries the row as the user sees it; no declared column can be called so."""

BLANKS = (
    " \t\r\n\x0b\x0c\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    "\u200a\u2028\u2029\u202f\u205f\u3000\u180e\u200b\u200c\u200d\u2060\ufeff"
)
"""White space, also the kinds that nobody sees: full-width, zero-width, byte-order mark."""

WIDE = {chr(0xFF10 + n): str(n) for n in range(10)} | {
    "\uff0e": ".",
    "\uff0d": "-",
    "\u2212": "-",
    "\uff0b": "+",
}
"""Digits, point and signs as Chinese input methods type them in full width."""
NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)$"
FRACTION = r"\.[0-9]*[1-9]"
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
DIGITS_LOST = r"^[0-9](\.[0-9]+)?[eE]\+[0-9]+$"
"""An id that went through a spreadsheet as a number: its last digits are gone."""

LARGEST = 10**9
"""Numbers lie within plus and minus this (the facts contract)."""
LAST_YEAR = 9999
EXACT = 2**53
"""Whole binary numbers below this are exact."""

TRUE = ("true", "1", "是")
FALSE = ("false", "0", "否")

FLOATS = frozenset({pl.Float32(), pl.Float64()})
INTEGERS = frozenset(
    {
        pl.Int8(), pl.Int16(), pl.Int32(), pl.Int64(), pl.Int128(),
        pl.UInt8(), pl.UInt16(), pl.UInt32(), pl.UInt64(),
    }
)  # fmt: skip


class Code(IntEnum):
    """What is wrong with a cell."""

    FINE = 0
    REQUIRED = 1
    WRONG_TYPE = 2
    TOO_MANY_DECIMALS = 3
    OUT_OF_RANGE = 4
    DIGITS_LOST = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """How one column is read: its cells as text for messages, their values, what is wrong."""

    name: str
    text: pl.Expr
    value: pl.Expr
    code: pl.Expr
    as_is: bool = False
    """The delivered column is the value, with nothing to change."""


def cannot_hold(kind: pl.DataType) -> bool:
    """Tell whether a delivered column is of a type that holds no single values."""
    return kind.is_nested() or kind in (pl.Binary(), pl.Object(), pl.Time(), pl.Duration())


def readings(
    table: Table,
    given: Mapping[str, pl.DataType],
    options: Mapping[str, Options],
    *,
    missing: frozenset[str] = frozenset(),
) -> list[Reading]:
    """Return how each declared column is read from the given ones.

    Required columns in `missing` were reported already; their cells are not faults of their own.
    """
    made = []
    for name, column in table.columns.items():
        if name in missing or name not in given:
            nothing = pl.lit(None, dtype=PHYSICAL[column.type.kind])
            fine = pl.lit(Code.FINE, dtype=pl.UInt8)
            lacks = column.required and name not in missing
            code = pl.lit(Code.REQUIRED, dtype=pl.UInt8) if lacks else fine
            made.append(Reading(name, pl.lit(None, dtype=pl.String), nothing, code))
        else:
            made.append(_reading(table, column, given[name], options))
    return made


def _reading(
    table: Table, column: Column, given: pl.DataType, options: Mapping[str, Options]
) -> Reading:
    kind = column.type.kind
    direct = _typed(column, given)
    if direct is None:
        text = as_text(pl.col(column.name), given)
        value, code = _parsed(table, column, text, options)
    else:
        text = pl.col(column.name).cast(pl.String)
        value, code = direct
    empty = text.is_null()
    if column.required:
        code = pl.when(empty).then(int(Code.REQUIRED)).otherwise(code)
    else:
        code = pl.when(empty).then(int(Code.FINE)).otherwise(code)
    code = code.cast(pl.UInt8)
    value = pl.when(code == int(Code.FINE)).then(value).cast(PHYSICAL[kind])
    return Reading(column.name, text, value, code, as_is=given == PHYSICAL[kind])


def as_text(cell: pl.Expr, given: pl.DataType) -> pl.Expr:
    """Return a column as trimmed text; whole binary numbers read as whole, nothing as unknown."""
    if given in FLOATS:
        whole = (cell == cell.floor()) & (cell.abs() < EXACT)
        number = pl.when(whole).then(cell.cast(pl.Int64, strict=False).cast(pl.String))
        text = number.otherwise(cell.cast(pl.String).str.replace(r"e(\d)", "e+$1"))
    elif given == pl.Null():
        text = cell.cast(pl.String)
    else:
        text = cell.cast(pl.String).str.replace_all("\r\n", "\n", literal=True)
    text = text.str.strip_chars(BLANKS)
    return pl.when(text != "").then(text)


def _coded(*steps: tuple[pl.Expr, Code]) -> pl.Expr:
    """Return the first code whose condition is true."""
    code: pl.Expr = pl.lit(int(Code.FINE))
    for condition, found in reversed(steps):
        code = pl.when(condition).then(int(found)).otherwise(code)
    return code


def _parsed(
    table: Table, column: Column, text: pl.Expr, options: Mapping[str, Options]
) -> tuple[pl.Expr, pl.Expr]:
    """Return value and code of text cells."""
    kind = column.type.kind
    match kind:
        case Kind.TEXT:
            if column.refers is None and table.key != column.name:
                return text, pl.lit(int(Code.FINE))
            return text, _coded((text.str.contains(DIGITS_LOST), Code.DIGITS_LOST))
        case Kind.OPTION:
            words = options[column.type.options or ""].delivered
            known = {label.zh: key for key, label in words.items()} | {key: key for key in words}
        case Kind.BOOLEAN:
            known = dict.fromkeys(TRUE, "true") | dict.fromkeys(FALSE, "false")
            text = text.str.to_lowercase()
        case _:
            return _parsed_number(column.type, narrow(text))
    value = text.replace_strict(list(known), list(known.values()), default=None)
    code = _coded((value.is_null(), Code.WRONG_TYPE))
    return (value == "true" if kind is Kind.BOOLEAN else value), code


def narrow(text: pl.Expr) -> pl.Expr:
    """Return numbers and days that were typed in full-width characters in plain ones."""
    return text.str.replace_many(list(WIDE), list(WIDE.values()))


def _parsed_number(type_: Type, text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    if type_.kind is Kind.DATE:
        day = text.str.to_date("%Y-%m-%d", strict=False)
        wrong = ~text.str.contains(DAY) | text.str.starts_with("0000") | day.is_null()
        return day, _coded((wrong, Code.WRONG_TYPE))
    scale = type_.scale if type_.kind is Kind.DECIMAL else 0
    number = text.str.strip_prefix("+").cast(pl.Decimal(38, scale), strict=False)
    value = number.to_physical().cast(pl.Int64, strict=False)
    finer = text.str.contains(rf"\.[0-9]{{{scale}}}[0-9]*[1-9]")
    no_number = ~text.str.contains(NUMBER)
    return value, _bounded(type_, value, no_number=no_number, finer=finer)


def _bounded(type_: Type, value: pl.Expr, *, no_number: pl.Expr, finer: pl.Expr) -> pl.Expr:
    """Return the code of a number from its scaled value (unknown where it is far too large)."""
    largest = LARGEST * 10**type_.scale
    beyond = value.is_null() | ~value.is_between(-largest, largest)
    if type_.kind is Kind.DECIMAL:
        return _coded(
            (no_number, Code.WRONG_TYPE),
            (beyond, Code.OUT_OF_RANGE),
            (finer, Code.TOO_MANY_DECIMALS),
        )
    if type_.kind is Kind.YEAR:
        no_year = value.is_null() | ~value.is_between(1, LAST_YEAR)
        return _coded((no_number | finer | no_year, Code.WRONG_TYPE))
    return _coded((no_number | finer, Code.WRONG_TYPE), (beyond, Code.OUT_OF_RANGE))


def _typed(column: Column, given: pl.DataType) -> tuple[pl.Expr, pl.Expr] | None:
    """Return value and code where the delivered type needs no reading of text."""
    cell, kind = pl.col(column.name), column.type.kind
    if kind is Kind.DATE:
        return _typed_day(cell, given)
    if kind is Kind.BOOLEAN and given == pl.Boolean():
        return cell, pl.lit(int(Code.FINE))
    if column.type.is_number and given in INTEGERS:
        held = cell.cast(pl.Int64, strict=False)
        return _typed_whole(column.type, held)
    if column.type.is_number and given in FLOATS:
        return _typed_float(column.type, cell, given)
    if kind is Kind.DECIMAL and isinstance(given, pl.Decimal):
        return _typed_decimal(column.type, cell, given)
    return None


def _typed_day(cell: pl.Expr, given: pl.DataType) -> tuple[pl.Expr, pl.Expr] | None:
    if given == pl.Date():
        return cell, _coded((~cell.dt.year().is_between(1, LAST_YEAR), Code.WRONG_TYPE))
    if isinstance(given, pl.Datetime):
        day = cell.dt.date()
        timed = cell.dt.replace_time_zone(None) != day.cast(pl.Datetime(given.time_unit))
        return day, _coded((timed | ~day.dt.year().is_between(1, LAST_YEAR), Code.WRONG_TYPE))
    return None


def _typed_whole(type_: Type, held: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    near = pl.when(held.is_between(-LARGEST, LARGEST)).then(held)
    value = near * 10**type_.scale
    nothing = pl.lit(False)
    return value, _bounded(type_, value, no_number=nothing, finer=nothing)


def _typed_float(type_: Type, cell: pl.Expr, given: pl.DataType) -> tuple[pl.Expr, pl.Expr]:
    # A 32-bit number means the shortest decimal that names it, not its binary neighbour.
    number = cell.cast(pl.String).cast(pl.Float64) if given == pl.Float32() else cell
    units = number * 10**type_.scale
    near = units.round(0)
    finer = (units - near).abs() > 1e-6 + units.abs() * 1e-13
    far = number.abs() > LARGEST
    no_number = ~number.is_finite()
    value = pl.when(~far & ~no_number).then(near).cast(pl.Int64, strict=False)
    return value, _bounded(type_, value, no_number=no_number, finer=finer)


def _typed_decimal(type_: Type, cell: pl.Expr, given: pl.Decimal) -> tuple[pl.Expr, pl.Expr] | None:
    if given.scale > type_.scale:
        return None
    held = cell.to_physical().cast(pl.Int64, strict=False)
    largest = LARGEST * 10**given.scale
    value = pl.when(held.is_between(-largest, largest)).then(held)
    value = value * 10 ** (type_.scale - given.scale)
    nothing = pl.lit(False)
    return value, _bounded(type_, value, no_number=nothing, finer=nothing)
