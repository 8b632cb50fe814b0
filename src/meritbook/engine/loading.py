"""Loading a rulebook: all YAML of a folder becomes one checked `Rulebook`, or a list of problems.

Everything is looked at before anything is refused: unknown names, types that do not fit, grains
that do not nest, circles, missing citations, weights of zero. Each problem names file and line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from meritbook.engine.building import Builder
from meritbook.engine.items import Item, nearest, read_items
from meritbook.engine.problems import Problem, Problems, RulebookError
from meritbook.engine.rulebook import Rulebook

SECTIONS = (
    "rulebook", "contract", "documents", "sources", "options", "tables", "parameters", "ladders",
    "window", "grains", "picks", "nodes", "gates", "outcomes", "readings", "outputs",
)  # fmt: skip
SINGLE = frozenset({"rulebook", "window", "outcomes"})
HEAD, EXAMPLES = "rulebook.yaml", "examples"


def load(path: Path | str) -> Rulebook:
    """Load the rulebook in a folder.

    Raises `RulebookError` with every problem found, each naming file, line and remedy.
    """
    folder = Path(path)
    if not (folder / HEAD).is_file():
        wrong = f"'{folder.name}' holds no rulebook.yaml"
        raise RulebookError((Problem(str(folder), 1, wrong, "name the folder of a rulebook"),))
    problems = Problems()
    files = _files(folder, problems)
    sections = _merged(files, problems)
    problems.stop_if_any()
    missing = Item({}, _shown(folder / HEAD, folder), 1)
    rulebook = Builder(sections, problems, missing).build()
    return replace(rulebook, digest=_digest(folder, files))


def _files(folder: Path, problems: Problems) -> dict[Path, Item]:
    """Read the folder's files, and the contract that the rulebook extends."""
    head = folder / HEAD
    paths = [
        path
        for path in sorted(folder.rglob("*.yaml"))
        if EXAMPLES not in path.relative_to(folder).parts and path.is_file()
    ]
    files: dict[Path, Item] = {}
    for path in paths:
        with problems.caught():
            files[path] = read_items(path, _shown(path, folder))
    with problems.caught():
        extends = files[head].need("rulebook").get("extends") if head in files else None
        for name in extends.texts() if extends is not None else ():
            contract = folder.parent / f"{name}.yaml"
            if extends is not None and not contract.is_file():
                extends.fail(f"there is no {contract.name} beside the folder", "extends: contract")
            files = {contract: read_items(contract, contract.name), **files}
    return files


def _shown(path: Path, folder: Path) -> str:
    return (Path(folder.name) / path.relative_to(folder)).as_posix()


def _merged(files: Mapping[Path, Item], problems: Problems) -> dict[str, Item]:
    """Put the sections of all files together; a name declared twice is a problem."""
    merged: dict[str, dict[str, Item]] = {}
    places: dict[str, Item] = {}
    for item in files.values():
        with problems.caught():
            for section, content in item.entries().items():
                with problems.caught():
                    if section not in SECTIONS:
                        content.fail(f"unknown section '{section}'", nearest(section, SECTIONS))
                    if section == "contract":
                        continue
                    places.setdefault(section, content)
                    _merge(merged.setdefault(section, {}), section, content)
    return {
        name: Item(entries, places[name].file, places[name].line)
        for name, entries in merged.items()
    }


def _merge(held: dict[str, Item], section: str, content: Item) -> None:
    if held and section in SINGLE:
        content.fail(f"'{section}' stands in two files", "keep one")
    for name, entry in content.entries().items():
        if name in held:
            other = held[name]
            entry.fail(f"'{name}' is declared twice, also in {other.file}:{other.line}", "keep one")
        held[name] = entry


def _digest(folder: Path, files: Mapping[Path, Item]) -> str:
    """Return the SHA-256 of everything the edition consists of, file by file."""
    total = hashlib.sha256()
    for path in sorted(files, key=lambda p: (p.parent != folder, p.as_posix())):
        text = path.read_bytes().replace(b"\r\n", b"\n")
        total.update(path.name.encode() + b"\0" + hashlib.sha256(text).digest())
    return total.hexdigest()
