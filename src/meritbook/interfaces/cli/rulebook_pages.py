"""A rulebook as pages to read: numbers, bands, readings, rules with their text, clauses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from meritbook.engine import Rulebook
from meritbook.engine.kinds import Label, Lang
from meritbook.engine.rulebook import Citation, Node, Parameter
from meritbook.engine.saying import Sayer
from meritbook.engine.telling import cited
from meritbook.interfaces.cli.opening import gates_in_order
from meritbook.interfaces.cli.terminal import (
    USUAL_WIDTH,
    Column,
    Screen,
    padded,
    table,
    width,
    wrapped,
)


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that a rulebook says, as lines."""

    book: Rulebook
    lang: Lang
    screen: Screen

    @property
    def room(self) -> int:
        """How wide the lines may be."""
        return min(self.screen.width or USUAL_WIDTH, USUAL_WIDTH)

    @property
    def _sayer(self) -> Sayer:
        return Sayer(self.book.options)

    def say(self, zh: str, en: str) -> str:
        """Return words in the reader's language."""
        return Label(zh, en).said(self.lang)

    def lines(self) -> Iterator[str]:
        """Yield the head and the chapters that are not empty."""
        yield from self.head()
        chapters = (
            (self.say("参数", "Parameters"), self.parameters()),
            (self.say("等次线", "Bands"), self.ladders()),
            (self.say("读法（● 为采用）", "Readings (● chosen)"), self.readings()),
            (self.say("门槛", "Gates"), self.gates()),
            (self.say("规则", "Rules"), self.rules()),
            (self.say("条款", "Clauses"), self.sources()),
        )
        for title, held in chapters:
            found = list(held)
            if found:
                yield from ("", self.screen.tone(title, "strong"), "", *found)

    def head(self) -> Iterator[str]:
        """Yield what the rulebook is, where and when it holds."""
        book = self.book
        yield self.screen.tone(f"{book.id}  {book.title.said(self.lang)}", "strong")
        until = book.in_force_to.isoformat() if book.in_force_to else ""
        since = self.say("施行", "in force")
        where = book.jurisdiction.said(self.lang)
        yield f"{where} · {since} {book.in_force_from} – {until}".rstrip()
        years, digest = book.window.years, book.digest
        yield self.say(
            f"窗口：评估日之前 {years} 个年度", f"window: the {years} years before the day"
        )
        yield self.say(f"摘要 {digest}", f"digest {digest}")

    def parameters(self) -> Iterator[str]:
        """Yield the numbers, one line per value and day."""
        rows = []
        for parameter in self.book.parameters.values():
            for since, value in parameter.values:
                said = self._value(parameter, value)
                label = parameter.label.said(self.lang)
                clause = self.clause(parameter.citation)
                rows.append([label, parameter.name, said, since.isoformat(), clause])
        yield from self._numbers(rows)

    def ladders(self) -> Iterator[str]:
        """Yield the bands."""
        rows = []
        for ladder in self.book.ladders.values():
            for since, bands in ladder.values:
                words = [
                    self._sayer.word(band.option, ladder.options).said(self.lang)
                    + (f" ≥ {band.at_least}" if band.at_least is not None else "")
                    for band in bands
                ]
                label, clause = ladder.label.said(self.lang), self.clause(ladder.citation)
                rows.append([label, ladder.name, " · ".join(words), since.isoformat(), clause])
        yield from self._numbers(rows)

    def _numbers(self, rows: list[list[str]]) -> Iterator[str]:
        """Yield short values as a table; a long one goes below its name."""
        if not rows:
            return
        heads = self.say("名称", "name"), self.say("代号", "id"), self.say("值", "value")
        columns = [Column(h) for h in (*heads, self.say("起", "since"), self.say("依据", "by"))]
        short = [row if width(row[2]) <= 12 else [row[0], row[1], "", *row[3:]] for row in rows]
        lines = table(columns, short)
        yield from lines[:2]
        for line, row in zip(lines[2:], rows, strict=True):
            yield line
            if width(row[2]) > 12:
                yield from wrapped(row[2], self.room, first="      ", hang="      ")

    def _value(self, parameter: Parameter, value: object) -> str:
        if not isinstance(value, dict):
            return self._sayer.given(value, parameter.type).said(self.lang)
        said = [
            f"{self._sayer.word(key, parameter.of or '').said(self.lang)} → "
            f"{self._sayer.given(each, parameter.type).said(self.lang)}"
            for key, each in value.items()
        ]
        return " · ".join(said)

    def readings(self) -> Iterator[str]:
        """Yield what a rule may be read as."""
        longest = max(
            (width(name) for held in self.book.readings.values() for name in held.choices),
            default=0,
        )
        for rule, held in self.book.readings.items():
            yield f"  {self.book.nodes[rule].label.said(self.lang)}  {rule}"
            for name, reading in held.choices.items():
                mark = "●" if name == held.chosen else "○"
                lead = f"    {mark} {padded(name, longest)}  "
                text = reading.label.said(self.lang)
                yield from wrapped(text, self.room, first=lead, hang=" " * width(lead))

    def gates(self) -> Iterator[str]:
        """Yield the rules that decide over somebody."""
        for node in gates_in_order(self.book).values():
            yield from self._rule(node)

    def rules(self) -> Iterator[str]:
        """Yield the other rules, by the level at which they hold."""
        for grain in (*self.book.grains, *self.book.tables):
            held = [n for n in self.book.nodes.values() if n.grain == grain and not n.gate]
            if held:
                place = self.book.grains.get(grain) or self.book.tables[grain]
                yield self.say(f"  每一{place.label.zh}", f"  for each {place.label.en}")
            for node in held:
                yield from self._rule(node, lead="    ")

    def _rule(self, node: Node, *, lead: str = "  ") -> Iterator[str]:
        clause = self.clause(node.citation)
        bracketed = f"〔{clause}〕" if self.lang == "zh" else f" [{clause}]"
        label = self.screen.tone(node.label.said(self.lang), "strong")
        yield f"{lead}{label}  {node.name}{bracketed if clause else ''}"
        text = " ".join(node.expression.text.split())
        yield from wrapped(text, self.room, first=lead + "    ", hang=lead + "      ")

    def sources(self) -> Iterator[str]:
        """Yield the clauses with what they say in brief."""
        longest = max((width(name) for name in self.book.sources), default=0)
        document = ""
        for source in self.book.sources.values():
            now = source.document.said(self.lang)
            if now != document:
                yield from wrapped(now, self.room, first="  ", hang="    ")
                document = now
            lead = f"    {padded(source.id, longest)}  "
            text = source.passage.said(self.lang)
            if source.sure:
                sure = source.sure.said(self.lang)
                text += f"（{sure}）" if self.lang == "zh" else f" ({sure})"
            yield from wrapped(text, self.room, first=lead, hang=" " * width(lead))

    def clause(self, citation: Citation) -> str:
        """Return the clauses behind a rule or number."""
        return cited(citation, self.book, self.lang)
