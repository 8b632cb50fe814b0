"""Nodes and gates out of their entries, each resolved when first named, so that circles show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from meritbook.engine.building_rules import read_rule
from meritbook.engine.declaring import Words
from meritbook.engine.items import Item
from meritbook.engine.kinds import BOOLEAN
from meritbook.engine.problems import ItemError, Problems
from meritbook.engine.rulebook import GrainKind, Node
from meritbook.engine.scope import Scope


@dataclass(slots=True)
class NodeReader:
    """Reads all nodes and gates of a rulebook."""

    gates: Item
    nodes: Item
    scope: Scope
    words: Words
    problems: Problems
    made: dict[str, Node] = field(default_factory=dict)
    failed: dict[str, ItemError] = field(default_factory=dict)
    """Why a node could not be made; whatever rests on it fails for the same reason."""
    making: list[str] = field(default_factory=list)

    def read(self) -> Mapping[str, Node]:
        """Return the nodes by name."""
        self.scope.node_names = frozenset({*self.nodes.entries(), *self.gates.entries()})
        self.scope.node = self._node
        for name in sorted(self.scope.node_names):
            with self.problems.caught(name):
                self._node(name)
        return self.made

    def _node(self, name: str) -> Node | None:
        if name not in self.scope.node_names or name in self.made:
            return self.made.get(name)
        if name in self.failed:
            raise self.failed[name]
        if name in self.making:
            self._tell_circle(self.making[self.making.index(name) :])
        self.making.append(name)
        try:
            self.made[name] = self._made(name)
        except ItemError as error:
            self.failed[name] = error
            raise
        finally:
            self.making.pop()
        return self.made[name]

    def _tell_circle(self, names: list[str]) -> None:
        """Fail at the node of a circle that stands first."""
        items = {name: self._item(name) for name in names}
        first = min(names, key=lambda name: (items[name].file, items[name].line))
        turn = names.index(first)
        circle = " → ".join([*names[turn:], *names[:turn], first])
        items[first].fail(
            f"rules go in a circle: {circle}", "break it: a rule cannot rest on itself"
        )

    def _item(self, name: str) -> Item:
        gates = self.gates.entries()
        return gates[name] if name in gates else self.nodes.entries()[name]

    def _made(self, name: str) -> Node:
        gate = name in self.gates.entries()
        item, rule = self._item(name), "excludes" if gate else "is"
        item.only("label", "at", rule, "citation", *(() if gate else ("type",)))
        grain = item.need("at").named(self.scope.grains, "grain")
        if gate and self.scope.grains[grain].kind is not GrainKind.ENTITY:
            item.need("at").fail(f"a gate cannot stand at '{grain}'", "at the grain of the entity")
        kind = item.get("type")
        expect = BOOLEAN if gate else (self.words.type(kind) if kind else None)
        expression = read_rule(item.need(rule), self.scope, grain, expect=expect)
        return Node(
            name=name,
            label=item.need("label").phrase(),
            grain=grain,
            expression=expression,
            type=expression.term.type,
            citation=self.words.citation(item.get("citation"), item),
            optional=expression.term.optional,
            gate=gate,
        )
