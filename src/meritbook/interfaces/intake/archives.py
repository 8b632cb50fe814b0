"""Zipped folders, unpacked with limits: what a zip file promises is not believed.

Members are written under names that we choose, so no path in the archive can lead elsewhere, and
bytes are counted as they come.
"""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath
from typing import IO

from meritbook.engine.checking_faults import Fault
from meritbook.engine.kinds import Label
from meritbook.interfaces.intake.delivery import Unreadable, whole

MOST_UNPACKED = 2**30
"""Bytes that all files of a zip may have together."""
MOST_FILES = 10_000
TABLE_FILES = frozenset({".csv", ".parquet"})
UTF8_NAME = 0x800
BLOCK = 1 << 20


def is_archive(path: Path) -> bool:
    """Tell by its content whether a file is a zip."""
    return zipfile.is_zipfile(path)


def unpack(path: Path, space: Path) -> Path:
    """Unpack the table files of a zip into an empty folder and return that folder.

    One folder around everything is looked through. Raises `Unreadable`.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _unpack(archive, path, space)
    except (zipfile.BadZipFile, EOFError, RuntimeError) as error:
        raise Unreadable(_damaged(path)) from error
    inside = [entry for entry in space.iterdir() if entry.name != "__MACOSX"]
    if len(inside) == 1 and inside[0].is_dir() and not list(inside[0].glob("*.parquet")):
        return inside[0]
    return space


def _unpack(archive: zipfile.ZipFile, path: Path, space: Path) -> None:
    members = [info for info in archive.infolist() if not info.is_dir()]
    if len(members) > MOST_FILES:
        raise Unreadable(_too_large(path))
    left = MOST_UNPACKED
    for info in members:
        parts = _parts(info)
        if parts is None:
            raise Unreadable(_leads_elsewhere(path, info.filename))
        target = space.joinpath(*parts)
        if target.suffix.casefold() not in TABLE_FILES:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(info) as source, target.open("xb") as file:
            left -= _copy(source, file, left)
        if left < 0:
            raise Unreadable(_too_large(path))


def _copy(source: IO[bytes], file: IO[bytes], most: int) -> int:
    """Copy a member, stopping one block behind the limit; return the bytes written."""
    written = 0
    while written <= most and (block := source.read(BLOCK)):
        file.write(block)
        written += len(block)
    return written


def _parts(info: zipfile.ZipInfo) -> tuple[str, ...] | None:
    """Return the path of a member, or nothing if it would lead out of the folder."""
    name = info.filename
    if not info.flag_bits & UTF8_NAME:
        # Chinese Windows writes names in GBK without saying so; zipfile reads them as cp437.
        raw = name.encode("cp437", errors="replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    path = PurePosixPath(name.replace("\\", "/"))
    bad = path.is_absolute() or ".." in path.parts or ":" in name or len(path.parts) > 3
    return None if bad else path.parts


def _damaged(path: Path) -> Fault:
    wrong = Label("不是可读的 zip 文件，或有密码", "is not a readable zip file, or has a password")
    return whole(path.name, "damaged_file", wrong, Label("重新打包", "the folder zipped again"))


def _too_large(path: Path) -> Fault:
    most = MOST_UNPACKED // 2**20
    return whole(
        path.name,
        "too_large",
        Label(f"解压后超过 {most} MB 或文件过多", f"unpacks to more than {most} MB or many files"),
        Label("直接交付文件夹", "the folder itself instead of a zip file"),
    )


def _leads_elsewhere(path: Path, name: str) -> Fault:
    return whole(
        path.name,
        "unsafe_path",
        Label(f"含有指向别处的路径 {name}", f"holds a path that leads elsewhere: {name}"),
        Label("只含各表文件的 zip", "a zip file with nothing but table files"),
    )
