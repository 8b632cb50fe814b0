"""Typst as the printing house: one compiler per process, data as JSON, reproducible bytes.

Data reach a template only as the text `sys.inputs.data`; source is never put together from data,
so markup characters in a name or a basis stay what they are.
"""

import datetime
import functools
import json
import os
import pathlib
import threading
from collections.abc import Mapping
from typing import Literal

import typst

from meritbook.interfaces.documents.typefaces import Typefaces, load_typefaces

FONT_DIRECTORY_VARIABLE = "MERITBOOK_FONT_DIR"
ARCHIVAL_STANDARD: Literal["a-2b"] = "a-2b"

_TEMPLATES = pathlib.Path(__file__).parent

# Typst keeps what it laid out for reuse, about 6 MB for each form, and lets go of what ten
# compilations in a row did not touch. After a large print nothing of that will be asked for again,
# so ten empty compilations (0.15 s) free it; small prints stay fast by what is kept.
_LARGE_PRINT_CHARACTERS = 150_000
_COMPILATIONS_UNTIL_FORGOTTEN = 12
_EMPTY_DOCUMENT = b" "


class NaiveTimestamp(ValueError):
    """The instant of printing has no time zone, so the bytes would depend on the machine."""


class _Press:
    """A Typst compiler with its typefaces; used by one thread at a time."""

    def __init__(self, extra_directory: str) -> None:
        self.typefaces = load_typefaces(extra_directory)
        self._lock = threading.Lock()
        self._compiler = typst.Compiler(
            root=_TEMPLATES,
            font_paths=self.typefaces.fonts,
            ignore_system_fonts=True,
        )

    def print_pdf(
        self, template: pathlib.Path, inputs: dict[str, str], at: datetime.datetime
    ) -> bytes:
        with self._lock:
            # PDF/A-2b refuses a text without a glyph: the last guard against dropped characters.
            made = self._compiler.compile(
                template,
                format="pdf",
                sys_inputs=inputs,
                pdf_standards=[ARCHIVAL_STANDARD],
                pdf_tags=False,
                timestamp=at,
            )
            self._forget_after(inputs)
        assert isinstance(made, bytes)
        return made

    def print_pictures(
        self, template: pathlib.Path, inputs: dict[str, str], dots_per_inch: float
    ) -> list[bytes]:
        with self._lock:
            made = self._compiler.compile(
                template, format="png", sys_inputs=inputs, ppi=dots_per_inch
            )
            self._forget_after(inputs)
        return made if isinstance(made, list) else [made] if made is not None else []

    def _forget_after(self, inputs: dict[str, str]) -> None:
        if sum(map(len, inputs.values())) < _LARGE_PRINT_CHARACTERS:
            return
        for _ in range(_COMPILATIONS_UNTIL_FORGOTTEN):
            self._compiler.compile(_EMPTY_DOCUMENT, format="png", ppi=10, sys_inputs={})


@functools.cache
def _press(extra_directory: str) -> _Press:
    return _Press(extra_directory)


def _current_press() -> _Press:
    return _press(os.environ.get(FONT_DIRECTORY_VARIABLE, ""))


def typefaces() -> Typefaces:
    """Return the fonts in use: the bundled ones and those of `MERITBOOK_FONT_DIR`."""
    return _current_press().typefaces


def _inputs(data: Mapping[str, object]) -> dict[str, str]:
    return {"data": json.dumps(data, ensure_ascii=False)}


def print_pdf(template: str, data: Mapping[str, object], *, at: datetime.datetime) -> bytes:
    """Typeset a template of this package with the data, as PDF/A-2b.

    Args:
        template: path of the template below this package.
        data: what the template reads; only what JSON can carry.
        at: the instant of printing, with time zone; equal data and instants give equal bytes.

    Raises:
        NaiveTimestamp: the instant has no time zone.
    """
    if at.tzinfo is None:
        raise NaiveTimestamp(at.isoformat())
    return _current_press().print_pdf(_TEMPLATES / template, _inputs(data), at)


def print_pictures(
    template: str, data: Mapping[str, object], *, dots_per_inch: float = 110
) -> list[bytes]:
    """Typeset a template as one PNG picture per page, for a preview on the screen."""
    return _current_press().print_pictures(_TEMPLATES / template, _inputs(data), dots_per_inch)
