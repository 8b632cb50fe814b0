"""`evaluate` writes the same results from every form of a delivery, in the columns promised."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import shutil
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from meritbook.engine import Rulebook
from meritbook.interfaces.demo import Table
from meritbook.interfaces.intake import write_folder
from tests.interfaces.cli.calling import called, done
from tests.interfaces.cli.conftest import DAY

APPRAISALS = (
    "person_id,year,points,positive,negative,lists,inspections,indicator_score,superior_score,"
    "peer_score,subordinate_score,assessment_score,points_score,virtue_ability_score,"
    "conduct_score,total,computed_grade,vetoed,registered_grade,grade,annual_grade,annual_cap,"
    "annual_floor,conflict"
)
GATES = [
    "negative_record", "mediocre_record", "third_prize_unit", "virtue_integrity",
    "public_satisfaction", "overall",
]  # fmt: skip
NUMBERS = APPRAISALS.split(",")[2:16]


@pytest.fixture(scope="module")
def results(facts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("results")
    done("evaluate", facts, "--on", DAY, "--out", out)
    return out


def rows_of(file: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with file.open(encoding="utf-8", newline="") as held:
        return list(csv.DictReader(held))


def test_a_folder_and_a_workbook_give_the_same_bytes(
    workbook: Path, results: Path, tmp_path: Path
) -> None:
    done("evaluate", workbook, "--on", DAY, "--out", tmp_path)

    for name in ("appraisals.csv", "eligibility.csv"):
        assert (tmp_path / name).read_bytes() == (results / name).read_bytes()


def test_parquet_and_zip_deliveries_give_the_same_bytes(
    tables: dict[str, Table], rulebook: Rulebook, facts: Path, results: Path, tmp_path: Path
) -> None:
    write_folder(tables, tmp_path / "facts", rulebook=rulebook, lang="en", file_format="parquet")
    zipped = shutil.make_archive(str(tmp_path / "zipped"), "zip", facts)

    for number, delivery in enumerate((tmp_path / "facts", zipped)):
        out = tmp_path / str(number)
        done("evaluate", delivery, "--on", DAY, "--out", out)
        for name in ("appraisals.csv", "eligibility.csv"):
            assert (out / name).read_bytes() == (results / name).read_bytes()


def test_results_are_plain_utf8_in_the_promised_order(results: Path) -> None:
    appraisals = (results / "appraisals.csv").read_bytes()
    eligibility = (results / "eligibility.csv").read_bytes()

    assert appraisals.startswith(APPRAISALS.encode() + b"\n")
    assert eligibility.startswith(b"person_id,gate,outcome\n")
    assert b"\r" not in appraisals + eligibility
    rows = rows_of(results / "appraisals.csv")
    keys = [(row["person_id"], row["year"]) for row in rows]
    assert keys == sorted(keys)
    gates = rows_of(results / "eligibility.csv")
    people = sorted({row["person_id"] for row in gates})
    assert [(r["person_id"], r["gate"]) for r in gates] == [(p, g) for p in people for g in GATES]


def test_numbers_have_two_decimals_and_words_are_keys(results: Path) -> None:
    for row in rows_of(results / "appraisals.csv"):
        for name in NUMBERS:
            assert re.fullmatch(r"(-?\d+\.\d\d)?", row[name])
            assert row[name] != "-0.00"
        assert row["vetoed"] in ("true", "false")
        assert row["conflict"] in ("true", "false", "")
        assert row["grade"] in ("good", "fair", "ordinary", "poor", "ungraded")


def test_csv_parquet_and_json_say_the_same(facts: Path, results: Path, tmp_path: Path) -> None:
    for form in ("parquet", "json"):
        done("evaluate", facts, "--on", DAY, "--out", tmp_path, "--format", form)

    for name in ("appraisals", "eligibility"):
        plain = rows_of(results / f"{name}.csv")
        columns = pl.read_parquet(tmp_path / f"{name}.parquet").to_dicts()
        objects = json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8"))
        assert [as_text(row) for row in columns] == plain
        assert [as_text(row) for row in objects] == plain
        assert all(list(row) == list(plain[0]) for row in objects)


def as_text(row: dict[str, object]) -> dict[str, str]:
    """Return a row as CSV writes it."""
    return {name: _text(value) for name, value in row.items()}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


def test_a_reading_changes_the_outcome_that_it_is_about(
    facts: Path, results: Path, tmp_path: Path
) -> None:
    reading = "public_satisfaction=inclusive_score_alone"
    done("evaluate", facts, "--on", DAY, "--out", tmp_path, "--reading", reading)

    before, after = rows_of(results / "eligibility.csv"), rows_of(tmp_path / "eligibility.csv")
    changed = {row["gate"] for row, other in zip(before, after, strict=True) if row != other}
    assert "public_satisfaction" in changed
    assert changed <= {"public_satisfaction", "overall"}


def test_several_readings_may_follow_one_option_or_each_its_own(
    facts: Path, tmp_path: Path
) -> None:
    two = ["negative_record=any_year_either", "mediocre_record=any_year_both"]
    together = done("evaluate", facts, "--on", DAY, "--out", tmp_path / "a", "--reading", *two)
    apart = ["--reading", two[0], "--reading", two[1]]
    done("evaluate", facts, *apart, "--on", DAY, "--out", tmp_path / "b")

    one, other = (rows_of(tmp_path / each / "eligibility.csv") for each in "ab")
    assert one == other
    assert " ".join(two) in together.out


def test_the_summary_counts_each_word_in_its_order(facts: Path, tmp_path: Path) -> None:
    call = done("evaluate", facts, "--on", DAY, "--out", tmp_path, "--lang", "zh")

    grades = ["好", "较好", "一般", "差", "未定等次"]
    firsts = [line.split()[0] for line in call.out.splitlines() if line.strip()]
    assert [word for word in firsts if word in grades] == grades
    gates = ["负分门槛", "平庸门槛", "三等奖单位门槛", "德廉门槛", "群众满意度门槛", "总体结论"]
    assert firsts[-8:-2] == gates
    assert call.out.splitlines()[-1] == f"已写入 {tmp_path / 'eligibility.csv'}"


def test_the_summary_comes_in_english(facts: Path, tmp_path: Path) -> None:
    call = done("evaluate", facts, "--on", DAY, "--out", tmp_path, "--lang", "en")

    assert "as of 2026-03-31 · 2023–2025" in call.out
    assert "virtue and integrity" in call.out
    assert not re.search("[\u4e00-\u9fff]", call.out)


def test_the_summary_comes_as_json(facts: Path, tmp_path: Path) -> None:
    call = done("evaluate", facts, "--on", DAY, "--out", tmp_path, "--json")

    summary = json.loads(call.out)
    outcomes = rows_of(tmp_path / "eligibility.csv")
    overall = [row["outcome"] for row in outcomes if row["gate"] == "overall"]
    assert summary["gates"]["overall"] == {word: overall.count(word) for word in set(overall)}
    assert summary["people"] == len(overall)
    assert summary["files"] == [str(tmp_path / f"{n}.csv") for n in ("appraisals", "eligibility")]


def test_a_day_without_data_leaves_everything_unknown_and_says_so(
    facts: Path, tmp_path: Path
) -> None:
    call = done("evaluate", facts, "--on", "2036-01-01", "--out", tmp_path, "--lang", "zh")

    rows = rows_of(tmp_path / "appraisals.csv")
    assert "没有 2033–2035 年的任何记录" in call.out
    assert {row["total"] + row["annual_grade"] + row["conflict"] for row in rows} == {""}
    assert {row["grade"] for row in rows} == {"ungraded"}


def test_a_year_without_data_is_named(facts: Path, tmp_path: Path) -> None:
    call = done("evaluate", facts, "--on", "2027-01-15", "--out", tmp_path / "a", "--lang", "en")
    early = done("evaluate", facts, "--on", "2028-06-01", "--out", tmp_path / "b", "--lang", "en")

    assert "no record" not in call.out
    assert "The facts hold no record of 2027:" in early.out


def test_a_window_before_everybody_joined_is_named(
    tables: dict[str, Table], rulebook: Rulebook, tmp_path: Path
) -> None:
    new = [{**row, "joined_on": dt.date(2026, 1, 5)} for row in tables["people"]]
    few = {"units": tables["units"], "people": new}
    write_folder(few, tmp_path / "new", rulebook=rulebook, lang="zh")

    call = done("evaluate", tmp_path / "new", "--on", DAY, "--out", tmp_path, "--lang", "zh")

    assert "没有任何人在职" in call.out
    assert "资料中没有的表（视为没有记录）：任职、加减分、" in call.out
    assert rows_of(tmp_path / "appraisals.csv") == []


def test_older_results_are_replaced_only_by_whole_ones(
    facts: Path, faulty: Path, tmp_path: Path
) -> None:
    done("evaluate", facts, "--on", DAY, "--out", tmp_path)
    before = {file.name: file.read_bytes() for file in tmp_path.glob("*.csv")}

    call = called("evaluate", faulty, "--on", DAY, "--out", tmp_path)

    assert call.code == 1
    assert {file.name: file.read_bytes() for file in tmp_path.glob("*.csv")} == before
