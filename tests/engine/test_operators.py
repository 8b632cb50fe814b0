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
from tests.engine.referee.books import TABLES, boxes, in_boxes, small_book
from tests.engine.referee.comparing import differences
from tests.engine.referee.interpreter import Delivered
from tests.engine.referee.rules import (
    DAYS,
    GATHERED,
    LADDERS,
    NOTED,
    ON,
    OVER_YEARS,
    PARAMETERS,
    READINGS,
    RULES,
    TELLING,
    TRUTHS,
)


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
