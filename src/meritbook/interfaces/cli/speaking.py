"""What the command line says and in which language, and how it refuses."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any

import click

from meritbook.engine.kinds import Label, Lang

FAULTS, USAGE, MACHINE = 1, 2, 3
"""Exit codes: faults in the input, a call that cannot be meant, a machine that cannot write."""


def usual_language() -> Lang:
    """Return the language of the locale; Chinese where it names neither."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "en" if value.lower().startswith("en") else "zh"
    return "zh"


class Refusal(click.ClickException):
    """Something that cannot be done: what is wrong and what would be right, in one language."""

    def __init__(self, said: Label, *, lang: Lang, code: int = USAGE) -> None:
        super().__init__(said.said(lang))
        self.exit_code = code

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the refusal to standard error."""
        click.echo(self.message, file=file or sys.stderr)


@contextmanager
def writing(lang: Lang) -> Iterator[None]:
    """Say what went wrong when files cannot be written; nothing half-written is left."""
    try:
        yield
    except OSError as error:
        where = f" {error.filename}" if error.filename else ""
        said = Label(
            f"无法写入{where}：{error.strerror}。没有留下写了一半的文件；请检查磁盘空间和权限后再试。",
            f"cannot write{where}: {error.strerror}. Nothing half-written is left; "
            "check free space and rights, then try again.",
        )
        raise Refusal(said, lang=lang, code=MACHINE) from error


class Progress:
    """A line on standard error that tells how far long work is; silent where nobody looks."""

    def __init__(self, lang: Lang) -> None:
        self.lang, self.shown = lang, sys.stderr.isatty()

    def step(self, what: Label, done: int, total: int) -> None:
        """Show the share done of one stage."""
        if not self.shown:
            return
        share = 100 * done // max(total, 1)
        click.echo(f"\r\x1b[K{what.said(self.lang)} {share} %", err=True, nl=False)

    def end(self) -> None:
        """Clear the line."""
        if self.shown:
            click.echo("\r\x1b[K", err=True, nl=False)


def language_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--lang`."""
    return click.option(
        "--lang",
        type=click.Choice(["zh", "en"]),
        default=usual_language,
        show_default="locale",
        help="语言 / language",
    )(command)
