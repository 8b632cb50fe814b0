"""Characters that no font in use can show: found, named, and marked in place; never dropped."""

import dataclasses
import re
import unicodedata
from collections.abc import Callable

from meritbook.interfaces.documents.typefaces import Typefaces

# What is layout and not text: a break is kept, a tab becomes a space.
_LAYOUT = str.maketrans({"\r": None, "\t": " ", "\u2028": "\n", "\u2029": "\n"})

_UNBROKEN_RUN = re.compile(r"[!-~]{25,}")
_RUN_PIECE = re.compile(r"[!-~]{1,12}")
_BREAK_OPPORTUNITY = "\u200b"


@dataclasses.dataclass(frozen=True, slots=True)
class MissingCharacter:
    """A character without a glyph, and where it stands.

    Attributes:
        character: the character itself.
        subject: whose form it is on: number of the person.
        place: where on the form, in the reader's language.
    """

    character: str
    subject: str
    place: str

    @property
    def code(self) -> str:
        """Return the code point as printed, such as `U+9F98`."""
        return f"U+{ord(self.character):04X}"

    @property
    def named(self) -> str:
        """Return code point and Unicode's name; an ideograph's name is but its code again."""
        name = unicodedata.name(self.character, "")
        return self.code if name.startswith("CJK ") else f"{self.code} {name}".rstrip()


class GlyphCheck:
    """Goes through the texts of one form and keeps what is missing, each place once."""

    def __init__(self, typefaces: Typefaces, *, subject: str) -> None:
        self._typefaces = typefaces
        self._subject = subject
        self._found: dict[tuple[str, str], MissingCharacter] = {}

    @property
    def missing(self) -> tuple[MissingCharacter, ...]:
        """Return what was found, in the order of the form."""
        return tuple(self._found.values())

    def printable(self, text: str, place: str) -> str:
        """Return the text as the fonts can show it, a missing character as its code point."""
        text = text.translate(_LAYOUT)
        lacking = self._typefaces.lacking(text) - {"\n"}
        for character in text if lacking else "":
            if character in lacking:
                found = MissingCharacter(character, self._subject, place)
                self._found.setdefault((character, place), found)
                text = text.replace(character, f"〖{found.code}〗")
        return _with_break_opportunities(text)


def _with_break_opportunities(text: str) -> str:
    """Let a long run without spaces, such as a digest, break inside a narrow cell."""
    return _UNBROKEN_RUN.sub(
        lambda run: _BREAK_OPPORTUNITY.join(_RUN_PIECE.findall(run.group())), text
    )


def each_text(value: object, place: str, change: Callable[[str, str], str]) -> object:
    """Return plain data with every text changed.

    Args:
        value: nested dictionaries, lists and tuples of texts and other plain values.
        place: keys that lead to the value, separated by dots.
        change: takes a text and its place.
    """
    if isinstance(value, str):
        return change(value, place)
    if isinstance(value, dict):
        return {key: each_text(item, f"{place}.{key}", change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [each_text(item, place, change) for item in value]
    return value
