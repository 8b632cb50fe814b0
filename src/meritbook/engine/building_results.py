"""What frames the rules: the window, readings, the words of outcomes, and the result tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from meritbook.engine.declaring import Words
from meritbook.engine.items import Item
from meritbook.engine.problems import Problems
from meritbook.engine.rulebook import Node, Outcomes, Output, Reading, Readings, Window
from meritbook.engine.scope import Scope

GATE, OUTCOME = "gate", "outcome"
LONGEST_WINDOW = 100
TRUTHS = ("true", "false", "unknown")


@dataclass(slots=True)
class ResultReader:
    """Reads the sections that say how the rules are used."""

    sections: Mapping[str, Item]
    problems: Problems
    missing: Item
    scope: Scope
    words: Words
    nodes: Mapping[str, Node]

    def window(self) -> Window | None:
        """Return the window, or nothing where it could not be read."""
        with self.problems.caught():
            item = self.sections.get("window")
            if item is None:
                self.missing.fail("'window' is missing", "window: {years: 3, citation: …}")
            item.only("years", "citation")
            years = item.need("years").whole("number of years", least=1, most=LONGEST_WINDOW)
            return Window(years, self.words.citation(item.get("citation"), item))
        return None

    def outcomes(self) -> Outcomes | None:
        """Return the words for what gates say, where there are any."""
        item, gates = self.sections.get("outcomes"), self.sections.get("gates", self.missing)
        with self.problems.caught():
            if item is not None:
                return self._outcomes(item)
            if gates.entries():
                remedy = "outcomes: {of: …, true: …, false: …, unknown: …}"
                gates.fail("gates need `outcomes`", remedy)
        return None

    def _outcomes(self, item: Item) -> Outcomes:
        item.only("of", *TRUTHS)
        options = self.words.options[item.need("of").named(self.words.options, "list")]
        said = [item.need(truth).named(options.values, "word") for truth in TRUTHS]
        if len(set(said)) < len(said):
            item.fail("one word stands for two outcomes", "three words: true, false, unknown")
        return Outcomes(options.name, *said)

    def readings(self, rule: str, item: Item) -> Readings:
        """Return the readings stated for one rule."""
        choices: dict[str, Reading] = {}
        for name, choice in item.some().items():
            choice.only("label", "sets", "citation")
            choices[name] = Reading(
                name=name,
                label=choice.need("label").phrase(),
                sets={key: word.text() for key, word in choice.need("sets").entries().items()},
                citation=self.words.citation(choice.get("citation"), choice),
            )
        first = next(iter(choices.values()))
        for name, reading in choices.items():
            if set(reading.sets) != set(first.sets):
                item.need(name).fail(
                    "does not set what the first reading sets",
                    f"sets: {', '.join(first.sets) or 'nothing'}",
                )
        return Readings(rule, choices, chosen=first.name)

    def output(self, name: str, item: Item) -> Output:
        """Return a result table."""
        item.only("label", "grain", "columns", "gates")
        grain = item.need("grain").named(self.scope.grains, "grain")
        gates = self._gates(item, grain)
        columns = item.need("columns").texts()
        own = {GATE, OUTCOME} if gates else set()
        here = {node.name for node in self.nodes.values() if node.grain == grain}
        known = {*self.scope.keys(grain), *here, *own}
        for column in columns:
            item.need("columns").check(column, known, f"value at '{grain}' called")
        if gates and GATE not in columns:
            item.need("columns").fail("the rows of the gates look alike", f"add `{GATE}`")
        label = item.need("label").phrase()
        return Output(name, label, grain, {column: column for column in columns}, gates)

    def _gates(self, item: Item, grain: str) -> tuple[str, ...]:
        entry = item.get("gates")
        if entry is None and item.entries().get("gates") is None:
            return ()
        declared = item.need("gates")
        gates = declared.all_named({name for name, node in self.nodes.items() if node.gate}, "gate")
        for gate in gates:
            if self.nodes[gate].grain != grain:
                declared.fail(
                    f"'{gate}' does not stand at '{grain}'", f"grain: {self.nodes[gate].grain}"
                )
        return gates
