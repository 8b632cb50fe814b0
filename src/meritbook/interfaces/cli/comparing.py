"""`compare`: who would change under another reading or rulebook, from what to what, and why."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import polars as pl

from meritbook.engine import Change, Comparison, Facts, Rulebook, compare
from meritbook.engine.comparison import Cause
from meritbook.engine.kinds import Label, Lang
from meritbook.interfaces.cli.arguments import Amount
from meritbook.interfaces.cli.commands import Command
from meritbook.interfaces.cli.opening import (
    checked_delivery,
    day_option,
    facts_argument,
    facts_of,
    in_force,
    opened_rulebook,
    rulebook_options,
    with_readings,
)
from meritbook.interfaces.cli.speaking import Progress, Refusal, both, language_option
from meritbook.interfaces.cli.tallying import headline
from meritbook.interfaces.cli.terminal import Column, Screen, screen, table, wrapped


@click.command(
    "compare",
    cls=Command,
    help=both(
        "换一种读法或规则书，谁会改变、怎样改变、因为哪条规则。FACTS：资料",
        "who changes under another reading or rulebook, how, and because of which rule. "
        "FACTS: the facts",
    ),
)
@facts_argument
@day_option
@click.option(
    "--with",
    "other",
    multiple=True,
    required=True,
    metavar="GATE=NAME|RULEBOOK …",
    help=both(
        "与哪种读法或哪本规则书比较，可多次", "the reading or rulebook to compare with, repeatable"
    ),
)
@click.option(
    "--people",
    type=Amount(0),
    metavar="N",
    help=both("至多列出多少人，默认全部", "how many people to list at most; by default all"),
)
@rulebook_options
@click.option("--json", "as_json", is_flag=True, help=both("以 JSON 输出", "as JSON"))
@language_option
def compare_command(
    *,
    facts: Path,
    on: dt.date,
    other: tuple[str, ...],
    people: int | None,
    rulebook: str,
    readings: tuple[str, ...],
    as_json: bool,
    lang: Lang,
) -> None:
    """Compare two rulebooks or readings on one delivery."""
    before = opened_rulebook(rulebook, readings, lang, as_json=as_json)
    after = _other(before, readings, other, lang)
    for book in (before, after):
        in_force(book, on, lang)
    held = facts_of(checked_delivery(facts, before, lang, as_json=as_json))
    progress = Progress(lang)
    progress.say(Label("比较…", "comparing …").said(lang))
    found = compare(before, after, held, on=on)
    progress.end()
    if as_json:
        click.echo(json.dumps(record(found), ensure_ascii=False, indent=1))
        return
    for line in told(found, lang, screen(), names=_names(held), people=people):
        click.echo(line)


def _other(
    before: Rulebook, readings: tuple[str, ...], other: tuple[str, ...], lang: Lang
) -> Rulebook:
    """Return what to compare with: another rulebook, other readings, or both."""
    books = [each for each in other if "=" not in each]
    if len(books) > 1:
        said = Label(
            f"--with 只能给一本规则书，这里有 {'、'.join(books)}。",
            f"--with takes one rulebook at the most, here are {', '.join(books)}.",
        )
        raise Refusal(said, lang=lang)
    chosen = [each for each in other if "=" in each]
    if not books:
        return with_readings(before, chosen, lang)
    after = opened_rulebook(books[0], chosen or readings, lang)
    differ = _differing(before, after)
    if differ:
        said = Label(
            f"{after.id} 与 {before.id} 的表不同（{'、'.join(differ)}），一份资料不能两用。",
            f"{after.id} and {before.id} declare different tables ({', '.join(differ)}): "
            "one delivery cannot serve both.",
        )
        raise Refusal(said, lang=lang)
    return after


def _differing(one: Rulebook, other: Rulebook) -> list[str]:
    """Return the tables that only one of two rulebooks has, or whose columns differ."""
    names = [*one.tables, *(name for name in other.tables if name not in one.tables)]
    none: dict[str, object] = {}
    return [
        name
        for name in names
        if getattr(one.tables.get(name), "columns", none)
        != getattr(other.tables.get(name), "columns", none)
    ]


def _names(facts: Facts) -> dict[str, str]:
    """Return the names of people by id, where the facts hold names."""
    frame = facts.tables[facts.entity].lazy()
    if "name" not in frame.collect_schema().names():
        return {}
    known = frame.select(facts.by, "name").filter(pl.col("name").is_not_null()).collect()
    return dict(known.iter_rows())


def told(
    found: Comparison,
    lang: Lang,
    held: Screen,
    *,
    names: dict[str, str],
    people: int | None = None,
) -> list[str]:
    """Return a comparison as lines: both sides, what changes how often, then person by person."""
    lines = _sides(found, lang)
    count, all_ = found.changed, found.entities
    share = Label(
        f"{all_} 人中 {count} 人有变化，共 {len(found.changes)} 处。",
        f"{count} of {all_} people change, in {len(found.changes)} values.",
    )
    lines += [held.tone(share.said(lang), "strong")]
    if not found.changes:
        return lines
    lines += ["", *_turned(found, lang)]
    briefly = found.before.digest == found.after.digest
    each = list(_by_person(found))
    shown = each if people is None else each[:people]
    for entity, changes in shown:
        called = " ".join(word for word in (names.get(entity), entity) if word)
        lines += ["", held.tone(called, "strong"), *_person(changes, lang, held, briefly=briefly)]
    if len(shown) < len(each):
        left = len(each) - len(shown)
        lines += ["", Label(f"……还有 {left} 人。", f"… and {left} more people.").said(lang)]
    return lines


def _sides(found: Comparison, lang: Lang) -> list[str]:
    words = Label("由", "from").said(lang), Label("到", "to").said(lang)
    lines, equals = [], "：" if lang == "zh" else ": "
    for word, book in zip(words, (found.before, found.after), strict=True):
        lines.append(f"{word} {headline(book, found.on, found.entities, lang)}")
    for rule, held in found.before.readings.items():
        now = found.after.readings.get(rule)
        if now is not None and now.chosen != held.chosen:
            label = found.after.nodes[rule].label.said(lang)
            a, b = held.current.label.said(lang), now.current.label.said(lang)
            lines.append(f"  {label}{equals}{a} → {b}")
    return lines


def _turned(found: Comparison, lang: Lang) -> list[str]:
    """Return how often each value turned from what to what."""
    nodes = list(found.after.nodes)
    counted = Counter(
        (
            change.node.name,
            change.node.label.said(lang),
            change.before.said(lang),
            change.after.said(lang),
        )
        for change in found.changes
    )
    order = sorted(counted.items(), key=lambda each: (nodes.index(each[0][0]), -each[1]))
    columns = [
        Column(Label("结果", "result").said(lang)),
        Column(Label("由", "from").said(lang)),
        Column(Label("到", "to").said(lang)),
        Column(Label("次数", "times").said(lang), right=True),
    ]
    return table(columns, [[label, a, b, str(n)] for (_, label, a, b), n in order])


def _by_person(found: Comparison) -> Iterator[tuple[str, list[Change]]]:
    held: dict[str, list[Change]] = {}
    for change in found.changes:
        held.setdefault(change.entity, []).append(change)
    yield from held.items()


def _person(changes: Sequence[Change], lang: Lang, held: Screen, *, briefly: bool) -> list[str]:
    """Return one person's changes, a cause that several share once.

    Briefly, what differs in the rules is left out: it stands above for everybody.
    """
    lines, known = [], set()
    for change in changes:
        lines.append(f"  {_turn(change, lang)}")
        for cause in change.causes:
            itself = (cause.node.name, cause.key) == (change.node.name, change.key)
            because = "" if briefly else _because(cause, lang)
            line = f"← {'' if itself else _turn(cause, lang)}  {because}".rstrip()
            if line in known or (itself and not because):
                continue
            known.add(line)
            room = held.width
            lines += wrapped(line, room, first="    ", hang="      ") if room else ["    " + line]
    return lines


def _because(cause: Cause, lang: Lang) -> str:
    return ("；" if lang == "zh" else "; ").join(each.said(lang) for each in cause.because)


def _turn(value: Change | Cause, lang: Lang) -> str:
    """Return what a value was and what it became."""
    where = f" [{' '.join(str(part) for part in value.key)}]" if value.key else ""
    equals = "：" if lang == "zh" else ": "
    turned = f"{value.before.said(lang)} → {value.after.said(lang)}"
    return f"{value.node.label.said(lang)}{where}{equals}{turned}"


def record(found: Comparison) -> dict[str, object]:
    """Return a comparison for machines."""
    return {
        "on": found.on.isoformat(),
        "before": _side(found.before),
        "after": _side(found.after),
        "people": found.entities,
        "changed": found.changed,
        "changes": [
            {
                "person": change.entity,
                "output": change.output,
                "key": [str(part) for part in change.key],
                "node": change.node.name,
                "before": _both(change.before),
                "after": _both(change.after),
                "causes": [
                    {
                        "node": cause.node.name,
                        "key": [str(part) for part in cause.key],
                        "before": _both(cause.before),
                        "after": _both(cause.after),
                        "because": [_both(b) for b in cause.because],
                    }
                    for cause in change.causes
                ],
            }
            for change in found.changes
        ],
    }


def _side(book: Rulebook) -> dict[str, object]:
    readings = {rule: held.chosen for rule, held in book.readings.items()}
    return {"rulebook": book.id, "digest": book.digest, "readings": readings}


def _both(label: Label) -> dict[str, str]:
    return {"zh": label.zh, "en": label.en}
