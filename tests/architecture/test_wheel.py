"""What an installed package carries."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Names of the files in a freshly built wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(build, cwd=root, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        return set(archive.namelist())


def test_the_wheel_carries_every_rulebook(root: Path, wheel: set[str]) -> None:
    rulebooks = {
        f"meritbook/{path.relative_to(root).as_posix()}"
        for path in (root / "rulebooks").rglob("*.yaml")
    }

    assert "meritbook/rulebooks/contract.yaml" in wheel
    assert rulebooks - wheel == set()


def test_the_wheel_carries_the_fonts_of_the_forms_with_their_licence(wheel: set[str]) -> None:
    fonts = {name for name in wheel if "/interfaces/documents/fonts/" in name}

    assert [name for name in fonts if name.endswith(".otf")]
    assert [name for name in fonts if "OFL" in name]


def test_the_wheel_carries_the_licence_and_the_command(wheel: set[str]) -> None:
    assert any(name.endswith("licenses/LICENSE") for name in wheel)
    assert any(name.endswith("entry_points.txt") for name in wheel)
