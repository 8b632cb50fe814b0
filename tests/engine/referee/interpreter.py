"""Every node of a rulebook at every row of its grain, straight from the typed terms.

Settings and parameters are looked up when they are met; rows are found by their keys in
dictionaries; a row that is not there makes whatever is read from it unknown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cmp_to_key, partial
from typing import Any

from meritbook.engine.kinds import Kind, Type
from meritbook.engine.rulebook import Grain, GrainKind, Order, Pick, Rulebook, Table
from meritbook.engine.terms import (
    COMPARISONS,
    Apply,
    Banded,
    Constant,
    Given,
    Lookup,
    Moment,
    Op,
    Reduce,
    Ref,
    Referred,
    Setting,
    Term,
)
from tests.engine.referee.operators import Value, applied, gathered

Delivered = Mapping[str, Sequence[Mapping[str, Any]]]
"""Table → rows; numbers are whole, in units of their column's scale, and unknown is `None`."""


@dataclass(eq=False, slots=True)
class Row:
    """A row of a grain; each is itself alone, whatever others hold."""

    grain: str
    keys: dict[str, Value]
    facts: dict[str, Value] = field(default_factory=dict)
    exists: bool = True


def entering(value: Any, kind: Type) -> Value:
    """Return a value of the facts or of a rule as the referee holds it."""
    if value is not None and kind.is_number:
        return Fraction(value, 10**kind.scale)
    return value  # type: ignore[no-any-return]


def leaving(value: Value, kind: Type) -> Any:
    """Return a value as the engine holds it: a number as a whole number of its scale's units."""
    if value is None or not kind.is_number:
        return value
    assert isinstance(value, Fraction)
    scaled = value * 10**kind.scale
    assert scaled.denominator == 1, f"{value} does not fit {kind}"
    return int(scaled)


class Referee:
    """Computes the nodes of one rulebook on the facts of one delivery, as of a day."""

    def __init__(
        self, rulebook: Rulebook, facts: Delivered, on: dt.date, *, provisional: bool = False
    ) -> None:
        self.rulebook, self.facts, self.on = rulebook, facts, on
        self.window = rulebook.window.of(on)
        self.years = (*self.window, on.year) if provisional else self.window
        self.settings = rulebook.settings()
        self._rows: dict[str, list[Row]] = {}
        self._index: dict[tuple[str, tuple[str, ...]], dict[tuple[Value, ...], list[Row]]] = {}
        self._values: dict[tuple[str, Row], Value] = {}
        self._picked: dict[tuple[str, Row], Row | None] = {}

    def findings(self, grain: str) -> list[dict[str, Any]]:
        """Return keys, facts and nodes of every row of a grain that exists, as the engine does."""
        nodes = [node for node in self.rulebook.nodes.values() if node.grain == grain]
        found = []
        for row in self.rows(grain):
            if row.exists:
                held = {key: _bare(value) for key, value in row.keys.items()}
                held |= {name: leaving(v, self._type(name)) for name, v in row.facts.items()}
                held |= {n.name: leaving(self.node(n.name, row), n.type) for n in nodes}
                found.append(held)
        return found

    def _type(self, fact: str) -> Type:
        table, column = fact.split(".")
        return self.rulebook.tables[table].columns[column].type

    # Rows

    def rows(self, grain: str) -> list[Row]:
        """Return the rows of a grain, made when first asked for."""
        if grain not in self._rows:
            held = self.rulebook.grains[grain]
            make = {
                GrainKind.TABLE: self._of_table,
                GrainKind.ENTITY: self._of_entity,
                GrainKind.YEARS: self._of_years,
                GrainKind.GROUP: self._of_group,
                GrainKind.PAIR: self._of_pair,
            }[held.kind]
            self._rows[grain] = make(held)
        return self._rows[grain]

    def _of_table(self, grain: Grain) -> list[Row]:
        table = self.rulebook.tables[grain.name]
        made = []
        for cells in self.facts.get(table.name, ()):
            facts = {
                f"{table.name}.{name}": entering(cells.get(name), column.type)
                for name, column in table.columns.items()
            }
            row = Row(grain.name, {}, facts)
            if self._is_visible(table, row):
                row.keys = {key: self._key(table, key, row) for key in grain.keys}
                made.append(row)
        return made

    def _is_visible(self, table: Table, row: Row) -> bool:
        day = row.facts[f"{table.name}.{table.dated}"] if table.dated else None
        if table.dated is None:
            return True
        if isinstance(day, dt.date):
            return day <= self.on
        return isinstance(day, Fraction) and day <= self.on.year

    def _key(self, table: Table, key: str, row: Row) -> Value:
        if key in table.columns:
            return row.facts[f"{table.name}.{key}"]
        return self.value(table.derived[key].term, row)

    def _of_entity(self, grain: Grain) -> list[Row]:
        return [
            Row(grain.name, {key: row.keys[key] for key in grain.keys}, row.facts)
            for row in self.rows(grain.sources[0])
        ]

    def _of_years(self, grain: Grain) -> list[Row]:
        made = [
            Row(grain.name, {**parent.keys, "year": Fraction(year)})
            for parent in self.rows(grain.sources[0])
            for year in self.years
        ]
        for row in made if grain.exists else ():
            assert grain.exists is not None
            row.exists = self.value(grain.exists.term, row) is True
        return made

    def _of_group(self, grain: Grain) -> list[Row]:
        found: dict[tuple[Value, ...], Row] = {}
        for source in grain.sources:
            for row in self.rows(source):
                keys = {key: row.keys[key] for key in grain.keys}
                if keys.get("year", self.years[0]) in self.years:
                    found.setdefault(tuple(keys.values()), Row(grain.name, keys))
        return list(found.values())

    def _of_pair(self, grain: Grain) -> list[Row]:
        first, second = grain.sources
        one, other = f"{first}.{grain.on}", f"{second}.{grain.on}"
        return [
            Row(grain.name, {**right.keys, **left.keys}, {**left.facts, **right.facts})
            for left in self.rows(first)
            for right in self.rows(second)
            if left.facts[one] is not None and left.facts[one] == right.facts[other]
        ]

    def matching(self, grain: str, names: tuple[str, ...], row: Row) -> list[Row]:
        """Return the rows of a grain that agree with a row in some keys, all of them known."""
        if (grain, names) not in self._index:
            index: dict[tuple[Value, ...], list[Row]] = {}
            for each in self.rows(grain):
                index.setdefault(tuple(each.keys[name] for name in names), []).append(each)
            self._index[(grain, names)] = index
        wanted = tuple(row.keys[name] for name in names)
        return [] if None in wanted else self._index[(grain, names)].get(wanted, [])

    # Values

    def node(self, name: str, row: Row) -> Value:
        """Return a node's value at a row of its grain."""
        if (name, row) not in self._values:
            self._values[(name, row)] = self.value(self.rulebook.nodes[name].expression.term, row)
        return self._values[(name, row)]

    def value(self, term: Term, row: Row) -> Value:
        """Return what a term is worth at a row."""
        match term:
            case Constant():
                return entering(term.value, term.type)
            case Apply():
                return self._applied(term, row)
            case Ref():
                return self._referenced(term, row)
            case Reduce():
                return self._reduced(term, row)
            case Referred():
                return self._referred(term, row)
            case _:
                return self._given(term, row)

    def _given(self, term: Term, row: Row) -> Value:
        """Return what the rulebook holds, as of the row's year or else of the day."""
        match term:
            case Setting():
                return self.settings[term.name]
            case Moment():
                return self.on if term.name == "on" else dt.date(self.years[0], 1, 1)
            case Given():
                return _exact(self.rulebook.parameters[term.parameter].on(self._as_of(row)))
            case Lookup():
                held = self.rulebook.parameters[term.parameter].on(self._as_of(row))
                assert isinstance(held, Mapping)
                key = self.value(term.key, row)
                return _exact(held.get(key)) if isinstance(key, str) else None
            case Banded():
                return self._band(term, row)
            case _:
                raise TypeError(f"{term} stands in row checks only")

    def _as_of(self, row: Row) -> dt.date:
        year = row.keys.get("year")
        return dt.date(int(year), 12, 31) if isinstance(year, Fraction) else self.on

    def _band(self, term: Banded, row: Row) -> Value:
        value = self.value(term.value, row)
        if value is None:
            return None
        assert isinstance(value, Fraction)
        bands = self.rulebook.ladders[term.ladder].on(self._as_of(row))
        reached = (b for b in bands if b.at_least is None or value >= Fraction(b.at_least))
        return next(reached).option

    def _applied(self, term: Apply, row: Row) -> Value:
        values = [self.value(arg, row) for arg in term.args]
        kind = term.args[0].type
        ordered = term.op in COMPARISONS - {Op.EQUAL, Op.UNEQUAL}
        if ordered and kind.kind is Kind.OPTION:
            values = [self._rank(value, kind) for value in values]
        return applied(term.op, values, term.type.scale)

    def _rank(self, word: Value, kind: Type) -> Value:
        """Return how many words a word is no worse than; unranked ones have no place."""
        ranked = self.rulebook.options[kind.options or ""].ranked
        return Fraction(len(ranked[ranked.index(str(word)) :])) if word in ranked else None

    def _referenced(self, ref: Ref, row: Row) -> Value:
        if ref.name in row.keys and ref.name not in self.rulebook.nodes:
            return row.keys[ref.name]
        home = self._home(ref.grain, row)
        if home is None:
            return None
        owner, _, column = ref.name.partition(".")
        if not column:
            return self.node(ref.name, home)
        if owner in self.rulebook.picks:
            chosen = self._pick(self.rulebook.picks[owner], home)
            return chosen.facts[f"{chosen.grain}.{column}"] if chosen else None
        return home.facts[ref.name]

    def _home(self, grain: str, row: Row) -> Row | None:
        """Return the row of a coarser grain to which a row belongs, if it exists."""
        if grain == row.grain:
            return row
        found = self.matching(grain, self.rulebook.grains[grain].keys, row)
        return found[0] if found and found[0].exists else None

    def _referred(self, term: Referred, row: Row) -> bool:
        key = row.facts[f"{term.table}.{self.rulebook.tables[term.table].key}"]
        naming = f"{term.table}.{term.column}"
        return any(each.facts[naming] == key for each in self.rows(term.table))

    def _reduced(self, term: Reduce, row: Row) -> Value:
        source = self.rulebook.grains[term.source]
        rows = self.matching(source.name, self.rulebook.grains[term.grain].keys, row)
        if source.kind in (GrainKind.YEARS, GrainKind.GROUP) and "year" not in row.keys:
            # The running year is computed when asked for, but nothing over the years looks at it.
            rows = [each for each in rows if each.keys.get("year") in (None, *self.window)]
        values = [
            [self.value(arg, each) if each.exists else None for arg in term.args] for each in rows
        ]
        return gathered(term.op, values, term.type.scale)

    def _pick(self, pick: Pick, row: Row) -> Row | None:
        if (pick.name, row) not in self._picked:
            rows = self.matching(pick.table, self.rulebook.grains[pick.grain].keys, row)
            where = pick.where
            seen = [r for r in rows if where is None or self.value(where.term, r) is True]
            better = cmp_to_key(partial(_better, pick.order))
            self._picked[(pick.name, row)] = max(seen, key=better, default=None)
        return self._picked[(pick.name, row)]


def _better(order: Sequence[Order], one: Row, other: Row) -> int:
    """Compare two rows step by step; an unknown value comes after every known one."""
    for step in order:
        name = f"{one.grain}.{step.column}"
        a, b = one.facts[name], other.facts[name]
        if a == b:
            continue
        if a is None or b is None:
            return -1 if a is None else 1
        return 1 if (a > b) is step.highest else -1  # type: ignore[operator]
    return 0


def _exact(value: Any) -> Value:
    return Fraction(value) if isinstance(value, Decimal) else value


def _bare(value: Value) -> Any:
    return int(value) if isinstance(value, Fraction) else value
