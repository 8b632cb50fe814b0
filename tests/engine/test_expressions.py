"""The notation of rules: what may be written, what it means, and what it is refused for."""

from __future__ import annotations

import ast
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meritbook.engine.expressions import ExpressionError, parse
from meritbook.engine.kinds import BOOLEAN, DATE, INTEGER, YEAR, Type, decimal, option
from meritbook.engine.rulebook import Rulebook
from tests.engine.referee.books import ladder, parameter, small_book

READINGS = {
    "size": {
        name: {"label": {"zh": name, "en": name}, "sets": {"sized": name}, "citation": "example"}
        for name in ("large", "small")
    }
}


def book(folder: Path, rule: str, grain: str = "things", kind: str | None = None) -> Rulebook:
    """Return a rulebook with one node, `result`."""
    return small_book(
        folder,
        {"result": (grain, rule) if kind is None else (grain, rule, kind)},
        parameters={
            "limit": parameter("1.005"),
            "worth": parameter({"gold": "3", "silver": "0.5"}, of="metal"),
            "full_worth": parameter(
                dict.fromkeys(("gold", "silver", "iron", "none"), "1"), of="metal"
            ),
        },
        ladders={"steps": ladder("metal", value={"gold": "1", "none": "rest"})},
        readings=READINGS,
    )


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("a / b", "ratio(a, b)"),
        ("a // b", "ratio(a, b)"),
        ("a % b", "named operators"),
        ("a ** b", "named operators"),
        ("a & b", "'and'"),
        ("a | b", "'or'"),
        ("a is b", "known(x)"),
        ("a is not None", "known(x)"),
        ("[a for a in b]", "total, count, some or every"),
        ("total(a for a in b)", "total, count, some or every"),
        ("lambda: a", "a node of its own"),
        ("{a: b}", "operators"),
        ("{a}", "operators"),
        ("[a, b]", "operators"),
        ("a[1:2]", "operators"),
        ("f'{a}'", "operators"),
        ("(a := b)", "operators"),
        ("f(*a)", "operators"),
        ("await a", "operators"),
        ("a = b", "ordinary notation"),
        ("a; b", "ordinary notation"),
        ("import os", "ordinary notation"),
        ("a &&& b", "ordinary notation"),
        ("", "ordinary notation"),
        ("  ", "ordinary notation"),
    ],
)
def test_a_form_outside_the_language_is_refused_with_what_to_write(text: str, remedy: str) -> None:
    with pytest.raises(ExpressionError) as refusal:
        parse(text)

    assert refusal.value.wrong
    assert remedy in refusal.value.remedy


@pytest.mark.parametrize(
    "text",
    [
        "a + b - c * 2",
        "-a < b <= c",
        "a == 'x' or b != 'y' and not c",
        "a in ('x', 'y')",
        "a not in ('x',)",
        "a if b else c if d else e",
        "worth[metal]",
        "weighted_mean((a, wa), (b, wb))",
        "weighted_mean(things.a, by=share)",
        "things.replaces.a",
        "known(a)",
    ],
)
def test_every_form_of_the_language_can_be_read(text: str) -> None:
    assert ast.unparse(parse(text)) == ast.unparse(ast.parse(text, mode="eval").body)


@pytest.mark.parametrize("between", ["\n", "\n      ", "\r\n\t", "   "])
def test_a_rule_may_go_over_several_lines(between: str) -> None:
    over_lines = between.join(["(a +", "b)", "if c", "else d"])

    assert ast.dump(parse(over_lines)) == ast.dump(parse("(a + b) if c else d"))


@given(text=st.text(max_size=30))
def test_whatever_is_written_is_either_read_or_refused(text: str) -> None:
    with suppress(ExpressionError):
        parse(text)


@pytest.mark.parametrize(
    "text", ["-" * 20_000 + "a", "not " * 20_000 + "a", "(" * 500 + "a" + ")" * 500, "9" * 5_000]
)
def test_a_rule_beyond_all_measure_is_refused_and_breaks_nothing(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text)


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        ("things.a + things.b", decimal(2)),
        ("things.a + things.m", decimal(2)),
        ("things.a + 0.125", decimal(3)),
        ("things.m + things.n", INTEGER),
        ("things.m * 2", INTEGER),
        ("things.a * things.b", decimal(4)),
        ("things.a * limit", decimal(5)),
        ("-things.m", INTEGER),
        ("things.y - 1", INTEGER),
        ("clamp(things.a, 0, limit)", decimal(3)),
        ("ratio(things.a * things.b, limit)", decimal(2)),
        ("things.a < things.m", BOOLEAN),
        ("things.d", DATE),
        ("year(things.d)", YEAR),
        ("quarter(things.d)", INTEGER),
        ("year_end(things.y)", DATE),
        ("anniversary(things.d, 1)", DATE),
        ("band(things.a, steps)", option("metal")),
        ("things.w if things.p else 'gold'", option("metal")),
        ("'gold' if things.p else things.w", option("metal")),
        ("things.m if things.p else things.a", decimal(2)),
        ("worth[things.w]", decimal(1)),
    ],
)
def test_a_rule_has_the_type_and_the_decimals_that_its_values_give_it(
    rule: str, kind: Type, tmp_path: Path
) -> None:
    assert book(tmp_path, rule).nodes["result"].type == kind


@pytest.mark.parametrize(
    ("grain", "rule", "can_be"),
    [
        ("things", "things.a", True),
        ("things", "things.box_id == things.box_id", False),
        ("things", "known(things.a)", False),
        ("things", "limit > 0", False),
        ("things", "limit > things.a", True),
        ("things", "ratio(limit, limit)", True),
        ("things", "worth['gold']", True),
        ("things", "full_worth['gold']", False),
        ("things", "full_worth[things.w]", True),
        ("things", "limit if things.p else 1", True),
        ("things", "limit if known(things.p) else 1", False),
        ("things", "referred(things.replaces)", False),
        ("box", "total(things.a)", True),
        ("box", "count(known(things.a))", False),
        ("box", "some(known(things.a))", False),
        ("box", "every(known(things.a))", True),
        ("box", "only(things.thing_id)", True),
        ("box", "highest(notes.year)", True),
        ("year", "count(known(notes.a))", False),
        ("moves", "moves.kind == 'red'", False),
    ],
)
def test_loading_knows_which_values_can_be_unknown(
    grain: str, rule: str, can_be: bool, tmp_path: Path
) -> None:
    assert book(tmp_path, rule, grain).nodes["result"].optional is can_be


def test_a_value_of_the_year_can_be_unknown_where_a_finer_row_reads_it(tmp_path: Path) -> None:
    rules = small_book(
        tmp_path,
        {
            "noted": ("year", "count(known(notes.a))"),
            "seen": ("moves", "noted > 0"),
            "over_years": ("box", "total(noted)"),
        },
    )

    assert not rules.nodes["noted"].optional
    assert rules.nodes["seen"].optional
    assert rules.nodes["over_years"].optional


def test_the_order_in_which_rules_stand_does_not_matter(tmp_path: Path) -> None:
    nodes = {
        "twice": ("box", "sum * 2"),
        "sum": ("box", "total(doubled)"),
        "doubled": ("things", "things.a * 2"),
    }
    one = small_book(tmp_path / "one", nodes)
    other = small_book(tmp_path / "other", dict(reversed(nodes.items())))

    assert {n: node.expression.term for n, node in one.nodes.items()} == {
        n: node.expression.term for n, node in other.nodes.items()
    }
