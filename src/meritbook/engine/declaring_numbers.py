"""From YAML entries to the numbers of a rulebook: parameters, tables of them, and ladders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

from meritbook.engine.declaring import Words, read_day
from meritbook.engine.items import Item, nearest
from meritbook.engine.kinds import Kind, Type, decimal
from meritbook.engine.numerals import PLAIN, numeral
from meritbook.engine.rulebook import Band, Ladder, Options, Parameter, Scalar, Value

YEARS = range(1000, 10000)
LEAST_BANDS = 2

T = TypeVar("T")


def read_number(item: Item) -> Decimal:
    """Read an exact number; its decimals are its scale."""
    number = numeral(item.text())
    if number is None:
        item.fail(f"'{item.text()}' is not a number", PLAIN)
    return number


def _dated(item: Item, start: dt.date, read: Callable[[Item], T]) -> tuple[tuple[dt.date, T], ...]:
    """Read `value:` (in force from the start) or `values:` by day, oldest first."""
    single, several = item.get("value"), item.get("values")
    if single is not None and several is None:
        return ((start, read(single)),)
    if several is None or single is not None:
        item.fail(
            "needs either `value` or dated `values`", "value: 10, or values: {2018-06-26: 10}"
        )
    held = []
    for day, value in several.some().items():
        held.append((read_day(Item(day, value.file, value.line)), read(value)))
    return tuple(sorted(held, key=lambda entry: entry[0]))


def read_parameter(name: str, item: Item, words: Words, start: dt.date) -> Parameter:
    """Read a number or word, or a table of them keyed by options."""
    item.only("label", "type", "of", "value", "values", "citation")
    kind, keyed = item.get("type"), item.get("of")
    declared = words.type(kind) if kind and kind.text() != Kind.DECIMAL else None
    options = _options(keyed, words) if keyed else None

    def value(entry: Item) -> Value:
        if options is None:
            return _scalar(entry, declared, words)
        for key, each in entry.some().items():
            _check_word(each, key, options)
        return {
            key: None if each.value is None else _scalar(each, declared, words)
            for key, each in entry.entries().items()
        }

    values = _dated(item, start, value)
    return Parameter(
        name=name,
        label=item.need("label").phrase(),
        type=declared or _number_type(values),
        values=values,
        citation=words.citation(item.get("citation"), item),
        of=options.name if options else None,
    )


def _options(item: Item, words: Words) -> Options:
    return words.options[item.named(words.options, "list")]


def _check_word(item: Item, word: str, options: Options) -> None:
    if word not in options.values:
        item.fail(f"'{word}' is not one of {options.name}", nearest(word, options.values))


def _scalar(entry: Item, declared: Type | None, words: Words) -> Scalar:
    if declared is None:
        return read_number(entry)
    if declared.is_number:
        return _whole(entry, declared)
    if declared.kind is Kind.BOOLEAN:
        return entry.flag()
    if declared.kind is Kind.DATE:
        return read_day(entry).isoformat()
    if declared.kind is Kind.OPTION:
        _check_word(entry, entry.text(), words.options[declared.options or ""])
    return entry.text()


def _whole(entry: Item, declared: Type) -> Decimal:
    number = read_number(entry)
    if number.as_tuple().exponent != 0:
        entry.fail(f"'{entry.text()}' is not a whole number", "12, or no `type:`")
    if declared.kind is Kind.YEAR and int(number) not in YEARS:
        entry.fail(f"'{entry.text()}' is not a year", "2018")
    return number


def _number_type(values: tuple[tuple[dt.date, Value], ...]) -> Type:
    """Return the type of numbers written with these decimals."""
    scale = 0
    for _, held in values:
        for number in held.values() if isinstance(held, Mapping) else (held,):
            if isinstance(number, Decimal):
                scale = max(scale, -int(number.as_tuple().exponent))
    return decimal(scale)


def read_ladder(name: str, item: Item, words: Words, start: dt.date) -> Ladder:
    """Read the bands of a number, best first; bounds must fall, the last band takes the rest."""
    item.only("label", "of", "value", "values", "citation")
    options = _options(item.need("of"), words)

    def bands(entry: Item) -> tuple[Band, ...]:
        steps: list[Band] = []
        for key, bound in entry.entries().items():
            _check_word(bound, key, options)
            rest = bound.text() == "rest"
            steps.append(Band(key, None if rest else read_number(bound)))
        _check_bands(entry, steps, options)
        return tuple(steps)

    return Ladder(
        name=name,
        label=item.need("label").phrase(),
        options=options.name,
        values=_dated(item, start, bands),
        citation=words.citation(item.get("citation"), item),
    )


def _check_bands(entry: Item, steps: list[Band], options: Options) -> None:
    bounds = [band.at_least for band in steps]
    if not bounds or bounds[-1] is not None or None in bounds[:-1]:
        entry.fail("the last band takes what is left, and only the last", "…, poor: rest")
    if len(steps) < LEAST_BANDS:
        entry.fail("one band tells nothing apart", "at least two: {good: 90, poor: rest}")
    held = [bound for bound in bounds if bound is not None]
    if any(low >= high for high, low in pairwise(held)):
        entry.fail(
            "the bounds do not fall from band to band", "best band first, no gap, no overlap"
        )
    ranks = [options.ranked.index(band.option) for band in steps if band.option in options.ranked]
    if ranks != sorted(ranks):
        entry.fail(f"the bands are not in the order of {options.name}", ", ".join(options.ranked))
