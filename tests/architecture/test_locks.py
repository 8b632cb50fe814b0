"""The locks: complete, alike, and good with any mirror because they hold no address."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-setup.lock"]
CONFIGURATION = {".toml", ".cfg", ".ini", ".in", ".lock"}
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)


def pins(lock: Path) -> dict[str, str]:
    """Package → version."""
    return dict(PIN.findall(lock.read_text(encoding="utf-8")))


def test_no_lock_and_no_configuration_holds_an_address(texts: dict[Path, str]) -> None:
    holding = [
        str(path)
        for path, text in texts.items()
        if (path.suffix in CONFIGURATION or path.name == "run.py") and "://" in text
    ]

    assert holding == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_carries_hashes(root: Path, name: str) -> None:
    entries = (root / name).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    packages = [entry for entry in entries if PIN.match(entry)]

    assert packages
    assert [entry for entry in packages if "--hash=sha256:" not in entry] == []


def test_the_development_lock_holds_the_very_versions_that_users_get(root: Path) -> None:
    runtime = pins(root / "requirements.lock")
    development = pins(root / "requirements-dev.lock")

    assert {name: development.get(name) for name in runtime} == runtime
