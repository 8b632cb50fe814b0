"""What the command line says and in which language, and how it refuses."""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click
import polars as pl

import meritbook
from meritbook.engine.kinds import Label, Lang
from meritbook.interfaces.cli.terminal import clipped, screen
from meritbook.interfaces.files.atomic import SUFFIX
from meritbook.interfaces.intake import CannotWrite

FAULTS, USAGE, MACHINE, DEFECT = 1, 2, 3, 70
"""Exit codes: faults in the input, a call that cannot be meant, a machine that cannot write, and
a defect of this program."""
INTERRUPTED, PIPE_CLOSED = 130, 141
"""Exit codes after Ctrl-C, and when nobody reads on: those that a shell expects."""


def usual_language() -> Lang:
    """Return the language of the locale; Chinese where it names neither."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "en" if value.lower().startswith("en") else "zh"
    return "zh"


def language_in(arguments: Sequence[str]) -> Lang:
    """Return the language that arguments ask for, even if they cannot be understood otherwise."""
    for place, argument in enumerate(arguments):
        word = argument.removeprefix("--lang=")
        if argument == "--lang":
            word = next(iter(arguments[place + 1 :]), "")
        if argument.startswith("--lang") and word in ("zh", "en"):
            return "en" if word == "en" else "zh"
    return usual_language()


def spoken(context: click.Context | None) -> Lang:
    """Return the language of a call."""
    held = context.find_root().obj if context is not None else None
    return held if held in ("zh", "en") else usual_language()


def both(zh: str, en: str) -> str:
    """Return a help text in both languages, of which the reader gets one."""
    return f"{zh} / {en}"


def half(text: str, lang: Lang) -> str:
    """Return the reader's part of a text made by `both`."""
    zh, _, en = text.partition(" / ")
    return (en or zh) if lang == "en" else zh


class Refusal(click.ClickException):
    """Something that cannot be done: what is wrong and what would be right, in one language."""

    def __init__(self, said: Label, *, lang: Lang, code: int = USAGE) -> None:
        super().__init__(said.said(lang))
        self.code = code

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the refusal to standard error."""
        click.echo(self.message, file=file or sys.stderr)


REASONS = {
    "PermissionError": Label("没有权限", "no permission"),
    "FileNotFoundError": Label("路径不存在", "no such file or folder"),
    "NotADirectoryError": Label("路径中有一段不是文件夹", "a part of the path is no folder"),
    "IsADirectoryError": Label("那是一个文件夹", "that is a folder"),
    "FileExistsError": Label("已有同名的文件", "a file of that name is there"),
}
BY_NUMBER = {
    errno.ENOSPC: Label("磁盘空间已满", "the disk is full"),
    errno.EFBIG: Label("文件超过系统允许的大小", "the file is larger than the system allows"),
    errno.EROFS: Label("文件系统只读", "the file system is read-only"),
    errno.EDQUOT: Label("磁盘配额已满", "the disk quota is used up"),
}
NUMBER = re.compile(r"\(os error (\d+)\)")
"""How libraries written in Rust tell the system's number of an error."""
FAILED = re.compile(NUMBER.pattern + "|transport error")
"""How they tell that a file could not be written, with its number or without."""


def cause(error: Exception) -> Label:
    """Return in words why the system refused."""
    told = NUMBER.search(str(error))
    number = getattr(error, "errno", None) or (int(told.group(1)) if told else 0)
    known = REASONS.get(type(error).__name__) or BY_NUMBER.get(number)
    if known is None and FAILED.search(str(error)) and not number:
        return Label("文件没有写完", "the file could not be written to its end")
    said = getattr(error, "strerror", None) or str(error)
    return known or Label(said, said)


@contextmanager
def writing(lang: Lang, to: Path | None = None) -> Iterator[None]:
    """Say what went wrong when files cannot be written; nothing half-written is left.

    `to` is where they go, for a system that does not say which file it was.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except (OSError, pl.exceptions.PolarsError) as error:
        if not isinstance(error, OSError) and not FAILED.search(str(error)):
            raise
        why = cause(error)
        where = _place(error, to)
        said = Label(
            f"无法写入{where}：{why.zh}。没有留下写了一半的文件，原有文件未动；"
            "请检查磁盘空间和权限后再试。",
            f"cannot write{where}: {why.en}. Nothing half-written is left and older files are "
            "as they were; check free space and rights, then try again.",
        )
        raise Refusal(said, lang=lang, code=MACHINE) from error
    except CannotWrite as error:
        raise Refusal(error.said, lang=lang, code=MACHINE) from error


def _place(error: Exception, to: Path | None) -> str:
    """Name the file, not the space beside it that is written first."""
    name = getattr(error, "filename", None)
    if not name:
        return f" {to}" if to is not None else ""
    path = Path(os.fsdecode(name))
    if path.suffix == SUFFIX:
        path = path.with_name(path.name.removeprefix(".").rsplit(".", 2)[0])
    return f" {path}"


class Progress:
    """A line on standard error that tells how far long work is; silent where nobody looks."""

    def __init__(self, lang: Lang) -> None:
        held = screen(sys.stderr)
        self.lang, self.shown, self.width = lang, held.width is not None, held.width or 0

    def step(self, what: Label, done: int, total: int) -> None:
        """Show the share done of one stage."""
        self.say(f"{what.said(self.lang)} {100 * done // max(total, 1)} %")

    def say(self, text: str) -> None:
        """Show what is being done."""
        if self.shown:
            click.echo(f"\r\x1b[K{clipped(text, self.width - 1)}", err=True, nl=False)

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
        help=both("语言，默认随系统区域设置", "language; by default that of the locale"),
    )(command)


def checkout() -> Path | None:
    """Return the top of the checkout that runs, or nothing where the package is installed."""
    top = Path(meritbook.__file__).resolve().parents[2]
    return top if (top / "run.py").is_file() else None


def program() -> str:
    """Return how the user calls this program."""
    return "./run" if checkout() is not None else "meritbook"
