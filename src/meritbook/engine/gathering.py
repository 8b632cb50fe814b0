"""Operators over the rows of a finer grain: plain sums while grouping, the rest afterwards.

While rows are grouped only `sum` and `max` run, over columns made before; what they mean is put
together once per group. Unknown rows are counted, because a sum that skips them would pass
unknown off as zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import narwhals.stable.v2 as nw

from meritbook.engine.backends import Backend
from meritbook.engine.columns import DTYPES, Columns, half_up
from meritbook.engine.kinds import Kind
from meritbook.engine.packing import PACKED, Packing
from meritbook.engine.terms import Gather, Reduce

Frame = nw.LazyFrame[Any]
Finish = Callable[[], nw.Expr]


@dataclass(frozen=True, slots=True)
class Step:
    """One column that is summed (or of which the highest is kept) while grouping."""

    name: str
    row: nw.Expr
    highest: bool = False
    counts: bool = False
    """Whether the row's value is a truth, to be counted."""
    dtype: Any = nw.Int64


@dataclass(frozen=True, slots=True)
class Gathered:
    """Grouped rows with their partial columns, and how results are made of these."""

    frame: Frame
    steps: tuple[Step, ...] = ()
    finish: Mapping[str, Finish] = field(default_factory=dict)

    def results(self) -> list[nw.Expr]:
        """Return the result columns; they read the partial columns of the frame."""
        return [make().alias(name) for name, make in self.finish.items()]

    @staticmethod
    def united(found: Sequence[Gathered], *, keys: Sequence[str]) -> Gathered:
        """Put the groups of several sources together; a group may come from any of them."""
        if len(found) == 1:
            return found[0]
        steps = [step for each in found for step in each.steps]
        padded = []
        for each in found:
            own = {step.name for step in each.steps}
            empty = [
                nw.lit(None if s.highest else 0, s.dtype).alias(s.name)
                for s in steps
                if s.name not in own
            ]
            frame = each.frame.with_columns(*empty) if empty else each.frame
            padded.append(frame.select(*keys, *(step.name for step in steps)))
        regrouped = [replace(step, counts=False) for step in steps]
        grouped = nw.concat(padded).group_by(*keys).agg(*map(_aggregated, regrouped))
        finish = {name: make for each in found for name, make in each.finish.items()}
        return Gathered(grouped, tuple(steps), finish)

    def without(self, absent: Gathered) -> Gathered:
        """Add the results of a source that has no rows."""
        empty = [nw.lit(None if s.highest else 0, s.dtype).alias(s.name) for s in absent.steps]
        frame = self.frame.with_columns(*empty) if empty else self.frame
        return replace(
            self,
            frame=frame,
            steps=(*self.steps, *absent.steps),
            finish={**self.finish, **absent.finish},
        )


def gather(
    frame: Frame,
    terms: Mapping[Reduce, str],
    *,
    keys: Sequence[str],
    columns: Columns,
    backend: Backend,
    packing: Packing | None = None,
    guard: nw.Expr | None = None,
) -> Gathered:
    """Group rows by keys and run all operators over them in one pass.

    `packing` puts some of the keys into one number meanwhile. `guard` is true for rows that count
    as known; in all others every value is unknown.
    """
    steps: dict[str, Step] = {}
    finish: dict[str, Finish] = {}
    for term, name in terms.items():
        made, finish[name] = _operator(term, name, columns, guard)
        steps.update({step.name: step for step in made})
    by = [key for key in keys if packing is None or key not in packing.keys]
    packed = [packing.packed()] if packing is not None else []
    rows = frame.select(*by, *packed, *(_row(step, backend) for step in steps.values()))
    by += [PACKED] if packing is not None else []
    if steps:
        grouped = rows.group_by(*by).agg(*(_aggregated(step) for step in steps.values()))
    else:
        grouped = rows.unique(by)
    if packing is not None:
        grouped = grouped.with_columns(*packing.unpacked()).drop(PACKED)
    return Gathered(grouped, tuple(steps.values()), finish)


def _row(step: Step, backend: Backend) -> nw.Expr:
    held = backend.countable(step.row) if step.counts else step.row
    return held.alias(step.name)


def _aggregated(step: Step) -> nw.Expr:
    column = nw.col(step.name)
    if step.counts:
        return column.sum().cast(nw.Int64)
    return column.max() if step.highest else column.sum()


def _counted(name: str) -> nw.Expr:
    """Return a partial sum; a group without rows has summed nothing."""
    return nw.col(name).fill_null(0)


def _operator(
    term: Reduce, name: str, columns: Columns, guard: nw.Expr | None
) -> tuple[list[Step], Finish]:
    values = [columns.of(arg) for arg in term.args]
    open_ = term.args[0].optional or guard is not None
    if guard is not None:
        values = [nw.when(guard).then(value) for value in values]
    match term.op:
        case Gather.TOTAL:
            return _total(name, values[0], open_=open_)
        case Gather.COUNT:
            return _total(name, values[0], open_=open_, counts=True)
        case Gather.SOME | Gather.EVERY:
            return _quantified(term.op, name, values[0], open_=open_)
        case Gather.WEIGHTED_MEAN | Gather.WEIGHTED_MEAN_OF_KNOWN:
            signed = any(map(columns.can_be_negative, term.args))
            return _weighted(term, name, values[0], values[1], signed=signed)
        case _:
            return _one(term, name, values[0])


def _total(
    name: str, value: nw.Expr, *, open_: bool, counts: bool = False
) -> tuple[list[Step], Finish]:
    steps = [Step(f"{name}.sum", value, counts=counts)]
    if not open_:
        return steps, lambda: _counted(f"{name}.sum")
    steps.append(Step(f"{name}.unknown", value.is_null(), counts=True))
    return steps, lambda: nw.when(_counted(f"{name}.unknown") == 0).then(_counted(f"{name}.sum"))


def _quantified(op: Gather, name: str, value: nw.Expr, *, open_: bool) -> tuple[list[Step], Finish]:
    """Some row, or every row: a decisive row settles it, else an unknown one leaves it open."""
    decisive = value if op is Gather.SOME else ~value
    steps = [Step(f"{name}.decisive", decisive.fill_null(value=False), counts=True)]
    if open_:
        steps.append(Step(f"{name}.unknown", value.is_null(), counts=True))
    if op is Gather.EVERY:
        steps.append(Step(f"{name}.rows", nw.lit(1, nw.Int64)))

    def finish() -> nw.Expr:
        verdict = nw.lit(op is Gather.EVERY)
        if op is Gather.EVERY:
            verdict = nw.when(_counted(f"{name}.rows") > 0).then(verdict)
        if open_:
            verdict = nw.when(_counted(f"{name}.unknown") == 0).then(verdict)
        found = _counted(f"{name}.decisive") > 0
        return nw.when(found).then(nw.lit(op is Gather.SOME)).otherwise(verdict)

    return steps, finish


def _weighted(
    term: Reduce, name: str, value: nw.Expr, weight: nw.Expr, *, signed: bool
) -> tuple[list[Step], Finish]:
    """Weighted mean: strict (one unknown row makes it unknown) or over the known rows only."""
    strict = term.op is Gather.WEIGHTED_MEAN
    known = ~(value * weight).is_null()
    steps = [
        Step(f"{name}.weighted", value * weight),
        Step(f"{name}.weights", weight if strict else nw.when(known).then(weight)),
    ]
    if strict:
        steps.append(Step(f"{name}.unknown", ~known, counts=True))
    shift = term.type.scale - term.args[0].type.scale

    def finish() -> nw.Expr:
        above = _counted(f"{name}.weighted") * 10 ** max(shift, 0)
        below = _counted(f"{name}.weights") * 10 ** max(-shift, 0)
        mean = half_up(above, below, signed=signed)
        return nw.when(_counted(f"{name}.unknown") == 0).then(mean) if strict else mean

    return steps, finish


def _one(term: Reduce, name: str, value: nw.Expr) -> tuple[list[Step], Finish]:
    """The highest, the lowest, or the only value that is known."""
    boolean = term.type.kind is Kind.BOOLEAN
    dtype = nw.Int64 if boolean else DTYPES[term.type.kind]
    lowest = term.op is Gather.LOWEST
    held = value.cast(nw.Int64) if boolean else -value if lowest else value
    steps = [Step(f"{name}.one", held, highest=True, dtype=dtype)]

    def finish() -> nw.Expr:
        found = nw.col(f"{name}.one")
        if boolean:
            return found > 0
        return -found if lowest else found

    return steps, finish
