"""The smallest OLE compound file: the shell in which a password-protected workbook comes."""

from __future__ import annotations

import struct
from collections.abc import Mapping

SECTOR = 512
SMALLEST = 4096
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """Return a compound file with these streams, each filled up to the smallest allowed size."""
    sectors: list[bytes] = []
    chain: list[int] = []

    def put(content: bytes) -> int:
        first = len(sectors)
        pieces = [content[at : at + SECTOR] for at in range(0, len(content), SECTOR)]
        for number, piece in enumerate(pieces, start=1):
            sectors.append(piece.ljust(SECTOR, b"\0"))
            chain.append(first + number if number < len(pieces) else END)
        return first

    starts = {name: put(content.ljust(SMALLEST, b"\0")) for name, content in streams.items()}
    entries = [_entry("Root Entry", kind=5, start=END, size=0, child=1)]
    for number, name in enumerate(streams, start=1):
        size = max(SMALLEST, len(streams[name]))
        right = number + 1 if number < len(streams) else FREE
        entries.append(_entry(name, kind=2, start=starts[name], size=size, right=right))
    directory = put(b"".join(entries))
    table = len(sectors)
    chain.append(TABLE)
    sectors.append(struct.pack(f"<{len(chain)}I", *chain).ljust(SECTOR, b"\xff"))
    header = SIGNATURE + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", 0, 1, directory, 0, SMALLEST, END, 0, END, 0)
    header += struct.pack("<I", table)
    return header.ljust(SECTOR, b"\xff") + b"".join(sectors)


def _entry(
    name: str, *, kind: int, start: int, size: int, right: int = FREE, child: int = FREE
) -> bytes:
    word = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<HBBIII", len(word), kind, 1, FREE, right, child)
    return word.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)
