"""`check` and `template`: is a delivery right, and what should one look like?"""

from __future__ import annotations

import json
from pathlib import Path

import click

from meritbook.engine.kinds import Label, Lang
from meritbook.interfaces import intake
from meritbook.interfaces.cli.arguments import NewFile
from meritbook.interfaces.cli.commands import Command
from meritbook.interfaces.cli.opening import (
    facts_argument,
    list_faults,
    opened_rulebook,
    read_delivery,
    rulebook_options,
    tell_remarks,
)
from meritbook.interfaces.cli.speaking import FAULTS, Refusal, both, language_option, writing
from meritbook.interfaces.cli.terminal import Column, screen, table
from meritbook.interfaces.intake import Delivery


@click.command(
    "check",
    cls=Command,
    help=both(
        "只检查一份资料，不评估。FACTS：资料文件夹、工作簿或 zip 文件",
        "check a delivery without evaluating it. FACTS: a folder, workbook or zip file",
    ),
)
@facts_argument
@click.option(
    "--annotate",
    type=NewFile(".xlsx"),
    metavar="OUT.xlsx",
    help=both("写出标注了错误的工作簿", "write the rows back with the faults marked"),
)
@rulebook_options
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help=both("错误和行数以 JSON 输出", "faults and counts as JSON"),
)
@language_option
def check_command(
    *,
    facts: Path,
    annotate: Path | None,
    rulebook: str,
    readings: tuple[str, ...],
    as_json: bool,
    lang: Lang,
) -> None:
    """Check a delivery and list its faults."""
    rules = opened_rulebook(rulebook, readings, lang, as_json=as_json)
    if annotate is not None and annotate.resolve() == facts.resolve():
        said = Label(
            "标注的工作簿不能覆盖资料本身，请换一个文件名。",
            "the annotated workbook must not replace the facts themselves; give another name.",
        )
        raise Refusal(said, lang=lang)
    delivery = read_delivery(facts, rules, lang)
    if not as_json:
        tell_remarks(delivery, lang)
    if annotate is not None:
        with writing(lang, annotate):
            intake.annotate(delivery, annotate, lang=lang)
        if not as_json:
            click.echo(Label("已写入标注的工作簿 ", "annotated: ").said(lang) + str(annotate))
    if delivery.facts is None:
        list_faults(delivery, lang, as_json=as_json, marked=annotate is not None)
        raise click.exceptions.Exit(FAULTS)
    lines = [json.dumps(_record(delivery))] if as_json else _counted(delivery, lang)
    click.echo("\n".join(lines))


def _record(delivery: Delivery) -> dict[str, object]:
    return {
        "rulebook": delivery.rulebook.id,
        "faults": [],
        "rows": dict(delivery.counts),
        "absent": list(delivery.absent),
    }


def _counted(delivery: Delivery, lang: Lang) -> list[str]:
    """Return what was delivered: a row per table the rulebook knows, in its order."""
    tables = delivery.rulebook.tables
    columns = [
        Column(Label("表", "table").said(lang)),
        Column(Label("行数", "rows").said(lang), right=True),
        Column(Label("来自", "from").said(lang)),
    ]
    none = Label("没有（视为没有记录）", "not delivered (taken as empty)").said(lang)
    rows = [
        [
            table_.label.said(lang),
            f"{delivery.counts[name]:,}" if name in delivery.counts else "—",
            delivery.places[name].label.said(lang) if name in delivery.places else none,
        ]
        for name, table_ in tables.items()
    ]
    done = Label("没有错误，可以评估。", "No faults: ready to be evaluated.").said(lang)
    return [*table(columns, rows), "", screen().tone(done, "good")]


@click.command(
    "template",
    cls=Command,
    help=both(
        "写出空白工作簿：每表一页，带下拉选项和填写说明。OUT：.xlsx 文件",
        "write an empty workbook: a sheet per table, drop-downs, comments. OUT: an .xlsx file",
    ),
)
@click.argument("out", type=NewFile(".xlsx"))
@rulebook_options
@language_option
def template_command(*, out: Path, rulebook: str, readings: tuple[str, ...], lang: Lang) -> None:
    """Write an empty workbook of the rulebook's tables."""
    rules = opened_rulebook(rulebook, readings, lang)
    with writing(lang, out):
        intake.write_template(out, rulebook=rules, lang=lang)
    click.echo(Label("已写入 ", "written: ").said(lang) + str(out))
