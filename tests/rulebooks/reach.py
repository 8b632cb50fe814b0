"""How far the worked examples of a rulebook go: values, conditions and keys that occur in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from meritbook.engine import Findings, Rulebook
from meritbook.engine.needs import is_told
from meritbook.engine.terms import Apply, Constant, Lookup, Op, Reduce, Ref, Term, parts
from tests.rulebooks.worked_examples import Example, examples_of, found_by, loaded

Place = tuple[str, Term]
"""A grain and a part of a rule that is computed there."""


@dataclass(slots=True)
class Reach:
    """What occurs in the examples of one rulebook."""

    rulebook: Rulebook
    examples: tuple[Example, ...]
    values: defaultdict[str, set[Any]] = field(default_factory=lambda: defaultdict(set))
    """Node → every value that it takes, unknown included."""
    conditions: defaultdict[Place, set[Any]] = field(default_factory=lambda: defaultdict(set))
    """What rules ask → the answers: true, false, unknown."""
    rules: dict[Place, str] = field(default_factory=dict)
    """What rules ask → the node that asks."""
    keys: defaultdict[str, set[Any]] = field(default_factory=lambda: defaultdict(set))
    """Table parameter → the keys that are looked up."""

    def expected(self, name: str) -> set[str]:
        """Return the values that examples expect of a node."""
        return {row[name] for example in self.examples for row in example.expect if name in row}


def reach_of(folder: Path) -> Reach:
    """Run all examples of a rulebook and return what occurs."""
    reach = Reach(loaded(folder), examples_of(folder))
    for example in reach.examples:
        findings = found_by(reach.rulebook, example, keep="reasons", empty_as_absent=False)
        _note(reach, findings)
    return reach


def _note(reach: Reach, findings: Findings) -> None:
    for name, rule in findings.needs.terms.items():
        grain = reach.rulebook.nodes[name].grain
        reach.values[name] |= _values(findings, grain, name)
        # Of rows that are only counted, such as single ballots, no step is kept.
        told = (place for place in asked(rule, grain) if is_told(reach.rulebook, place[0]))
        for place in told:
            reach.rules[place] = name
            reach.conditions[place] |= _answers(findings, *place)
        for at, lookup in _lookups(rule, grain):
            reach.keys[lookup.parameter] |= _answers(findings, at, lookup.key)


def _values(findings: Findings, grain: str, column: str) -> set[Any]:
    frame = findings.frames.get(grain)
    if frame is None or column not in frame.columns:
        return set()
    return set(frame.get_column(column).unique().to_list())


def _answers(findings: Findings, grain: str, term: Term) -> set[Any]:
    if isinstance(term, Constant):
        return {term.value}
    return _values(findings, grain, _column(findings, grain, term))


def _column(findings: Findings, grain: str, term: Term) -> str:
    """Return the column that holds a part of a rule; a name of nothing where none does."""
    match term:
        case Ref():
            return term.name
        case Reduce():
            return findings.needs.reduces.get(term, "")
        case _:
            return findings.needs.steps.get((grain, term), "")


def asked(rule: Term, grain: str) -> Iterator[Place]:
    """Go through what a rule asks: conditions of branches, and the sides of `and` and `or`."""
    for at, term in _placed(rule, grain):
        if isinstance(term, Apply) and term.op is Op.IF:
            yield at, term.args[0]
        elif isinstance(term, Apply) and term.op in (Op.AND, Op.OR):
            yield from ((at, side) for side in term.args)


def _lookups(rule: Term, grain: str) -> Iterator[tuple[str, Lookup]]:
    for at, term in _placed(rule, grain):
        if isinstance(term, Lookup):
            yield at, term


def _placed(rule: Term, grain: str) -> Iterator[Place]:
    """Go through a rule's parts with the grain at which each is computed."""
    yield grain, rule
    within = rule.source if isinstance(rule, Reduce) else grain
    for part in parts(rule):
        yield from _placed(part, within)
