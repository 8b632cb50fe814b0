"""Opening what commands work on: a rulebook with its readings, a checked delivery, a person."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
import polars as pl

from meritbook.engine import Facts, NotInForce, Rulebook, RulebookError, UnknownReading
from meritbook.engine.kinds import Label, Lang
from meritbook.engine.rulebook import Node
from meritbook.interfaces import intake
from meritbook.interfaces.cli.arguments import Day, Delivered
from meritbook.interfaces.cli.speaking import FAULTS, Progress, Refusal, both, program
from meritbook.interfaces.cli.terminal import screen, wrapped
from meritbook.interfaces.files.rulebooks import DEFAULT, UnknownRulebook, open_rulebook, shipped
from meritbook.interfaces.intake import Delivery

NEAR = 5
"""So many people are named who may have been meant."""
ENDING = 2
"""Ids that differ in no more than so many last characters are near."""
LISTED = 200
"""So many faults are listed on a screen; JSON and the annotated workbook hold all of them."""


def facts_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the path of a delivery."""
    wrap: Callable[[Callable[..., Any]], Callable[..., Any]]
    wrap = click.argument("facts", type=Delivered())
    return wrap(command)


def rulebook_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--rulebook` and `--reading`."""
    command = click.option(
        "--reading",
        "readings",
        multiple=True,
        metavar="GATE=NAME …",
        help=both("选择某条规则的读法，可多次", "choose how a rule is read, repeatable"),
    )(command)
    return click.option(
        "--rulebook",
        default=DEFAULT,
        show_default=True,
        metavar="ID|PATH",
        help=both("规则书的名称或文件夹", "a rulebook's id or folder"),
    )(command)


def day_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--on`."""
    text = both(
        "评估日：只看这一天及以前的记录", "the day of evaluation: only records up to it are seen"
    )
    return click.option("--on", type=Day(), required=True, help=text)(command)


def opened_rulebook(
    name: str, readings: Sequence[str], lang: Lang, *, as_json: bool = False
) -> Rulebook:
    """Load a rulebook by id or path and choose readings; refuse with what there is."""
    try:
        rulebook = open_rulebook(name)
    except UnknownRulebook as error:
        raise unknown_rulebook(error, lang) from error
    except RulebookError as error:
        raise unusable(name, error, lang, as_json=as_json) from error
    return with_readings(rulebook, readings, lang)


def unknown_rulebook(error: UnknownRulebook, lang: Lang) -> Refusal:
    """Return the refusal of a name or path that leads to no rulebook."""
    said = Label(
        f"没有规则书“{error.name}”。已有：{'、'.join(error.known)}；"
        "也可以给出规则书文件夹的路径（其中有 rulebook.yaml）。",
        f"there is no rulebook “{error.name}”. There are: {', '.join(error.known)}; "
        "or give the path of a rulebook's folder (with rulebook.yaml in it).",
    )
    return Refusal(said, lang=lang)


def unusable(name: str, error: RulebookError, lang: Lang, *, as_json: bool) -> Refusal:
    """Return the refusal of a rulebook with mistakes, naming every one."""
    if as_json:
        records = [
            {"file": p.file, "line": p.line, "wrong": p.wrong, "right": p.remedy}
            for p in error.problems
        ]
        text = json.dumps(records, ensure_ascii=False, indent=1)
        return Refusal(Label(text, text), lang=lang, code=FAULTS)
    lines = "\n".join(f"  {problem}" for problem in error.problems)
    count = len(error.problems)
    said = Label(
        f"规则书 {name} 有 {count} 处错误，不能使用：\n{lines}",
        f"the rulebook {name} has {count} mistake{'s' * (count != 1)} and cannot be used:\n{lines}",
    )
    return Refusal(said, lang=lang, code=FAULTS)


def with_readings(rulebook: Rulebook, readings: Sequence[str], lang: Lang) -> Rulebook:
    """Choose readings given as GATE=NAME."""
    chosen = {}
    for reading in readings:
        rule, equals, name = reading.partition("=")
        if not equals:
            said = Label(
                f"“{reading}”应写作“规则=读法”，例如 {_example(rulebook)}。",
                f"“{reading}” should be of the form GATE=NAME, {_example(rulebook)} say.",
            )
            raise Refusal(said, lang=lang)
        chosen[rule.strip()] = name.strip()
    try:
        return rulebook.reading(chosen)
    except UnknownReading as error:
        raise _unknown_reading(rulebook, error, lang) from error


def _example(rulebook: Rulebook) -> str:
    for rule, held in rulebook.readings.items():
        return f"{rule}={list(held.choices)[-1]}"
    return "GATE=NAME"


def _unknown_reading(rulebook: Rulebook, error: UnknownReading, lang: Lang) -> Refusal:
    held = rulebook.readings.get(error.rule)
    if held is not None:
        known = [f"{n} {choice.label.said(lang)}" for n, choice in held.choices.items()]
        said = Label(
            f"{rulebook.id} 的 {error.rule} 没有读法“{error.name}”。可选：",
            f"{error.rule} of {rulebook.id} has no reading “{error.name}”. There are:",
        )
    else:
        known = [f"{rule} {rulebook.nodes[rule].label.said(lang)}" for rule in error.known]
        said = Label(
            f"{rulebook.id} 的“{error.rule}”没有几种读法可选。有读法的规则：",
            f"{rulebook.id} states no readings for “{error.rule}”. It does for:",
        )
    lines = "".join(f"\n  {each}" for each in known)
    return Refusal(Label(said.zh + lines, said.en + lines), lang=lang)


def checked_delivery(path: Path, rulebook: Rulebook, lang: Lang, *, as_json: bool) -> Delivery:
    """Read and check a delivery; with faults, list them on standard error and stop."""
    delivery = read_delivery(path, rulebook, lang)
    if not as_json:
        tell_remarks(delivery, lang)
    if delivery.facts is None:
        list_faults(delivery, lang, as_json=as_json)
        raise click.exceptions.Exit(FAULTS)
    return delivery


def read_delivery(path: Path, rulebook: Rulebook, lang: Lang) -> Delivery:
    """Read and check a delivery and show how far it is."""
    progress = Progress(lang)

    def tell(table: str, done: int, total: int) -> None:
        label = rulebook.tables[table].label
        progress.step(Label(f"检查 {label.zh}", f"checking {label.en}"), done, total)

    progress.say(Label("读取资料…", "reading the facts …").said(lang))
    try:
        return intake.read(path, rulebook, progress=tell)
    finally:
        progress.end()


def tell_remarks(delivery: Delivery, lang: Lang) -> None:
    """Say on standard error what was noticed and is no fault."""
    note = Label("提示：", "note: ").said(lang)
    for remark in delivery.remarks:
        click.echo(note + remark.said(lang), err=True)


def list_faults(delivery: Delivery, lang: Lang, *, as_json: bool, marked: bool = False) -> None:
    """List all faults of a delivery on standard error; `marked` if they are in a workbook too."""
    if as_json:
        text = json.dumps(delivery.records(), ensure_ascii=False, indent=1)
        click.echo(text, err=True)
        return
    held = screen(sys.stderr)
    messages = delivery.messages(lang)
    shown = messages if held.width is None else messages[:LISTED]
    for line in shown:
        lines = [line] if held.width is None else wrapped(line, held.width, hang="  ", first="")
        click.echo("\n".join(lines), err=True)
    count = len(messages)
    if len(shown) < count:
        left = count - len(shown)
        click.echo(Label(f"……还有 {left} 处。", f"… and {left} more.").said(lang), err=True)
    said = Label(
        f"共 {count} 处错误；没有评估，也没有写入结果。",
        f"{count} fault{'s' * (count != 1)}; nothing was evaluated and no result written.",
    )
    click.echo(held.tone(said.said(lang), "strong"), err=True)
    if not marked:
        path = delivery.path
        again = f"{program()} check {path} --annotate {path.stem}-checked.xlsx"
        how = Label("取回标注了错误的工作簿：", "to get the rows back with the faults marked: ")
        click.echo(how.said(lang) + again, err=True)


def facts_of(delivery: Delivery) -> Facts:
    """Return the facts of a delivery without faults."""
    assert delivery.facts is not None
    return delivery.facts


def person_in(facts: Facts, person: str, lang: Lang) -> Facts:
    """Return one person's part of the facts; refuse an unknown one with those that are near."""
    part = facts.of([person]).collected()
    if part.count() == 0:
        near, ids = _near(facts, person), facts.entities()
        like = Label("，一个人也没有。", ": there is nobody in them.")
        if len(ids):
            like = Label(f"；编号如 {ids[0]}。", f"; an id looks like {ids[0]}.")
        said = Label(
            f"资料里没有人员“{person}”" + (f"；相近的有：{'、'.join(near)}。" if near else like.zh),
            f"the facts hold no person “{person}”"
            + (f"; near it: {', '.join(near)}." if near else like.en),
        )
        raise Refusal(said, lang=lang)
    return part


def _near(facts: Facts, person: str) -> list[str]:
    """Return people whose name was given in place of the id, or whose id begins much the same."""
    frame = facts.tables[facts.entity].lazy()
    by, names = facts.by, frame.collect_schema().names()
    if "name" in names:
        called = frame.filter(pl.col("name") == person).select(by, "name").head(NEAR).collect()
        if called.height:
            return [f"{each} {name}" for each, name in called.iter_rows()]
    ids = facts.entities()
    for length in range(len(person) - 1, max(0, len(person) - ENDING - 1), -1):
        near = ids.filter(ids.str.starts_with(person[:length]))
        if len(near):
            return [str(each) for each in near.head(NEAR)]
    return []


def gates_in_order(rulebook: Rulebook) -> dict[str, Node]:
    """Return the gates in the order of the results, the deciding one last."""
    named = [gate for output in rulebook.outputs.values() for gate in output.gates]
    return {gate: rulebook.nodes[gate] for gate in dict.fromkeys([*named, *rulebook.gates])}


def in_force(rulebook: Rulebook, on: dt.date, lang: Lang) -> None:
    """Refuse a day on which the edition is not in force, before anything is read."""
    if not rulebook.is_in_force(on):
        raise not_in_force(NotInForce(rulebook, on), lang)


def not_in_force(error: NotInForce, lang: Lang) -> Refusal:
    """Return the refusal of a day on which the edition is not in force, naming what there is."""
    held, on = error.rulebook, error.on
    early = on < held.in_force_from
    since, until = held.in_force_from, held.in_force_to
    said = Label(
        f"{on} 时规则书 {held.id} "
        + (f"尚未生效（{since} 起）" if early else f"已于 {until} 失效"),
        f"on {on} the rulebook {held.id} is "
        + (f"not in force yet (from {since} on)" if early else f"no longer in force ({until})"),
    )
    lines = "".join(f"\n  {line}" for line in editions(lang))
    return Refusal(
        Label(f"{said.zh}。现有的规则书：{lines}", f"{said.en}. There are:{lines}"), lang=lang
    )


def editions(lang: Lang) -> list[str]:
    """Return the rulebooks there are, each with its time in force."""
    lines = []
    for path in shipped():
        try:
            book = open_rulebook(path.name)
        except RulebookError:
            continue
        until = book.in_force_to.isoformat() if book.in_force_to else "…"
        lines.append(f"{book.id}  {book.in_force_from}–{until}  {book.title.said(lang)}")
    return lines
