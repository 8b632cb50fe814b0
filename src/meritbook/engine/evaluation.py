"""Running a rulebook on facts: one person by a plan that is built once, everybody in chunks.

`evaluate` takes facts that have been checked and returns findings: every node asked for, as a
column of its grain. People never depend on each other here, so any part of them may be run alone.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

import narwhals.stable.v2 as nw
import polars as pl

from meritbook.engine.backends import POLARS
from meritbook.engine.facts import Facts, schema
from meritbook.engine.findings import Findings
from meritbook.engine.lowering import lower
from meritbook.engine.needs import Needs, is_told, needs_of
from meritbook.engine.rulebook import Rulebook

Keep = Literal["results", "all", "reasons"]
"""What is kept: result columns, every node, or also each step for explanations."""
CHUNKS: Mapping[Keep, int] = {"results": 40_000, "all": 10_000, "reasons": 1_000}
"""Entities evaluated together where there are many: memory stays flat, and little is lost."""
SMALL = 2_000
"""Up to so many entities in memory, a plan built once and kept is run again."""
PLANS_KEPT = 16


class NotInForce(Exception):
    """An evaluation on a day on which the edition is not in force."""

    def __init__(self, rulebook: Rulebook, on: dt.date) -> None:
        super().__init__(f"{rulebook.id} is not in force on {on}")
        self.rulebook, self.on = rulebook, on


def evaluate(
    rulebook: Rulebook,
    facts: Facts,
    *,
    on: dt.date,
    keep: Keep = "results",
    provisional: bool = False,
) -> Findings:
    """Evaluate all people in the facts as of a day.

    With `provisional` the running year is computed too; it feeds nothing that looks at the
    window. Raises `NotInForce`.
    """
    request = _request(rulebook, on=on, keep=keep, provisional=provisional, absent=facts.absent)
    prepared = _prepared(request)
    if facts.in_memory and facts.count() <= SMALL:
        frames = prepared.run(facts)
    else:
        lowered = _lowered(request, prepared.needs, facts.lazy())
        frames = _collected(lowered, streaming=True)
    return Findings(rulebook, on, request.years, facts, frames, prepared.needs)


def evaluate_chunks(
    rulebook: Rulebook,
    facts: Facts,
    *,
    on: dt.date,
    keep: Keep = "results",
    size: int | None = None,
) -> Iterator[Findings]:
    """Evaluate people part by part, in the order of their ids, so that memory stays flat."""
    for part in facts.chunks(size or CHUNKS[keep]):
        yield evaluate(rulebook, part, on=on, keep=keep)


@dataclass(frozen=True, slots=True)
class Request:
    """What a plan depends on, facts apart."""

    rulebook: Rulebook
    on: dt.date
    years: tuple[int, ...]
    keep: Keep
    absent: frozenset[str]

    @property
    def wanted(self) -> tuple[str, ...]:
        """The nodes to be computed."""
        if self.keep != "results":
            return tuple(self.rulebook.nodes)
        outputs = self.rulebook.outputs.values()
        named = [name for output in outputs for name in (*output.columns.values(), *output.gates)]
        return tuple(name for name in named if name in self.rulebook.nodes)

    def needs(self) -> Needs:
        """Return what the plan computes."""
        return needs_of(self.rulebook, self.wanted, reasons=self.keep == "reasons")

    @property
    def result_grains(self) -> frozenset[str]:
        """The grains of the result tables."""
        return frozenset(output.grain for output in self.rulebook.outputs.values())

    @property
    def name(self) -> tuple[object, ...]:
        """What tells this request from others."""
        chosen = tuple(sorted((r, held.chosen) for r, held in self.rulebook.readings.items()))
        return (self.rulebook.digest, chosen, self.on, self.years, self.keep, self.absent)


def _request(
    rulebook: Rulebook, *, on: dt.date, keep: Keep, provisional: bool, absent: frozenset[str]
) -> Request:
    if not rulebook.is_in_force(on):
        raise NotInForce(rulebook, on)
    years = rulebook.window.of(on)
    return Request(rulebook, on, (*years, on.year) if provisional else years, keep, absent)


def _lowered(
    request: Request, needs: Needs, facts: Mapping[str, pl.LazyFrame]
) -> dict[str, pl.LazyFrame]:
    """Return the plan's frames with the columns that are kept."""
    frames = lower(
        request.rulebook,
        {name: nw.from_native(frame) for name, frame in facts.items()},
        on=request.on,
        years=request.years,
        needs=needs,
        absent=request.absent,
        backend=POLARS,
    )
    kept: dict[str, pl.LazyFrame] = {}
    for grain, frame in frames.items():
        names = _kept(request, grain, frame.collect_schema().names())
        if names:
            keys = [key for key in request.rulebook.grains[grain].keys if key in names]
            chosen = frame.select(*names)
            # Explanations put the rows of other grains into an order of their own.
            asked = request.keep != "reasons" or grain in request.result_grains
            kept[grain] = (chosen.sort(keys) if keys and asked else chosen).to_native()
    return kept


def _kept(request: Request, grain: str, names: list[str]) -> list[str]:
    """Return a grain's columns that are handed on: keys and nodes, with every step for reasons."""
    rulebook = request.rulebook
    if request.keep == "reasons":
        return names if is_told(rulebook, grain) else []
    if request.keep == "all":
        nodes = [name for name in names if name in rulebook.nodes]
        own = [name for name in names if name in rulebook.grains[grain].keys]
        table = rulebook.tables.get(grain)
        own += [f"{grain}.{table.key}"] if table is not None and table.key else []
        return [*own, *nodes] if nodes else []
    outputs = [o for o in rulebook.outputs.values() if o.grain == grain]
    wanted = {n for o in outputs for n in (*o.columns.values(), *o.gates)}
    return [n for n in names if n in wanted]


def _collected(frames: Mapping[str, pl.LazyFrame], *, streaming: bool) -> dict[str, pl.DataFrame]:
    """Run all frames of a plan together, so that what they share is computed once."""
    done = pl.collect_all(list(frames.values()), engine="streaming" if streaming else "in-memory")
    return dict(zip(frames, done, strict=True))


@dataclass(slots=True)
class _Plan:
    """One built plan and the place from which it reads its facts; used by one thread at a time."""

    tables: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    frames: dict[str, pl.LazyFrame] = field(default_factory=dict)

    def source(self, name: str, columns: dict[str, pl.DataType]) -> pl.LazyFrame:
        """Return a frame that reads a table only when the plan is run."""
        return pl.defer(lambda: self.tables[name], schema=columns)


@dataclass(slots=True)
class Prepared:
    """Plans for one request, built when needed and handed out to one thread at a time."""

    request: Request
    needs: Needs
    idle: list[_Plan] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, facts: Facts) -> dict[str, pl.DataFrame]:
        """Evaluate facts in memory."""
        with self._plan() as plan:
            plan.tables = facts.collected_tables()
            return _collected(plan.frames, streaming=False)

    @contextmanager
    def _plan(self) -> Iterator[_Plan]:
        with self.lock:
            plan = self.idle.pop() if self.idle else None
        plan = plan or self._built()
        try:
            yield plan
        finally:
            plan.tables = {}
            with self.lock:
                self.idle.append(plan)

    def _built(self) -> _Plan:
        plan = _Plan()
        tables = self.request.rulebook.tables
        sources = {name: plan.source(name, schema(table)) for name, table in tables.items()}
        plan.frames = _lowered(self.request, self.needs, sources)
        return plan


_plans: OrderedDict[tuple[object, ...], Prepared] = OrderedDict()
_plans_lock = threading.Lock()


def _prepared(request: Request) -> Prepared:
    """Return the plans of a request; those not used for long are forgotten."""
    with _plans_lock:
        prepared = _plans.pop(request.name, None) or Prepared(request, request.needs())
        _plans[request.name] = prepared
        while len(_plans) > PLANS_KEPT:
            _plans.popitem(last=False)
        return prepared
