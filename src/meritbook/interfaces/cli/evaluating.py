"""`evaluate`: a delivery in, the result tables of the rulebook out."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path

import click

from meritbook.engine import Facts, Findings, Rulebook, evaluate_chunks
from meritbook.engine.kinds import Label, Lang
from meritbook.interfaces.cli.arguments import NewFolder
from meritbook.interfaces.cli.commands import Command
from meritbook.interfaces.cli.opening import (
    checked_delivery,
    day_option,
    facts_argument,
    facts_of,
    in_force,
    opened_rulebook,
    rulebook_options,
)
from meritbook.interfaces.cli.speaking import Progress, both, language_option, writing
from meritbook.interfaces.cli.tallying import Tally, headline, silence, tables
from meritbook.interfaces.cli.terminal import screen
from meritbook.interfaces.documents.results import Format, write_results


@click.command(
    "evaluate",
    cls=Command,
    help=both(
        "评估一份资料，写出结果表。FACTS：资料文件夹、工作簿或 zip 文件",
        "evaluate a delivery and write its results. FACTS: a folder, workbook or zip file",
    ),
)
@facts_argument
@day_option
@click.option(
    "--out",
    type=NewFolder(),
    required=True,
    metavar="DIR",
    help=both("结果写入的文件夹", "folder that the results go into"),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "parquet", "json"]),
    default="csv",
    show_default=True,
    help=both("结果的文件格式", "file format of the results"),
)
@rulebook_options
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help=both("概要和错误以 JSON 输出", "summary and faults as JSON"),
)
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
    rules = opened_rulebook(rulebook, readings, lang, as_json=as_json)
    in_force(rules, on, lang)
    delivery = checked_delivery(facts, rules, lang, as_json=as_json)
    held = facts_of(delivery)
    tally, files = written(rules, held, out, on=on, form=form, lang=lang)
    if as_json:
        click.echo(json.dumps(_record(rules, tally, files, on), ensure_ascii=False, indent=1))
        return
    shown = screen()
    click.echo(shown.tone(headline(rules, on, tally.entities, lang), "strong"))
    for line in silence(held, tally, rules, on, lang):
        click.echo(shown.tone(line, "open"))
    for line in tables(tally, lang, shown):
        click.echo(line)
    click.echo()
    absent = [rules.tables[name].label.said(lang) for name in delivery.absent]
    if absent:
        said = Label("资料中没有的表（视为没有记录）：", "tables not delivered (taken as empty): ")
        click.echo(said.said(lang) + ("、" if lang == "zh" else ", ").join(absent))
    for file in files:
        click.echo(Label("已写入 ", "written: ").said(lang) + str(file))


def written(
    rules: Rulebook, facts: Facts, out: Path, *, on: dt.date, form: Format, lang: Lang
) -> tuple[Tally, list[Path]]:
    """Evaluate everybody, write the result tables, and return the counts and the files."""
    progress, tally, total = Progress(lang), Tally(rules), facts.count()

    def seen(findings: Findings) -> None:
        tally.add(findings)
        progress.step(Label("评估", "evaluating"), tally.entities, total)

    progress.say(Label("评估…", "evaluating …").said(lang))
    try:
        with writing(lang, out):
            parts = evaluate_chunks(rules, facts, on=on)
            files = write_results(parts, rules, out, form=form, seen=seen)
    finally:
        progress.end()
    return tally, files


def _record(rules: Rulebook, tally: Tally, files: Sequence[Path], on: dt.date) -> dict[str, object]:
    return {
        "rulebook": rules.id,
        "digest": rules.digest,
        "readings": {rule: held.chosen for rule, held in rules.readings.items()},
        "on": on.isoformat(),
        "years": list(rules.window.of(on)),
        **tally.record(),
        "files": [str(file) for file in files],
    }
