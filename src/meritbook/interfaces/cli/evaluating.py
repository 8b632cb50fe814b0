"""`evaluate`: a delivery in, the result tables of the rulebook out."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import click

from meritbook.engine import Findings, NotInForce, Rulebook, evaluate_chunks
from meritbook.engine.kinds import Kind, Label, Lang
from meritbook.engine.saying import Sayer
from meritbook.interfaces.cli.opening import (
    checked_delivery,
    day_option,
    facts_of,
    not_in_force,
    opened_rulebook,
    rulebook_options,
)
from meritbook.interfaces.cli.speaking import Progress, language_option, writing
from meritbook.interfaces.documents.results import Format, write_results


@click.command("evaluate", help="评估一份资料 / evaluate a delivery: folder, workbook or zip file")
@click.argument("facts", type=click.Path(exists=True, path_type=Path))
@day_option
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True,
              help="结果文件夹 / folder of the results")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["csv", "parquet", "json"]), default="csv",
              show_default=True, help="文件格式 / file format")  # fmt: skip
@rulebook_options
@click.option("--json", "as_json", is_flag=True, help="错误以 JSON 列出 / list faults as JSON")
@language_option
def evaluate_command(
    *,
    facts: Path,
    on: dt.date,
    out: Path,
    form: Format,
    rulebook: str,
    readings: tuple[str, ...],
    as_json: bool,
    lang: Lang,
) -> None:
    """Evaluate everybody and write the results."""
    rules = opened_rulebook(rulebook, readings, lang)
    if not rules.is_in_force(on):
        raise not_in_force(NotInForce(rules, on), lang)
    delivery = checked_delivery(facts, rules, lang, as_json=as_json)
    held = facts_of(delivery)
    progress, tally = Progress(lang), Tally(rules)
    total = held.count()

    def seen(findings: Findings) -> None:
        tally.add(findings)
        progress.step(Label("评估", "evaluating"), tally.entities, total)

    with writing(lang):
        files = write_results(evaluate_chunks(rules, held, on=on), rules, out, form=form, seen=seen)
    progress.end()
    for line in tally.lines(on, lang):
        click.echo(line)
    absent = [rules.tables[name].label.said(lang) for name in delivery.absent]
    if absent:
        said = Label("未交付的表（视为没有记录）：", "tables not delivered (taken as empty): ")
        click.echo(said.said(lang) + ("、" if lang == "zh" else ", ").join(absent))
    click.echo(Label("已写入：", "written: ").said(lang) + ", ".join(str(file) for file in files))


class Tally:
    """Counts what an evaluation found, part by part."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook, self.entities = rulebook, 0
        self.words: dict[str, Counter[object]] = {}
        self.rows = 0

    def add(self, findings: Findings) -> None:
        """Count one part."""
        self.entities += findings.facts.count()
        for name, output in self.rulebook.outputs.items():
            frame = findings.output(name)
            self.rows += 0 if output.gates else frame.height
            if output.gates:
                for (gate, outcome), part in frame.group_by("gate", "outcome"):
                    self.words.setdefault(str(gate), Counter())[outcome] += part.height
                continue
            for column, node in output.columns.items():
                kind = self.rulebook.nodes[node].type.kind if node in self.rulebook.nodes else None
                if kind in (Kind.OPTION, Kind.BOOLEAN):
                    counts = frame[column].value_counts()
                    for value, count in counts.iter_rows():
                        self.words.setdefault(node, Counter())[value] += count

    def lines(self, on: dt.date, lang: Lang) -> list[str]:
        """Return a summary: what was evaluated, and how often each word came out."""
        sayer = Sayer(self.rulebook.options)
        years = self.rulebook.window.of(on)
        head = Label(
            f"{self.rulebook.id} · 评估日 {on} · {years[0]}–{years[-1]} 年 · {self.entities} 人",
            f"{self.rulebook.id} · as of {on} · {years[0]}–{years[-1]} · {self.entities} people",
        )
        lines = [head.said(lang)]
        for name, counts in self.words.items():
            node = self.rulebook.nodes[name]
            held = []
            for value, count in counts.most_common():
                outcomes = self.rulebook.outcomes
                kind = node.type
                word = (
                    sayer.word(str(value), outcomes.options)
                    if node.gate and outcomes
                    else sayer.value(value, kind)  # type: ignore[arg-type]
                )
                held.append(f"{word.said(lang)} {count}")
            lines.append(f"  {node.label.said(lang)}: " + " · ".join(held))
        if self.rows == 0:
            nothing = Label(
                "窗口内没有任何人在职，全部结论待定。", "nobody is in service in the window."
            )
            lines.append(nothing.said(lang))
        return lines
