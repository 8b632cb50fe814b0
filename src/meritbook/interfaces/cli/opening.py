"""Opening what commands work on: a rulebook with its readings, a checked delivery, a person."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from meritbook.engine import Facts, NotInForce, Rulebook, RulebookError, UnknownReading
from meritbook.engine.kinds import Label, Lang
from meritbook.interfaces import intake
from meritbook.interfaces.cli.speaking import FAULTS, Progress, Refusal
from meritbook.interfaces.files.rulebooks import DEFAULT, UnknownRulebook, open_rulebook, shipped
from meritbook.interfaces.intake import Delivery


class Day(click.ParamType):
    """An ISO day."""

    name = "day"

    def convert(self, value: Any, param: Any, ctx: Any) -> dt.date:
        """Return the day or refuse the option."""
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}” 不是日期，例如 2018-06-26 / is not a day", param, ctx)


def rulebook_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--rulebook` and `--reading`."""
    command = click.option(
        "--reading",
        "readings",
        multiple=True,
        metavar="GATE=NAME",
        help="选择读法 / choose a reading",
    )(command)
    return click.option(
        "--rulebook",
        default=DEFAULT,
        show_default=True,
        metavar="ID|PATH",
        help="规则书 / rulebook",
    )(command)


def day_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--on`."""
    return click.option(
        "--on", type=Day(), required=True, help="评估日 / day of evaluation, 2018-06-26"
    )(command)


def opened_rulebook(name: str, readings: Sequence[str], lang: Lang) -> Rulebook:
    """Load a rulebook by id or path and choose readings; refuse with what there is."""
    try:
        rulebook = open_rulebook(name)
    except UnknownRulebook as error:
        known = "、".join(error.known)
        said = Label(
            f"没有规则书“{name}”。已有：{known}；或给出规则书文件夹的路径。",
            f"there is no rulebook “{name}”. There are: {', '.join(error.known)}; "
            "or give the path of a rulebook's folder.",
        )
        raise Refusal(said, lang=lang) from error
    except RulebookError as error:
        lines = "\n".join(str(problem) for problem in error.problems)
        said = Label(f"规则书不能使用：\n{lines}", f"the rulebook cannot be used:\n{lines}")
        raise Refusal(said, lang=lang, code=FAULTS) from error
    return with_readings(rulebook, readings, lang)


def with_readings(rulebook: Rulebook, readings: Sequence[str], lang: Lang) -> Rulebook:
    """Choose readings given as GATE=NAME."""
    chosen = {}
    for reading in readings:
        rule, equals, name = reading.partition("=")
        if not equals:
            said = Label(
                f"“{reading}”不是“门槛=读法”。", f"“{reading}” is not of the form GATE=NAME."
            )
            raise Refusal(said, lang=lang)
        chosen[rule.strip()] = name.strip()
    try:
        return rulebook.reading(chosen)
    except UnknownReading as error:
        known = ", ".join(error.known)
        said = Label(
            f"{rulebook.id} 没有读法“{error.rule}={error.name}”。可选：{known}",
            f"{rulebook.id} has no reading “{error.rule}={error.name}”. There are: {known}",
        )
        raise Refusal(said, lang=lang) from error


def checked_delivery(path: Path, rulebook: Rulebook, lang: Lang, *, as_json: bool) -> Delivery:
    """Read and check a delivery; with faults, list them on standard error and stop."""
    progress = Progress(lang)

    def tell(table: str, done: int, total: int) -> None:
        label = rulebook.tables[table].label
        progress.step(Label(f"检查 {label.zh}", f"checking {label.en}"), done, total)

    delivery = intake.read(path, rulebook, progress=tell)
    progress.end()
    for remark in delivery.remarks:
        click.echo(remark.said(lang), err=True)
    if delivery.facts is None:
        list_faults(delivery, lang, as_json=as_json)
        raise click.exceptions.Exit(FAULTS)
    return delivery


def list_faults(delivery: Delivery, lang: Lang, *, as_json: bool) -> None:
    """List all faults of a delivery on standard error."""
    if as_json:
        text = json.dumps(delivery.records(), ensure_ascii=False, indent=1)
        click.echo(text, err=True)
        return
    for line in delivery.messages(lang):
        click.echo(line, err=True)
    count = len(delivery.faults)
    said = Label(
        f"共 {count} 处错误，未作评估，也未写入任何文件。用 check --annotate OUT.xlsx 可得到标注好的工作簿。",
        f"{count} faults; nothing was evaluated or written. "
        "check --annotate OUT.xlsx gives the workbook back with its faults marked.",
    )
    click.echo(said.said(lang), err=True)


def facts_of(delivery: Delivery) -> Facts:
    """Return the facts of a delivery without faults."""
    assert delivery.facts is not None
    return delivery.facts


def person_in(facts: Facts, person: str, lang: Lang) -> Facts:
    """Return one person's part of the facts; refuse an unknown one with those that are near."""
    part = facts.of([person]).collected()
    if part.count() == 0:
        ids = facts.entities()
        near = ids.filter(ids.str.starts_with(person[: max(1, len(person) - 2)])).head(5).to_list()
        hint = (
            ("，相近的有：" + "、".join(near), "; near it: " + ", ".join(near))
            if near
            else ("", "")
        )
        said = Label(
            f"交付资料里没有人员“{person}”{hint[0]}。",
            f"the delivery has no person “{person}”{hint[1]}.",
        )
        raise Refusal(said, lang=lang)
    return part


def not_in_force(error: NotInForce, lang: Lang) -> Refusal:
    """Return the refusal of a day on which the edition is not in force, naming what there is."""
    editions = []
    for path in shipped():
        book = open_rulebook(path.name)
        until = book.in_force_to.isoformat() if book.in_force_to else "…"
        editions.append(f"{book.id} {book.in_force_from}–{until}")
    said = Label(
        f"{error.on} 时 {error.rulebook.id} 尚未生效或已失效。现有：{'；'.join(editions)}",
        f"{error.rulebook.id} is not in force on {error.on}. There are: {'; '.join(editions)}",
    )
    return Refusal(said, lang=lang)
