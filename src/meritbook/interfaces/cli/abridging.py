"""Explanations cut to a few lines: as deep as they fit, and a sign where more is left."""

from __future__ import annotations

from dataclasses import dataclass, replace

from meritbook.engine import Reason, Rulebook, tell
from meritbook.engine.kinds import Label, Lang
from meritbook.engine.rulebook import Citation
from meritbook.interfaces.cli.terminal import folded

DEEPEST = 8
MORE = Label("……", " …")
NOTHING = Label("", "")


@dataclass(frozen=True, slots=True)
class Style:
    """What a cut explanation still tells: parameters and clauses, and the last operations."""

    sources: bool
    work: bool


STYLES = (Style(True, True), Style(False, True), Style(False, False))


def abridged(reason: Reason, rulebook: Rulebook, lang: Lang, *, most: int, room: int) -> list[str]:
    """Return an explanation in at most so many lines, the deepest version that fits."""
    lines: list[str] = []
    for depth in range(DEEPEST, -1, -1):
        for style in STYLES:
            cut = _cut(reason, depth, style, top=True)
            lines = folded(tell(cut, rulebook, lang), room).splitlines()
            if len(lines) <= most:
                return lines
    return [*lines[: most - 1], MORE.said(lang).strip()]


def _cut(reason: Reason, depth: int, style: Style, *, top: bool = False) -> Reason:
    """Leave out what lies deeper, and below the top what the style leaves out."""
    if depth == 0 and reason.parts:
        return _closed(reason, style)
    held = reason if top or style.sources else replace(reason, used=(), citation=Citation())
    return replace(held, parts=tuple(_cut(part, depth - 1, style) for part in held.parts))


def _closed(reason: Reason, style: Style) -> Reason:
    """State a value whose reasons are left out."""
    shut = replace(reason, used=(), notes=(), parts=(), missing=(), citation=Citation())
    if style.work and reason.work.zh:
        return replace(shut, notes=(Label(MORE.zh, MORE.en.strip()),))
    said = Label(reason.said.zh + MORE.zh, reason.said.en + MORE.en)
    return replace(shut, said=said, work=NOTHING)
