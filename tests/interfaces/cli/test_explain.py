"""`explain` tells one person's results at a glance, then down to the clause and the entry."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from meritbook.interfaces.cli.terminal import width
from tests.interfaces.cli.calling import called, done
from tests.interfaces.cli.conftest import DAY

BARRED, CONFLICT, NEW = "YX0356", "YX0934", "YX0610"
"""Of the demo's stories: a breach in 2024, a conflict in 2025, somebody who joined in 2024."""


def explained(facts: Path, person: str, *more: object, lang: str = "zh") -> str:
    """Return an explanation as text."""
    return done("explain", facts, person, "--on", DAY, "--lang", lang, *more).out


def walked(reason: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Go through an explanation from the top."""
    yield reason
    for part in reason["parts"]:
        yield from walked(part)


def test_a_person_is_told_with_years_gates_and_the_deciding_tree(facts: Path) -> None:
    text = explained(facts, BARRED)

    head, years, gates, tree = (text.index(part) for part in (
        "曾逸浩 YX0356", "鉴定等次 ", "德廉门槛 ", "总体结论：不得纳入",
    ))  # fmt: skip
    assert head < years < gates < tree
    assert "枫香岭镇（U11）" in text
    assert "R007" in text[tree:]


def test_the_same_comes_in_english(facts: Path) -> None:
    text = explained(facts, BARRED, lang="en")

    assert "overall: excluded" in text
    assert "conduct inspections" in text
    assert "枫香岭镇 (U11)" in text


def test_years_out_of_service_have_no_column(facts: Path) -> None:
    text = explained(facts, NEW)

    heading = next(line for line in text.splitlines() if "2025" in line and "2024" in line)
    assert heading.split() == ["2024", "2025"]


def test_an_open_gate_names_what_would_settle_it(facts: Path) -> None:
    line = next(li for li in explained(facts, NEW).splitlines() if "群众满意度门槛 " in li)

    assert "待定" in line
    assert "没有群众满意度记录" in line


def test_a_gate_is_explained_alone(facts: Path) -> None:
    text = explained(facts, CONFLICT, "--gate", "mediocre_record")

    assert text.startswith("平庸门槛：通过\n")
    assert "年度考核等次〔2025 年〕：优秀" in text


def test_a_value_is_explained_for_its_year(facts: Path) -> None:
    latest = explained(facts, CONFLICT, "--node", "grade")
    earlier = explained(facts, CONFLICT, "--node", "grade", "--year", "2023")

    assert latest.startswith("鉴定等次〔2025 年〕：")
    assert earlier.startswith("鉴定等次〔2023 年〕：")


def test_a_value_finer_than_a_year_is_explained_for_each_of_its_rows(facts: Path) -> None:
    quarters = explained(facts, BARRED, "--node", "quarter_points", "--year", "2024")
    indicators = explained(facts, BARRED, "--node", "indicator_points", "--year", "2024")

    tops = [line for line in quarters.splitlines() if line.startswith("季度积分〔")]
    assert [top[5:18] for top in tops] == [f"2024 年 第 {n} 季度" for n in (1, 2, 3, 4)]
    assert len([li for li in indicators.splitlines() if li.startswith("指标得分〔")]) > 1


def test_json_is_complete_down_to_entries_and_clauses(facts: Path) -> None:
    record = json.loads(explained(facts, BARRED, "--json"))

    assert record["person"] == BARRED
    assert record["readings"]["negative_record"] == "each_year_both"
    assert len(record["results"]["appraisals"]) == 3
    assert {row["gate"]: row["outcome"] for row in record["results"]["eligibility"]}[
        "virtue_integrity"
    ] == "excluded"
    reasons = list(walked(record["explanation"]))
    assert reasons[0]["name"] == "overall"
    assert "C6" in {clause for each in reasons for clause in each["citation"]["sources"]}
    assert any("R007" in each["label"]["zh"] for each in reasons)


def test_json_of_one_value_holds_the_tree_only(facts: Path) -> None:
    record = json.loads(explained(facts, CONFLICT, "--node", "total", "--year", "2024", "--json"))

    assert "results" not in record
    reasons = list(walked(record["explanation"]))
    assert reasons[0]["key"] == {"person_id": CONFLICT, "year": 2024}
    assert {"quarter_points", "ledger"} <= {each["grain"] for each in reasons} | {
        each["name"] for each in reasons
    }
    assert all(used["since"] for each in reasons for used in each["parameters"])


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("room", [60, 100])
def test_lines_are_folded_at_the_width_asked_for(facts: Path, lang: str, room: int) -> None:
    text = explained(facts, BARRED, "--gate", "virtue_integrity", "--width", room, lang=lang)

    assert max(width(line) for line in text.splitlines()) <= room


def test_folding_changes_no_word(facts: Path) -> None:
    plain = explained(facts, CONFLICT, "--node", "total", lang="en")
    folded = explained(facts, CONFLICT, "--node", "total", "--width", "72", lang="en")

    def words(text: str) -> str:
        return "".join(text.translate({ord(each): None for each in "│├└ \n"}))

    assert words(folded) == words(plain)


@pytest.mark.parametrize(
    ("more", "zh", "en"),
    [
        (["--gate", "height"], "没有名为“height”的门槛", "no gate called “height”"),
        (["--node", "height"], "没有名为“height”的数", "no value called “height”"),
        (["--gate", "overall", "--node", "total"], "只能给一个", "not both"),
        (["--gate", "overall", "--year", "2024"], "不分年度", "is not by year"),
        (["--node", "total", "--year", "2019"], "评估窗口是 2023–2025 年", "2023–2025"),
    ],
)
def test_what_cannot_be_explained_is_refused_with_what_there_is(
    facts: Path, more: list[str], zh: str, en: str
) -> None:
    for lang, said in (("zh", zh), ("en", en)):
        call = called("explain", facts, CONFLICT, "--on", DAY, "--lang", lang, *more)
        assert (call.code, call.out) == (2, "")
        assert said in call.err


def test_an_unknown_person_is_refused_with_those_that_are_near(facts: Path) -> None:
    near = called("explain", facts, "YX0935x", "--on", DAY, "--lang", "zh")
    named = called("explain", facts, "曾逸浩", "--on", DAY, "--lang", "en")
    far = called("explain", facts, "?", "--on", DAY, "--lang", "zh")

    assert (near.code, named.code, far.code) == (2, 2, 2)
    assert "没有人员“YX0935x”；相近的有：YX09" in near.err
    assert "no person “曾逸浩”; near it: YX0356 曾逸浩." in named.err
    assert "编号如 YX0041" in far.err


def test_a_person_without_records_is_unknown_and_that_is_said(facts: Path) -> None:
    text = done("explain", facts, CONFLICT, "--on", "2036-01-01", "--lang", "zh").out

    assert "没有此人 2033、2034、2035 年的任何记录" in text
    assert "总体结论：待定" in text
