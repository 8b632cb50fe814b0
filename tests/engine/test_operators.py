"""Every operator of the rule language, by the engine and by the referee, unknown in every place.

Each case is a rule over the columns that it names; it is evaluated for every combination of a few
telling values of these columns, unknown among them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from itertools import combinations_with_replacement, product
from pathlib import Path
from typing import Any

import pytest

from meritbook.engine.rulebook import Rulebook
from meritbook.engine.terms import Apply, Banded, Gather, Lookup, Op, Reduce, Term, walk
from tests.engine.referee.books import TABLES, boxes, in_boxes, ladder, parameter, small_book
from tests.engine.referee.comparing import differences
from tests.engine.referee.interpreter import Delivered

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


def columns_of(rule: str) -> list[str]:
    """Return the value columns that a rule names."""
    return sorted(set(re.findall(r"(?:things|notes)\.(\w)\b", rule)))


def combinations(rule: str) -> list[dict[str, Any]]:
    """Return a row for every combination of the telling values of a rule's columns."""
    names = columns_of(rule)
    return [dict(zip(names, cells, strict=True)) for cells in product(*map(TELLING.get, names))]  # type: ignore[arg-type]


def ruled(folder: Path, rule: str, grain: str = "things") -> Rulebook:
    """Return a rulebook with one rule and everything that the rules here name."""
    return small_book(
        folder,
        {"result": (grain, rule)},
        parameters=PARAMETERS,
        ladders=LADDERS,
        readings=READINGS,
    )


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_on_one_row_is_what_the_referee_says(rule: str, tmp_path: Path) -> None:
    book = ruled(tmp_path, rule)
    rows = {"boxes": boxes(1), "things": in_boxes([combinations(rule)])}

    assert differences(book, rows, ON) == []
    assert differences(book.reading({"size": "small"}), rows, ON) == []


@pytest.mark.parametrize("rule", NOTED)
def test_a_rule_on_a_row_of_a_year_takes_the_parameters_of_that_year(
    rule: str, tmp_path: Path
) -> None:
    years = range(ON.year - 5, ON.year + 1)
    rows = {
        "boxes": boxes(1),
        "notes": [
            {"box_id": "b0", "year": year, "kind": kind, **cells}
            for year in years
            for kind in ("red", "blue")
            for cells in combinations(rule)
        ],
    }

    assert differences(ruled(tmp_path, rule, "notes"), rows, ON) == []


def groups_of(rows: Sequence[dict[str, Any]], most: int) -> list[tuple[dict[str, Any], ...]]:
    """Return every way to put up to so many of these rows together."""
    sizes = range(most + 1)
    return [group for size in sizes for group in combinations_with_replacement(rows, size)]


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


@pytest.mark.parametrize(("rule", "cells"), GATHERED, ids=[rule for rule, _ in GATHERED])
def test_an_operator_over_the_things_of_a_box_is_what_the_referee_says(
    rule: str, cells: dict[str, tuple[Any, ...]], tmp_path: Path
) -> None:
    rows = [dict(zip(cells, each, strict=True)) for each in product(*cells.values())]
    groups = groups_of(rows, 3)
    facts = {"boxes": boxes(len(groups), size=25), "things": in_boxes(groups)}

    assert differences(ruled(tmp_path, rule, "box"), facts, ON) == []


ONLY = {"a": -150, "p": False, "q": True, "d": dt.date(2020, 2, 29), "w": "none", "t": "甲", "y": 7}


@pytest.mark.parametrize("name", ONLY)
@pytest.mark.parametrize("rule", ["only(things.{})", "known(only(things.{}))"])
def test_the_only_known_value_is_found_among_unknown_ones(
    name: str, rule: str, tmp_path: Path
) -> None:
    groups = groups_of([{name: None}, {name: ONLY[name]}], 3)
    facts = {"boxes": boxes(len(groups)), "things": in_boxes(groups)}

    assert differences(ruled(tmp_path, rule.format(name), "box"), facts, ON) == []


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


@pytest.mark.parametrize(
    ("name", "of_year"),
    [
        ("a", "only(notes.a)"),
        ("a", "total(notes.a)"),
        ("a", "count(known(notes.a))"),
        ("p", "only(notes.p)"),
        ("p", "some(notes.p)"),
        ("p", "some(known(notes.p))"),
    ],
)
@pytest.mark.parametrize("provisional", [False, True])
def test_over_the_years_a_year_before_the_box_was_opened_is_unknown(
    name: str, of_year: str, provisional: bool, tmp_path: Path
) -> None:
    rules = {f"result{n}": ("box", rule) for n, rule in enumerate(OVER_YEARS[name])}
    book = small_book(tmp_path, {"of_year": ("year", of_year), **rules}, parameters=PARAMETERS)
    values = {"a": (None, -100, 50), "p": TRUTHS}[name]
    days = (None, dt.date(2022, 12, 31), dt.date(2023, 1, 1), dt.date(2024, 1, 1))
    cases = list(product(values, values, values, days))
    facts: Delivered = {
        "boxes": [{"box_id": f"b{n}", "opened_on": case[3]} for n, case in enumerate(cases)],
        "notes": [
            {"box_id": f"b{n}", "year": year, "kind": "red", name: cell}
            for n, case in enumerate(cases)
            for year, cell in zip((2021, 2022, 2023, 2024), (*case[:3], values[-1]), strict=True)
        ],
    }

    assert differences(book, facts, ON, provisional=provisional) == []


def test_the_running_year_feeds_nothing_that_looks_at_the_window(tmp_path: Path) -> None:
    book = small_book(
        tmp_path,
        {
            "quarterly": ("quarter", "total(moves.a)"),
            "of_kind": ("kind", "count(moves.p)"),
            "yearly": ("year", "total(quarterly)"),
            "by_quarters": ("box", "total(quarterly)"),
            "by_kinds": ("box", "total(of_kind)"),
            "by_years": ("box", "total(yearly)"),
        },
    )
    days = [dt.date(year, month, 1) for year in range(2020, 2025) for month in (1, 2)]
    moves = [{"box_id": "b0", "moved_on": day, "kind": "red", "a": 1, "p": True} for day in days]

    assert differences(book, {"boxes": boxes(1), "moves": moves}, ON) == []
    assert differences(book, {"boxes": boxes(1), "moves": moves}, ON, provisional=True) == []


@pytest.mark.parametrize("absent", [(), ("moves",), ("notes",), ("moves", "notes")])
@pytest.mark.parametrize("in_files", [False, True])
def test_groups_come_from_either_of_two_tables(
    absent: tuple[str, ...], in_files: bool, tmp_path: Path
) -> None:
    book = small_book(
        tmp_path,
        {
            "both": ("kind", "total(moves.a) + total(notes.a)"),
            "moved": ("kind", "count(moves.p)"),
            "noted": ("kind", "every(notes.p)"),
            "best": ("kind", "highest(notes.a)"),
            "quarterly": ("quarter", "total(moves.a)"),
            "of_year": ("year", "total(both)"),
            "of_box": ("box", "some(of_year > 1)"),
            "mean": ("year", "weighted_mean_of_known(both, by=three)"),
            "reds": ("year", 'only(both if kind == "red" else unknown)'),
            "quarters": ("year", "count(quarterly > 0)"),
        },
        parameters=PARAMETERS,
    )
    cells = [{"a": a, "p": p} for a in (None, 0, 150) for p in TRUTHS]
    kinds = (("red",), ("blue",), ("red", "blue"), ())
    days = (dt.date(2022, 3, 31), dt.date(2022, 4, 1), dt.date(2024, 1, 1), dt.date(2024, 5, 1))
    facts: dict[str, list[dict[str, Any]]] = {"boxes": boxes(12), "moves": [], "notes": []}
    for number, (moved, noted) in enumerate(product(kinds[:3], kinds)):
        for place, cell in enumerate(cells):
            common = {"box_id": f"b{number}", **cell}
            facts["moves"] += [
                {**common, "kind": kind, "moved_on": days[place % 4]} for kind in moved
            ]
            facts["notes"] += [{**common, "kind": kind, "year": 2020 + place % 5} for kind in noted]
    delivered = {name: rows for name, rows in facts.items() if name not in absent}
    emptied = {name: [] if name in absent else rows for name, rows in facts.items()}

    assert differences(book, delivered, ON, in_files=in_files) == []
    assert differences(book, emptied, ON, in_files=in_files) == []


def test_a_row_that_another_visible_row_names_is_referred_to(tmp_path: Path) -> None:
    dated = {"things": {**TABLES["things"], "dated": "d"}}
    book = small_book(
        tmp_path,
        {
            "kept": ("things", "not referred(things.replaces) and not known(things.replaces)"),
            "sum": ("box", "total(things.a if kept else 0)"),
        },
        tables=dated,
    )
    names = ("t0", "t1", "t2", None, "t9")
    days = (dt.date(2023, 1, 1), ON, dt.date(2024, 3, 1))
    rows = [
        {"thing_id": f"t{n}", "box_id": f"b{n % 2}", "replaces": name, "a": 1 << n, "d": day}
        for n, (name, day) in enumerate(product(names, days))
    ]

    assert differences(book, {"boxes": boxes(2), "things": rows}, ON) == []


def test_tenants_and_places_are_paired_by_what_they_share(tmp_path: Path) -> None:
    book = small_book(
        tmp_path,
        {
            "late": ("stay", "moves.moved_on > places.since"),
            "gain": ("stay", "moves.a - places.a"),
            "ends": ("stay", "anniversary(places.since, one_year)"),
            "any_late": ("box", "some(late and moves.p)"),
            "all_gain": ("box", "total(gain)"),
            "last": ("box", "some(on <= ends)"),
        },
        parameters=PARAMETERS,
    )
    days = (dt.date(2022, 2, 28), dt.date(2023, 2, 28), ON, dt.date(2024, 3, 1))
    spots = ("north", "south", None)
    moves = [
        {"box_id": f"b{n % 7}", "moved_on": day, "kind": "red", "place": spot, "a": a, "p": p}
        for n, (day, spot, a, p) in enumerate(product(days, spots, (None, 5), TRUTHS))
    ]
    places = [
        {"place": spot, "since": day, "year": 2023, "a": a}
        for spot, day, a in product(("north", "south", "west"), days, (None, 7))
    ]

    assert differences(book, {"boxes": boxes(8), "moves": moves, "places": places}, ON) == []


@pytest.mark.parametrize(
    "order",
    [
        ["highest a", "highest thing_id"],
        ["lowest a", "highest thing_id"],
        ["highest d", "lowest a", "lowest b", "highest thing_id"],
        ["lowest y", "highest t", "highest thing_id"],
    ],
)
@pytest.mark.parametrize("where", [None, "things.p", "known(things.a) or things.p"])
def test_a_row_is_picked_by_its_order_and_empty_cells_come_last(
    order: list[str], where: str | None, tmp_path: Path
) -> None:
    label = {"zh": "标签", "en": "label"}
    pick = {"label": label, "at": "box", "from": "things", "order": order, "citation": "example"}
    book = small_book(
        tmp_path,
        {
            "a": ("box", "picked.a"),
            "b": ("box", "picked.b"),
            "id": ("box", "picked.thing_id"),
            "found": ("box", "known(picked.thing_id)"),
            "low": ("box", "picked.a < 0 and not (picked.b > 0)"),
        },
        picks={"picked": pick if where is None else {**pick, "where": where}},
    )
    cells: dict[str, tuple[Any, ...]] = {
        "a": (None, -1, 10),
        "b": (None, 5),
        "p": (None, True),
        "d": DAYS[2:4],
    }
    rows = [dict(zip(cells, each, strict=True)) for each in product(*cells.values())]
    rows = [{**row, "y": 2020, "t": "甲" if row["b"] else None} for row in rows]
    groups = groups_of(rows, 2)
    facts = {"boxes": boxes(len(groups)), "things": in_boxes(groups)}

    assert differences(book, facts, ON) == []


def test_a_value_of_the_year_is_unknown_to_rows_outside_the_years_in_which_the_box_is_there(
    tmp_path: Path,
) -> None:
    book = small_book(
        tmp_path,
        {
            "of_year": ("year", "total(notes.a)"),
            "in_plus": ("year", "of_year > 0"),
            "above": ("moves", "moves.a if in_plus else 100"),
            "beside": ("moves", "in_plus or moves.p"),
            "distance": ("quarter", "total(moves.a - of_year)"),
            "worst": ("box", "lowest(above)"),
            "sum": ("box", "total(above)"),
            "all_beside": ("box", "every(beside)"),
            "how_many": ("box", "count(in_plus)"),
            "how_often": ("box", "count(beside)"),
        },
    )
    opened = (None, dt.date(2022, 6, 1), dt.date(2024, 1, 1))
    days = [dt.date(year, month, 1) for year in range(2019, 2025) for month in (1, 12)]
    facts: Delivered = {
        "boxes": [{"box_id": f"b{n}", "opened_on": day} for n, day in enumerate(opened)],
        "notes": [{"box_id": f"b{n}", "year": 2022, "kind": "red", "a": 5} for n in range(3)],
        "moves": [
            {"box_id": f"b{n}", "moved_on": day, "kind": "red", "a": a, "p": p}
            for n, day, a, p in product(range(3), days, (None, 7), TRUTHS)
        ],
    }

    assert differences(book, facts, ON) == []


def test_the_cases_here_go_through_every_operator(tmp_path: Path) -> None:
    rules = {f"r{n}": ("things", rule) for n, rule in enumerate(RULES)}
    gathers = {f"g{n}": ("box", rule) for n, (rule, _) in enumerate(GATHERED)}
    book = small_book(
        tmp_path,
        {**rules, **gathers, "only": ("box", "only(things.a)")},
        parameters=PARAMETERS,
        ladders=LADDERS,
        readings=READINGS,
    )
    terms: list[Term] = [t for n in book.nodes.values() for t in walk(n.expression.term)]

    assert {term.op for term in terms if isinstance(term, Apply)} == set(Op)
    assert {term.op for term in terms if isinstance(term, Reduce)} == set(Gather)
    assert {Banded, Lookup} <= {type(term) for term in terms}
