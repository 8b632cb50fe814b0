"""Reading a printed form back: its text without the spaces that layout adds, and its pictures."""

import io
import re

import pypdf

_ADDED_BY_LAYOUT = re.compile(r"[\s\u200b]+")


def squeezed(text: str) -> str:
    """Return a text without white space and without break opportunities."""
    return _ADDED_BY_LAYOUT.sub("", text)


def pages_of(pdf: bytes) -> list[str]:
    """Return the text of each page, squeezed."""
    return [squeezed(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def text_of(pdf: bytes) -> str:
    """Return the text of the whole file, squeezed."""
    return "".join(pages_of(pdf))
