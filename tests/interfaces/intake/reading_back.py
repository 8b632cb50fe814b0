"""What stands in a delivery that has no fault, for tests that write one and read it again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from meritbook.engine import Facts, Rulebook
from meritbook.interfaces.intake import read


def facts_of(path: Path, rulebook: Rulebook) -> Facts:
    """Read a delivery that must not have a fault."""
    delivery = read(path, rulebook)
    assert delivery.messages("en") == []
    assert delivery.facts is not None
    return delivery.facts


def tables_of(path: Path, rulebook: Rulebook) -> Mapping[str, pl.DataFrame]:
    """Return the typed tables of a delivery."""
    return {n: f.lazy().collect() for n, f in facts_of(path, rulebook).tables.items()}


def digest_of(path: Path, rulebook: Rulebook) -> str:
    """Return what names the content of a delivery."""
    return facts_of(path, rulebook).digest()
