"""`compare` tells who changes between two readings or rulebooks, how, and because of what."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.interfaces.cli.calling import ROOT, called, done
from tests.interfaces.cli.conftest import DAY

STRICT, WIDE = "negative_record=each_year_both", "negative_record=any_year_either"


@pytest.fixture
def stricter(tmp_path: Path) -> Path:
    """The default rulebook with a higher bound for good."""
    book = tmp_path / "qixingguan-2018"
    shutil.copytree(ROOT / "rulebooks/qixingguan-2018", book)
    shutil.copy(ROOT / "rulebooks/contract.yaml", tmp_path)
    file = book / "parameters.yaml"
    text = file.read_text(encoding="utf-8")
    assert "good: 90" in text
    file.write_text(text.replace("good: 90", "good: 91.5"), encoding="utf-8")
    return book


def compared(facts: Path, *more: object) -> dict[str, Any]:
    """Return a comparison as data."""
    found = json.loads(done("compare", facts, "--on", DAY, "--json", *more).out)
    assert isinstance(found, dict)
    return found


def turns(found: dict[str, Any], *, back: bool = False) -> set[tuple[str, ...]]:
    """Return what changes from what to what, or the other way round."""
    one, other = ("after", "before") if back else ("before", "after")
    return {
        (each["person"], each["node"], *each["key"], each[one]["en"], each[other]["en"])
        for each in found["changes"]
    }


def test_a_comparison_is_the_same_seen_from_either_side(facts: Path) -> None:
    there = compared(facts, "--with", WIDE)
    back = compared(facts, "--reading", WIDE, "--with", STRICT)

    assert there["changed"] > 0
    assert turns(there) == turns(back, back=True)
    assert {each["node"] for each in there["changes"]} == {"negative_record", "overall"}


def test_each_change_names_the_year_that_it_comes_from(facts: Path) -> None:
    found = compared(facts, "--with", "negative_record=each_year_either")

    causes = [cause for each in found["changes"] for cause in each["causes"]]
    assert {cause["node"] for cause in causes} == {"year_negative"}
    assert {cause["key"][0] for cause in causes} <= {"2023", "2024", "2025"}


def test_the_text_counts_the_changes_and_tells_them_person_by_person(facts: Path) -> None:
    found = compared(facts, "--with", WIDE)
    call = done("compare", facts, "--on", DAY, "--with", WIDE, "--lang", "zh")

    assert f"人中 {found['changed']} 人有变化，共 {len(found['changes'])} 处。" in call.out
    assert "负分门槛：三年中每一年积分、清单都为负 → 任何一年积分或清单为负" in call.out
    assert call.out.count("\n  负分门槛：通过 → ") == len(
        [each for each in found["changes"] if each["node"] == "negative_record"]
    )


def test_the_list_of_people_can_be_cut(facts: Path) -> None:
    changed = compared(facts, "--with", WIDE)["changed"]
    call = done("compare", facts, "--on", DAY, "--with", WIDE, "--people", 1, "--lang", "en")

    assert call.out.endswith(f"… and {changed - 1} more people.\n")


def test_another_rulebook_is_compared_by_its_folder(facts: Path, stricter: Path) -> None:
    found = compared(facts, "--with", stricter)

    grades = [each for each in found["changes"] if each["node"] == "computed_grade"]
    assert {(each["before"]["en"], each["after"]["en"]) for each in grades} == {("good", "fair")}
    said = [
        reason["zh"] for each in grades for cause in each["causes"] for reason in cause["because"]
    ]
    assert set(said) == {"“鉴定等次分数线”不同"}


def test_nothing_changes_against_the_same_reading(facts: Path) -> None:
    call = done("compare", facts, "--on", DAY, "--with", STRICT, "--lang", "en")

    assert "0 of" in call.out


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--with", "national-2020"], "的表不同"),
        (["--with", "a-book", "--with", "b-book"], "只能给一本规则书"),
        (["--with", "nowhere"], "没有规则书“nowhere”"),
        (["--with", "negative_record=never"], "没有读法“never”"),
        ([], "缺少 --with"),
    ],
)
def test_what_cannot_be_compared_is_refused(facts: Path, more: list[str], said: str) -> None:
    call = called("compare", facts, "--on", DAY, "--lang", "zh", *more)

    assert call.code == 2
    assert said in call.err
