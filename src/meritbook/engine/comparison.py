"""What two rulebooks, or two readings of one, make of the same facts: who changes, and why.

The cause of a change is looked for downwards: from the result to the first values that differ
although everything they rest on is the same. That is where the two editions part.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from meritbook.engine.evaluation import CHUNKS, evaluate
from meritbook.engine.facts import Facts
from meritbook.engine.findings import Findings
from meritbook.engine.kinds import Label
from meritbook.engine.rulebook import Node, Rulebook
from meritbook.engine.saying import Held, Sayer, phrase, same
from meritbook.engine.terms import Banded, Given, Lookup, Ref, Setting, Term, walk

Key = tuple[Held, ...]
Place = tuple[str, Key]
"""A node and the keys of the row at which it stands, the entity first."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Where the two evaluations part: a node, its two values, and what differs in its rule."""

    node: Node
    key: Key
    before: Label
    after: Label
    because: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One value of a result that differs."""

    entity: str
    output: str
    key: Key
    node: Node
    before: Label
    after: Label
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that changes between two rulebooks on the same facts and day."""

    before: Rulebook
    after: Rulebook
    on: dt.date
    entities: int
    changes: tuple[Change, ...]

    @property
    def changed(self) -> int:
        """How many entities have any change."""
        return len({change.entity for change in self.changes})


def compare(
    before: Rulebook, after: Rulebook, facts: Facts, *, on: dt.date, size: int = CHUNKS["all"]
) -> Comparison:
    """Compare two rulebooks that share their tables on the same facts.

    Only results that both state are compared. Raises `NotInForce` as `evaluate` does.
    """
    changes: list[Change] = []
    for part in facts.chunks(size):
        one = evaluate(before, part, on=on, keep="all")
        other = evaluate(after, part, on=on, keep="all")
        changes += Difference(one, other).changes()
    return Comparison(before, after, on, facts.count(), tuple(changes))


def parted(before: Rulebook, after: Rulebook, name: str) -> tuple[Label, ...]:
    """Say what differs in a node's own rule: the reading, a number, or its text."""
    one, other = before.nodes[name], after.nodes[name]
    found = []
    for rule, held in before.readings.items():
        now = after.readings.get(rule)
        if (
            now is not None
            and now.chosen != held.chosen
            and _reads(one.expression.term, held.current.sets)
        ):
            a, b = held.current.label, now.current.label
            found.append(phrase("读法由“{a}”改为“{b}”", "reading “{a}” became “{b}”", a=a, b=b))
    for parameter in _numbers(other.expression.term):
        if _values(before, parameter) != _values(after, parameter):
            held_ = after.parameters.get(parameter) or after.ladders[parameter]
            found.append(phrase("“{p}”不同", "“{p}” differs", p=held_.label))
    if one.expression.text.split() != other.expression.text.split():
        found.append(Label("规则文字不同", "the rule's text differs"))
    return tuple(found)


def _reads(term: Term, settings: Mapping[str, str]) -> bool:
    return any(isinstance(part, Setting) and part.name in settings for part in walk(term))


def _numbers(term: Term) -> list[str]:
    names = []
    for part in walk(term):
        if isinstance(part, Given | Lookup):
            names.append(part.parameter)
        elif isinstance(part, Banded):
            names.append(part.ladder)
    return list(dict.fromkeys(names))


def _values(rulebook: Rulebook, name: str) -> object:
    if name in rulebook.parameters:
        return rulebook.parameters[name].values
    return rulebook.ladders[name].values if name in rulebook.ladders else None


@dataclass(slots=True)
class Difference:
    """The differences between two findings on the same facts."""

    before: Findings
    after: Findings
    index: dict[tuple[int, str], dict[Key, list[Mapping[str, Held]]]] = field(default_factory=dict)

    def changes(self) -> Iterator[Change]:
        """Go through all result values that differ, by result, entity and key."""
        for name, output in self.after.rulebook.outputs.items():
            other = self.before.rulebook.outputs.get(name)
            if other is None or other.grain != output.grain:
                continue
            keys = self.after.rulebook.grains[output.grain].keys
            mine = [*output.columns.values(), *output.gates]
            nodes = [
                n
                for n in mine
                if n in self.after.rulebook.nodes and n in self.before.rulebook.nodes
            ]
            yield from self._in_output(name, output.grain, keys, nodes)

    def _in_output(
        self, output: str, grain: str, keys: Sequence[str], nodes: Sequence[str]
    ) -> Iterator[Change]:
        both = (
            self.before.frames[grain]
            .select(*keys, *nodes)
            .join(self.after.frames[grain].select(*keys, *nodes), on=list(keys), suffix="§after")
        )
        differs = [pl.col(n).ne_missing(pl.col(f"{n}§after")).alias(f"{n}§differs") for n in nodes]
        marked = both.with_columns(differs)
        changed = marked.filter(pl.any_horizontal(f"{n}§differs" for n in nodes))
        for row in changed.sort(list(keys)).iter_rows(named=True):
            key = tuple(row[k] for k in keys)
            for node in nodes:
                if row[f"{node}§differs"]:
                    yield self._change(output, key, node, row[node], row[f"{node}§after"])

    def _change(self, output: str, key: Key, name: str, before: Held, after: Held) -> Change:
        causes = {place: self._cause(place) for place in self._roots((name, key), set())}
        node = self.after.rulebook.nodes[name]
        return Change(
            entity=str(key[0]),
            output=output,
            key=key[1:],
            node=node,
            before=self._said(self.before, node, before),
            after=self._said(self.after, node, after),
            causes=tuple(causes.values()),
        )

    def _said(self, findings: Findings, node: Node, value: Held) -> Label:
        words = findings.rulebook.outcomes
        sayer = Sayer(findings.rulebook.options)
        if node.gate and words is not None:
            key = words.unknown if value is None else words.true if value else words.false
            return sayer.word(key, words.options)
        return sayer.value(value, node.type)

    def _cause(self, place: Place) -> Cause:
        name, key = place
        before, after = self._values(self.before, place), self._values(self.after, place)
        node = self.after.rulebook.nodes[name]
        return Cause(
            node=node,
            key=key[1:],
            before=self._all_said(self.before, node, before),
            after=self._all_said(self.after, node, after),
            because=parted(self.before.rulebook, self.after.rulebook, name),
        )

    def _all_said(self, findings: Findings, node: Node, values: Sequence[Held]) -> Label:
        said = [self._said(findings, node, value) for value in values] or [same("—")]
        return Label("，".join(s.zh for s in said), ", ".join(s.en for s in said))

    def _roots(self, place: Place, seen: set[Place]) -> Iterator[Place]:
        """Go down to the values that differ although nothing that they rest on does."""
        if place in seen:
            return
        seen.add(place)
        below = [each for each in self._inputs(place) if self._differs(each)]
        if not below:
            yield place
        for each in below:
            yield from self._roots(each, seen)

    def _inputs(self, place: Place) -> Iterator[Place]:
        name, key = place
        rulebook = self.after.rulebook
        grain = rulebook.grains[rulebook.nodes[name].grain]
        terms = {self.before.needs.terms[name], self.after.needs.terms[name]}
        for part in (part for term in terms for part in walk(term)):
            if isinstance(part, Ref) and part.name in rulebook.nodes:
                if part.name not in self.before.rulebook.nodes:
                    continue
                home = rulebook.grains[part.grain]
                if set(home.keys) <= set(grain.keys):
                    values = dict(zip(grain.keys, key, strict=False))
                    yield part.name, tuple(values[k] for k in home.keys)
                else:
                    yield from self._finer(part, grain.keys, key)

    def _finer(self, ref: Ref, keys: Sequence[str], key: Key) -> Iterator[Place]:
        """Return the rows of a finer grain that belong to a row."""
        home = self.after.rulebook.grains[ref.grain]
        places = [home.keys.index(k) for k in keys]
        for held in self._rows(self.after, ref.grain):
            if tuple(held[i] for i in places) == key:
                yield ref.name, held

    def _differs(self, place: Place) -> bool:
        return self._values(self.before, place) != self._values(self.after, place)

    def _values(self, findings: Findings, place: Place) -> list[Held]:
        """Return a node's value at a row; of rows that share their keys all, in order."""
        name, key = place
        rows = self._rows(findings, findings.rulebook.nodes[name].grain).get(key, [])
        return sorted((row[name] for row in rows), key=lambda value: (value is None, str(value)))

    def _rows(self, findings: Findings, grain: str) -> dict[Key, list[Mapping[str, Held]]]:
        held = (id(findings), grain)
        if held not in self.index:
            keys = findings.rulebook.grains[grain].keys
            rows: dict[Key, list[Mapping[str, Held]]] = {}
            frame = findings.frames.get(grain)
            for row in frame.iter_rows(named=True) if frame is not None else ():
                rows.setdefault(tuple(row[k] for k in keys), []).append(row)
            self.index[held] = rows
        return self.index[held]
