"""Commands that speak the reader's language: help, usage errors, and how the program ends.

Help texts are written in both languages by `both`; a reader gets one. Whatever goes wrong ends in
a sentence and an exit code, never in a stack trace.
"""

from __future__ import annotations

import gc
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import click
from click.exceptions import NoArgsIsHelpError, NoSuchCommand

from meritbook.engine.kinds import Label, Lang
from meritbook.interfaces.cli.speaking import (
    DEFECT,
    INTERRUPTED,
    MACHINE,
    PIPE_CLOSED,
    USAGE,
    Refusal,
    cause,
    half,
    language_in,
    program,
    spoken,
)
from meritbook.interfaces.cli.terminal import USUAL_WIDTH, padded, screen, width, wrapped

HEADINGS = {
    "usage": Label("用法", "Usage"),
    "options": Label("选项", "Options"),
    "commands": Label("命令", "Commands"),
    "required": Label("必填", "required"),
    "default": Label("默认", "default"),
    "help": Label("显示本说明", "show this help"),
}
SEVERAL = ("--reading", "--with")
PLACES = re.compile(r"[。.] ?(?=[A-Z]+[：:])")
"""Where a help text goes on to say what its arguments are."""
CHOICE = re.compile(r"\w+=\w+")
TRACE = "MERITBOOK_TRACE"
"""Environment variable that lets a defect show its stack trace."""


class Command(click.Command):
    """A command whose help is in the reader's language."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; an option may be followed by several choices GATE=NAME."""
        try:
            return super().parse_args(ctx, list(_one_by_one(args)))
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # some come without, and then nobody knows how to call it
            raise

    def get_usage(self, ctx: click.Context) -> str:
        """Return how the command is called."""
        lang = spoken(ctx)
        options = Label("[选项]", "[OPTIONS]").said(lang)
        words = [
            options if w == self.options_metavar else w for w in self.collect_usage_pieces(ctx)
        ]
        mark = "：" if lang == "zh" else ": "
        return HEADINGS["usage"].said(lang) + mark + " ".join([ctx.command_path, *words])

    def get_help(self, ctx: click.Context) -> str:
        """Return usage, what it does, and its options."""
        return "\n".join(_help(self, ctx))

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first line of the help, whole: the list of commands wraps it itself."""
        return (self.short_help or self.help or "").split("\n", maxsplit=1)[0]


class Group(Command, click.Group):
    """Subcommands, and the one place where a call ends."""

    command_class = Command

    def group(self, *args: Any, **kwargs: Any) -> Any:
        """Add a group of the same kind."""
        return super().group(*args, cls=Group, **kwargs)

    def main(  # type: ignore[override]
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> NoReturn:
        """Run a call to its end and exit with its code."""
        given = list(sys.argv[1:] if args is None else args)
        lang = language_in(given)
        extra = {**extra, "standalone_mode": False, "obj": lang}
        with _silent_ends():
            code = _ended(lambda: super(Group, self).main(given, program(), **extra), lang)
            if code:
                gc.collect()
        sys.exit(code)


def _ended(call: Callable[[], Any], lang: Lang) -> int:
    """Run a call; say what stopped it and return the exit code."""
    try:
        code = call()
        sys.stdout.flush()
    except click.UsageError as error:
        return _refused(error, lang)
    except Refusal as refusal:
        refusal.show()
        return refusal.code
    except (click.Abort, KeyboardInterrupt):
        click.echo(Label("已中断。", "Interrupted.").said(lang), err=True)
        return INTERRUPTED
    except OSError as error:
        return _stopped(error, lang)
    except SystemExit:  # click's own way to end when nobody reads on
        return _read_no_more()
    except BaseException as error:  # a library written in Rust panics with more than an Exception
        return _defect(error, lang)
    return code if isinstance(code, int) else 0


def _one_by_one(arguments: Sequence[str]) -> Iterator[str]:
    """Yield arguments with the option repeated before each further choice that follows it."""
    option, before = "", ""
    for argument in arguments:
        further = bool(CHOICE.fullmatch(argument)) and before != option
        if option and further:
            yield option
        elif before not in SEVERAL:  # what stands after the option itself is its first value
            option = argument if argument in SEVERAL else ""
        yield argument
        before = argument


@contextmanager
def _silent_ends() -> Iterator[None]:
    """Let files that could not be written be closed without a word more."""
    hook = sys.unraisablehook
    sys.unraisablehook = lambda _: None
    try:
        yield
    finally:
        sys.unraisablehook = hook


def _read_no_more() -> int:
    """Let what is still to be written go nowhere, so that the end of the program stays silent."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return PIPE_CLOSED


def _stopped(error: OSError, lang: Lang) -> int:
    """Say which file could not be used; without one, it was the output or the disk."""
    if isinstance(error, BrokenPipeError):
        return _read_no_more()
    why, where = cause(error), error.filename
    if where is None:
        click.echo(Label(f"无法完成：{why.zh}。", f"stopped: {why.en}.").said(lang), err=True)
        _read_no_more()
        return MACHINE
    name = os.fsdecode(where)
    said = Label(f"无法读取 {name}：{why.zh}。", f"cannot read {name}: {why.en}.")
    click.echo(said.said(lang), err=True)
    return USAGE


def _defect(error: BaseException, lang: Lang) -> int:
    if os.environ.get(TRACE):
        raise error
    what = f"{type(error).__name__}: {error}".splitlines()[0]
    said = Label(
        f"程序本身有缺陷，未能完成：{what}\n请把这一行和所用命令报告给维护者；"
        f"设 {TRACE}=1 再运行可看到细节。",
        f"a defect of this program stopped it: {what}\nPlease report this "
        f"line and the command; with {TRACE}=1 it shows the details.",
    )
    click.echo(said.said(lang), err=True)
    return DEFECT


def _refused(error: click.UsageError, lang: Lang) -> int:
    """Say what a call lacks, how the command is used, and where to read on."""
    if isinstance(error, NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return USAGE
    click.echo(misuse(error, lang), err=True)
    if error.ctx is not None:
        usage = error.ctx.command.get_usage(error.ctx)
        click.echo(usage, err=True)
        said = Label("全部选项", "all options").said(lang)
        mark = "：" if lang == "zh" else ": "
        click.echo(f"{said}{mark}{error.ctx.command_path} --help", err=True)
    return USAGE


def misuse(error: click.UsageError, lang: Lang) -> str:
    """Return in one sentence what is wrong with a call."""
    if isinstance(error, click.MissingParameter):
        said = Label(f"缺少 {_named(error)}。", f"{_named(error)} is missing.")
    elif isinstance(error, click.BadParameter) and isinstance(_kind(error), click.Choice):
        words = [str(choice) for choice in _kind(error).choices]
        said = Label(
            f"{_named(error)} 只能是 {'、'.join(words)} 之一。",
            f"{_named(error)} must be one of {', '.join(words)}.",
        )
    elif isinstance(error, click.BadParameter):
        said = Label(f"{_named(error)}：{error.message}", f"{_named(error)}: {error.message}")
    elif isinstance(error, click.NoSuchOption):
        said = _unknown(
            Label("没有选项", "no option"), error.option_name, error.possibilities or ()
        )
    elif isinstance(error, NoSuchCommand):
        known = list(error.ctx.command.commands) if _has_commands(error.ctx) else []  # type: ignore[union-attr]
        said = _unknown(Label("没有命令", "no command"), error.command_name, known)
    elif isinstance(error, click.BadOptionUsage):
        said = Label(f"选项 {error.option_name} 后面缺少值。", error.message)
    else:
        said = Label(f"参数不对：{error.message}", error.message)
    return said.said(lang)


def _has_commands(context: click.Context | None) -> bool:
    return context is not None and isinstance(context.command, click.Group)


def _unknown(what: Label, name: str, known: Sequence[str]) -> Label:
    held = ", ".join(known)
    return Label(
        f"{what.zh}“{name}”。" + (f"可选：{held}" if known else ""),
        f"there is {what.en} “{name}”." + (f" There are: {held}" if known else ""),
    )


def _kind(error: click.BadParameter) -> Any:
    return error.param.type if error.param is not None else None


def _named(error: click.BadParameter) -> str:
    param = error.param
    if param is None:
        return str(error.param_hint or "")
    return param.opts[-1] if isinstance(param, click.Option) else param.human_readable_name


def _help(command: click.Command, context: click.Context) -> Iterator[str]:
    lang = spoken(context)
    room = min(screen().width or USUAL_WIDTH, USUAL_WIDTH)
    yield command.get_usage(context)
    yield ""
    for paragraph in half(command.help or "", lang).splitlines():
        yield from wrapped(paragraph, room, hang="  ")
    records = [_record(param, context, lang) for param in command.get_params(context)]
    yield from _list(HEADINGS["options"].said(lang), [r for r in records if r], room)
    if isinstance(command, click.Group):
        commands = [
            (name, PLACES.split(half(each.get_short_help_str(), lang))[0])
            for name, each in command.commands.items()
        ]
        yield from _list(HEADINGS["commands"].said(lang), commands, room)


def _list(heading: str, records: Sequence[tuple[str, str]], room: int) -> Iterator[str]:
    if not records:
        return
    first = max(width(name) for name, _ in records)
    yield ""
    yield heading
    for name, text in records:
        lead = f"  {padded(name, first)}  "
        yield from wrapped(text, room, first=lead, hang=" " * width(lead))


def _record(param: click.Parameter, context: click.Context, lang: Lang) -> tuple[str, str] | None:
    if not isinstance(param, click.Option) or param.hidden:
        return None
    text = half(param.help or "", lang)
    if "--help" in param.opts:
        text = HEADINGS["help"].said(lang)
    metavar = "" if param.is_flag else f" {param.make_metavar(context)}"
    notes = []
    if param.required:
        notes.append(HEADINGS["required"].said(lang))
    if param.show_default and isinstance(param.default, str):
        notes.append(f"{HEADINGS['default'].said(lang)} {param.default}")
    after = f" [{', '.join(notes)}]" if notes else ""
    return ", ".join(param.opts) + metavar, text + after
