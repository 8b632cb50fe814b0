"""The typed form of an expression: what is left when every name, type and grain is known.

A term says what to compute without saying how; `lowering` turns it into columns, `explanation`
into sentences, and the referee of the tests into plain Python. Numbers are scaled integers:
`Type.scale` says how many decimals a term's integer carries.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from meritbook.engine.kinds import Type


class Op(StrEnum):
    """Operators on values of one row."""

    ADD = "add"
    SUBTRACT = "subtract"
    MULTIPLY = "multiply"
    NEGATE = "negate"
    EQUAL = "equal"
    UNEQUAL = "unequal"
    LESS = "less"
    AT_MOST = "at_most"
    MORE = "more"
    AT_LEAST = "at_least"
    AND = "and"
    OR = "or"
    NOT = "not"
    IF = "if"
    KNOWN = "known"
    CLAMP = "clamp"
    RATIO = "ratio"
    WEIGHTED_MEAN = "weighted_mean"
    YEAR = "year"
    QUARTER = "quarter"
    YEAR_START = "year_start"
    YEAR_END = "year_end"
    ANNIVERSARY = "anniversary"


COMPARISONS = frozenset({Op.EQUAL, Op.UNEQUAL, Op.LESS, Op.AT_MOST, Op.MORE, Op.AT_LEAST})


class Gather(StrEnum):
    """Operators that make one value out of the rows of a finer grain."""

    TOTAL = "total"
    COUNT = "count"
    WEIGHTED_MEAN = "weighted_mean"
    WEIGHTED_MEAN_OF_KNOWN = "weighted_mean_of_known"
    SOME = "some"
    EVERY = "every"
    ONLY = "only"
    HIGHEST = "highest"
    LOWEST = "lowest"


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written in the rule itself; `None` is unknown."""

    value: int | str | bool | dt.date | None
    type: Type
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """A word that the chosen reading sets."""

    name: str
    type: Type
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """A parameter of the rulebook, taken as of the assessed year or of the day of evaluation."""

    parameter: str
    type: Type
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Lookup:
    """The value that a table parameter holds for a key; unknown where it holds none."""

    parameter: str
    key: Term
    type: Type
    optional: bool = True


@dataclass(frozen=True, slots=True)
class Moment:
    """A day fixed by the evaluation: `on` itself, or `window_start`."""

    name: str
    type: Type
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Ref:
    """A column at a grain: a node, a key, a fact (`table.column`) or a pick (`pick.column`)."""

    grain: str
    name: str
    type: Type
    optional: bool


@dataclass(frozen=True, slots=True)
class Follow:
    """In row checks: a column of the row that `column` of this row names."""

    table: str
    column: str
    target: str
    type: Type
    optional: bool = True


@dataclass(frozen=True, slots=True)
class Referred:
    """Whether some visible row of the table names this row in `column`."""

    table: str
    column: str
    type: Type
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Apply:
    """An operator on terms of the same row."""

    op: Op
    args: tuple[Term, ...]
    type: Type
    optional: bool


@dataclass(frozen=True, slots=True)
class Banded:
    """The band of a ladder in which a number lies; bounds included."""

    value: Term
    ladder: str
    type: Type
    optional: bool


@dataclass(frozen=True, slots=True)
class Reduce:
    """An operator over the rows of a finer grain, once per row of `grain`."""

    op: Gather
    args: tuple[Term, ...]
    source: str
    grain: str
    type: Type
    optional: bool


Term = (
    Constant | Setting | Given | Lookup | Moment | Ref | Follow | Referred | Apply | Banded | Reduce
)


def parts(term: Term) -> tuple[Term, ...]:
    """Return the terms directly inside a term."""
    match term:
        case Apply() | Reduce():
            return term.args
        case Lookup():
            return (term.key,)
        case Banded():
            return (term.value,)
        case _:
            return ()


def walk(term: Term) -> Iterator[Term]:
    """Go through a term and everything inside it, from the outside in."""
    yield term
    for part in parts(term):
        yield from walk(part)


def walk_row(term: Term) -> Iterator[Term]:
    """Go through what a term needs of its own row: into everything but the rows of a `Reduce`."""
    yield term
    if not isinstance(term, Reduce):
        for part in parts(term):
            yield from walk_row(part)
