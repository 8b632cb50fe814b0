"""What holds for every file of the project, whatever it is about."""

from __future__ import annotations

import re
from pathlib import Path

LONGEST_FILE = 400
CODE = {".py", ".typ"}
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc"}

# Folders of somebody's own machine; a look-behind leaves addresses and relative paths alone.
OF_A_MACHINE = re.compile(r"(?<![\w.])(?:/(?:home|root|Users|work)/|[A-Z]:\\Users\\)[\w.-]+")
OUTSIDE = re.compile(r"\.\./(?:\.\./)*shared\b")


def test_no_source_file_is_too_long_to_read(texts: dict[Path, str]) -> None:
    too_long = {
        str(path): len(text.splitlines())
        for path, text in texts.items()
        if path.suffix in CODE and len(text.splitlines()) > LONGEST_FILE
    }

    assert too_long == {}


def test_no_module_is_a_drawer_for_everything(texts: dict[Path, str]) -> None:
    drawers = [str(path) for path in texts if path.suffix == ".py" and path.stem in DRAWERS]

    assert drawers == []


def test_no_file_names_a_folder_of_somebodys_machine(texts: dict[Path, str]) -> None:
    found = {
        str(path): hits
        for path, text in texts.items()
        if (hits := [hit.group() for hit in OF_A_MACHINE.finditer(text)])
    }

    assert found == {}


def test_no_file_points_outside_the_checkout(texts: dict[Path, str]) -> None:
    found = [str(path) for path, text in texts.items() if OUTSIDE.search(text)]

    assert found == []
