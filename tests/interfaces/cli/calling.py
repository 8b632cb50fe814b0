"""Calling the program: inside the test, or as a process of its own where the system matters."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from meritbook.interfaces.cli.main import main

ROOT = Path(__file__).resolve().parents[3]
START = "import sys; from meritbook.interfaces.cli.main import main; sys.exit(main())"


@dataclass(frozen=True, slots=True)
class Called:
    """How a call ended."""

    code: int
    out: str
    err: str


def called(*arguments: object) -> Called:
    """Call the program inside this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
        main([str(each) for each in arguments])
    return Called(int(ended.value.code or 0), out.getvalue(), err.getvalue())


def done(*arguments: object) -> Called:
    """Call the program and expect it to succeed without a word on standard error."""
    call = called(*arguments)
    assert (call.code, call.err) == (0, "")
    return call


def command(*arguments: object) -> list[str]:
    """Return the command of a process of its own."""
    return [sys.executable, "-P", "-c", START, *(str(each) for each in arguments)]


def environment(**extra: str) -> dict[str, str]:
    """Return the environment of such a process: this checkout, a Chinese locale, no colours."""
    return {
        **os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1", "LC_ALL": "zh_CN.UTF-8",
        **extra,
    }  # fmt: skip


def started(*arguments: object, limits: Callable[[], None] | None = None, **extra: str) -> Called:
    """Call the program as a process of its own and wait for its end."""
    ended = subprocess.run(
        command(*arguments),
        env=environment(**extra),
        preexec_fn=limits,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    return Called(ended.returncode, ended.stdout, ended.stderr)
