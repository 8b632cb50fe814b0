"""`rules` lists rulebooks, shows all that one says, and finds what is wrong with one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from meritbook.engine import Rulebook
from meritbook.interfaces.cli.terminal import width
from tests.interfaces.cli.calling import ROOT, called, done
from tests.interfaces.cli.conftest import DAY

SHIPPED = ("national-2020", "national-2020-quota", "qixingguan-2018")


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The default rulebook with a rule that names a value that is not there."""
    book = tmp_path / "qixingguan-2018"
    shutil.copytree(ROOT / "rulebooks/qixingguan-2018", book)
    shutil.copy(ROOT / "rulebooks/contract.yaml", tmp_path)
    file = next(f for f in (book / "rules").iterdir() if "positive + negative" in f.read_text())
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("positive + negative", "positive + nagative"), encoding="utf-8")
    return book


def test_rulebooks_are_listed_with_title_and_time_in_force() -> None:
    zh, en = done("rules", "list", "--lang", "zh").out, done("rules", "list", "--lang", "en").out

    assert all(name in zh and name in en for name in SHIPPED)
    assert "2018-06-26" in zh
    assert "七星关区" in zh
    assert "Qixingguan" in en


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_rulebook_is_shown_with_every_number_reading_rule_and_clause(
    rulebook: Rulebook, lang: str
) -> None:
    text = done("rules", "show", "qixingguan-2018", "--lang", lang).out

    words = set(text.replace("〔", " ").split())
    choices = [name for held in rulebook.readings.values() for name in held.choices]
    for names in (rulebook.parameters, rulebook.ladders, rulebook.nodes, rulebook.sources, choices):
        assert set(names) <= words
    assert max(width(line) for line in text.splitlines()) <= 100


def test_gates_are_shown_in_the_order_of_the_results() -> None:
    text = done("rules", "show", "qixingguan-2018", "--lang", "en").out

    chapter = text[text.index("\nGates\n") : text.index("\nRules\n")]
    heads = [line.split("  ")[2] for line in chapter.splitlines() if line.startswith("  ")]
    assert [head.split(" ")[0] for head in heads if "[" in head] == [
        "negative_record", "mediocre_record", "third_prize_unit", "virtue_integrity",
        "public_satisfaction", "overall",
    ]  # fmt: skip


def test_shipped_rulebooks_have_no_mistakes() -> None:
    call = done("rules", "check", "--lang", "en")

    assert [line.split(":")[0] for line in call.out.splitlines()] == list(SHIPPED)


def test_a_mistake_is_told_with_file_line_and_remedy(broken: Path) -> None:
    call = called("rules", "check", broken, "--lang", "zh")

    assert (call.code, call.out) == (1, "")
    assert "nagative" in call.err
    assert ".yaml:" in call.err


def test_mistakes_come_as_json(broken: Path, facts: Path) -> None:
    calls = [
        called("rules", "check", broken, "--json"),
        called("check", facts, "--rulebook", broken, "--json"),
    ]

    for call in calls:
        assert (call.code, call.out) == (1, "")
        mistakes = json.loads(call.err)
        assert any("nagative" in each["wrong"] for each in mistakes)
        assert all({"file", "line", "wrong", "right"} == set(each) for each in mistakes)


@pytest.mark.parametrize("command", ["evaluate", "explain", "compare", "check"])
def test_a_rulebook_with_mistakes_is_used_by_no_command(
    facts: Path, broken: Path, tmp_path: Path, command: str
) -> None:
    more: dict[str, list[object]] = {
        "evaluate": ["--on", DAY, "--out", tmp_path / "out"],
        "explain": ["YX0934", "--on", DAY],
        "compare": ["--on", DAY, "--with", "negative_record=any_year_both"],
        "check": [],
    }

    zh = called(command, facts, "--rulebook", broken, "--lang", "zh", *more[command])
    en = called(command, facts, "--rulebook", broken, "--lang", "en", *more[command])

    assert (zh.code, zh.out, en.code, en.out) == (1, "", 1, "")
    assert "不能使用" in zh.err
    assert "cannot be used" in en.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["show", "check"])
def test_an_unknown_rulebook_is_refused_with_those_that_are_there(command: str) -> None:
    call = called("rules", command, "atlantis", "--lang", "en")

    assert call.code == 2
    assert "no rulebook “atlantis”" in call.err
    assert all(name in call.err for name in SHIPPED)
