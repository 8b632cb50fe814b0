"""The first half of the form, how the year went: ledger, votes, indicators, process analysis.

The conventions for texts and figures stand in `model`, which is where to import from.
"""

import dataclasses
from typing import Literal

Figure = str | None
"""A figure as printed, or `None` where it is unknown."""


@dataclasses.dataclass(frozen=True, slots=True)
class Reason:
    """A sentence that gives grounds, and the clause or article that it rests on."""

    sentence: str
    clause: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """One plus or minus of the ledger with its basis (A2).

    Attributes:
        entry_id: the entry's number in the ledger.
        occurred_on: day of the fact.
        account: which account it stands in: dynamic points, positive or negative list.
        nature: `achievement` a stage achievement, `setback` a stage setback, `reversal` the
            correcting entry that cancels another one.
        item: what happened.
        points: with its sign, `"+2.00"`.
        basis: who reported it and what document proves it.
        counted: false where the entry is reversed or is the reversal; it is then printed struck
            through and stands in no sum.
        note: for an entry that is not counted, why: which entry cancels it, since when.
    """

    entry_id: str
    occurred_on: str
    account: str
    nature: Literal["achievement", "setback", "reversal"]
    item: str
    points: str
    basis: str
    counted: bool = True
    note: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Quarter:
    """One quarter of the ledger (A1); the four stand in calendar order.

    Attributes:
        opening: dynamic points of the year before this quarter, after the caps of its
            predecessors; `"0.00"` for the first.
        plus: sum of the quarter's counted entries of dynamic points above zero.
        minus: sum of those below zero, with its sign.
        net: plus and minus together, before the cap.
        credited: what the quarter adds to the year, that is `net` within the cap.
        closing: `opening` and `credited` together.
        positive: sum of the positive list in the quarter.
        negative: sum of the negative list in the quarter, with its sign.
        lists: both lists together.
        entries: all entries of the quarter, those that are not counted included.
    """

    opening: Figure
    plus: Figure
    minus: Figure
    net: Figure
    credited: Figure
    closing: Figure
    positive: Figure
    negative: Figure
    lists: Figure
    entries: tuple[Entry, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Ledger:
    """Dynamic points and the two lists of the year (A1, A2).

    Attributes:
        quarters: the four quarters.
        plus, minus, net: sums of the four quarters' figures of the same name.
        points: the year's dynamic points, after the quarters' caps.
        positive, negative: the year's lists.
        lists: both lists together.
        notes: what has to be known to redo the sums, such as the bounds of the cap.
    """

    quarters: tuple[Quarter, Quarter, Quarter, Quarter]
    plus: Figure
    minus: Figure
    net: Figure
    points: Figure
    positive: Figure
    negative: Figure
    lists: Figure
    notes: tuple[Reason, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class DimensionVotes:
    """What one group of raters said on one dimension.

    Attributes:
        counts: votes per option, in the order of `Assessment.options`.
        mean: mean of the marks, unknown where nobody gave a mark.
    """

    counts: tuple[str, ...]
    mean: Figure


@dataclasses.dataclass(frozen=True, slots=True)
class RaterGroup:
    """The votes of superiors, peers or subordinates (A3).

    Attributes:
        name: the group, such as 上评下.
        weight: its weight as printed, such as `"40"`.
        score: the group's score, unknown where there are no marks.
        dimensions: one element per dimension, in the order of `Assessment.dimensions`; empty
            where the group has no votes or they are held back.
        held_back: why the counts are not shown although there are some, else empty.
    """

    name: str
    weight: str
    score: Figure
    dimensions: tuple[DimensionVotes, ...] = ()
    held_back: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Assessment:
    """Democratic assessment 民主测评, broken open by group, dimension and option (A3).

    Attributes:
        options: the options as named on the ballot, those without a mark last.
        option_marks: the mark of each option, empty where it gives none.
        dimensions: the dimensions' names.
        dimension_weights: the weight of each.
        groups: the groups of raters; empty means that no assessment took place.
        score: all groups together.
        notes: how marks, weights and empty groups were treated.
    """

    options: tuple[str, ...]
    option_marks: tuple[str, ...]
    dimensions: tuple[str, ...]
    dimension_weights: tuple[str, ...]
    groups: tuple[RaterGroup, ...]
    score: Figure
    notes: tuple[Reason, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator (B3).

    Attributes:
        name: what is measured, with its unit.
        direction: whether more or less is better, or the score is given directly.
        target: the target value, empty where the score is given directly.
        actual: the value reached; empty where the score is given directly.
        score: 0 to 100.
        weight: its weight among the person's indicators of the year.
    """

    name: str
    direction: str
    target: str
    actual: Figure
    score: Figure
    weight: str


@dataclasses.dataclass(frozen=True, slots=True)
class Indicators:
    """The indicators and their weighted average (B3)."""

    items: tuple[Indicator, ...]
    score: Figure
    notes: tuple[Reason, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class AnalysisLine:
    """One line of the process analysis (B1).

    Attributes:
        label: the component, such as 德才素质.
        value: its score.
        working: how it follows from figures printed on the form, such as
            `"88.12 × 60% + 83.00 × 40%"`, or which fact is missing.
        clause: the clause it rests on.
    """

    label: str
    value: Figure
    working: str
    clause: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Inspection:
    """A finding of a conduct inspection 作风督查."""

    inspection_id: str
    inspected_on: str
    finding: str
    points: str


@dataclasses.dataclass(frozen=True, slots=True)
class ProcessAnalysis:
    """Virtue and ability, and conduct, read from the process (B1)."""

    lines: tuple[AnalysisLine, ...]
    inspections: tuple[Inspection, ...]
    inspection_points: Figure
