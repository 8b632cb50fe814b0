"""Values and operations in words, Chinese and English at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from meritbook.engine.kinds import Kind, Label, Type
from meritbook.engine.rulebook import Options

Held = int | str | bool | dt.date | None
"""A value as a frame holds it."""

UNKNOWN = Label("未知", "unknown")
TRUTH = {True: Label("是", "yes"), False: Label("否", "no")}


def same(text: str) -> Label:
    """Return text that reads the same in both languages."""
    return Label(text, text)


def join(labels: Iterable[Label], zh: str, en: str | None = None) -> Label:
    """Put phrases together with a separator per language."""
    held = list(labels)
    between = zh if en is None else en
    return Label(zh.join(part.zh for part in held), between.join(part.en for part in held))


def phrase(zh: str, en: str, **parts: Label) -> Label:
    """Fill phrases into a sentence of each language."""
    return Label(
        zh.format(**{name: part.zh for name, part in parts.items()}),
        en.format(**{name: part.en for name, part in parts.items()}),
    )


def exact(value: int, scale: int) -> str:
    """Write a scaled integer with its decimals; zero never carries a sign."""
    if scale == 0:
        return str(value)
    whole, rest = divmod(abs(value), 10**scale)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{rest:0{scale}d}"


def plain(value: Decimal) -> str:
    """Write a number as its rule states it."""
    return f"{value:f}"


@dataclass(frozen=True, slots=True)
class Sayer:
    """Says values of a rulebook's types."""

    options: Mapping[str, Options]

    def value(self, value: Held, kind: Type) -> Label:
        """Return a value in words."""
        if value is None:
            return UNKNOWN
        if kind.kind is Kind.BOOLEAN:
            return TRUTH[bool(value)]
        if kind.kind is Kind.OPTION:
            return self.word(str(value), kind.options or "")
        if isinstance(value, int) and kind.is_number:
            return same(exact(value, kind.scale))
        return same(value.isoformat() if isinstance(value, dt.date) else str(value))

    def word(self, key: str, options: str) -> Label:
        """Return an option in words."""
        return self.options[options].values.get(key, same(key))

    def given(self, value: object, kind: Type) -> Label:
        """Return a parameter's value in words."""
        if value is None:
            return Label("无", "none")
        if isinstance(value, Decimal):
            return same(plain(value))
        if kind.kind is Kind.OPTION:
            return self.word(str(value), kind.options or "")
        return TRUTH[value] if isinstance(value, bool) else same(str(value))
