"""What values are: kinds, types, and phrases in two languages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Lang = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Label:
    """One phrase in the two languages that every label of a rulebook has."""

    zh: str
    en: str

    def said(self, lang: Lang) -> str:
        """Return the phrase in the reader's language."""
        return self.zh if lang == "zh" else self.en


class Kind(StrEnum):
    """What a value is; `DECIMAL` is exact and carries a scale."""

    TEXT = "text"
    DATE = "date"
    YEAR = "year"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    OPTION = "option"


NUMBERS = frozenset({Kind.YEAR, Kind.INTEGER, Kind.DECIMAL})


@dataclass(frozen=True, slots=True)
class Type:
    """Kind of a value, with the scale of a decimal or the set of an option.

    Inside the engine a decimal is an integer of `10 ** -scale` units, an option its key as text.
    """

    kind: Kind
    scale: int = 0
    options: str | None = None

    @property
    def is_number(self) -> bool:
        """Whether arithmetic is allowed."""
        return self.kind in NUMBERS


TEXT = Type(Kind.TEXT)
DATE = Type(Kind.DATE)
INTEGER = Type(Kind.INTEGER)
YEAR = Type(Kind.YEAR)
BOOLEAN = Type(Kind.BOOLEAN)


def decimal(scale: int) -> Type:
    """Return the type of an exact number with so many decimals."""
    return Type(Kind.DECIMAL, scale=scale)


def option(options: str) -> Type:
    """Return the type of a word out of a closed list."""
    return Type(Kind.OPTION, options=options)


def named_type(kind: Type) -> str:
    """Return a type as a reader would call it."""
    names = {
        Kind.TEXT: "text",
        Kind.DATE: "a day",
        Kind.YEAR: "a year",
        Kind.INTEGER: "a whole number",
        Kind.DECIMAL: "a number",
        Kind.BOOLEAN: "true or false",
        Kind.OPTION: f"one of {kind.options}",
    }
    return names[kind.kind]
