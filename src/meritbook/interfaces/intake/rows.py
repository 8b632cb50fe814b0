"""Tables on their way out: rows of plain values become typed frames, typed values become words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

import polars as pl

from meritbook.engine.facts import PHYSICAL, schema
from meritbook.engine.kinds import Kind, Lang
from meritbook.engine.rulebook import Column, Options, Rulebook, Table

Rows = Sequence[Mapping[str, object]]
Tables = Mapping[str, Rows | pl.DataFrame | pl.LazyFrame]
"""Tables to write: typed frames, or rows of plain values (text, `int`, `Decimal`, `bool`, `date`,
nothing for what is unknown)."""

FITS: Mapping[Kind, tuple[type, ...]] = {
    Kind.TEXT: (str,),
    Kind.OPTION: (str,),
    Kind.DATE: (dt.date,),
    Kind.BOOLEAN: (bool,),
    Kind.YEAR: (int,),
    Kind.INTEGER: (int,),
    Kind.DECIMAL: (int, Decimal),
}
BOOLEANS: Mapping[Lang, tuple[str, str]] = {"zh": ("是", "否"), "en": ("true", "false")}


def typed_frames(tables: Tables, rulebook: Rulebook) -> dict[str, pl.DataFrame]:
    """Return tables as typed frames, in the order and with the columns that are declared.

    Raises `ValueError` for an unknown table or column and for a value of another type.
    """
    unknown = set(tables) - set(rulebook.tables)
    if unknown:
        raise ValueError(f"tables that the rulebook does not declare: {sorted(unknown)}")
    frames = {}
    for name, table in rulebook.tables.items():
        given = tables.get(name)
        if isinstance(given, pl.LazyFrame):
            given = given.collect()
        if isinstance(given, pl.DataFrame):
            if dict(given.schema) != schema(table):
                raise ValueError(f"table '{name}' does not have the declared columns and types")
            frames[name] = given
        elif given is not None:
            frames[name] = _frame(table, given)
    return frames


def _frame(table: Table, rows: Rows) -> pl.DataFrame:
    unknown = {name for row in rows for name in row} - set(table.columns)
    if unknown:
        raise ValueError(f"table '{table.name}' has no columns {sorted(unknown)}")
    return pl.DataFrame(
        [
            pl.Series(
                name,
                [_physical(table, column, row.get(name)) for row in rows],
                dtype=PHYSICAL[column.type.kind],
            )
            for name, column in table.columns.items()
        ]
    )


def _physical(table: Table, column: Column, value: object) -> str | int | bool | dt.date | None:
    if value is None or value == "":
        return None
    fits = FITS[column.type.kind]
    wrong = isinstance(value, dt.datetime) or (isinstance(value, bool) and bool not in fits)
    if wrong or not isinstance(value, fits):
        raise ValueError(f"{table.name}.{column.name} cannot hold {value!r}")
    if column.type.kind is Kind.DECIMAL:
        units = Decimal(value).scaleb(column.type.scale)  # type: ignore[arg-type]
        if units != int(units):
            raise ValueError(f"{table.name}.{column.name} cannot hold {value!r} exactly")
        return int(units)
    return value  # type: ignore[return-value]


def as_words(
    frame: pl.DataFrame, table: Table, options: Mapping[str, Options], lang: Lang
) -> pl.DataFrame:
    """Return a typed frame as text, as a user would write it: headers and words in a language."""
    return frame.select(
        _words(column, options, lang).alias(header(column, lang))
        for column in table.columns.values()
    )


def header(column: Column, lang: Lang) -> str:
    """Return a column's header."""
    return column.label.zh if lang == "zh" else column.name


def option_words(column: Column, options: Mapping[str, Options], lang: Lang) -> dict[str, str]:
    """Return the words of an option column that may be delivered: key → as shown."""
    words = options[column.type.options or ""].delivered
    return {key: label.zh if lang == "zh" else key for key, label in words.items()}


def _words(column: Column, options: Mapping[str, Options], lang: Lang) -> pl.Expr:
    cell = pl.col(column.name)
    match column.type.kind:
        case Kind.OPTION:
            words = option_words(column, options, lang)
            return cell.replace_strict(list(words), list(words.values()), return_dtype=pl.String)
        case Kind.BOOLEAN:
            yes, no = BOOLEANS[lang]
            return pl.when(cell).then(pl.lit(yes)).when(~cell).then(pl.lit(no))
        case Kind.DECIMAL:
            return decimal_text(cell, column.type.scale)
        case Kind.DATE:
            return cell.dt.strftime("%Y-%m-%d")
        case _:
            return cell.cast(pl.String)


def decimal_text(units: pl.Expr, scale: int) -> pl.Expr:
    """Return scaled integers as decimal numbers with all their decimals: -50 is -0.50."""
    if scale == 0:
        return units.cast(pl.String)
    whole = (units.abs() // 10**scale).cast(pl.String)
    rest = (units.abs() % 10**scale).cast(pl.String).str.zfill(scale)
    sign = pl.when(units < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return pl.concat_str(sign, whole, pl.lit("."), rest)
