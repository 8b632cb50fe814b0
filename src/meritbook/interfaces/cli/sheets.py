"""One person on half a page: who it is, the results year by year, each gate with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from meritbook.engine import Findings, Rulebook, explain
from meritbook.engine.kinds import Kind, Label, Lang
from meritbook.engine.rulebook import Output
from meritbook.engine.saying import Held, Sayer
from meritbook.interfaces.cli.tallying import YEAR, outcome_tone
from meritbook.interfaces.cli.terminal import (
    USUAL_WIDTH,
    Column,
    Screen,
    clipped,
    joined,
    table,
    width,
)

NONE = "—"
NAME = "name"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The results of the one person in the findings, as lines for a screen."""

    findings: Findings
    lang: Lang
    screen: Screen

    @property
    def rulebook(self) -> Rulebook:
        """The rules that made the findings."""
        return self.findings.rulebook

    def lines(self) -> list[str]:
        """Return the sheet: the person, then a table per result."""
        lines = self.person()
        for name, output in self.rulebook.outputs.items():
            title = self.screen.tone(output.label.said(self.lang), "strong")
            held = self.gates(output) if output.gates else self.values(name, output)
            lines += ["", title, "", *held]
        return lines

    def person(self) -> list[str]:
        """Return who it is: name and id, then what the facts say about the person."""
        facts = self.findings.facts
        declared = self.rulebook.tables[facts.entity]
        (row,) = facts.tables[facts.entity].lazy().collect().to_dicts()
        said = []
        for name, column in declared.columns.items():
            value = row.get(name)
            if value is None or name in (declared.key, NAME):
                continue
            if column.refers:
                said.append(self._referred(column.refers, value))
            elif column.type.kind is Kind.DATE:
                said.append(f"{column.label.said(self.lang)} {value}")
            else:
                said.append(self._sayer.value(value, column.type).said(self.lang))
        called = " ".join(str(each) for each in (row.get(NAME), row[facts.by]) if each)
        room = self.screen.width or USUAL_WIDTH
        return [self.screen.tone(called, "strong"), *joined(said, room)]

    def _referred(self, table_: str, key: Held) -> str:
        """Return the name of a row that is referred to, with its id."""
        declared, frame = self.rulebook.tables[table_], self.findings.facts.tables[table_].lazy()
        if NAME not in declared.columns or declared.key is None:
            return str(key)
        rows = frame.filter(**{declared.key: key}).collect().to_dicts()
        name = rows[0][NAME] if rows else None
        return f"{name}（{key}）" if name and self.lang == "zh" else f"{name or ''} ({key})"

    @property
    def _sayer(self) -> Sayer:
        return Sayer(self.rulebook.options)

    def values(self, name: str, output: Output) -> list[str]:
        """Return a result table on its side: a line per value, a column per year."""
        rows = self.findings.output(name).to_dicts()
        if not rows:
            none = Label("没有任何在职年度", "no year in service")
            return [f"  {none.said(self.lang)}"]
        keys = self.rulebook.grains[output.grain].keys
        heads = [str(row[YEAR]) if YEAR in keys else "" for row in rows]
        columns = [Column(""), *(Column(head, right=True) for head in heads)]
        lines = [
            [label.said(self.lang), *(self._cell(row, column, node) for row in rows)]
            for column, node, label in self._told(output)
        ]
        return table(columns, lines)

    def _told(self, output: Output) -> Iterator[tuple[str, str, Label]]:
        for column, node in output.columns.items():
            if node in self.rulebook.nodes:
                yield column, node, self.rulebook.nodes[node].label

    def _cell(self, row: Mapping[str, Held], column: str, node: str) -> str:
        value = row[column]
        said = self._sayer.value(value, self.rulebook.nodes[node].type).said(self.lang)
        if value is None:
            return self.screen.tone(NONE, "dim")
        return self.screen.tone(said, "bad") if value is True else said

    def gates(self, output: Output) -> list[str]:
        """Return a line per gate: its outcome and, in brief, from what."""
        outcomes = dict(self.findings.frame(output.grain).to_dicts()[0])
        words = self.rulebook.outcomes
        assert words is not None
        rows = []
        for gate in output.gates:
            held = outcomes[gate]
            word = words.unknown if held is None else words.true if held else words.false
            said = self._sayer.word(word, words.options).said(self.lang)
            tone = outcome_tone(self.rulebook, word)
            why = "" if gate == output.gates[-1] else self.why(gate)
            label = self.rulebook.nodes[gate].label.said(self.lang)
            rows.append([label, self.screen.tone(said, tone), why])
        heads = [
            Column(Label("门槛", "gate").said(self.lang)),
            Column(Label("结论", "outcome").said(self.lang)),
            Column(Label("由来", "from").said(self.lang)),
        ]
        room = (self.screen.width or USUAL_WIDTH) - 6
        room -= sum(max(width(row[place]) for row in rows) for place in (0, 1))
        return table(heads, [[gate, said, clipped(why, room)] for gate, said, why in rows])

    def why(self, gate: str) -> str:
        """Return the operation of a gate with its values, or what it lacks."""
        reason = explain(self.findings, gate)
        if reason.value is None and reason.missing:
            between = "；" if self.lang == "zh" else "; "
            return between.join(each.said(self.lang) for each in reason.missing)
        return reason.work.said(self.lang)
