"""Counting what an evaluation found: words by year, gates by outcome, years without records."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from meritbook.engine import Facts, Findings, Rulebook
from meritbook.engine.kinds import Kind, Label, Lang
from meritbook.engine.rulebook import Node
from meritbook.engine.saying import TRUTH, UNKNOWN, Held
from meritbook.interfaces.cli.terminal import USUAL_WIDTH, Column, Screen, Tone, table, width

YEAR = "year"


@dataclass(slots=True)
class Tally:
    """How often each word came out; filled part by part, so that memory stays flat."""

    rulebook: Rulebook
    entities: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    words: dict[tuple[str, str, Held], Counter[Held]] = field(default_factory=dict)
    """Result table, node and year (none where the table has no years) → value → how often."""
    outcomes: dict[str, Counter[Held]] = field(default_factory=dict)

    def add(self, findings: Findings) -> None:
        """Count one part."""
        self.entities += findings.facts.count()
        for name, output in self.rulebook.outputs.items():
            frame = findings.output(name)
            self.rows[name] += frame.height
            if output.gates:
                for gate, outcome, count in frame.group_by("gate", "outcome").len().iter_rows():
                    self.outcomes.setdefault(gate, Counter())[outcome] += count
            else:
                for column, node in self._told(name):
                    self._count(name, node.name, frame, column)

    def _told(self, output: str) -> list[tuple[str, Node]]:
        """Return the columns of a result table that hold words or yes and no."""
        nodes = self.rulebook.nodes
        columns = self.rulebook.outputs[output].columns.items()
        held = [(column, nodes[name]) for column, name in columns if name in nodes]
        return [each for each in held if each[1].type.kind in (Kind.OPTION, Kind.BOOLEAN)]

    def _count(self, output: str, node: str, frame: pl.DataFrame, column: str) -> None:
        keys = self.rulebook.grains[self.rulebook.outputs[output].grain].keys
        year = pl.col(YEAR) if YEAR in keys else pl.lit(None, pl.Int64)
        counted = frame.group_by(year.alias("§year"), pl.col(column)).len()
        for at, value, count in counted.iter_rows():
            self.words.setdefault((output, node, at), Counter())[value] += count

    def years(self, output: str) -> list[Held]:
        """Return the years of a result table."""
        found = {at for name, _, at in self.words if name == output}
        return sorted(found, key=lambda at: (at is None, at))

    def blocks(self, output: str) -> Iterator[tuple[Label, list[Held], list[Node]]]:
        """Yield the nodes of a result table that share their words, with these words in order."""
        groups: dict[str | None, list[Node]] = {}
        for _, node in self._told(output):
            groups.setdefault(node.type.options, []).append(node)
        for options, nodes in groups.items():
            held = self.rulebook.options.get(options or "")
            values: list[Held] = list(held.values) if held is not None else [True, False]
            label = held.label if held is not None else Label("", "")
            yield label, [*values, None], nodes

    def record(self) -> dict[str, object]:
        """Return the counts for machines."""
        return {
            "people": self.entities,
            "rows": dict(self.rows),
            "gates": {gate: dict(held) for gate, held in self.outcomes.items()},
            "words": [
                {
                    "output": output,
                    "node": node,
                    "year": year,
                    "counts": {_key(value): count for value, count in held.items()},
                }
                for (output, node, year), held in self.words.items()
            ],
        }


def _key(value: Held) -> str:
    if value is None:
        return "unknown"
    return str(value).lower() if isinstance(value, bool) else str(value)


def headline(rulebook: Rulebook, on: dt.date, people: int, lang: Lang) -> str:
    """Return in one line what was evaluated: rulebook, readings chosen, day, window, people."""
    years = rulebook.window.of(on)
    chosen = [
        f"{rule}={held.chosen}"
        for rule, held in rulebook.readings.items()
        if held.chosen != next(iter(held.choices))
    ]
    readings = f"{rulebook.id} {' '.join(chosen)}".rstrip()
    return Label(
        f"{readings} · 评估日 {on} · {years[0]}–{years[-1]} 年 · {people} 人",
        f"{readings} · as of {on} · {years[0]}–{years[-1]} · {people} people",
    ).said(lang)


def tables(tally: Tally, lang: Lang, held: Screen) -> list[str]:
    """Return the counts as tables: a block per list of words, then the gates."""
    lines: list[str] = []
    for name, output in tally.rulebook.outputs.items():
        if output.gates or not tally.rows[name]:
            continue
        unit = Label(f"{tally.rows[name]} 行", f"{tally.rows[name]} rows").said(lang)
        lines += ["", held.tone(f"{output.label.said(lang)} · {unit}", "strong")]
        for label, values, nodes in tally.blocks(name):
            for part in _fitting(tally, name, values, nodes, lang):
                lines += ["", *_block(tally, name, label, values, part, lang)]
    return lines + _gates(tally, lang, held)


def _fitting(
    tally: Tally, output: str, values: Sequence[Held], nodes: Sequence[Node], lang: Lang
) -> Iterator[list[Node]]:
    """Yield the nodes in as few tables as the usual width allows."""
    years = len(tally.years(output))
    first = max(width(said(tally.rulebook, nodes[0], value, lang)) for value in values)
    part: list[Node] = []
    used = first
    for node in nodes:
        needed = max(years * 7, *(width(word) for word in node.label.said(lang).split())) + 2
        if part and used + needed > USUAL_WIDTH - 2:
            yield part
            part, used = [], first
        part.append(node)
        used += needed
    yield part


def _block(
    tally: Tally,
    output: str,
    label: Label,
    values: Sequence[Held],
    nodes: Sequence[Node],
    lang: Lang,
) -> list[str]:
    years = tally.years(output)
    counts = [tally.words.get((output, node.name, at), Counter()) for node in nodes for at in years]
    rows = [
        [said(tally.rulebook, nodes[0], value, lang), *(str(held[value]) for held in counts)]
        for value in values
        if value is not None or any(held[None] for held in counts)
    ]
    heads = [Column(str(at) if at is not None else "", right=True) for at in years]
    columns = [Column(label.said(lang)), *heads * len(nodes)]
    groups = [(node.label.said(lang), len(years)) for node in nodes]
    return table(columns, rows, groups=groups)


def said(rulebook: Rulebook, node: Node, value: Held, lang: Lang) -> str:
    """Return a word or truth value in the reader's language."""
    if value is None:
        none = Label("无或未知", "none or unknown") if node.type.options else UNKNOWN
        return none.said(lang)
    if node.type.options is None:
        return TRUTH[bool(value)].said(lang)
    return rulebook.options[node.type.options].values[str(value)].said(lang)


def _gates(tally: Tally, lang: Lang, held: Screen) -> list[str]:
    """Return a table per result of gates: a row per gate in its order, a column per outcome."""
    book, lines = tally.rulebook, []
    for output in book.outputs.values():
        if not output.gates or book.outcomes is None:
            continue
        words = book.options[book.outcomes.options]
        columns = [
            Column(output.label.said(lang)),
            *(Column(label.said(lang), right=True) for label in words.values.values()),
        ]
        rows = [
            [
                book.nodes[gate].label.said(lang),
                *(str(tally.outcomes.get(gate, Counter())[word]) for word in words.values),
            ]
            for gate in output.gates
        ]
        title = Label("门槛", "gates") if len(rows) > 1 else Label("结论", "outcome")
        lines += ["", held.tone(f"{output.label.said(lang)} · {title.said(lang)}", "strong"), ""]
        lines += table(columns, rows)
    return lines


def outcome_tone(rulebook: Rulebook, outcome: str) -> Tone | None:
    """Return the colour of a gate's outcome."""
    words = rulebook.outcomes
    if words is None:
        return None
    tones: dict[str, Tone] = {words.true: "bad", words.false: "good", words.unknown: "open"}
    return tones.get(outcome)


def empty_years(facts: Facts, rulebook: Rulebook, on: dt.date) -> list[int]:
    """Return the years of the window from which the delivery holds no record at all."""
    entity = set(rulebook.entity.sources)
    found: set[int] = set()
    for name, declared in rulebook.tables.items():
        if declared.dated is None or name in entity:
            continue
        found |= _years_in(facts, name, declared.dated, on)
    return [year for year in rulebook.window.of(on) if year not in found]


def _years_in(facts: Facts, name: str, dated: str, on: dt.date) -> set[int]:
    frame = facts.tables[name].lazy()
    column = pl.col(dated)
    if frame.collect_schema()[dated] == pl.Date:
        frame = frame.filter(column <= on)
        column = column.dt.year()
    years = frame.select(column.cast(pl.Int64).unique()).collect().to_series()
    return set(years.drop_nulls().to_list())


def silence(facts: Facts, tally: Tally, rulebook: Rulebook, on: dt.date, lang: Lang) -> list[str]:
    """Say what an evaluation could not know: nobody in service, years without any record."""
    window = rulebook.window.of(on)
    rows = sum(count for name, count in tally.rows.items() if not rulebook.outputs[name].gates)
    if tally.entities and not rows:
        nobody = Label(
            f"{window[0]}–{window[-1]} 年没有任何人在职：没有年度结果，涉及各年度的结论都待定。",
            f"Nobody is in service in {window[0]}–{window[-1]}: there are no results of years, and "
            "what rests on them stays undetermined.",
        )
        return [nobody.said(lang)]
    empty = empty_years(facts, rulebook, on)
    if not empty:
        return []
    zh, en = "、".join(map(str, empty)), ", ".join(map(str, empty))
    if len(empty) == len(window):
        none = Label(
            f"资料中没有 {window[0]}–{window[-1]} 年的任何记录：得分和等次都未知，"
            "需要这些记录的门槛待定。请核对评估日和资料。",
            f"The facts hold no record of {window[0]}–{window[-1]}: scores and grades are unknown "
            "and the gates that need them undetermined. Check the day and the facts.",
        )
        return [none.said(lang)]
    some = Label(
        f"资料中没有 {zh} 年的任何记录，这些年的得分和等次未知。",
        f"The facts hold no record of {en}: scores and grades of those years are unknown.",
    )
    return [some.said(lang)]
