"""Writing whole or not at all: files appear under their names only when all of them are complete.

Each file is written beside its target under another name, forced to disk and then renamed; on any
failure (a full disk, say) what was there before stays as it was.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

SUFFIX = ".partial"


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield the path to write to; it becomes `path` when the block ends without an exception.

    The folder of `path` is made if it is missing. Raises `OSError` as writing does.
    """
    with replacing_all() as stage:
        yield stage(path)


@contextmanager
def replacing_all() -> Iterator[Callable[[Path], Path]]:
    """Yield a function from target to the path to write to; all targets change together.

    "Together" as far as a file system goes: nothing is renamed before everything is on disk.
    """
    staged: list[tuple[Path, Path]] = []

    def stage(target: Path) -> Path:
        target.parent.mkdir(parents=True, exist_ok=True)
        space = target.with_name(f".{target.name}.{secrets.token_hex(4)}{SUFFIX}")
        staged.append((space, target))
        return space

    try:
        yield stage
        for space, _ in staged:
            _to_disk(space)
        for space, target in staged:
            space.replace(target)
        for folder in {target.parent for _, target in staged}:
            _to_disk(folder)
    finally:
        for space, _ in staged:
            space.unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    flags = os.O_RDONLY
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, flags if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
