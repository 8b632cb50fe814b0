"""Text for a terminal: East Asian widths, columns, wrapping with hanging indents, modest colour."""

from __future__ import annotations

import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any, Literal

import click

Tone = Literal["good", "bad", "open", "strong", "dim"]
STYLES: dict[Tone, dict[str, Any]] = {
    "good": {"fg": "green"},
    "bad": {"fg": "red"},
    "open": {"fg": "yellow"},
    "strong": {"bold": True},
    "dim": {"dim": True},
}
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
USUAL_WIDTH = 100
LEAST_WIDTH = 40
"""Narrower than this, wrapping makes explanations harder to read, not easier."""

NEVER_FIRST = frozenset("，。；：、？！）〕》”…·,.;:!?)]}%")
NEVER_LAST = frozenset("（〔《“([{")
TREE = re.compile(r"[│├└ ]*")
MARKED = re.compile(r"[=·∘§?] ")


def width(text: str) -> int:
    """Return how many columns a line takes: two for a wide character, none for a combining one."""
    return sum(_columns(each) for each in ESCAPES.sub("", text))


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def padded(text: str, to: int, *, right: bool = False) -> str:
    """Fill a cell with blanks up to a width, on the left of what is set to the right."""
    blanks = " " * max(0, to - width(text))
    return blanks + text if right else text + blanks


def clipped(text: str, to: int) -> str:
    """Cut a line off where it would not fit, and show that something follows."""
    if width(text) <= to:
        return text
    held, used = [], 0
    for each in text:
        used += _columns(each)
        if used > to - 1:
            break
        held.append(each)
    return "".join(held).rstrip() + "…"


def wrapped(text: str, to: int, *, hang: str = "", first: str | None = None) -> list[str]:
    """Break a line into lines of at most `to` columns; all but the first begin with `hang`."""
    lines, line = [], hang if first is None else first
    filled = False
    for piece in _pieces(text):
        if filled and width(line) + width(piece.rstrip()) > to:
            lines.append(line.rstrip())
            line, filled, piece = hang, False, piece.lstrip()
        line += piece
        filled = filled or bool(piece)
    return [*lines, line.rstrip()]


def _pieces(text: str) -> Iterator[str]:
    """Yield what must stay on one line: words, and wide characters with their punctuation."""
    held = ""
    for each in text:
        if held and _may_part(held[-1], each):
            yield held
            held = ""
        held += each
    if held:
        yield held


def _may_part(before: str, after: str) -> bool:
    if after in NEVER_FIRST or before in NEVER_LAST or after == " ":
        return False
    if before.isdecimal() and _columns(after) == 2:  # a number keeps its measure word
        return False
    return before == " " or _columns(before) == 2 or _columns(after) == 2


def joined(parts: Iterable[str], to: int, *, lead: str = "", between: str = " · ") -> list[str]:
    """Put short pieces on as few lines as hold them; no piece is broken."""
    lines: list[str] = []
    for part in parts:
        if lines and width(lines[-1] + between + part) <= to:
            lines[-1] += between + part
        else:
            lines.append(lead + part)
    return lines


def folded(text: str, to: int) -> str:
    """Wrap the lines of an explanation tree so that its branches run on beside them."""
    lines = text.splitlines()
    found: list[str] = []
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        lead = TREE.match(line)
        held = lead.group() if lead else ""
        found += wrapped(line[len(held) :], to, first=held, hang=_hang(held, line, after))
    return "\n".join(found) + "\n"


def _hang(lead: str, line: str, after: str) -> str:
    """Return what stands before a line that goes on: the branches, and its own bar below it."""
    below = lead.replace("├", "│").replace("└", " ")
    rest = line[len(lead) :]
    if MARKED.match(rest):
        return below + "  "
    own = after[len(below) : len(below) + 2] if after.startswith(below) else ""
    return below + ("│   " if own == "│ " else "    ")


@dataclass(frozen=True, slots=True)
class Screen:
    """What a stream can show: how wide it is, if it is a terminal, and whether in colour."""

    width: int | None = None
    colour: bool = False

    def tone(self, text: str, tone: Tone | None) -> str:
        """Return text in a colour where there is colour."""
        return click.style(text, **STYLES[tone]) if tone and self.colour else text


def screen(stream: IO[str] | None = None) -> Screen:
    """Look at a stream (standard output): nothing but plain, unbroken lines where nobody looks."""
    stream = sys.stdout if stream is None else stream
    if not stream.isatty():
        return Screen()
    columns = max(LEAST_WIDTH, shutil.get_terminal_size((USUAL_WIDTH, 24)).columns)
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    return Screen(columns, not plain)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its heading, and on which side its cells stand."""

    heading: str
    right: bool = False


def table(
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    *,
    lead: str = "  ",
    last: Sequence[str] | None = None,
    groups: Sequence[tuple[str, int]] = (),
) -> list[str]:
    """Return a table as lines: headings, a rule, rows, and a last row under another rule.

    `groups` are headings over several columns; the first column stands outside of them.
    """
    every = [[column.heading for column in columns], *rows, *([last] if last else [])]
    widths = [max(width(row[place]) for row in every) for place in range(len(columns))]
    tops = _widened(widths, groups)
    rule = lead + "─" * (sum(widths) + 2 * (len(widths) - 1))

    def line(cells: Sequence[str]) -> str:
        shown = [
            padded(cell, widths[place], right=columns[place].right)
            for place, cell in enumerate(cells)
        ]
        return (lead + "  ".join(shown)).rstrip()

    lines = [(lead + top).rstrip() for top in tops]
    lines += [line(every[0]), rule, *(line(row) for row in rows)]
    return [*lines, rule, line(last)] if last else lines


def _widened(widths: list[int], groups: Sequence[tuple[str, int]]) -> list[str]:
    """Return the lines of the headings over groups, having made room for the longest word."""
    spans, place = [], 1
    for label, count in groups:
        longest = max((width(piece.rstrip()) for piece in _pieces(label)), default=0)
        lacking = longest - (sum(widths[place : place + count]) + 2 * (count - 1))
        widths[place] += max(0, lacking) + (2 if place > 1 else 0)
        spans.append(sum(widths[place : place + count]) + 2 * (count - 1))
        place += count
    if not groups:
        return []
    headings = [wrapped(label, span) for (label, _), span in zip(groups, spans, strict=True)]
    height = max(len(heading) for heading in headings)
    lines = []
    for level in range(height):
        cells = [
            padded(([""] * (height - len(held)) + held)[level], span, right=True)
            for held, span in zip(headings, spans, strict=True)
        ]
        lines.append("  ".join([" " * widths[0], *cells]))
    return lines
