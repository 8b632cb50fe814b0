"""Why a value is what it is: from one person's findings back to the entries and clauses.

Nothing is computed again: every value told here is a column of the run, the conditions and what
each row contributed among them. Only the branch that was taken is followed, and a value that
several rules rest on is explained once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from meritbook.engine.deciding import Row
from meritbook.engine.findings import Findings
from meritbook.engine.kinds import Label
from meritbook.engine.phrases import RANKED
from meritbook.engine.reasons import Reason
from meritbook.engine.rows import Rows
from meritbook.engine.rulebook import (
    Citation,
    Grain,
    GrainKind,
    Node,
    Pick,
    Rulebook,
    Table,
)
from meritbook.engine.saying import Held, Sayer, phrase, same
from meritbook.engine.terms import Apply, Gather, Reduce, Ref, Term, walk_row
from meritbook.engine.using import used_by
from meritbook.engine.wording import Wording

NOTHING = Label("", "")


class NothingToExplain(Exception):
    """A node or place that the findings do not hold; `known` are those that they do."""

    def __init__(self, what: str, known: Sequence[str]) -> None:
        super().__init__(what)
        self.what, self.known = what, tuple(known)


def explain(findings: Findings, node: str, **key: Held) -> Reason:
    """Explain a node of the one entity in the findings, at a key such as `year=2017`.

    The findings must have been made with `keep="reasons"`. Raises `NothingToExplain` for a node
    that the rulebook lacks or a year that was not evaluated.
    """
    rulebook = findings.rulebook
    if node not in rulebook.nodes:
        raise NothingToExplain(node, sorted(rulebook.nodes))
    explainer = Explainer(findings)
    grain = rulebook.grains[rulebook.nodes[node].grain]
    held = explainer.shelf.rows(grain.name)
    rows = [row for row in held if all(row.get(k) == v for k, v in key.items())]
    if not rows:
        places = [explainer.shelf.place(row, grain).en for row in held]
        raise NothingToExplain(f"{node} {key}", places)
    return explainer.node(rulebook.nodes[node], rows[-1])


@dataclass(slots=True)
class Explainer:
    """Explains the findings of one entity; remembers what it has told already."""

    findings: Findings
    told: set[tuple[object, ...]] = field(default_factory=set)
    shelf: Rows = field(init=False)

    def __post_init__(self) -> None:
        self.shelf = Rows(self.findings)

    @property
    def rulebook(self) -> Rulebook:
        """The rules that made the findings."""
        return self.findings.rulebook

    def wording(self, grain: str, row: Row) -> Wording:
        """Return the words for rules at a row."""
        return Wording(self.findings, grain, row, self._finer)

    def _finer(self, reduce: Reduce, row: Row) -> list[Wording]:
        """Return the rows that an operator goes over, ready to be said."""
        keys = self.rulebook.grains[reduce.grain].keys
        rows = self.shelf.by(reduce.source, keys).get(tuple(row.get(key) for key in keys), [])
        if self.rulebook.grains[reduce.source].kind is GrainKind.YEARS:
            last = self.rulebook.window.of(self.findings.on)[-1]
            rows = [each for each in rows if each["year"] <= last]
        return [self.wording(reduce.source, each) for each in rows]

    def node(self, node: Node, row: Row) -> Reason:
        """Explain one node at one row."""
        grain = self.rulebook.grains[node.grain]
        term = self.findings.needs.terms[node.name]
        value = row[node.name]
        identity = (node.name, *(row.get(key) for key in grain.keys), _identity(row, grain))
        wording = self.wording(node.grain, row)
        above = identity in self.told
        self.told.add(identity)
        parts = () if above else self._parts(term, node.grain, row, wording)
        return Reason(
            name=node.name,
            grain=node.grain,
            key={key: row.get(key) for key in grain.keys},
            label=node.label,
            place=self.shelf.place(row, grain),
            value=value,
            said=self._said(node, value),
            work=wording.of(term),
            citation=node.citation,
            used=tuple(used_by(term, wording, self.rulebook)),
            notes=(*self._reading(node), *wording.notes),
            missing=self._missing(term, wording, parts) if value is None else _handed_on(parts),
            parts=tuple(parts),
            above=above,
        )

    def _said(self, node: Node, value: Held) -> Label:
        words = self.rulebook.outcomes
        if node.gate and words is not None:
            key = {True: words.true, False: words.false}.get(value is True, words.unknown)
            key = words.unknown if value is None else key
            return self._sayer.word(key, words.options)
        return self._sayer.value(value, node.type)

    @property
    def _sayer(self) -> Sayer:
        return Sayer(self.rulebook.options)

    def _reading(self, node: Node) -> list[Label]:
        """Name the reading in force where a rule has several."""
        held = self.rulebook.readings.get(node.name)
        if held is None:
            return []
        return [phrase("读法：{it}", "reading: {it}", it=held.current.label)]

    def _parts(self, term: Term, grain: str, row: Row, wording: Wording) -> list[Reason]:
        """Explain what a rule rests on: nodes of the same row, then rows of finer grains."""
        parts: list[Reason] = []
        done: set[object] = set()
        for part in wording.taken(term):
            held = part.name if isinstance(part, Ref) else id(part)
            if held in done:
                continue
            done.add(held)
            if isinstance(part, Ref):
                parts += self._ref(part, row)
            elif isinstance(part, Reduce):
                parts += self._rows_of(part, row)
        shown = {part.name for part in parts}
        for name in self._beside(term, grain):
            if name not in shown:
                parts.append(self._brief(self.rulebook.nodes[name], row))
        return parts

    def _beside(self, term: Term, grain: str) -> list[str]:
        """Return the gates beside a deciding one: a reader wants to see them all."""
        refs = [part for part in walk_row(term) if isinstance(part, Ref) and part.grain == grain]
        nodes = self.rulebook.nodes
        return [ref.name for ref in refs if ref.name in nodes and nodes[ref.name].gate]

    def _brief(self, node: Node, row: Row) -> Reason:
        """State a value without its reasons."""
        grain = self.rulebook.grains[node.grain]
        return Reason(
            name=node.name,
            grain=node.grain,
            key={key: row.get(key) for key in grain.keys},
            label=node.label,
            place=self.shelf.place(row, grain),
            value=row[node.name],
            said=self._said(node, row[node.name]),
            work=NOTHING,
            citation=node.citation,
        )

    def _ref(self, ref: Ref, row: Row) -> list[Reason]:
        """Explain a value of this row or of the coarser row that it belongs to."""
        owner = ref.name.split(".")[0]
        if ref.name in self.rulebook.nodes:
            home = self.rulebook.grains[ref.grain]
            found = self.shelf.row_at(home, row)
            return [self.node(self.rulebook.nodes[ref.name], found)] if found is not None else []
        if owner in self.rulebook.picks and "." in ref.name:
            return self._pick(self.rulebook.picks[owner], row)
        return []

    def _pick(self, pick: Pick, row: Row) -> list[Reason]:
        """Tell which row was chosen, once."""
        grain = self.rulebook.grains[pick.grain]
        identity = (pick.name, *(row.get(key) for key in grain.keys))
        if identity in self.told:
            return []
        self.told.add(identity)
        found = self.shelf.row_at(grain, row) or row
        table = self.rulebook.tables[pick.table]
        required = next(n for n, column in table.columns.items() if column.required)
        chosen = found.get(f"{pick.name}.{required}")
        renamed = {f"{table.name}.{c}": found.get(f"{pick.name}.{c}") for c in table.columns}
        none = phrase("没有{table}记录", "no {table} record", table=table.label)
        said = self.shelf.described(table, renamed) if chosen is not None else none
        return [
            Reason(
                name=pick.name,
                grain=pick.grain,
                key={key: row.get(key) for key in grain.keys},
                label=pick.label,
                place=self.shelf.place(found, grain),
                value=chosen,
                said=said,
                work=NOTHING,
                citation=pick.citation,
                missing=() if chosen is not None else (none,),
            )
        ]

    def _rows_of(self, reduce: Reduce, row: Row) -> list[Reason]:
        """Explain what the rows of a finer grain contributed, those that did not matter apart."""
        source = self.rulebook.grains[reduce.source]
        if source.name not in self.findings.needs.told:
            return []
        first = reduce.args[0]
        rows = self._finer(reduce, row)
        values = [each.value(first) for each in rows]
        told = []
        for each, value in zip(rows, values, strict=True):
            if _matters(reduce.op, value, values):
                told.append(self._contribution(first, source, each))
            elif reduce.op is Gather.TOTAL and (rule := each.set_aside(first)) is not None:
                told.append(self._set_aside(rule, source, each))
            elif reduce.op is Gather.TOTAL and source.kind is GrainKind.GROUP:
                # A sum of nothing is worth a line only where something was kept out of it.
                told += [r for r in [self._contribution(first, source, each)] if r.parts]
        return told

    def _set_aside(self, rule: Ref, source: Grain, wording: Wording) -> Reason:
        """Tell of a row that a rule of its own kept from counting, such as a reversed entry."""
        node = self.node(self.rulebook.nodes[rule.name], wording.row)
        naming = self._naming(self.rulebook.tables[source.name], wording.row)
        by = [phrase("见 {it}", "see {it}", it=naming)] if naming is not None else []
        return replace(
            node,
            label=self.shelf.label(source, wording.row),
            place=NOTHING,
            said=Label("不计入", "not counted"),
            notes=(*node.notes, *by),
        )

    def _naming(self, table: Table, row: Row) -> Label | None:
        """Describe the row of the same table that names this one, if any does."""
        columns = [c.name for c in table.columns.values() if c.refers == table.name]
        for each in self.shelf.rows(table.name):
            for column in columns:
                if each[f"{table.name}.{column}"] == row[f"{table.name}.{table.key}"]:
                    return self.shelf.described(table, each)
        return None

    def _contribution(self, first: Term, source: Grain, wording: Wording) -> Reason:
        """Explain one finer row: the node it shows, or the fact with what came of it."""
        row = wording.row
        if isinstance(first, Ref) and first.name in self.rulebook.nodes:
            reason = self.node(self.rulebook.nodes[first.name], row)
            facts = source.kind in (GrainKind.TABLE, GrainKind.PAIR)
            return (
                replace(reason, label=self.shelf.label(source, row), place=NOTHING)
                if facts
                else reason
            )
        value = wording.value(first)
        plain = isinstance(first, Ref) or (first.type.is_number and value is not None)
        parts = () if plain else self._parts(first, source.name, row, wording)
        return Reason(
            name=source.name,
            grain=source.name,
            key={key: row.get(key) for key in source.keys},
            label=self.shelf.label(source, row),
            place=self.shelf.place(row, source) if source.kind is GrainKind.GROUP else NOTHING,
            value=value,
            said=wording.said(first, value),
            work=NOTHING if plain else wording.of(first),
            citation=Citation(),
            notes=() if plain else tuple(wording.notes),
            missing=self._missing(first, wording, parts) if value is None else _handed_on(parts),
            parts=tuple(parts),
        )

    def _missing(self, term: Term, wording: Wording, parts: Sequence[Reason]) -> tuple[Label, ...]:
        """Name the facts that are not there and that the unknown comes from."""
        found = [fact for part in parts for fact in part.missing]
        for part in wording.taken(term):
            if isinstance(part, Apply) and part.op in RANKED:
                found += self._unranked(part, wording)
            if isinstance(part, Ref) and "." in part.name and wording.value(part) is None:
                found += self._empty(part, wording.row)
            if isinstance(part, Reduce) and wording.value(part) is None:
                found += self._no_rows(part, wording.row)
        return tuple(dict.fromkeys(found))

    def _unranked(self, term: Apply, wording: Wording) -> list[Label]:
        """Name words that stand in no order and so leave a comparison open."""
        found = []
        for arg in term.args:
            value = wording.value(arg)
            options = self.rulebook.options.get(arg.type.options or "")
            if options is not None and value is not None and value not in options.ranked:
                grain = self.rulebook.grains[wording.grain]
                found.append(
                    phrase(
                        "{place}{what}，不分高低",
                        "{what} has no rank ({place})",
                        place=self.shelf.place(wording.row, grain),
                        what=wording.of(arg),
                    )
                )
        return found

    def _empty(self, ref: Ref, row: Row) -> list[Label]:
        owner, _, column = ref.name.partition(".")
        table = self.rulebook.tables.get(owner)
        if table is None or table.columns[column].empty is None:
            return []
        what = self.shelf.label(self.rulebook.grains[ref.grain], row)
        field_ = table.columns[column].label
        return [phrase("{what}：{field}未填", "{what}: {field} is empty", what=what, field=field_)]

    def _no_rows(self, reduce: Reduce, row: Row) -> list[Label]:
        source = self.rulebook.grains[reduce.source]
        rows = self._finer(reduce, row)
        found = []
        if not rows:
            place = self.shelf.place(row, self.rulebook.grains[reduce.grain])
            what = source.label
            for_place = " for {place}" if place.en else ""
            found.append(
                phrase("{place}没有{what}记录", f"no {{what}}{for_place}", place=place, what=what)
            )
        if source.kind is GrainKind.YEARS:
            there = {each.row["year"] for each in rows}
            found += [
                phrase("{y} 年不在职", "not in service in {y}", y=same(str(year)))
                for year in self.rulebook.window.of(self.findings.on)
                if year not in there
            ]
        return found


def _handed_on(parts: Sequence[Reason]) -> tuple[Label, ...]:
    """Return the missing facts behind a value such as “ungraded”, which stands for unknown."""
    return tuple(dict.fromkeys(fact for part in parts for fact in part.missing))


def _matters(op: Gather, value: Held, values: Sequence[Held]) -> bool:
    """Tell whether a row made a difference: it settled the result, left it open, or added to it."""
    if op in (Gather.SOME, Gather.EVERY):
        settling = op is Gather.SOME
        for wanted in (settling, None):
            if wanted in values:
                return value is wanted
        return True
    if op is Gather.COUNT:
        return value is not False
    if op is Gather.TOTAL:
        return value != 0
    if op is Gather.WEIGHTED_MEAN and None in values:
        return value is None
    return value is not None


def _identity(row: Row, grain: Grain) -> object:
    """Tell rows of a table apart that share their keys."""
    return id(row) if grain.kind in (GrainKind.TABLE, GrainKind.PAIR) else None
