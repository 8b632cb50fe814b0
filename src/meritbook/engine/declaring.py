"""From YAML entries to what they declare: the head, words, tables of facts, sources.

Numbers and bands are read in `declaring_numbers`; what holds expressions (checks, derived keys)
comes later in `building`, once all names are known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from meritbook.engine.items import Item
from meritbook.engine.kinds import DATE, YEAR, Kind, Label, Type, decimal, option
from meritbook.engine.numerals import DECIMALS
from meritbook.engine.rulebook import (
    Citation,
    Column,
    Constant,
    Disjoint,
    Options,
    Source,
    Table,
    Unique,
)

EXAMPLE = "example"
PLAIN_KINDS = {kind.value: kind for kind in Kind if kind is not Kind.OPTION}
FACT_DECIMALS = 2
"""Decimals of a fact: points and scores have at most two (the facts contract)."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Head:
    """What a rulebook is, where and when it is in force."""

    id: str
    title: Label
    jurisdiction: Label
    start: dt.date
    end: dt.date | None
    decimals: int


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
        names = item.all_named({*self.sources, EXAMPLE}, "source")
        return Citation(tuple(n for n in names if n != EXAMPLE), example=EXAMPLE in names)

    def type(self, item: Item, *, scale: int = FACT_DECIMALS) -> Type:
        """Read the name of a type: a plain kind or a closed list of words."""
        name = item.text()
        if name in self.options:
            return option(name)
        kind = PLAIN_KINDS[item.named({*PLAIN_KINDS, *self.options}, "type")]
        return decimal(scale) if kind is Kind.DECIMAL else Type(kind)


def read_head(item: Item) -> Head:
    """Read the section `rulebook`."""
    item.only("id", "title", "jurisdiction", "in_force", "extends", "decimals")
    force, decimals = item.need("in_force"), item.get("decimals")
    force.only("from", "to")
    start, last = read_day(force.need("from")), force.get("to")
    end = read_day(last) if last else None
    if last is not None and end is not None and end < start:
        last.fail(f"'{end}' lies before '{start}'", "the last day in force, or no `to:`")
    return Head(
        id=item.need("id").text(),
        title=item.need("title").phrase(),
        jurisdiction=item.need("jurisdiction").phrase(),
        start=start,
        end=end,
        decimals=decimals.whole("number of decimals", least=0, most=DECIMALS) if decimals else 2,
    )


def read_day(item: Item) -> dt.date:
    """Read a day in full."""
    text = item.text()
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = None
    # Other forms of ISO 8601 leave out the hyphens or count weeks: nobody would check them.
    if day is None or day.isoformat() != text:
        item.fail(f"'{text}' is not a day", "2018-06-26")
    return day


def read_options(name: str, item: Item) -> Options:
    """Read a closed list of words."""
    item.only("label", "ranked", "values")
    values: dict[str, Label] = {}
    computed: set[str] = set()
    for key, word in item.need("values").some().items():
        word.only("zh", "en", "computed")
        values[key] = word.label()
        flag = word.get("computed")
        if flag is not None and flag.flag():
            computed.add(key)
    ranked = item.get("ranked")
    return Options(
        name=name,
        label=item.need("label").phrase(),
        values=values,
        ranked=ranked.all_named(values, "word") if ranked else (),
        computed=frozenset(computed),
    )


def read_source(name: str, item: Item, documents: Mapping[str, Label]) -> Source:
    """Read a clause with its passage in brief."""
    item.only("document", "zh", "en", "sure")
    document = item.need("document").named(documents, "document")
    sure = item.get("sure")
    return Source(
        id=name,
        document=documents[document],
        passage=item.label(),
        sure=sure.phrase() if sure else None,
    )


def read_table(name: str, item: Item, words: Words, tables: Mapping[str, Item]) -> Table:
    """Read a table of facts without its expressions."""
    item.only(
        "label", "row", "required", "key", "dated", "derived", "describe", "columns",
        "unique", "constant", "disjoint", "checks",
    )  # fmt: skip
    columns = {
        key: read_column(key, column, words, tables)
        for key, column in item.need("columns").some().items()
    }
    required, key, dated = item.get("required"), item.get("key"), item.get("dated")
    if key is not None and not columns[key.named(columns, "column")].required:
        key.fail(f"'{key.text()}' may be empty", "`required: true` on the column")
    if dated is not None and columns[dated.named(columns, "column")].type not in (DATE, YEAR):
        dated.fail(f"'{dated.text()}' is no day and no year", "a column of type date or year")
    return Table(
        name=name,
        label=item.need("label").phrase(),
        row=item.need("row").phrase(),
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
    return Column(
        name=name,
        label=item.label(),
        type=words.type(item.need("type")),
        required=required.flag() if required else False,
        refers=refers.named(tables, "table") if refers else None,
        empty=empty.phrase() if empty else None,
    )


def _each(item: Item, section: str, make: Callable[[str, Item], T]) -> tuple[T, ...]:
    entry = item.get(section)
    return tuple(make(name, each) for name, each in entry.entries().items()) if entry else ()


def _columns_of(item: Item | None, columns: Mapping[str, Column]) -> tuple[str, ...]:
    return item.all_named(columns, "column") if item else ()


def _unique(name: str, item: Item, columns: Mapping[str, Column]) -> Unique:
    item.only("columns", "right")
    return Unique(name, _columns_of(item.need("columns"), columns), item.need("right").phrase())


def _constant(name: str, item: Item, columns: Mapping[str, Column]) -> Constant:
    item.only("within", "column", "right")
    column = item.need("column").named(columns, "column")
    within = _columns_of(item.need("within"), columns)
    return Constant(name, within, column, item.need("right").phrase())


def _disjoint(
    name: str, item: Item, columns: Mapping[str, Column], tables: Mapping[str, Item]
) -> Disjoint:
    item.only("columns", "from", "right")
    other = item.need("from").named(tables, "table")
    held = _columns_of(item.need("columns"), columns)
    return Disjoint(name, held, other, item.need("right").phrase())
