"""`rules`: the rulebooks there are, what one says, and whether it holds together."""

from __future__ import annotations

import json
from pathlib import Path

import click

from meritbook.engine import RulebookError, load
from meritbook.engine.kinds import Label, Lang
from meritbook.interfaces.cli.commands import Command, Group
from meritbook.interfaces.cli.opening import opened_rulebook, unknown_rulebook
from meritbook.interfaces.cli.rulebook_pages import Page
from meritbook.interfaces.cli.speaking import FAULTS, both, language_option
from meritbook.interfaces.cli.terminal import Column, screen, table
from meritbook.interfaces.files.rulebooks import UnknownRulebook, find, shipped


@click.group("rules", cls=Group, help=both("查看和检查规则书", "look at rulebooks and check them"))
def rules() -> None:
    """Look at rulebooks."""


@rules.command("list", cls=Command, help=both("列出现有的规则书", "list the rulebooks there are"))
@language_option
def list_command(*, lang: Lang) -> None:
    """List the rulebooks with title and time in force."""
    rows = []
    for path in shipped():
        try:
            book = load(path)
        except RulebookError as error:
            count = len(error.problems)
            broken = Label(
                f"有 {count} 处错误，见 rules check", f"{count} mistakes, see rules check"
            )
            rows.append([path.name, "", broken.said(lang)])
            continue
        until = book.in_force_to.isoformat() if book.in_force_to else ""
        rows.append([book.id, f"{book.in_force_from} – {until}".rstrip(), book.title.said(lang)])
    columns = [
        Column(Label("规则书", "rulebook").said(lang)),
        Column(Label("施行", "in force").said(lang)),
        Column(Label("名称", "title").said(lang)),
    ]
    click.echo("\n".join(table(columns, rows)))


@rules.command(
    "show",
    cls=Command,
    help=both(
        "一本规则书的全部内容：参数、等次线、读法、规则、条款。NAME：名称或文件夹",
        "all that a rulebook says: numbers, bands, readings, rules, clauses. NAME: an id or folder",
    ),
)
@click.argument("name")
@language_option
def show_command(*, name: str, lang: Lang) -> None:
    """Print a rulebook."""
    for line in Page(opened_rulebook(name, (), lang), lang, screen()).lines():
        click.echo(line)


@rules.command(
    "check",
    cls=Command,
    help=both(
        "检查规则书，不给名称则检查全部。NAMES：名称或文件夹",
        "check rulebooks; all there are, if none is named. NAMES: ids or folders",
    ),
)
@click.argument("names", nargs=-1)
@click.option(
    "--json", "as_json", is_flag=True, help=both("错误以 JSON 列出", "list mistakes as JSON")
)
@language_option
def check_command(*, names: tuple[str, ...], as_json: bool, lang: Lang) -> None:
    """Load rulebooks and list what is wrong with them."""
    found: list[dict[str, object]] = []
    for path in [_found(name, lang) for name in names] or shipped():
        try:
            book = load(path)
        except RulebookError as error:
            for problem in error.problems:
                found.append(
                    {
                        "file": problem.file,
                        "line": problem.line,
                        "wrong": problem.wrong,
                        "right": problem.remedy,
                    }
                )
                if not as_json:
                    click.echo(str(problem), err=True)
            continue
        said = Label(
            f"{book.id}：没有错误（{len(book.nodes)} 条规则、{len(book.parameters)} 个参数、"
            f"{len(book.sources)} 个条款，摘要 {book.digest[:12]}）",
            f"{book.id}: no mistakes ({len(book.nodes)} rules, {len(book.parameters)} parameters, "
            f"{len(book.sources)} clauses, digest {book.digest[:12]})",
        )
        if not as_json:
            click.echo(said.said(lang))
    if not found:
        return
    count = len(found)
    said = Label(f"共 {count} 处错误。", f"{count} mistake{'s' * (count != 1)}.")
    text = json.dumps(found, ensure_ascii=False, indent=1) if as_json else said.said(lang)
    click.echo(text, err=True)
    raise click.exceptions.Exit(FAULTS)


def _found(name: str, lang: Lang) -> Path:
    try:
        return find(name)
    except UnknownRulebook as error:
        if Path(name).is_dir():
            return Path(name)
        raise unknown_rulebook(error, lang) from error
