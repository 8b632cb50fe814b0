"""Where rulebooks lie: those that are shipped, a county's own folder, or any path."""

from __future__ import annotations

import os
from pathlib import Path

import meritbook
from meritbook.engine import Rulebook, load

DEFAULT = "qixingguan-2018"
OWN_FOLDER = "MERITBOOK_RULEBOOKS"
"""Environment variable naming a folder of rulebooks that are found by their id, too."""


class UnknownRulebook(Exception):
    """An id or path that leads to no rulebook; `known` are the ids there are."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name, self.known = name, tuple(path.name for path in shipped())


def folders() -> list[Path]:
    """Return the folders in which rulebooks are looked for, a county's own one first."""
    package = Path(meritbook.__file__).parent
    own = os.environ.get(OWN_FOLDER)
    # In a checkout the rulebooks stand at the top; an installed package carries them inside.
    places = [
        *([Path(own)] if own else []),
        package / "rulebooks",
        package.parents[1] / "rulebooks",
    ]
    return [place for place in places if place.is_dir()]


def shipped() -> list[Path]:
    """Return the folders of all rulebooks that are found by their id, by id."""
    found: dict[str, Path] = {}
    for folder in folders():
        for head in sorted(folder.glob("*/rulebook.yaml")):
            found.setdefault(head.parent.name, head.parent)
    return [found[name] for name in sorted(found)]


def find(name: str) -> Path:
    """Return the folder of a rulebook by its id or path. Raises `UnknownRulebook`."""
    for path in shipped():
        if path.name == name:
            return path
    path = Path(name)
    if (path / "rulebook.yaml").is_file():
        return path
    raise UnknownRulebook(name)


def open_rulebook(name: str = DEFAULT) -> Rulebook:
    """Load a rulebook by its id or path. Raises `UnknownRulebook` and `RulebookError`."""
    return load(find(name))
