"""`check` and `template`: is a delivery right, and what should one look like?"""

from __future__ import annotations

from pathlib import Path

import click

from meritbook.engine.kinds import Label, Lang
from meritbook.interfaces import intake
from meritbook.interfaces.cli.opening import list_faults, opened_rulebook, rulebook_options
from meritbook.interfaces.cli.speaking import FAULTS, Progress, language_option, writing


@click.command("check", help="检查一份资料 / check a delivery without evaluating it")
@click.argument("facts", type=click.Path(exists=True, path_type=Path))
@click.option("--annotate", type=click.Path(dir_okay=False, path_type=Path), metavar="OUT.xlsx",
              help="交回标注了错误的工作簿 / write the workbook back with its faults marked")  # fmt: skip
@rulebook_options
@click.option("--json", "as_json", is_flag=True, help="错误以 JSON 列出 / list faults as JSON")
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
    rules = opened_rulebook(rulebook, readings, lang)
    progress = Progress(lang)
    delivery = intake.read(
        facts,
        rules,
        progress=lambda table, done, total: progress.step(rules.tables[table].label, done, total),
    )
    progress.end()
    for remark in delivery.remarks:
        click.echo(remark.said(lang), err=True)
    if annotate is not None:
        with writing(lang):
            intake.annotate(delivery, annotate, lang=lang)
        click.echo(Label("已标注：", "annotated: ").said(lang) + str(annotate))
    if delivery.facts is None:
        list_faults(delivery, lang, as_json=as_json)
        raise click.exceptions.Exit(FAULTS)
    for name, count in delivery.counts.items():
        click.echo(f"  {rules.tables[name].label.said(lang)}: {count}")
    absent = ", ".join(rules.tables[name].label.said(lang) for name in delivery.absent)
    if absent:
        click.echo(
            Label("未交付（视为没有记录）：", "not delivered (taken as empty): ").said(lang)
            + absent
        )
    click.echo(Label("没有错误。", "No faults.").said(lang))


@click.command(
    "template", help="空白工作簿，带下拉和批注 / an empty workbook with drop-downs and comments"
)
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@rulebook_options
@language_option
def template_command(*, out: Path, rulebook: str, readings: tuple[str, ...], lang: Lang) -> None:
    """Write an empty workbook of the rulebook's tables."""
    rules = opened_rulebook(rulebook, readings, lang)
    with writing(lang):
        intake.write_template(out, rulebook=rules, lang=lang)
    click.echo(Label("已写入：", "written: ").said(lang) + str(out))
