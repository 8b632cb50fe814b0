"""`compare`: who would change under another reading or rulebook, from what to what, and why."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import click

from meritbook.engine import Change, Comparison, NotInForce, Rulebook, compare
from meritbook.engine.kinds import Label, Lang
from meritbook.interfaces.cli.opening import (
    checked_delivery,
    day_option,
    facts_of,
    not_in_force,
    opened_rulebook,
    rulebook_options,
    with_readings,
)
from meritbook.interfaces.cli.speaking import Refusal, language_option


@click.command(
    "compare", help="换一种读法或规则书会改变谁 / who changes under another reading or rulebook"
)
@click.argument("facts", type=click.Path(exists=True, path_type=Path))
@day_option
@click.option("--with", "other", multiple=True, required=True, metavar="GATE=NAME|RULEBOOK",
              help="比较对象，可多次 / what to compare with, repeatable")  # fmt: skip
@rulebook_options
@click.option("--json", "as_json", is_flag=True, help="输出 JSON / as JSON")
@language_option
def compare_command(
    *,
    facts: Path,
    on: dt.date,
    other: tuple[str, ...],
    rulebook: str,
    readings: tuple[str, ...],
    as_json: bool,
    lang: Lang,
) -> None:
    """Compare two rulebooks or readings on one delivery."""
    before = opened_rulebook(rulebook, readings, lang)
    after = _other(before, readings, other, lang)
    held = facts_of(checked_delivery(facts, before, lang, as_json=as_json))
    try:
        found = compare(before, after, held, on=on)
    except NotInForce as error:
        raise not_in_force(error, lang) from error
    if as_json:
        click.echo(json.dumps(_records(found), ensure_ascii=False, indent=1))
    else:
        for line in told(found, lang):
            click.echo(line)


def _other(
    before: Rulebook, readings: tuple[str, ...], other: tuple[str, ...], lang: Lang
) -> Rulebook:
    """Return what to compare with: another rulebook, other readings, or both."""
    books = [each for each in other if "=" not in each]
    if len(books) > 1:
        said = Label("--with 只能给一个规则书。", "--with takes one rulebook at the most.")
        raise Refusal(said, lang=lang)
    chosen = [each for each in other if "=" in each]
    if not books:
        return with_readings(before, chosen, lang)
    after = opened_rulebook(books[0], [*readings, *chosen] if not chosen else chosen, lang)
    if {n: t.columns for n, t in after.tables.items()} != {
        n: t.columns for n, t in before.tables.items()
    }:
        said = Label(
            f"{after.id} 与 {before.id} 的表不同，不能用同一份资料比较。",
            f"{after.id} and {before.id} declare different tables: one delivery cannot serve both.",
        )
        raise Refusal(said, lang=lang)
    return after


def told(found: Comparison, lang: Lang) -> list[str]:
    """Return a comparison as lines: a headline, then person by person."""
    share = Label(
        f"{found.entities} 人中 {found.changed} 人有变化，共 {len(found.changes)} 处。",
        f"{found.changed} of {found.entities} people change, {len(found.changes)} values in all.",
    )
    lines = [share.said(lang)]
    current = None
    for change in found.changes:
        if change.entity != current:
            current = change.entity
            lines.append(current)
        lines.append(f"  {_headline(change, lang)}")
        for cause in change.causes:
            because = ("；" if lang == "zh" else "; ").join(b.said(lang) for b in cause.because)
            where = _where(cause.key)
            values = f"{cause.before.said(lang)} → {cause.after.said(lang)}"
            lines.append(f"    ← {cause.node.label.said(lang)}{where} {values}  {because}".rstrip())
    return lines


def _headline(change: Change, lang: Lang) -> str:
    label = change.node.label.said(lang)
    return f"{label}{_where(change.key)}: {change.before.said(lang)} → {change.after.said(lang)}"


def _where(key: tuple[object, ...]) -> str:
    return f" [{' '.join(str(part) for part in key)}]" if key else ""


def _records(found: Comparison) -> dict[str, object]:
    return {
        "on": found.on.isoformat(),
        "before": {"rulebook": found.before.id, "readings": _chosen(found.before)},
        "after": {"rulebook": found.after.id, "readings": _chosen(found.after)},
        "people": found.entities,
        "changed": found.changed,
        "changes": [
            {
                "person": change.entity,
                "output": change.output,
                "key": [str(part) for part in change.key],
                "node": change.node.name,
                "before": change.before.en,
                "after": change.after.en,
                "causes": [
                    {
                        "node": cause.node.name,
                        "key": [str(part) for part in cause.key],
                        "before": cause.before.en,
                        "after": cause.after.en,
                        "because": [{"zh": b.zh, "en": b.en} for b in cause.because],
                    }
                    for cause in change.causes
                ],
            }
            for change in found.changes
        ],
    }


def _chosen(rulebook: Rulebook) -> dict[str, str]:
    return {rule: held.chosen for rule, held in rulebook.readings.items()}
