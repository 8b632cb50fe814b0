"""What a rulebook is once loaded: tables, options, parameters, grains, nodes, readings, outputs.

Everything here is data that somebody wrote in YAML; `loading` makes it and refuses what is wrong,
`lowering` runs it, `explanation` says it. Nothing here knows what the rules are about.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from meritbook.engine.expressions import Expression
from meritbook.engine.kinds import Label, Type


@dataclass(frozen=True, slots=True)
class Options:
    """A closed list of words; `ranked` are those that can be compared, best first."""

    name: str
    label: Label
    values: Mapping[str, Label]
    ranked: tuple[str, ...] = ()
    computed: frozenset[str] = frozenset()
    """Keys that only a rule can give, never a delivery."""

    @property
    def delivered(self) -> Mapping[str, Label]:
        """The keys that a delivery may hold."""
        return {key: label for key, label in self.values.items() if key not in self.computed}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table of facts."""

    name: str
    label: Label
    type: Type
    required: bool = False
    refers: str | None = None
    """Table whose key the value must be."""
    empty: Label | None = None
    """What an empty cell means, where it does not simply mean unknown."""


@dataclass(frozen=True, slots=True)
class RowCheck:
    """A fault of single rows: `fault` is true of a row that must not be delivered."""

    name: str
    column: str
    fault: Expression
    right: Label


@dataclass(frozen=True, slots=True)
class Unique:
    """No two rows hold the same values in these columns; rows with an empty one are left out."""

    name: str
    columns: tuple[str, ...]
    right: Label


@dataclass(frozen=True, slots=True)
class Constant:
    """`column` has one value only among rows with the same values in `within`."""

    name: str
    within: tuple[str, ...]
    column: str
    right: Label


@dataclass(frozen=True, slots=True)
class Disjoint:
    """No values of `columns` may stand in this table and in `other` too."""

    name: str
    columns: tuple[str, ...]
    other: str
    right: Label


@dataclass(frozen=True, slots=True)
class Table:
    """A table of facts as the contract declares it."""

    name: str
    label: Label
    row: Label
    columns: Mapping[str, Column]
    required: bool = False
    key: str | None = None
    dated: str | None = None
    """Column whose day (or year) decides from when on a row is seen."""
    derived: Mapping[str, Expression] = field(default_factory=dict)
    """Further key columns made from a row, such as the quarter of its day."""
    describe: tuple[str, ...] = ()
    unique: tuple[Unique, ...] = ()
    constant: tuple[Constant, ...] = ()
    disjoint: tuple[Disjoint, ...] = ()
    checks: tuple[RowCheck, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A clause or article that rules cite, with its passage in brief."""

    id: str
    document: Label
    passage: Label
    sure: Label | None = None
    """How well the wording is established, where that needs saying."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Clauses behind a rule or a number; `example` marks what the source leaves open."""

    sources: tuple[str, ...] = ()
    example: bool = False


Scalar = Decimal | str | bool | None
Value = Scalar | Mapping[str, Scalar]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number, word or table of either, in force from a day on.

    `values` are ordered by day; the first also holds for the time before.
    `of` names the options that key a table parameter; then each value is a mapping.
    """

    name: str
    label: Label
    type: Type
    values: tuple[tuple[dt.date, Value], ...]
    citation: Citation
    of: str | None = None

    def on(self, day: dt.date) -> Value:
        """Return the value in force on a day."""
        held = self.values[0][1]
        for start, value in self.values:
            if start <= day:
                held = value
        return held

    def since(self, day: dt.date) -> dt.date:
        """Return the day from which on the value of a day is in force."""
        held = self.values[0][0]
        for start, _ in self.values:
            if start <= day:
                held = start
        return held


@dataclass(frozen=True, slots=True)
class Band:
    """One band of a ladder: from `at_least` on (exact, the bound included), or the rest."""

    option: str
    at_least: Decimal | None


@dataclass(frozen=True, slots=True)
class Ladder:
    """Bands of a number, best first, the last one without a bound; dated like a parameter."""

    name: str
    label: Label
    options: str
    values: tuple[tuple[dt.date, tuple[Band, ...]], ...]
    citation: Citation

    def on(self, day: dt.date) -> tuple[Band, ...]:
        """Return the bands in force on a day."""
        held = self.values[0][1]
        for start, bands in self.values:
            if start <= day:
                held = bands
        return held


class GrainKind(StrEnum):
    """How the rows of a grain come to be."""

    ENTITY = "entity"
    """One row per row of a table; the one without a parent is the unit of evaluation."""
    YEARS = "years"
    """One row per entity and year of the window."""
    GROUP = "group"
    """One row per combination of keys found in the facts."""
    TABLE = "table"
    """The rows of a table themselves."""
    PAIR = "pair"
    """Each pair of rows of two tables that share a column."""


@dataclass(frozen=True, slots=True)
class Grain:
    """A level at which values exist, by its keys: a person, a person's year, a quarter of it."""

    name: str
    label: Label
    kind: GrainKind
    keys: tuple[str, ...]
    sources: tuple[str, ...] = ()
    """Finer grains or tables whose rows make this one's (one table for an entity)."""
    on: str | None = None
    """Column that both tables of a pair share."""
    exists: Expression | None = None
    """For years: true where the entity is there; elsewhere every value is unknown."""


@dataclass(frozen=True, slots=True)
class Order:
    """One step of choosing a row: the highest or the lowest of a column; empty ranks last."""

    column: str
    highest: bool


@dataclass(frozen=True, slots=True)
class Pick:
    """One row chosen per row of a grain, such as the latest survey of a person."""

    name: str
    label: Label
    grain: str
    table: str
    order: tuple[Order, ...]
    where: Expression | None
    citation: Citation


@dataclass(frozen=True, slots=True)
class Node:
    """One named value at one grain: the rule that makes it, its words and its clause."""

    name: str
    label: Label
    grain: str
    expression: Expression
    type: Type
    citation: Citation
    optional: bool = True
    """Whether the value can be unknown."""
    gate: bool = False
    """Whether it decides over a person: true excludes."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a clause: the parameters that it sets."""

    name: str
    label: Label
    sets: Mapping[str, str]
    citation: Citation


@dataclass(frozen=True, slots=True)
class Readings:
    """The readings stated for one rule; the first is in force unless chosen otherwise."""

    rule: str
    choices: Mapping[str, Reading]
    chosen: str

    @property
    def current(self) -> Reading:
        """The reading in force."""
        return self.choices[self.chosen]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The words for what a gate says: condition true, false, unknown."""

    options: str
    true: str
    false: str
    unknown: str


@dataclass(frozen=True, slots=True)
class Output:
    """A result table: columns of one grain, or (with `gates`) a row per gate."""

    name: str
    label: Label
    grain: str
    columns: Mapping[str, str]
    """Column of the result → node or key."""
    gates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """The years that an evaluation looks at: so many calendar years before its day's own."""

    years: int
    citation: Citation

    def of(self, on: dt.date) -> tuple[int, ...]:
        """Return the window's years, oldest first."""
        return tuple(range(on.year - self.years, on.year))


@dataclass(frozen=True, slots=True)
class Rulebook:
    """A loaded, checked edition of rules; `digest` names its text, `readings` what was chosen."""

    id: str
    title: Label
    jurisdiction: Label
    in_force_from: dt.date
    in_force_to: dt.date | None
    digest: str
    options: Mapping[str, Options]
    tables: Mapping[str, Table]
    sources: Mapping[str, Source]
    parameters: Mapping[str, Parameter]
    ladders: Mapping[str, Ladder]
    window: Window
    grains: Mapping[str, Grain]
    picks: Mapping[str, Pick]
    nodes: Mapping[str, Node]
    readings: Mapping[str, Readings]
    outcomes: Outcomes | None
    outputs: Mapping[str, Output]

    @property
    def entity(self) -> Grain:
        """The grain whose rows are evaluated one by one, and by which work is divided."""
        return next(g for g in self.grains.values() if g.kind is GrainKind.ENTITY)

    @property
    def gates(self) -> Mapping[str, Node]:
        """The nodes that decide over an entity."""
        return {name: node for name, node in self.nodes.items() if node.gate}

    def is_in_force(self, day: dt.date) -> bool:
        """Tell whether the edition may be used for an evaluation on a day."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)

    def reading(self, choices: Mapping[str, str]) -> Rulebook:
        """Return the same edition with other readings chosen: rule → reading.

        Raises `UnknownReading` for a rule or reading that the edition does not state.
        """
        chosen = dict(self.readings)
        for rule, name in choices.items():
            if rule not in chosen:
                raise UnknownReading(rule=rule, name=name, known=tuple(chosen))
            if name not in chosen[rule].choices:
                raise UnknownReading(rule=rule, name=name, known=tuple(chosen[rule].choices))
            chosen[rule] = replace(chosen[rule], chosen=name)
        return replace(self, readings=chosen)

    def settings(self) -> Mapping[str, str]:
        """Return what the chosen readings set: name → word."""
        return {
            name: word
            for held in self.readings.values()
            for name, word in held.current.sets.items()
        }


class UnknownReading(Exception):
    """A reading that the rulebook does not state; `known` are those that it does."""

    def __init__(self, *, rule: str, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"{rule}={name}")
        self.rule, self.name, self.known = rule, name, known
