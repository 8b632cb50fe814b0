"""What every test of the checkout starts from: its files, as git would carry them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BINARY = {".otf", ".ttf", ".pdf", ".png", ".parquet", ".xlsx", ".xls"}


@pytest.fixture(scope="session")
def root() -> Path:
    """The top folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def texts() -> dict[Path, str]:
    """Path under the checkout → text, of each file that belongs to the project."""
    paths = sorted(ROOT / name for name in project_files())
    return {
        path.relative_to(ROOT): path.read_bytes().decode("utf-8", errors="replace")
        for path in paths
        if path.suffix not in BINARY and path.is_file()
    }


def project_files() -> list[str]:
    """Names that git tracks or would add; without a repository, whatever is no by-product."""
    asked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if asked.returncode == 0:
        return [name for name in asked.stdout.split("\0") if name]
    by_products = {".git", ".venv", "var", "build", "dist", "__pycache__"}
    names = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return [str(name) for name in names if not by_products & set(name.parts)]
