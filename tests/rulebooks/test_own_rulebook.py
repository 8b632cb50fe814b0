"""Somebody's own rulebook, about food: it loads, runs and stands word for word in the manual."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl

from meritbook.engine import evaluate, hold, load
from tests.rulebooks.worked_examples import RULEBOOKS

RECIPES = Path(__file__).parent / "fixtures" / "recipes"
DISHES = pl.DataFrame({"dish": ["cake", "roast", "soup"]})
INGREDIENTS = pl.DataFrame(
    {
        "dish": ["cake", "cake", "roast", "soup"],
        "grams": [200_00, 100_00, 500_00, 500_00],
        "energy": [350, 200, 299, None],
        "has_nuts": [None, True, False, None],
    }
)


def test_dishes_are_weighed_banded_and_advised_on() -> None:
    rulebook = load(RECIPES)
    facts = hold(rulebook, {"dishes": DISHES, "ingredients": INGREDIENTS})

    findings = evaluate(rulebook, facts, on=dt.date(2024, 5, 1))

    assert findings.output("menu").rows() == [
        ("cake", 300_00, "rich"),
        ("roast", 299_00, "light"),
        ("soup", None, None),
    ]
    assert findings.output("advice").rows() == [
        ("cake", "nuts", "avoid"),
        ("roast", "nuts", "fine"),
        ("soup", "nuts", "ask"),
    ]


def test_the_manual_shows_the_rulebook_as_it_is() -> None:
    manual = (RULEBOOKS / "README.md").read_text(encoding="utf-8")

    assert (RECIPES / "rulebook.yaml").read_text(encoding="utf-8") in manual
