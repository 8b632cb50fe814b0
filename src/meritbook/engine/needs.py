"""What an evaluation has to compute: from the nodes asked for down to the facts they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from meritbook.engine.rulebook import GrainKind, Node, Rulebook
from meritbook.engine.specialising import specialise
from meritbook.engine.terms import (
    Apply,
    Banded,
    Follow,
    Lookup,
    Op,
    Reduce,
    Ref,
    Referred,
    Term,
    walk_row,
)

STEPS = {Op.IF: 1, Op.AND: None, Op.OR: None}
"""Operators whose first so many operands (or all) explanations want to see."""


@dataclass(slots=True)
class Needs:
    """Nodes with their specialised terms, and everything that crosses from grain to grain."""

    terms: dict[str, Term] = field(default_factory=dict)
    """Node → its rule under the chosen readings."""
    reduces: dict[Reduce, str] = field(default_factory=dict)
    """Operator over finer rows → name of the column that holds its result."""
    carried: dict[tuple[str, str], Ref] = field(default_factory=dict)
    """(finer grain, column) → the coarser value seen there."""
    picks: set[str] = field(default_factory=set)
    referred: set[Referred | Follow] = field(default_factory=set)
    steps: dict[tuple[str, Term], str] = field(default_factory=dict)
    """(grain, part of a rule) → column with its value, kept for explanations only."""
    told: frozenset[str] = frozenset()
    """Grains whose rows explanations show."""
    found: dict[tuple[str, int], str] = field(default_factory=dict)
    """Columns that were looked up already, by the very term: comparing deep terms takes time."""

    def column(self, grain: str, term: Term) -> str:
        """Return the column that holds the value of a part of a rule, or nothing."""
        held = (grain, id(term))
        if held not in self.found:
            if isinstance(term, Reduce):
                self.found[held] = self.reduces[term]
            else:
                self.found[held] = self.steps.get((grain, term), "")
        return self.found[held]


def needs_of(rulebook: Rulebook, wanted: Iterable[str], *, reasons: bool = False) -> Needs:
    """Return what the wanted nodes need under the rulebook's readings.

    With `reasons` the steps on the way are kept too: conditions, and what each row contributes.
    """
    told = frozenset(name for name in rulebook.grains if is_told(rulebook, name))
    needs = Needs(told=told)
    collector = _Collector(rulebook, rulebook.settings(), needs, reasons)
    for name in wanted:
        collector.node(rulebook.nodes[name])
    for grain in rulebook.grains.values():
        if grain.kind is GrainKind.YEARS and grain.exists is not None:
            collector.term(grain.exists.term, grain.name)
    return needs


def is_told(rulebook: Rulebook, grain: str) -> bool:
    """Tell whether explanations show the rows of a grain.

    Rows of a table are shown where it describes them or rules give them values of their own.
    """
    table = rulebook.tables.get(grain)
    described = table is None or bool(table.describe)
    return described or any(node.grain == grain for node in rulebook.nodes.values())


@dataclass(slots=True)
class _Collector:
    rulebook: Rulebook
    settings: Mapping[str, str]
    needs: Needs
    reasons: bool

    def node(self, node: Node) -> None:
        if node.name in self.needs.terms:
            return
        term = specialise(node.expression.term, self.settings)
        self.needs.terms[node.name] = term
        self.term(term, node.grain)

    def term(self, term: Term, grain: str) -> None:
        for part in walk_row(term):
            if isinstance(part, Ref):
                self.ref(part, grain)
            elif isinstance(part, Referred | Follow):
                self.needs.referred.add(part)
            elif isinstance(part, Reduce):
                self.reduce(part)
            elif isinstance(part, Apply):
                for step in part.args[: STEPS.get(part.op, 0)]:
                    self.step(step, grain)

    def reduce(self, term: Reduce) -> None:
        self.needs.reduces.setdefault(term, f"§{len(self.needs.reduces)}")
        told = term.source in self.needs.told
        for arg in term.args:
            self.term(arg, term.source)
            if told:
                self.step(arg, term.source)

    def step(self, term: Term, grain: str) -> None:
        """Keep the value of a part, unless it is a column or a number of its own anyway."""
        if self.reasons and isinstance(term, Apply | Banded | Lookup):
            self.needs.steps.setdefault((grain, term), f"§s{len(self.needs.steps)}")

    def ref(self, ref: Ref, grain: str) -> None:
        owner = ref.name.split(".")[0]
        if ref.name in self.rulebook.nodes:
            self.node(self.rulebook.nodes[ref.name])
        elif owner in self.rulebook.picks and "." in ref.name:
            self.pick(owner)
        if ref.grain != grain:
            self.needs.carried[(grain, ref.name)] = ref

    def pick(self, name: str) -> None:
        pick = self.rulebook.picks[name]
        if name not in self.needs.picks:
            self.needs.picks.add(name)
            if pick.where is not None:
                self.term(pick.where.term, pick.table)
