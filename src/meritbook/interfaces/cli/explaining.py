"""`explain`: why one person got a grade or may not be promoted, down to the entry and clause."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import click

from meritbook.engine import NothingToExplain, NotInForce, Reason, Rulebook, evaluate, explain, tell
from meritbook.engine.kinds import Label, Lang
from meritbook.engine.rulebook import GrainKind
from meritbook.interfaces.cli.opening import (
    checked_delivery,
    day_option,
    facts_of,
    not_in_force,
    opened_rulebook,
    person_in,
    rulebook_options,
)
from meritbook.interfaces.cli.speaking import Refusal, language_option


@click.command("explain", help="说明一个人的结论 / explain one person's results")
@click.argument("facts", type=click.Path(exists=True, path_type=Path))
@click.argument("person")
@day_option
@click.option("--gate", metavar="G", help="只说明一条门槛 / one gate")
@click.option("--node", metavar="N", help="只说明一个数 / one value")
@click.option("--year", type=int, help="年度 / year")
@rulebook_options
@click.option("--json", "as_json", is_flag=True, help="输出 JSON / as JSON")
@language_option
def explain_command(
    *,
    facts: Path,
    person: str,
    on: dt.date,
    gate: str | None,
    node: str | None,
    year: int | None,
    rulebook: str,
    readings: tuple[str, ...],
    as_json: bool,
    lang: Lang,
) -> None:
    """Explain one person's outcome, a gate or a value."""
    rules = opened_rulebook(rulebook, readings, lang)
    asked = _asked(rules, gate, node, lang)
    part = person_in(facts_of(checked_delivery(facts, rules, lang, as_json=as_json)), person, lang)
    try:
        findings = evaluate(rules, part, on=on, keep="reasons")
    except NotInForce as error:
        raise not_in_force(error, lang) from error
    yearly = rules.grains[rules.nodes[asked].grain].kind is not GrainKind.ENTITY
    key: dict[str, int] = {"year": year} if yearly and year is not None else {}
    try:
        reason = explain(findings, asked, **key)
    except NothingToExplain as error:
        raise _nothing(error, asked, lang) from error
    click.echo(shown(reason, rules, lang, as_json=as_json), nl=False)


def shown(reason: Reason, rulebook: Rulebook, lang: Lang, *, as_json: bool) -> str:
    """Return an explanation as text or JSON."""
    if as_json:
        return json.dumps(reason.as_json(), ensure_ascii=False, indent=1) + "\n"
    return tell(reason, rulebook, lang)


def _asked(rules: Rulebook, gate: str | None, node: str | None, lang: Lang) -> str:
    if gate is not None and node is not None:
        said = Label("--gate 与 --node 只能给一个。", "give --gate or --node, not both.")
        raise Refusal(said, lang=lang)
    known = rules.gates if gate is not None else rules.nodes
    asked = gate or node or list(rules.gates)[-1]
    if asked not in known:
        names = ", ".join(known)
        said = Label(
            f"规则书没有“{asked}”。可选：{names}", f"no “{asked}” here. There are: {names}"
        )
        raise Refusal(said, lang=lang)
    return asked


def _nothing(error: NothingToExplain, asked: str, lang: Lang) -> Refusal:
    known = "；".join(error.known) or "—"
    said = Label(
        f"“{asked}”在所问之处没有值。可选：{known}",
        f"“{asked}” has no value there. There are: {known.replace('；', '; ')}",
    )
    return Refusal(said, lang=lang)
