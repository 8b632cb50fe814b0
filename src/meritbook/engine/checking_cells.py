"""Cells of a delivery: from text or typed columns to the physical types of the facts.

One expression per column gives the value, another a code that says what is wrong (0: nothing).
White space around a cell is dropped and a cell without anything else is unknown. Numbers and days
may be written in full-width characters; `5`, `5.0`, `.5`, `+3` and `5.000` are numbers with at
most two decimals, `1,000`, `5%` and `1e3` are no numbers. A binary number, as spreadsheets hold
it, counts as the decimal number that it is meant to be: 0.1 + 0.2 is 0.3, and 1.234 stays a fault.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeVar

import polars as pl

from meritbook.engine.facts import PHYSICAL
from meritbook.engine.kinds import Kind
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
UNSEEN = r"[\s\x{180e}\x{200b}-\x{200d}\x{2060}\x{feff}]"
ODD_TEXT = rf"^{UNSEEN}|{UNSEEN}$|^$|\r"
"""Text that is not held as it stands: with white space around it, or with nothing in it."""
ODD_ID = rf"{ODD_TEXT}|{DIGITS_LOST}"

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


NOISE = 1e-6
"""How far, in units of the last decimal, a binary number may lie from the one that it means."""
RELATIVE_NOISE = 1e-7


class Code(IntEnum):
    """What is wrong with a cell."""

    FINE = 0
    REQUIRED = 1
    WRONG_TYPE = 2
    TOO_MANY_DECIMALS = 3
    OUT_OF_RANGE = 4
    DIGITS_LOST = 5


FINE = pl.lit(int(Code.FINE))
NEVER = pl.lit(False)


@dataclass(frozen=True, slots=True)
class Reading:
    """How one column is read, in steps: its source, then values, then what is wrong with them.

    Most columns are fine as they come, and telling so is much cheaper than reading them: where
    `odd` is true of no cell, `plain` are the values.
    """

    name: str
    required: bool
    source: pl.Expr
    """Over the delivered frame: the cells as trimmed text, or as they are if that will do."""
    value: pl.Expr
    """Over the sources: what the cell means, where it means anything."""
    code: pl.Expr
    """Over the sources, with the values under `value_of`: what is wrong."""
    odd: pl.Expr | None = None
    plain: pl.Expr | None = None


Kept = TypeVar("Kept", pl.DataFrame, pl.LazyFrame)
Steps = tuple[pl.Expr, pl.Expr]


def value_of(name: str) -> str:
    """Return the name under which a column's values stand beside its sources."""
    return f"{name} value"


def code_of(name: str) -> str:
    """Return the name under which a column's codes stand beside its sources."""
    return f"{name} code"


def in_steps(frame: Kept, made: Sequence[Reading]) -> Kept:
    """Return row numbers, and for each column its source, value and code."""
    sources = frame.select(pl.col(ROW), *(each.source.alias(each.name) for each in made))
    values = sources.with_columns(each.value.alias(value_of(each.name)) for each in made)
    return values.with_columns(_code(each).alias(code_of(each.name)) for each in made)


def _code(each: Reading) -> pl.Expr:
    empty = pl.col(each.name).is_null()
    lacking = Code.REQUIRED if each.required else Code.FINE
    return pl.when(empty).then(int(lacking)).otherwise(each.code).cast(pl.UInt8)


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
        if name in given and name not in missing:
            made.append(_reading(table, column, given[name], options))
        else:
            nothing = pl.lit(None, dtype=PHYSICAL[column.type.kind])
            lacks = column.required and name not in missing
            made.append(Reading(name, lacks, nothing, pl.col(name), FINE, NEVER, nothing))
    return made


def _reading(
    table: Table, column: Column, given: pl.DataType, options: Mapping[str, Options]
) -> Reading:
    name, cell = column.name, pl.col(column.name)
    physical = PHYSICAL[column.type.kind]
    typed = _typed(column, given)
    if typed is None:
        value, code = _parsed(table, column, cell, options)
        source = as_text(cell, given)
    else:
        value, code = typed
        source = cell
    odd, plain = _plainly(table, column, given, options)
    return Reading(name, column.required, source, value.cast(physical), code, odd, plain)


def _plainly(
    table: Table, column: Column, given: pl.DataType, options: Mapping[str, Options]
) -> tuple[pl.Expr | None, pl.Expr | None]:
    """Return a cheap test for cells that are not plainly right, and the values of the others."""
    cell, type_ = pl.col(column.name), column.type
    if given == pl.String() and type_.kind is Kind.TEXT:
        return cell.str.contains(ODD_ID if _is_id(table, column) else ODD_TEXT), cell
    if given == pl.String() and type_.kind is Kind.OPTION:
        return ~cell.is_in(list(options[type_.options or ""].delivered)), cell
    if given == pl.Boolean() and type_.kind is Kind.BOOLEAN:
        return NEVER, cell
    if given == pl.Date() and type_.kind is Kind.DATE:
        return ~cell.is_between(dt.date.min, dt.date.max), cell
    if type_.is_number and given in INTEGERS:
        low, high = (1, LAST_YEAR) if type_.kind is Kind.YEAR else (-LARGEST, LARGEST)
        return ~cell.is_between(low, high), cell.cast(pl.Int64) * 10**type_.scale
    if type_.kind is Kind.DECIMAL and isinstance(given, pl.Decimal) and given.scale <= type_.scale:
        units = cell.to_physical()
        most = LARGEST * 10**given.scale
        finer = 10 ** (type_.scale - given.scale)
        return ~units.is_between(-most, most), units.cast(pl.Int64) * finer
    return None, None


def _is_id(table: Table, column: Column) -> bool:
    return column.refers is not None or table.key == column.name


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


def _parsed(table: Table, column: Column, text: pl.Expr, options: Mapping[str, Options]) -> Steps:
    """Return value and code of text cells."""
    kind = column.type.kind
    match kind:
        case Kind.TEXT if _is_id(table, column):
            return text, _coded((text.str.contains(DIGITS_LOST), Code.DIGITS_LOST))
        case Kind.TEXT:
            return text, FINE
        case Kind.OPTION:
            words = options[column.type.options or ""].delivered
            known = {label.zh: key for key, label in words.items()} | {key: key for key in words}
            value = text.replace_strict(list(known), list(known.values()), default=None)
        case Kind.BOOLEAN:
            lowered = text.str.to_lowercase()
            value = pl.when(lowered.is_in(TRUE)).then(True).when(lowered.is_in(FALSE)).then(False)
        case Kind.DATE:
            return _parsed_day(column, narrow(text))
        case _:
            return _parsed_number(column, narrow(text))
    return value, _coded((pl.col(value_of(column.name)).is_null(), Code.WRONG_TYPE))


def narrow(text: pl.Expr) -> pl.Expr:
    """Return numbers and days that were typed in full-width characters in plain ones."""
    return text.str.replace_many(list(WIDE), list(WIDE.values()))


def _parsed_day(column: Column, text: pl.Expr) -> Steps:
    day = text.str.to_date("%Y-%m-%d", strict=False)
    held = pl.col(value_of(column.name))
    wrong = ~text.str.contains(DAY) | held.is_null() | (held < dt.date.min)
    return day, _coded((wrong, Code.WRONG_TYPE))


def _parsed_number(column: Column, text: pl.Expr) -> Steps:
    scale = column.type.scale if column.type.kind is Kind.DECIMAL else 0
    number = text.str.strip_prefix("+").cast(pl.Decimal(38, scale), strict=False)
    value = number.to_physical().cast(pl.Int64, strict=False)
    finer = text.str.contains(rf"\.[0-9]{{{scale}}}[0-9]*[1-9]")
    return value, _bounded(column, no_number=~text.str.contains(NUMBER), finer=finer)


def _bounded(column: Column, *, no_number: pl.Expr = NEVER, finer: pl.Expr = NEVER) -> pl.Expr:
    """Return the code of a number; its scaled value is unknown where it is far too large."""
    value, type_ = pl.col(value_of(column.name)), column.type
    low, high = (1, LAST_YEAR) if type_.kind is Kind.YEAR else (-LARGEST, LARGEST)
    scale = type_.scale if type_.kind is Kind.DECIMAL else 0
    beyond = value.is_null() | ~value.is_between(low * 10**scale, high * 10**scale)
    if type_.kind is Kind.DECIMAL:
        return _coded(
            (no_number, Code.WRONG_TYPE),
            (beyond, Code.OUT_OF_RANGE),
            (finer, Code.TOO_MANY_DECIMALS),
        )
    far = Code.WRONG_TYPE if type_.kind is Kind.YEAR else Code.OUT_OF_RANGE
    return _coded((no_number | finer, Code.WRONG_TYPE), (beyond, far))


def _typed(column: Column, given: pl.DataType) -> Steps | None:
    """Return value and code where the delivered type needs no reading of text."""
    cell, kind = pl.col(column.name), column.type.kind
    if kind is Kind.DATE:
        return _typed_day(column, cell, given)
    if kind is Kind.BOOLEAN and given == pl.Boolean():
        return cell, FINE
    if column.type.is_number and given in INTEGERS:
        held = cell.cast(pl.Int64, strict=False)
        near = pl.when(held.is_between(-LARGEST, LARGEST)).then(held)
        return near * 10**column.type.scale, _bounded(column)
    if column.type.is_number and given in FLOATS:
        return _typed_float(column, cell, given)
    if kind is Kind.DECIMAL and isinstance(given, pl.Decimal):
        return _typed_decimal(column, cell, given)
    return None


def _typed_day(column: Column, cell: pl.Expr, given: pl.DataType) -> Steps | None:
    day = pl.col(value_of(column.name))
    strange = ~day.is_between(dt.date.min, dt.date.max)
    if given == pl.Date():
        return cell, _coded((strange, Code.WRONG_TYPE))
    if isinstance(given, pl.Datetime):
        timed = cell.dt.replace_time_zone(None) != day.cast(pl.Datetime(given.time_unit))
        return cell.dt.date(), _coded((timed | strange, Code.WRONG_TYPE))
    return None


def _typed_float(column: Column, cell: pl.Expr, given: pl.DataType) -> Steps:
    # A 32-bit number means the shortest decimal that names it, not its binary neighbour.
    number = cell.cast(pl.String).cast(pl.Float64) if given == pl.Float32() else cell
    units = number * 10**column.type.scale
    near = units.round(0)
    finer = (units - near).abs() > NOISE * (1 + units.abs() * RELATIVE_NOISE)
    usable = number.is_finite() & (number.abs() <= LARGEST)
    value = pl.when(usable).then(near).cast(pl.Int64, strict=False)
    return value, _bounded(column, no_number=~number.is_finite(), finer=finer)


def _typed_decimal(column: Column, cell: pl.Expr, given: pl.Decimal) -> Steps | None:
    if given.scale > column.type.scale:
        return None
    held = cell.to_physical()
    most = LARGEST * 10**given.scale
    value = pl.when(held.is_between(-most, most)).then(held).cast(pl.Int64)
    return value * 10 ** (column.type.scale - given.scale), _bounded(column)
