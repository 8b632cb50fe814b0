"""The one lowering: a rulebook's node graph becomes a plan over Narwhals frames, grain by grain.

Frames are lazy: what is built here is run by whoever holds the data. Each node is a column of its
grain's frame, so an explanation reads the very values that the result came from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import narwhals.stable.v2 as nw

from meritbook.engine.backends import ANY, Backend, Frame
from meritbook.engine.columns import Columns, followed_column, referred_column
from meritbook.engine.gathering import Gathered, gather
from meritbook.engine.kinds import Kind
from meritbook.engine.needs import Needs
from meritbook.engine.packing import Domain, packing_of
from meritbook.engine.rulebook import Grain, GrainKind, Pick, Rulebook, Table
from meritbook.engine.specialising import specialise
from meritbook.engine.terms import Follow, Reduce, Ref, Referred, Term, walk_row

Groups = dict[tuple[str, str], list[Reduce]]
"""(finer grain, coarser grain) → operators that go from one to the other."""
EXISTS = "§exists"
LOWEST_LAST = -(10**17)
"""Sorts behind every number of the facts contract, which lie within ±10^9."""


def lower(
    rulebook: Rulebook,
    facts: Mapping[str, Frame],
    *,
    on: dt.date,
    years: tuple[int, ...],
    needs: Needs,
    absent: frozenset[str] = frozenset(),
    backend: Backend = ANY,
) -> dict[str, Frame]:
    """Return one lazy frame per grain with the needed nodes and what they rest on as columns.

    `facts` holds one frame per table with the contract's physical types; `absent` names tables
    that are known to be empty, so that no work is planned for them. `backend`
    knows the ways of the engine that will run the plan. Rows dated after `on` are not
    seen. Rows of a years grain in which the entity is not there are left out.
    """
    return Plan(rulebook, facts, on, years, needs, absent, backend).build()


@dataclass(slots=True)
class Plan:
    """Builds the frames of all grains, a step whenever what it rests on is there."""

    rulebook: Rulebook
    facts: Mapping[str, Frame]
    on: dt.date
    years: tuple[int, ...]
    needs: Needs
    absent: frozenset[str]
    backend: Backend
    frames: dict[str, Frame] = field(default_factory=dict)
    have: dict[str, set[str]] = field(default_factory=dict)
    """Grain → the columns that its frame has by now."""

    def build(self) -> dict[str, Frame]:
        """Return the finished frames by grain."""
        nodes = {name: self.rulebook.nodes[name].grain for name in self.needs.terms}
        carried = dict(self.needs.carried)
        reduces = dict(self.needs.reduces)
        self._open()
        while nodes or carried or reduces:
            if self._derive(nodes) or self._carry(carried) or self._gather(reduces):
                continue
            if self._open_bare(reduces):
                continue
            raise AssertionError(f"cannot be ordered: {nodes} {carried} {reduces}")
        self._keep_steps()
        return {name: self._finished(name) for name in self.frames}

    def _finished(self, name: str) -> Frame:
        return self._there(name, self.frames[name])

    def _there(self, name: str, frame: Frame) -> Frame:
        return frame.filter(nw.col(EXISTS)) if EXISTS in self.have[name] else frame

    # Opening: the frames that do not rest on rules

    def _open(self) -> None:
        used = self._used()
        for name in used & set(self.rulebook.tables):
            self._table(self.rulebook.tables[name])
        for grain in self.rulebook.grains.values():
            if grain.kind is GrainKind.ENTITY:
                self._entity(grain)
            elif grain.kind is GrainKind.YEARS:
                self._years(grain)
            elif grain.kind is GrainKind.PAIR and grain.name in used:
                self._pair(grain)
        for name in sorted(self.needs.picks):
            self._pick(self.rulebook.picks[name])

    def _used(self) -> set[str]:
        """Return the grains and tables whose rows are looked at."""
        used = {self.rulebook.nodes[name].grain for name in self.needs.terms}
        used |= {reduce.source for reduce in self.needs.reduces}
        used |= {self.rulebook.picks[name].table for name in self.needs.picks}
        for name in list(used):
            grain = self.rulebook.grains[name]
            if grain.kind is GrainKind.GROUP:
                used |= set(grain.sources)
        return used

    def _put(self, grain: str, frame: Frame, columns: Iterable[str]) -> None:
        self.frames[grain] = frame
        self.have.setdefault(grain, set()).update(columns)

    def _seen(self, table: Table) -> Frame:
        """Return the rows of a table that the day of evaluation sees, keys beside the facts."""
        frame = self.facts[table.name]
        if table.dated is not None:
            day = nw.col(table.dated)
            kind = table.columns[table.dated].type.kind
            frame = frame.filter(day <= (self.on.year if kind is Kind.YEAR else self.on))
        frame = frame.select(*(nw.col(c).alias(f"{table.name}.{c}") for c in table.columns))
        keys = [self._key(table, key) for key in self.rulebook.grains[table.name].keys]
        return frame.with_columns(*keys) if keys else frame

    def _key(self, table: Table, key: str) -> nw.Expr:
        if key in table.columns:
            return nw.col(f"{table.name}.{key}").alias(key)
        return self._columns(table.name).of(table.derived[key].term).alias(key)

    def _table(self, table: Table) -> None:
        names = [f"{table.name}.{column}" for column in table.columns]
        frame = self._seen(table)
        self._put(table.name, frame, [*names, *self.rulebook.grains[table.name].keys])
        for term in self.needs.referred:
            if term.table == table.name:
                self._refer(term, table)

    def _refer(self, term: Referred | Follow, table: Table) -> None:
        frame = self.frames[table.name]
        if isinstance(term, Referred):
            name, column = referred_column(term), f"{table.name}.{term.column}"
            naming = self._seen(table).filter(~nw.col(column).is_null())
            naming = naming.select(nw.col(column).alias("§key"), nw.lit(True).alias(name))
            joined = frame.join(
                naming.unique("§key"),
                left_on=f"{table.name}.{table.key}",
                right_on="§key",
                how="left",
            )
            frame = joined.with_columns((~nw.col(name).is_null()).alias(name))
        else:
            name = followed_column(term)
            other = self.rulebook.tables[table.columns[term.column].refers or ""]
            named = (
                self.facts[other.name]
                .select(nw.col(other.key or "").alias("§key"), nw.col(term.target).alias(name))
                .unique("§key")
            )
            frame = frame.join(
                named, left_on=f"{table.name}.{term.column}", right_on="§key", how="left"
            )
        self._put(table.name, frame, [name])

    def _entity(self, grain: Grain) -> None:
        table = self.rulebook.tables[grain.sources[0]]
        names = [f"{table.name}.{column}" for column in table.columns]
        self._put(grain.name, self._seen(table), [*names, *grain.keys])

    def _years(self, grain: Grain) -> None:
        """Cross the entities with the years; facts of the entity that rules name come along."""
        parent = grain.sources[0]
        carried = [n for (g, n), ref in self.needs.carried.items() if g == grain.name and "." in n
                   and ref.grain == parent and n in self.have[parent]]  # fmt: skip
        base = self.frames[parent].select(*self.rulebook.grains[parent].keys, *carried)
        each = [base.with_columns(nw.lit(year, nw.Int64).alias("year")) for year in self.years]
        frame = nw.concat(each) if len(each) > 1 else each[0]
        self._put(grain.name, frame, [*grain.keys, *carried])
        there = self._columns(grain.name).of(grain.exists.term) if grain.exists else nw.lit(True)
        self._put(grain.name, frame.with_columns(there.alias(EXISTS)), [EXISTS])

    def _pair(self, grain: Grain) -> None:
        first, second = (self.rulebook.tables[name] for name in grain.sources)
        left, right = self._seen(first), self._seen(second)
        right = right.drop([k for k in self.rulebook.grains[second.name].keys
                            if k in self.rulebook.grains[first.name].keys])  # fmt: skip
        one, other = f"{first.name}.{grain.on}", f"{second.name}.{grain.on}"
        frame = left.join(
            right.with_columns(nw.col(other).alias("§on")), left_on=one, right_on="§on"
        )
        names = [f"{t.name}.{c}" for t in (first, second) for c in t.columns]
        self._put(grain.name, frame, [*names, *grain.keys])

    def _pick(self, pick: Pick) -> None:
        """Choose one row per row of the grain: the last in the order of all its steps."""
        table = self.rulebook.tables[pick.table]
        keys = self.rulebook.grains[pick.grain].keys
        frame = self._seen(table)
        if pick.where is not None:
            where = specialise(pick.where.term, self.rulebook.settings())
            frame = frame.filter(self._columns(pick.table).of(where))
        order = [f"§by{i}" for i in range(len(pick.order))]
        steps = []
        for name, step in zip(order, pick.order, strict=True):
            value = nw.col(f"{table.name}.{step.column}")
            if not step.highest:
                value = (-value).fill_null(LOWEST_LAST)
            steps.append(value.alias(name))
        chosen = frame.with_columns(*steps).unique(list(keys), keep="last", order_by=order)
        columns = {f"{pick.name}.{c}": nw.col(f"{table.name}.{c}") for c in table.columns}
        renamed = chosen.select(*keys, *(held.alias(name) for name, held in columns.items()))
        base = self.frames[pick.grain]
        self._put(pick.grain, base.join(renamed, on=list(keys), how="left"), columns)

    # Steps: each does what is ready and tells whether there was anything to do

    def _columns(self, grain: str) -> Columns:
        keys = self.rulebook.grains[grain].keys
        return Columns(
            self.rulebook, self.on, self.years, "year" in keys, self.needs.reduces, self.needs.terms
        )

    def _missing(self, term: Term, grain: str) -> bool:
        """Tell whether something that a term needs of its row is not there yet."""
        have = self.have.get(grain)
        if have is None:
            return True
        for part in walk_row(term):
            if isinstance(part, Ref) and part.name not in have:
                return True
            if isinstance(part, Reduce) and self.needs.reduces[part] not in have:
                return True
        return False

    def _derive(self, nodes: dict[str, str]) -> bool:
        """Add all nodes whose inputs are there."""
        ready: dict[str, list[str]] = {}
        for name, grain in nodes.items():
            if not self._missing(self.needs.terms[name], grain):
                ready.setdefault(grain, []).append(name)
        for grain, names in ready.items():
            columns = self._columns(grain)
            made = [columns.of(self.needs.terms[name]).alias(name) for name in names]
            for name in names:
                del nodes[name]
            self._put(grain, self.frames[grain].with_columns(*made), names)
        return bool(ready)

    def _keep_steps(self) -> None:
        """Add the steps that explanations read, as they were computed."""
        by_grain: dict[str, list[nw.Expr]] = {}
        for (grain, term), name in self.needs.steps.items():
            by_grain.setdefault(grain, []).append(self._columns(grain).of(term).alias(name))
        for grain, made in by_grain.items():
            self.frames[grain] = self.frames[grain].with_columns(*made)

    def _carry(self, carried: dict[tuple[str, str], Ref]) -> bool:
        """Bring values of a coarser grain to the rows of a finer one."""
        waiting = len(carried)
        ready: dict[tuple[str, str], list[str]] = {}
        for (grain, name), ref in list(carried.items()):
            if name in self.have.get(grain, ()):
                del carried[(grain, name)]
            elif name in self.have.get(ref.grain, ()) and grain in self.frames:
                ready.setdefault((grain, ref.grain), []).append(name)
        for (grain, coarse), names in ready.items():
            keys = list(self.rulebook.grains[coarse].keys)
            held = self._there(coarse, self._shared(coarse))
            brought = held.select(*keys, *(n for n in names if n not in keys))
            self._put(grain, self.frames[grain].join(brought, on=keys, how="left"), names)
            for name in names:
                del carried[(grain, name)]
        return len(carried) < waiting

    def _gather(self, reduces: dict[Reduce, str]) -> bool:
        """Run operators over the rows of finer grains, all that go the same way together."""
        groups: Groups = {}
        for reduce in reduces:
            groups.setdefault((reduce.source, reduce.grain), []).append(reduce)
        ready = {way: [t for t in terms if not self._waits(t)] for way, terms in groups.items()}
        whole = {way: terms for way, terms in ready.items() if len(terms) == len(groups[way])}
        # Going the same way twice costs a pass more: only if nothing else is left to do.
        return self._run(whole, groups, reduces) or self._run(ready, groups, reduces)

    def _run(self, chosen: Groups, groups: Groups, reduces: dict[Reduce, str]) -> bool:
        done = False
        for target in dict.fromkeys(grain for _, grain in chosen):
            ways = {s: terms for (s, grain), terms in chosen.items() if grain == target and terms}
            opening: tuple[str, ...] = ()
            if target not in self.frames:
                opening = self.rulebook.grains[target].sources
                if any(s not in self.frames for s in opening) or any(
                    len(ways.get(s, ())) < len(groups.get((s, target), ())) for s in opening
                ):
                    continue
                self._open_group(self.rulebook.grains[target], ways, reduces)
            for source, terms in ways.items():
                if source not in opening:
                    self._join(target, self._gathered(source, target, terms, reduces))
                for term in terms:
                    del reduces[term]
            done = done or bool(ways)
        return done

    def _shared(self, grain: str) -> Frame:
        """Return a grain's frame for another one to rest on; both will be asked for."""
        # Rows of facts are many and are gone through once: keeping them would cost memory only.
        if self.rulebook.grains[grain].kind not in (GrainKind.TABLE, GrainKind.PAIR):
            self.frames[grain] = self.backend.share(self.frames[grain])
        return self.frames[grain]

    def _waits(self, term: Reduce) -> bool:
        return any(self._missing(arg, term.source) for arg in term.args)

    def _gathered(
        self, source: str, target: str, terms: Sequence[Reduce], names: Mapping[Reduce, str]
    ) -> Gathered:
        grain = self.rulebook.grains[target]
        frame = self._shared(source)
        if "year" in grain.keys:
            frame = frame.filter(
                (nw.col("year") >= self.years[0]) & (nw.col("year") <= self.years[-1])
            )
        guard = nw.col(EXISTS) if EXISTS in self.have[source] else None
        held, last = self.rulebook.grains[source], self.rulebook.window.of(self.on)[-1]
        # The running year is computed when asked for, but nothing over the years looks at it.
        running = self.years[-1] > last and "year" in held.keys and "year" not in grain.keys
        if running and held.kind in (GrainKind.YEARS, GrainKind.GROUP):
            frame = frame.filter(nw.col("year") <= last)
        named = {term: names[term] for term in terms}
        return gather(
            frame,
            named,
            keys=grain.keys,
            columns=self._columns(source),
            backend=self.backend,
            packing=packing_of([d for key in grain.keys if (d := self._domain(key)) is not None]),
            guard=guard,
        )

    def _domain(self, key: str) -> Domain | None:
        """Return the values that a key can have, where they are few and known."""
        if key == "year":
            return Domain(key, range(self.years[0], self.years[-1] + 1))
        for table in self.rulebook.tables.values():
            column = table.columns.get(key)
            if column is not None and column.type.options is not None and column.required:
                return Domain(key, tuple(self.rulebook.options[column.type.options].values))
        return None

    def _open_group(
        self,
        grain: Grain,
        ways: Mapping[str, Sequence[Reduce]],
        names: Mapping[Reduce, str],
    ) -> None:
        """Make the rows of a grain: every combination of keys that its sources hold."""
        present = [s for s in grain.sources if s not in self.absent] or [grain.sources[0]]
        found = [
            self._gathered(source, grain.name, ways.get(source, ()), names) for source in present
        ]
        missing = [s for s in grain.sources if s not in present]
        rest = [self._gathered(s, grain.name, ways.get(s, ()), names) for s in missing]
        together = Gathered.united(found, keys=grain.keys)
        for each in rest:
            together = together.without(each)
        self._put(grain.name, together.frame, grain.keys)
        self._finish(grain.name, together)

    def _open_bare(self, reduces: Mapping[Reduce, str]) -> bool:
        """Open a grain at which nothing is gathered from the rows that make its own."""
        for name in sorted(self._used() - set(self.frames)):
            grain = self.rulebook.grains[name]
            gathers = any(r.grain == name and r.source in grain.sources for r in reduces)
            if not gathers and all(source in self.frames for source in grain.sources):
                self._open_group(grain, {}, reduces)
                return True
        return False

    def _join(self, target: str, found: Gathered) -> None:
        keys = list(self.rulebook.grains[target].keys)
        self.frames[target] = self.frames[target].join(found.frame, on=keys, how="left")
        self._finish(target, found)

    def _finish(self, target: str, found: Gathered) -> None:
        if found.finish:
            self._put(target, self.frames[target].with_columns(*found.results()), found.finish)
