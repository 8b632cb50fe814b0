"""Rules that go through every operator, the values for their columns, and what they name."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.engine.referee.books import ladder, parameter

ON = dt.date(2024, 2, 29)
DAYS = (
    None,
    dt.date(2020, 2, 29),
    dt.date(2023, 12, 31),
    dt.date(2024, 1, 1),
    dt.date(2024, 2, 29),
    dt.date(2024, 4, 1),
)
AMOUNTS = (None, -250, -1, 0, 1, 33, 100, 200)
TRUTHS = (None, False, True)
WHOLES = (None, -2, 0, 1, 3)
METALS = (None, "gold", "silver", "iron", "none")
TELLING: dict[str, tuple[Any, ...]] = {
    **dict.fromkeys("abc", AMOUNTS),
    **dict.fromkeys("mn", WHOLES),
    **dict.fromkeys("pqr", TRUTHS),
    **dict.fromkeys("de", DAYS),
    **dict.fromkeys("wv", METALS),
    "k": (None, "red", "blue", "green"),
    "y": (None, 1000, 2020, 2024, 9999),
    "t": (None, "", "red", "甲"),
}
"""Column → its telling values; amounts in hundredths."""

PARAMETERS = {
    "three": parameter("3"),
    "half_cent": parameter("0.005"),
    "one_year": parameter("1"),
    "minus_four_years": parameter("-4"),
    "bar_years": parameter({"1900-01-01": "1", "2022-07-01": "2"}, dated=True),
    "three_quarters": parameter("0.75"),
    "limit": parameter(
        {
            "1900-01-01": "1",
            "2020-06-30": "2",
            "2022-07-01": "-2.5",
            "2023-12-31": "0.333",
            "2024-02-01": "4",
        },
        dated=True,
    ),
    "share": parameter(
        {"1900-01-01": "1", "2020-06-30": "2", "2022-07-01": "0.333", "2024-02-01": "4"},
        dated=True,
    ),
    "heft": parameter({"gold": "10", "silver": "2.50", "none": "1"}, of="metal"),
    "favourite": parameter("silver", type="metal"),
    "open_to_all": parameter("true", type="boolean"),
    "worth": parameter({"gold": "10", "silver": "2.50", "none": "0"}, of="metal"),
    "shade": parameter(
        {
            "1900-01-01": {"red": "gold", "blue": None},
            "2023-01-01": {"red": None, "blue": "iron", "green": "none"},
        },
        of="colour",
        type="metal",
        dated=True,
    ),
}
LADDERS = {
    "fine": ladder("metal", value={"gold": "1.005", "silver": "0.335", "iron": "rest"}),
    "below_zero": ladder("metal", value={"gold": "0", "iron": "-1", "none": "rest"}),
    "whole": ladder("colour", value={"red": "3", "blue": "1", "green": "rest"}),
    "moving": ladder(
        "colour",
        values={
            "1900-01-01": {"red": "2", "blue": "1", "green": "rest"},
            "2022-01-01": {"blue": "1", "red": "rest"},
            "2023-01-01": {"green": "0.33", "blue": "0.001", "red": "rest"},
            "2024-01-31": {"red": "0.5", "green": "rest"},
        },
    ),
}
READINGS = {
    "size": {
        name: {"label": {"zh": name, "en": name}, "sets": {"sized": name}, "citation": "example"}
        for name in ("large", "small")
    }
}

RULES = (
    "things.a + things.b",
    "things.a + things.m - three_quarters",
    "things.a - things.b - half_cent",
    "things.a * things.b * half_cent",
    "things.m * things.n",
    "-things.a - -2.5",
    "-things.m",
    "things.a < things.b",
    "things.a <= things.m",
    "things.a > half_cent",
    "things.a >= 0.335",
    "things.a == things.m",
    "things.a != things.b",
    "things.d < things.e",
    "things.d <= things.e",
    "things.d > on",
    "things.d >= window_start",
    "things.d == things.e",
    "things.d != things.e",
    "things.p == things.q",
    "things.p != true",
    "things.t == things.t",
    "things.y < things.m",
    "things.y >= 2020",
    "-1 < things.a < things.b <= 1",
    "things.a < things.b > things.c",
    "things.w < things.v",
    "things.w <= things.v",
    "things.w > things.v",
    "things.w >= things.v",
    "things.w == things.v",
    "things.w != things.v",
    'things.w <= "silver"',
    'things.w > "none"',
    '"silver" <= things.w',
    "things.w >= favourite",
    'things.w in ("gold", "none")',
    'things.w not in ("gold", "none", "iron")',
    "things.a in (0, 1, things.b)",
    "things.p and things.q and things.r",
    "things.p or things.q or things.r",
    "not things.p",
    "not (things.p and not things.q) or things.r",
    "open_to_all and things.p",
    "things.a if things.p else things.b",
    "things.a if things.p else half_cent",
    "things.m if things.p else things.a if things.q else 0.125",
    "things.p if things.q else things.r",
    "things.a if things.a > things.b else things.b",
    "things.a if known(things.a) else 0",
    "(things.w if things.p else things.v) if things.q else favourite",
    '"gold" if things.p else things.w if things.q else "none"',
    "things.d if things.p else things.e",
    "things.a if things.p else unknown",
    "unknown if things.p else things.w",
    'things.a if sized == "large" else -things.a',
    '(things.p if sized != "large" else things.q) and things.r',
    "known(things.a)",
    "known(things.w) and not known(things.d)",
    "known(things.a + things.b)",
    "known(things.p and things.q)",
    "clamp(things.a, things.b, things.c)",
    "clamp(things.a, -1, half_cent)",
    "clamp(things.m, things.n, 2)",
    "clamp(-0.5, things.a, things.b)",
    "ratio(things.a, things.b)",
    "ratio(things.m, things.n)",
    "ratio(things.a * things.b, things.c)",
    "ratio(1, things.a * things.b)",
    "ratio(things.a, 200)",
    "ratio(half_cent * things.a, things.m)",
    "weighted_mean((things.a, three), (things.b, three_quarters))",
    "weighted_mean((things.a, three), (things.m, half_cent), (things.b, share))",
    "weighted_mean((things.a, heft[things.w]), (things.b, three))",
    "year(things.d)",
    "quarter(things.d)",
    "year_start(things.y)",
    "year_end(things.y)",
    "year_end(year(things.d)) == things.d",
    "anniversary(things.d, one_year)",
    "anniversary(things.d, minus_four_years)",
    "anniversary(things.d, 100)",
    "anniversary(things.d, 0) == things.d",
    "worth[things.w]",
    'worth["silver"] + things.a',
    'known(worth["iron"]) or things.p',
    "shade[things.k]",
    "shade[things.k] > things.w",
    "worth[shade[things.k]] * things.a",
    "band(things.a, fine)",
    "band(things.a, below_zero) <= things.w",
    "band(things.m, whole)",
    "band(things.a * half_cent, moving)",
    "band(ratio(things.a, things.b), fine)",
    "limit * things.a",
    "anniversary(things.d, bar_years)",
)
NOTED = (
    "notes.a - limit",
    "ratio(notes.a, limit)",
    "clamp(notes.a, limit, 1)",
    "shade[notes.kind]",
    'shade["blue"] == notes.w',
    "band(notes.a, moving)",
    "weighted_mean((notes.a, three), (notes.b, share))",
    "notes.year - year",
    "anniversary(notes.d, bar_years)",
)
"""Rules over rows that have a year: parameters are those of that year."""


GATHERED = (
    ("total(things.a)", {"a": (None, -150, 0, 7)}),
    ("total(things.m)", {"m": (None, -1, 0, 7)}),
    ("total(things.a if things.p else 0)", {"a": (None, 1, 250), "p": TRUTHS}),
    ("total(ratio(things.a, things.b))", {"a": (None, -1, 1), "b": (0, 200)}),
    ("count(things.p)", {"p": TRUTHS}),
    ("count(known(things.a))", {"a": (None, 0, 1)}),
    ("some(things.p)", {"p": TRUTHS}),
    ("some(known(things.a))", {"a": (None, 0)}),
    ("every(things.p)", {"p": TRUTHS}),
    ("every(known(things.a))", {"a": (None, 0)}),
    ("every(things.p and things.q)", {"p": TRUTHS, "q": TRUTHS}),
    ("not every(things.p) or some(things.q)", {"p": TRUTHS, "q": TRUTHS}),
    ("highest(things.a)", {"a": (None, -150, 0, 7)}),
    ("highest(-things.m)", {"m": (None, -1, 0, 7)}),
    ("lowest(things.a)", {"a": (None, -150, 0, 7)}),
    ("lowest(things.y)", {"y": (None, 2020, 2024)}),
    ("weighted_mean(things.a, by=things.b)", {"a": (None, -5, 10), "b": (None, -100, 0, 33)}),
    ("weighted_mean(things.m, by=things.n)", {"m": (None, 1, 2), "n": (None, 1, 7)}),
    ("weighted_mean(things.a, by=heft[things.w])", {"a": (None, 1, 10), "w": METALS}),
    (
        "weighted_mean_of_known(things.a, by=things.b)",
        {"a": (None, -5, 10), "b": (None, -100, 0, 33)},
    ),
    (
        "weighted_mean_of_known(things.a, by=heft[things.w])",
        {"a": (None, 1, 10), "w": METALS},
    ),
    ("weighted_mean_of_known(things.a * half_cent, by=things.n)", {"a": (None, 1, 3), "n": (1, 2)}),
    ("total(things.a) - highest(things.a) + count(things.a > 0)", {"a": (None, -150, 0, 7)}),
    ("boxes.size + total(things.a + boxes.size)", {"a": (None, 1)}),
)


OVER_YEARS = {
    "a": (
        "total(of_year)",
        "highest(of_year)",
        "lowest(of_year)",
        "count(of_year > 0)",
        "some(of_year > 0)",
        "every(of_year > 0)",
        "every(known(of_year))",
        "some(not known(of_year))",
        "weighted_mean(of_year, by=three)",
        "weighted_mean(of_year, by=share)",
        "weighted_mean_of_known(of_year, by=share)",
        "weighted_mean_of_known(of_year, by=1)",
    ),
    "p": ("some(of_year)", "every(of_year)", "count(of_year)", "every(not of_year)"),
}
"""Column → rules at a box over what a rule of each year makes of the column."""
