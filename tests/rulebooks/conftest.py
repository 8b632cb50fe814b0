"""What the worked examples of a rulebook reach: run once, asked by many tests."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.rulebooks.reach import Reach, reach_of

ReachOf = Callable[[Path], Reach]


@pytest.fixture(scope="session")
def reach() -> ReachOf:
    """Return what a rulebook's examples reach, by its folder."""
    return cache(reach_of)
