"""`rules`: the rulebooks there are, what one says, and whether it holds together."""

from __future__ import annotations

from pathlib import Path

import click

from meritbook.engine import Rulebook, RulebookError, load
from meritbook.engine.kinds import Label, Lang
from meritbook.engine.rulebook import Citation
from meritbook.engine.saying import Sayer
from meritbook.engine.telling import cited
from meritbook.interfaces.cli.opening import opened_rulebook
from meritbook.interfaces.cli.speaking import FAULTS, Refusal, language_option
from meritbook.interfaces.files.rulebooks import UnknownRulebook, find, shipped


@click.group("rules", help="规则书 / rulebooks")
def rules() -> None:
    """Look at rulebooks."""


@rules.command("list", help="有哪些规则书 / the rulebooks there are")
@language_option
def list_command(*, lang: Lang) -> None:
    """List the rulebooks with title and time in force."""
    for path in shipped():
        book = opened_rulebook(path.name, (), lang)
        until = book.in_force_to.isoformat() if book.in_force_to else "…"
        click.echo(f"{book.id}  {book.in_force_from}–{until}  {book.title.said(lang)}")


@rules.command("show", help="一本规则书的全部规则 / everything that a rulebook says")
@click.argument("name")
@language_option
def show_command(*, name: str, lang: Lang) -> None:
    """Print a rulebook: parameters, readings and rules with their clauses."""
    for line in shown(opened_rulebook(name, (), lang), lang):
        click.echo(line)


@rules.command("check", help="检查规则书 / check rulebooks; all that are found, if none is named")
@click.argument("names", nargs=-1)
@language_option
def check_command(*, names: tuple[str, ...], lang: Lang) -> None:
    """Load rulebooks and list what is wrong with them."""
    wrong = False
    for path in [_found(name, lang) for name in names] or shipped():
        try:
            book = load(path)
        except RulebookError as error:
            wrong = True
            for problem in error.problems:
                click.echo(str(problem), err=True)
            continue
        said = Label(
            f"{book.id}：{len(book.nodes)} 条规则、{len(book.parameters)} 个参数、"
            f"{len(book.sources)} 个条款，摘要 {book.digest[:12]}，没有问题",
            f"{book.id}: {len(book.nodes)} rules, {len(book.parameters)} parameters, "
            f"{len(book.sources)} clauses, digest {book.digest[:12]}, no problems",
        )
        click.echo(said.said(lang))
    if wrong:
        raise click.exceptions.Exit(FAULTS)


def _found(name: str, lang: Lang) -> Path:
    try:
        return find(name)
    except UnknownRulebook as error:
        if Path(name).is_dir():
            return Path(name)
        known = ", ".join(error.known)
        said = Label(
            f"没有规则书“{name}”。已有：{known}", f"no rulebook “{name}”. There are: {known}"
        )
        raise Refusal(said, lang=lang) from error


def shown(book: Rulebook, lang: Lang) -> list[str]:
    """Return a rulebook as lines."""
    words = {
        "parameters": Label("参数", "Parameters"),
        "ladders": Label("分数线", "Bands"),
        "readings": Label("读法（* 为采用）", "Readings (* in force)"),
        "rules": Label("规则", "Rules"),
        "sources": Label("条款", "Clauses"),
    }
    lines = [f"{book.id}  {book.title.said(lang)}", f"  {book.jurisdiction.said(lang)}"]
    lines += ["", words["parameters"].said(lang), *_parameters(book, lang)]
    lines += ["", words["ladders"].said(lang), *_ladders(book, lang)]
    lines += ["", words["readings"].said(lang)]
    for rule, held in book.readings.items():
        lines.append(f"  {book.nodes[rule].label.said(lang)} {rule}")
        for name, reading in held.choices.items():
            mark = "*" if name == held.chosen else " "
            lines.append(f"  {mark} {name}  {reading.label.said(lang)}")
    lines += ["", words["rules"].said(lang)]
    for node in book.nodes.values():
        clause = _clause(node.citation, book, lang)
        lines.append(f"  {node.label.said(lang)} {node.name} @{node.grain}{clause}")
        lines.append(f"      {' '.join(node.expression.text.split())}")
    lines += ["", words["sources"].said(lang)]
    for source in book.sources.values():
        sure = f"（{source.sure.said(lang)}）" if source.sure else ""
        lines.append(
            f"  {source.id}  {source.passage.said(lang)}  {source.document.said(lang)}{sure}"
        )
    return lines


def _clause(citation: Citation, book: Rulebook, lang: Lang) -> str:
    text = cited(citation, book, lang)
    return f"  〔{text}〕" if lang == "zh" else f"  [{text}]"


def _parameters(book: Rulebook, lang: Lang) -> list[str]:
    sayer = Sayer(book.options)
    lines = []
    for parameter in book.parameters.values():
        for since, value in parameter.values:
            if isinstance(value, dict):
                said = " · ".join(
                    f"{sayer.word(key, parameter.of or '').said(lang)} "
                    f"{sayer.given(each, parameter.type).said(lang)}"
                    for key, each in value.items()
                )
            else:
                said = sayer.given(value, parameter.type).said(lang)
            clause = _clause(parameter.citation, book, lang)
            lines.append(
                f"  {parameter.label.said(lang)} {parameter.name}: {said} ({since}){clause}"
            )
    return lines


def _ladders(book: Rulebook, lang: Lang) -> list[str]:
    sayer = Sayer(book.options)
    lines = []
    for ladder in book.ladders.values():
        for since, bands in ladder.values:
            said = " · ".join(
                sayer.word(band.option, ladder.options).said(lang)
                + (f" ≥ {band.at_least}" if band.at_least is not None else "")
                for band in bands
            )
            clause = _clause(ladder.citation, book, lang)
            lines.append(f"  {ladder.label.said(lang)} {ladder.name}: {said} ({since}){clause}")
    return lines
