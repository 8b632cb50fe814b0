"""Cells of an .xlsx file that hold no value although they are not empty.

Error values and formulas that no spreadsheet has calculated yet reach a reader as empty cells.
They are found in the sheet's own XML, which is read in blocks.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DOCUMENT = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
MOST_INDEX = 10 * 2**20
"""Bytes that the list of sheets may have; a real one has a few thousand."""
BLOCK = 1 << 22

CELL = re.compile(rb"<c\b([^>]*?[^/]|)>(.*?)</c>", re.DOTALL)
PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]+)"')
VALUE = re.compile(rb"<v>[^<]|<t[ >]")


class Uncached:
    """Finds the cells of a workbook that have a formula or an error and no value."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def cells(self, sheet: str) -> dict[int, list[int]]:
        """Return by column (0 for A) the row numbers of such cells; nothing for other formats."""
        found: dict[int, list[int]] = {}
        with (
            suppress(zipfile.BadZipFile, KeyError, ElementTree.ParseError, OSError),
            zipfile.ZipFile(self.path) as book,
        ):
            part = _part_of(book, sheet)
            for block in _blocks(book, part) if part else ():
                for column, row in _in_block(block):
                    found.setdefault(column, []).append(row)
        return found


def _part_of(book: zipfile.ZipFile, sheet: str) -> str | None:
    """Return the archive member that holds a sheet."""
    index, links = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    if max(book.getinfo(index).file_size, book.getinfo(links).file_size) > MOST_INDEX:
        return None
    targets = {
        link.get("Id"): link.get("Target", "")
        for link in ElementTree.fromstring(book.read(links)).iter(f"{PACKAGE}Relationship")
    }
    for entry in ElementTree.fromstring(book.read(index)).iter(f"{MAIN}sheet"):
        if entry.get("name") == sheet:
            target = targets.get(entry.get(f"{DOCUMENT}id"), "")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return None


def _blocks(book: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Yield a sheet's XML in pieces that end with a whole cell."""
    with book.open(part) as file:
        rest = b""
        while read := file.read(BLOCK):
            block = rest + read
            end = block.rfind(b"</c>") + len(b"</c>")
            if end < len(b"</c>"):
                end = 0
            yield block[:end]
            rest = block[end:]


def _in_block(block: bytes) -> Iterator[tuple[int, int]]:
    if b"<f" not in block and b't="e"' not in block:
        return
    for cell in CELL.finditer(block):
        attributes, content = cell.groups()
        error = b't="e"' in attributes
        if error or (b"<f" in content and not VALUE.search(content)):
            place = PLACE.search(attributes)
            if place:
                yield column_number(place[1].decode()), int(place[2])


def column_number(letters: str) -> int:
    """Return the position of a column from its letters: 0 for A."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def cell_name(row: int, column: int) -> str:
    """Return a cell's name as spreadsheets show it: B7 for row 7 and column 1."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"
