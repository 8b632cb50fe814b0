"""`explain`: why one person got a grade or may not be promoted, down to the entry and clause."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from meritbook.engine import (
    Findings,
    NothingToExplain,
    Reason,
    Rulebook,
    evaluate,
    explain,
    tell,
)
from meritbook.engine.kinds import Label, Lang
from meritbook.engine.rulebook import GrainKind
from meritbook.engine.saying import Held
from meritbook.interfaces.cli.arguments import Amount, Year
from meritbook.interfaces.cli.commands import Command
from meritbook.interfaces.cli.opening import (
    checked_delivery,
    day_option,
    facts_argument,
    facts_of,
    gates_in_order,
    in_force,
    opened_rulebook,
    person_in,
    rulebook_options,
)
from meritbook.interfaces.cli.sheets import Sheet
from meritbook.interfaces.cli.speaking import Refusal, both, language_option
from meritbook.interfaces.cli.tallying import YEAR, empty_years
from meritbook.interfaces.cli.terminal import LEAST_WIDTH, Screen, folded, screen
from meritbook.interfaces.documents.results import shaped


@click.command(
    "explain",
    cls=Command,
    help=both(
        "说明一个人的结论：先列各年结果和各道门槛，再逐层说到条款和每一笔记录。"
        "FACTS：资料；PERSON：人员编号",
        "explain one person's results: years and gates at a glance, then down to clause and entry. "
        "FACTS: the facts; PERSON: an id",
    ),
)
@facts_argument
@click.argument("person")
@day_option
@click.option("--gate", metavar="G", help=both("只说明一道门槛", "one gate only"))
@click.option(
    "--node",
    metavar="N",
    help=both("只说明一个数或等次，代号见 rules show", "one value only; ids: see rules show"),
)
@click.option(
    "--year",
    type=Year(),
    help=both("--node 的年度，默认最近一年", "year of --node; by default the latest"),
)
@click.option(
    "--width",
    type=Amount(LEAST_WIDTH),
    help=both("折行的列宽，默认随终端", "width to fold lines at; by default the terminal's"),
)
@rulebook_options
@click.option("--json", "as_json", is_flag=True, help=both("以 JSON 输出", "as JSON"))
@language_option
def explain_command(
    *,
    facts: Path,
    person: str,
    on: dt.date,
    gate: str | None,
    node: str | None,
    year: int | None,
    width: int | None,
    rulebook: str,
    readings: tuple[str, ...],
    as_json: bool,
    lang: Lang,
) -> None:
    """Explain one person's outcome, a gate or a value."""
    rules = opened_rulebook(rulebook, readings, lang, as_json=as_json)
    in_force(rules, on, lang)
    asked = _asked(rules, gate, node, year, lang)
    part = person_in(facts_of(checked_delivery(facts, rules, lang, as_json=as_json)), person, lang)
    findings = evaluate(rules, part, on=on, keep="reasons")
    reasons = _reasons(findings, asked, year, lang)
    whole = gate is None and node is None
    if as_json:
        record = _record(findings, person, reasons, whole=whole)
        click.echo(json.dumps(record, ensure_ascii=False, indent=1))
        return
    shown = screen()
    shown = Screen(width or shown.width, shown.colour)
    if whole:
        click.echo("\n".join(Sheet(findings, lang, shown).lines()) + "\n")
        _say_what_is_empty(findings, lang, shown)
    for reason in reasons:
        click.echo(told(reason, rules, lang, shown), nl=False)


def told(reason: Reason, rulebook: Rulebook, lang: Lang, held: Screen) -> str:
    """Return an explanation as text, folded where the screen is narrower."""
    text = tell(reason, rulebook, lang)
    return folded(text, held.width) if held.width else text


def _say_what_is_empty(findings: Findings, lang: Lang, held: Screen) -> None:
    rules, on = findings.rulebook, findings.on
    empty = empty_years(findings.facts, rules, on)
    if not empty:
        return
    zh, en = "、".join(map(str, empty)), ", ".join(map(str, empty))
    said = Label(
        f"资料中没有此人 {zh} 年的任何记录。", f"There is no record of this person in {en}."
    )
    click.echo(held.tone(said.said(lang), "open") + "\n")


def _asked(
    rules: Rulebook, gate: str | None, node: str | None, year: int | None, lang: Lang
) -> str:
    """Return the node to be explained; refuse what the rulebook lacks or what goes not together."""
    if gate is not None and node is not None:
        said = Label("--gate 与 --node 只能给一个。", "give --gate or --node, not both.")
        raise Refusal(said, lang=lang)
    known = gates_in_order(rules) if gate is not None else rules.nodes
    asked = gate or node or list(gates_in_order(rules))[-1]
    if asked not in known:
        raise _unknown(asked, rules, lang, gate=gate is not None)
    if year is not None and rules.grains[rules.nodes[asked].grain].kind is GrainKind.ENTITY:
        label = rules.nodes[asked].label.said(lang)
        said = Label(
            f"“{label}”不分年度，请去掉 --year；要看某一年，用 --node 给出那一年的数，"
            "例如 --node grade --year 2017。",
            f"“{label}” is not by year: leave --year out, or ask for a value of a year, "
            "--node grade --year 2017 say.",
        )
        raise Refusal(said, lang=lang)
    return asked


def _unknown(asked: str, rules: Rulebook, lang: Lang, *, gate: bool) -> Refusal:
    known = gates_in_order(rules) if gate else rules.nodes
    what = Label("门槛", "gate") if gate else Label("数", "value")
    said = Label(
        f"{rules.id} 没有名为“{asked}”的{what.zh}。可选：",
        f"{rules.id} has no {what.en} called “{asked}”. There are:",
    )
    lines = "".join(f"\n  {name}  {held.label.said(lang)}" for name, held in known.items())
    return Refusal(Label(said.zh + lines, said.en + lines), lang=lang)


def _reasons(findings: Findings, asked: str, year: int | None, lang: Lang) -> list[Reason]:
    """Explain a node: once for the person or a year, once per row where it is finer than that."""
    grain = findings.rulebook.grains[findings.rulebook.nodes[asked].grain]
    places: list[Mapping[str, Held]] = [{} if year is None else {YEAR: year}]
    if grain.kind not in (GrainKind.ENTITY, GrainKind.YEARS):
        frame = findings.frame(grain.name)
        if year is not None and YEAR in frame.columns:
            frame = frame.filter(year=year)
        # Rows of facts are told apart by what they hold: their keys may be the same.
        names = [name for name in frame.columns if name in grain.keys or _is_fact(name, findings)]
        places = list(frame.select(names).unique().sort(names).to_dicts())
    try:
        return [explain(findings, asked, **place) for place in places] or _none(findings, asked)
    except NothingToExplain as error:
        raise _nothing(error, findings, asked, year, lang) from error


def _is_fact(name: str, findings: Findings) -> bool:
    table_, _, column = name.partition(".")
    declared = findings.rulebook.tables.get(table_)
    return declared is not None and column in declared.columns


def _none(findings: Findings, asked: str) -> list[Reason]:
    raise NothingToExplain(asked, [])


def _nothing(
    error: NothingToExplain, findings: Findings, asked: str, year: int | None, lang: Lang
) -> Refusal:
    label = findings.rulebook.nodes[asked].label.said(lang)
    when = f" {year} 年" if year is not None else ""
    window = findings.years
    known = ", ".join(error.known)
    said = Label(
        f"此人{when}没有“{label}”：评估窗口是 {window[0]}–{window[-1]} 年"
        + (f"，有结果的是 {known}。" if known else "，其中没有相应的记录或不在职。"),
        f"there is no “{label}” of this person{f' in {year}' if year is not None else ''}: "
        f"the window is {window[0]}–{window[-1]}"
        + (f", there are results of {known}." if known else ", without records or service."),
    )
    return Refusal(said, lang=lang)


def _record(
    findings: Findings, person: str, reasons: Sequence[Reason], *, whole: bool
) -> dict[str, object]:
    """Return an explanation for machines: what was evaluated, the tree, with `whole` results."""
    rules = findings.rulebook
    record: dict[str, object] = {
        "rulebook": rules.id,
        "digest": rules.digest,
        "readings": {rule: held.chosen for rule, held in rules.readings.items()},
        "on": findings.on.isoformat(),
        "person": person,
    }
    if whole:
        record["results"] = {
            name: json.loads(shaped(findings, name).write_json()) for name in rules.outputs
        }
    trees = [reason.as_json() for reason in reasons]
    record["explanation"] = trees[0] if len(trees) == 1 else trees
    return record
