"""From YAML entries to what they declare: words, tables of facts, sources, numbers, bands.

What holds expressions (checks, derived keys) comes later in `loading`, once all names are known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import TypeVar

from meritbook.engine.items import Item, nearest
from meritbook.engine.kinds import Kind, Label, Type, decimal, option
from meritbook.engine.rulebook import (
    Band,
    Citation,
    Column,
    Constant,
    Disjoint,
    Ladder,
    Options,
    Parameter,
    Scalar,
    Source,
    Table,
    Unique,
    Value,
)

EXAMPLE = "example"
PLAIN_KINDS = {kind.value: kind for kind in Kind if kind is not Kind.OPTION}
FACT_DECIMALS = 2
"""Decimals of a fact: points and scores have at most two (the facts contract)."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Words:
    """What may be cited and which closed lists there are, for checking what names them."""

    options: Mapping[str, Options]
    sources: Mapping[str, Source]

    def citation(self, item: Item | None, owner: Item) -> Citation:
        """Read the citation of a rule or number; every one must have some."""
        if item is None:
            owner.fail(
                "a citation is missing", "citation: B5, or example where the source is silent"
            )
        names = item.texts()
        for name in names:
            if name != EXAMPLE and name not in self.sources:
                item.fail(f"there is no source '{name}'", nearest(name, {*self.sources, EXAMPLE}))
        return Citation(tuple(n for n in names if n != EXAMPLE), example=EXAMPLE in names)

    def type(self, item: Item, *, scale: int = FACT_DECIMALS) -> Type:
        """Read the name of a type: a plain kind or a closed list of words."""
        name = item.text()
        if name in self.options:
            return option(name)
        if name not in PLAIN_KINDS:
            item.fail(f"there is no type '{name}'", nearest(name, {*PLAIN_KINDS, *self.options}))
        kind = PLAIN_KINDS[name]
        return decimal(scale) if kind is Kind.DECIMAL else Type(kind)


def read_options(name: str, item: Item) -> Options:
    """Read a closed list of words."""
    item.only("label", "ranked", "values")
    values: dict[str, Label] = {}
    computed: set[str] = set()
    for key, word in item.need("values").entries().items():
        word.only("zh", "en", "computed")
        values[key] = word.label()
        flag = word.get("computed")
        if flag is not None and flag.flag():
            computed.add(key)
    ranked = item.get("ranked")
    for key in ranked.texts() if ranked else ():
        if key not in values:
            item.need("ranked").fail(f"'{key}' is ranked but is no value", nearest(key, values))
    return Options(
        name=name,
        label=item.need("label").label(),
        values=values,
        ranked=ranked.texts() if ranked else (),
        computed=frozenset(computed),
    )


def read_source(name: str, item: Item, documents: Mapping[str, Label]) -> Source:
    """Read a clause with its passage in brief."""
    item.only("document", "zh", "en", "sure")
    document = item.need("document")
    if document.text() not in documents:
        document.fail(
            f"there is no document '{document.text()}'", nearest(document.text(), documents)
        )
    sure = item.get("sure")
    return Source(
        id=name,
        document=documents[document.text()],
        passage=item.label(),
        sure=sure.label() if sure else None,
    )


def read_table(name: str, item: Item, words: Words, tables: Mapping[str, Item]) -> Table:
    """Read a table of facts without its expressions."""
    item.only(
        "label", "row", "required", "key", "dated", "derived", "describe", "columns",
        "unique", "constant", "disjoint", "checks",
    )  # fmt: skip
    columns = {
        key: read_column(key, column, words, tables)
        for key, column in item.need("columns").entries().items()
    }
    required, key, dated = item.get("required"), item.get("key"), item.get("dated")
    for entry in (key, dated):
        if entry is not None and entry.text() not in columns:
            entry.fail(f"'{name}' has no column '{entry.text()}'", nearest(entry.text(), columns))
    return Table(
        name=name,
        label=item.need("label").label(),
        row=item.need("row").label(),
        columns=columns,
        required=required.flag() if required else False,
        key=key.text() if key else None,
        dated=dated.text() if dated else None,
        describe=_columns_of(item.get("describe"), columns),
        unique=_each(item, "unique", lambda n, e: _unique(n, e, columns)),
        constant=_each(item, "constant", lambda n, e: _constant(n, e, columns)),
        disjoint=_each(item, "disjoint", lambda n, e: _disjoint(n, e, columns, tables)),
    )


def read_column(name: str, item: Item, words: Words, tables: Mapping[str, Item]) -> Column:
    """Read one column."""
    item.only("zh", "en", "type", "required", "refers", "empty")
    refers, required, empty = item.get("refers"), item.get("required"), item.get("empty")
    if refers is not None and refers.text() not in tables:
        refers.fail(f"there is no table '{refers.text()}'", nearest(refers.text(), tables))
    return Column(
        name=name,
        label=item.label(),
        type=words.type(item.need("type")),
        required=required.flag() if required else False,
        refers=refers.text() if refers else None,
        empty=empty.label() if empty else None,
    )


def _each(item: Item, section: str, make: Callable[[str, Item], T]) -> tuple[T, ...]:
    entry = item.get(section)
    return tuple(make(name, each) for name, each in entry.entries().items()) if entry else ()


def _columns_of(item: Item | None, columns: Mapping[str, Column]) -> tuple[str, ...]:
    for name in item.texts() if item else ():
        if item is not None and name not in columns:
            item.fail(f"there is no column '{name}'", nearest(name, columns))
    return item.texts() if item else ()


def _unique(name: str, item: Item, columns: Mapping[str, Column]) -> Unique:
    item.only("columns", "right")
    return Unique(name, _columns_of(item.need("columns"), columns), item.need("right").label())


def _constant(name: str, item: Item, columns: Mapping[str, Column]) -> Constant:
    item.only("within", "column", "right")
    (column,) = _columns_of(item.need("column"), columns)
    within = _columns_of(item.need("within"), columns)
    return Constant(name, within, column, item.need("right").label())


def _disjoint(
    name: str, item: Item, columns: Mapping[str, Column], tables: Mapping[str, Item]
) -> Disjoint:
    item.only("columns", "from", "right")
    other = item.need("from")
    if other.text() not in tables:
        other.fail(f"there is no table '{other.text()}'", nearest(other.text(), tables))
    held = _columns_of(item.need("columns"), columns)
    return Disjoint(name, held, other.text(), item.need("right").label())


def read_day(item: Item) -> dt.date:
    """Read an ISO day."""
    try:
        return dt.date.fromisoformat(item.text())
    except ValueError:
        item.fail(f"'{item.text()}' is not a day", "2018-06-26")


def read_number(item: Item) -> Decimal:
    """Read an exact number; its decimals are its scale."""
    try:
        number = Decimal(item.text())
    except InvalidOperation:
        item.fail(f"'{item.text()}' is not a number", "80 or 80.50")
    if not number.is_finite():
        item.fail(f"'{item.text()}' is not a number", "80 or 80.50")
    return number


def _dated(item: Item, start: dt.date, read: Callable[[Item], T]) -> tuple[tuple[dt.date, T], ...]:
    """Read `value:` (in force from the start) or `values:` by day, oldest first."""
    single, several = item.get("value"), item.get("values")
    if (single is None) == (several is None):
        item.fail(
            "needs either `value` or dated `values`", "value: 10, or values: {2018-06-26: 10}"
        )
    if single is not None:
        return ((start, read(single)),)
    assert several is not None
    held = []
    for day, value in several.entries().items():
        held.append((read_day(Item(day, value.file, value.line)), read(value)))
    return tuple(sorted(held, key=lambda entry: entry[0]))


def read_parameter(name: str, item: Item, words: Words, start: dt.date) -> Parameter:
    """Read a number or word, or a table of them keyed by options."""
    item.only("label", "type", "of", "value", "values", "citation")
    kind = item.get("type")
    declared = words.type(kind) if kind and kind.text() != Kind.DECIMAL else None
    keyed = item.get("of")
    if keyed is not None and keyed.text() not in words.options:
        keyed.fail(f"there is no list '{keyed.text()}'", nearest(keyed.text(), words.options))

    def scalar(entry: Item) -> Scalar:
        if entry.value is None:
            return None
        return _scalar(entry, declared, words)

    def value(entry: Item) -> Value:
        if keyed is None:
            return scalar(entry)
        known = words.options[keyed.text()].values
        for key, each in entry.entries().items():
            if key not in known:
                each.fail(f"'{key}' is not one of {keyed.text()}", nearest(key, known))
        return {key: scalar(each) for key, each in entry.entries().items()}

    values = _dated(item, start, value)
    return Parameter(
        name=name,
        label=item.need("label").label(),
        type=declared or _number_type(values),
        values=values,
        citation=words.citation(item.get("citation"), item),
        of=keyed.text() if keyed else None,
    )


def _scalar(entry: Item, declared: Type | None, words: Words) -> Scalar:
    if declared is None or declared.is_number:
        return read_number(entry)
    if declared.kind is Kind.BOOLEAN:
        return entry.flag()
    if declared.kind is Kind.OPTION:
        known = words.options[declared.options or ""].values
        if entry.text() not in known:
            entry.fail(
                f"'{entry.text()}' is not one of {declared.options}", nearest(entry.text(), known)
            )
    return entry.text()


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
    options = item.need("of")
    if options.text() not in words.options:
        options.fail(f"there is no list '{options.text()}'", nearest(options.text(), words.options))
    known = words.options[options.text()].values

    def bands(entry: Item) -> tuple[Band, ...]:
        steps: list[Band] = []
        for key, bound in entry.entries().items():
            if key not in known:
                bound.fail(f"'{key}' is not one of {options.text()}", nearest(key, known))
            rest = bound.text() == "rest"
            steps.append(Band(key, None if rest else read_number(bound)))
        _check_bands(entry, steps)
        return tuple(steps)

    return Ladder(
        name=name,
        label=item.need("label").label(),
        options=options.text(),
        values=_dated(item, start, bands),
        citation=words.citation(item.get("citation"), item),
    )


def _check_bands(entry: Item, steps: list[Band]) -> None:
    bounds = [band.at_least for band in steps]
    if not bounds or bounds[-1] is not None or None in bounds[:-1]:
        entry.fail("the last band takes what is left, and only the last", "…, poor: rest")
    held = [bound for bound in bounds if bound is not None]
    if any(low >= high for high, low in pairwise(held)):
        entry.fail(
            "the bounds do not fall from band to band", "best band first, no gap, no overlap"
        )
