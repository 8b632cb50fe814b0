"""The first thing a newcomer types: `./run`, from wherever they stand."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest


def call(root: Path, *arguments: str, at: Path, lang: str) -> subprocess.CompletedProcess[str]:
    """Call `run` by its path from another folder."""
    return subprocess.run(
        [str(root / "run"), *arguments],
        cwd=at,
        env={**os.environ, "LC_ALL": lang},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("lang", ["zh_CN.UTF-8", "C.UTF-8"])
def test_help_names_every_task(root: Path, tmp_path: Path, lang: str) -> None:
    done = call(root, "help", at=tmp_path, lang=lang)

    assert done.returncode == 0
    for task in ("demo", "test", "check", "fix", "lock", "evaluate", "explain"):
        assert task in done.stdout


def test_no_task_at_all_is_a_usage_error(root: Path, tmp_path: Path) -> None:
    done = call(root, at=tmp_path, lang="en_GB.UTF-8")

    assert done.returncode == 2
    assert "Usage: ./run TASK" in done.stdout


def test_help_comes_in_the_readers_language(root: Path, tmp_path: Path) -> None:
    for lang, said in (("zh_CN.UTF-8", "用法："), ("C.UTF-8", "用法："), ("en_GB.UTF-8", "Usage:")):
        assert f"{said}" in call(root, "help", at=tmp_path, lang=lang).stdout
