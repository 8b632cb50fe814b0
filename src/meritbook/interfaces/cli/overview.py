"""The demo district on a few screens: grades by unit, gates, conflicts, three people explained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from meritbook.engine import Facts, Findings, Rulebook, evaluate, explain
from meritbook.engine.kinds import Label, Lang
from meritbook.engine.saying import Held
from meritbook.interfaces.cli.abridging import abridged
from meritbook.interfaces.cli.speaking import program
from meritbook.interfaces.cli.tallying import headline
from meritbook.interfaces.cli.terminal import (
    USUAL_WIDTH,
    Column,
    Screen,
    Tone,
    padded,
    table,
    wrapped,
)
from meritbook.interfaces.demo import STORIES

TOLD: tuple[tuple[str, str, int | None], ...] = (
    ("YX0353", "grade", 2024),
    ("YX0934", "mediocre_record", None),
    ("YX0820", "third_prize_unit", None),
)
"""Whom the demo explains: a grade that a correction mended, a conflict, a gate that excludes."""
BRIEF = {
    Label("一般", "ordinary"): Label("一般", "ord."),
    Label("未定等次", "ungraded"): Label("未定", "none"),
    Label("不得纳入", "excluded"): Label("不得纳入", "excl."),
    Label("待定", "undetermined"): Label("待定", "open"),
}
MOST_LINES = 13
MOST_CONFLICTS = 8
BAR = 20


@dataclass(frozen=True, slots=True)
class Overview:
    """What the evaluation of the demo district found, as lines for a screen."""

    findings: Findings
    lang: Lang
    screen: Screen
    delivery: str
    """The folder of facts as a reader would type it."""

    @property
    def facts(self) -> Facts:
        """The facts of the district."""
        return self.findings.facts

    @property
    def rulebook(self) -> Rulebook:
        """The rules that made the findings."""
        return self.findings.rulebook

    @property
    def room(self) -> int:
        """How wide the lines may be."""
        return min(self.screen.width or USUAL_WIDTH, USUAL_WIDTH)

    @property
    def last(self) -> int:
        """The latest year of the window."""
        return self.findings.years[-1]

    def say(self, zh: str, en: str) -> str:
        """Return words in the reader's language."""
        return Label(zh, en).said(self.lang)

    def lines(self) -> Iterator[str]:
        """Yield the whole overview."""
        yield from self.head()
        chapters = (
            (self.say("各单位", "By unit"), self.units()),
            (self.say("门槛", "Gates"), self.gates()),
            (
                self.say("年度考核与鉴定不一致", "Annual grades that contradict the appraisal"),
                self.conflicts(),
            ),
            (self.say("三个人", "Three people"), self.people()),
        )
        for title, held in chapters:
            yield from ("", self.screen.tone(title, "strong"), "", *held)

    def head(self) -> Iterator[str]:
        """Yield what the district is and what was evaluated."""
        yield self.screen.tone(
            self.say("云岫区（虚构的演示区县）", "Yunxiu, a district made up for the demo"),
            "strong",
        )
        names = ("units", "people", "ledger", "indicators", "ballots", "ballot_counts")
        counts = {name: self.facts.tables[name].lazy().collect() for name in names}
        votes = counts["ballots"].height + int(counts["ballot_counts"]["count"].sum())
        yield self.say(
            f"{counts['units'].height} 个单位 · {counts['people'].height:,} 人 · "
            f"加减分 {counts['ledger'].height:,} 笔 · "
            f"考核指标 {counts['indicators'].height:,} 项 · 测评票 {votes:,} 张次",
            f"{counts['units'].height} units · {counts['people'].height:,} people · "
            f"{counts['ledger'].height:,} pluses and minuses · "
            f"{counts['indicators'].height:,} indicators · {votes:,} votes",
        )
        yield headline(self.rulebook, self.findings.on, counts["people"].height, self.lang)

    def _people(self) -> pl.DataFrame:
        """Return a row per person: unit, latest grade, conflicts, outcome."""
        appraisals = self.findings.output("appraisals")
        of_year = appraisals.filter(pl.col("year") == self.last)
        latest = of_year.select("person_id", "grade", "conflict")
        gates = self.findings.output("eligibility").filter(pl.col("gate") == "overall")
        people = self.facts.tables["people"].lazy().select("person_id", "unit_id", "name").collect()
        held = people.join(latest, on="person_id", how="left")
        return held.join(gates.select("person_id", "outcome"), on="person_id", how="left")

    def units(self) -> Iterator[str]:
        """Yield a line per unit: grades and conflicts of the latest year, who may be promoted."""
        people = self._people()
        columns = [
            Column(self.say("单位", "unit")),
            Column(self.say("人数", "people"), right=True),
            *(Column(self._brief(label), right=True) for label in self._grades().values()),
            Column(self.say("不一致", "confl."), right=True),
            *(Column(self._brief(label), right=True) for label in self._outcomes().values()),
        ]
        units = self.facts.tables["units"].lazy().select("unit_id", "name").collect()
        of_unit = {
            str(name): people.filter(pl.col("unit_id") == unit)
            for unit, name in units.sort("unit_id").iter_rows()
        }
        rows = [[name, *self._counts(held)] for name, held in of_unit.items() if held.height]
        groups = [
            ("", 1),
            (
                self.say(f"{self.last} 年鉴定等次", f"appraisal grade {self.last}"),
                len(self._grades()) + 1,
            ),
            (self.say("选拔资格", "eligibility"), len(self._outcomes())),
        ]
        total = [self.say("全区", "district"), *self._counts(people)]
        yield from table(columns, rows, last=total, groups=groups)

    def _grades(self) -> Mapping[str, Label]:
        return self.rulebook.options["appraisal_grade"].values

    def _outcomes(self) -> Mapping[str, Label]:
        return self.rulebook.options["outcome"].values

    def _brief(self, label: Label) -> str:
        """Return a word short enough for the heading of a narrow column."""
        return BRIEF.get(label, label).said(self.lang)

    def _counts(self, people: pl.DataFrame) -> list[str]:
        grades, outcomes = people["grade"].to_list(), people["outcome"].to_list()
        counts = [
            people.height,
            *(grades.count(each) for each in self._grades()),
            int(people["conflict"].sum() or 0),
            *(outcomes.count(each) for each in self._outcomes()),
        ]
        return [str(count) if count else "·" for count in counts]

    def gates(self) -> Iterator[str]:
        """Yield a line per gate: how many pass, are excluded, stay open, and the shares."""
        found = self.findings.output("eligibility")
        words = self.rulebook.options["outcome"].values
        columns = [
            Column(self.say("门槛", "gate")),
            *(Column(label.said(self.lang), right=True) for label in words.values()),
            Column(self.say("比例", "shares")),
        ]
        rows = []
        for gate in self.rulebook.outputs["eligibility"].gates:
            held = found.filter(pl.col("gate") == gate)["outcome"].to_list()
            counts = [held.count(word) for word in words]
            label = self.rulebook.nodes[gate].label.said(self.lang)
            rows.append([label, *map(str, counts), self._bar(counts)])
        yield from table(columns, rows)

    def _bar(self, counts: list[int]) -> str:
        """Return shares as a bar: passed, excluded, open; whatever occurs is seen."""
        total = sum(counts) or 1
        parts = [max(1, round(BAR * count / total)) if count else 0 for count in counts]
        parts[parts.index(max(parts))] += BAR - sum(parts)
        tones: tuple[Tone, ...] = ("good", "bad", "open")
        signs = ("█", "▓", "░")
        return "".join(
            self.screen.tone(sign * part, tone)
            for sign, part, tone in zip(signs, parts, tones, strict=True)
        )

    def conflicts(self) -> Iterator[str]:
        """Yield how many there are of each kind, and those of the latest year by name."""
        appraisals = self.findings.output("appraisals").filter(pl.col("conflict"))
        ranked = self.rulebook.options["annual_grade"].ranked
        above = [
            ranked.index(str(grade)) < ranked.index(str(cap))
            for grade, cap in appraisals.select("annual_grade", "annual_cap").iter_rows()
        ]
        count, high = appraisals.height, sum(above)
        yield self.say(
            f"  三年共 {count} 处：年度考核高于鉴定所允许的 {high} 处，低于的 {count - high} 处。"
            "应逐一核实（A6）。",
            f"  {count} over three years: {high} above what the appraisal allows, {count - high} "
            "below. Each is to be verified (A6).",
        )
        people = self.facts.tables["people"].lazy().select("person_id", "unit_id", "name")
        units = self.facts.tables["units"].lazy().select("unit_id", pl.col("name").alias("unit"))
        named = appraisals.lazy().join(people.join(units, on="unit_id"), on="person_id").collect()
        latest = named.filter(pl.col("year") == self.last).sort("person_id")
        heads = [
            Column(self.say("姓名", "name")),
            Column(self.say("编号", "id")),
            Column(self.say("单位", "unit")),
            Column(self.say("鉴定等次", "appraisal")),
            Column(self.say("年度考核", "annual grade")),
            Column(self.say("允许", "allowed")),
        ]
        rows = [self._conflict(row) for row in latest.head(MOST_CONFLICTS).iter_rows(named=True)]
        yield from ("", *table(heads, rows))
        left = count - len(rows)
        if left:
            yield self.say(f"  ……其余 {left} 处见结果表。", f"  … and {left} more in the results.")

    def _conflict(self, row: dict[str, Held]) -> list[str]:
        cap, floor = self._annual(row["annual_cap"]), self._annual(row["annual_floor"])
        allowed = self.say(f"{cap}及以下", f"up to {cap}")
        if row["annual_floor"] is not None:
            allowed = self.say(f"{floor}至{cap}", f"{floor} to {cap}")
        grade = self.rulebook.options["appraisal_grade"].values[str(row["grade"])]
        annual = self.screen.tone(self._annual(row["annual_grade"]), "bad")
        names = [str(row["name"]), str(row["person_id"]), str(row["unit"])]
        return [*names, grade.said(self.lang), annual, allowed]

    def _annual(self, key: Held) -> str:
        held = self.rulebook.options["annual_grade"].values
        return held[str(key)].said(self.lang) if key is not None else "—"

    def people(self) -> Iterator[str]:
        """Yield three careers: the story, a cut explanation, and how to see all of it."""
        for number, (person, node, year) in enumerate(TOLD):
            if number:
                yield ""
            yield from self._person(person, node, year)

    def _person(self, person: str, node: str, year: int | None) -> Iterator[str]:
        part = self.facts.of([person])
        findings = evaluate(self.rulebook, part, on=self.findings.on, keep="reasons")
        name = part.tables["people"].lazy().select("name").collect().item()
        story = STORIES[person]
        head = f"{name} {person}"
        yield self.screen.tone(f"  {head}", "strong")
        yield from wrapped(self.say(story.zh, story.en), self.room, first="  ", hang="  ")
        key = {} if year is None else {"year": year}
        reason = explain(findings, node, **key)
        for line in abridged(reason, self.rulebook, self.lang, most=MOST_LINES, room=self.room - 4):
            yield f"    {line}"
        asked = f"--gate {node}" if node in self.rulebook.gates else f"--node {node} --year {year}"
        command = f"{program()} explain {self.delivery} {person} --on {self.findings.on} {asked}"
        yield (
            padded("", 2) + self.say("完整说明：", "all of it: ") + self.screen.tone(command, "dim")
        )
