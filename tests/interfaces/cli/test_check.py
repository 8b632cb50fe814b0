"""`check` lists every fault where it stands and marks it in a workbook; `template` is empty."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.interfaces.cli.calling import called, done
from tests.interfaces.cli.conftest import DAY


def test_a_delivery_without_faults_is_counted_table_by_table(facts: Path) -> None:
    zh = done("check", facts, "--lang", "zh").out
    en = done("check", facts, "--lang", "en").out

    assert zh.endswith("没有错误，可以评估。\n")
    assert "单位考评" in zh
    assert en.endswith("No faults: ready to be evaluated.\n")
    assert "units.csv" in en


def test_the_counts_come_as_json(facts: Path) -> None:
    record = json.loads(done("check", facts, "--json").out)

    assert record["faults"] == []
    assert record["rows"]["units"] == 40


@pytest.mark.parametrize("command", ["check", "evaluate", "explain", "compare"])
def test_every_fault_is_listed_on_standard_error(
    faulty: Path, tmp_path: Path, command: str
) -> None:
    more: dict[str, list[object]] = {
        "check": [],
        "evaluate": ["--on", DAY, "--out", tmp_path / "out"],
        "explain": ["YX0934", "--on", DAY],
        "compare": ["--on", DAY, "--with", "negative_record=any_year_both"],
    }

    zh = called(command, faulty, "--lang", "zh", *more[command])
    en = called(command, faulty, "--lang", "en", *more[command])

    assert (zh.code, zh.out, en.code, en.out) == (1, "", 1, "")
    for said in (
        "cars.csv",
        "人员编号",
        "“P404”",
        "“2025-13-01” 不是日期",
        "“-1.255”",
        "共 4 处错误",
    ):
        assert said in zh.err
    for said in ("person_id", '"P404"', '"2025-13-01" is not a day', '"-1.255"', "4 faults"):
        assert said in en.err
    assert not (tmp_path / "out").exists()


def test_faults_come_as_json_alone(faulty: Path) -> None:
    (faulty / "notes.txt").write_text("remark", encoding="utf-8")

    call = called("check", faulty, "--json")

    faults = json.loads(call.err)
    assert (call.code, call.out) == (1, "")
    assert [fault["code"] for fault in faults].count("unknown_table") == 1
    assert {fault["column"] for fault in faults} == {None, "person_id", "inspected_on", "points"}
    assert all(fault["wrong"]["zh"] and fault["right"]["en"] for fault in faults)


def test_a_file_that_is_no_table_is_remarked_upon(facts: Path, tmp_path: Path) -> None:
    for file in facts.iterdir():
        (tmp_path / file.name).symlink_to(file)
    (tmp_path / "notes.txt").write_text("remark", encoding="utf-8")

    call = called("check", tmp_path, "--lang", "en")

    assert call.code == 0
    assert call.err == "note: notes.txt: is no table file and not read\n"


def test_the_workbook_comes_back_with_its_faults_marked(faulty: Path, tmp_path: Path) -> None:
    out = tmp_path / "marked.xlsx"

    call = called("check", faulty, "--annotate", out, "--lang", "zh")

    assert call.code == 1
    assert call.out == f"已写入标注的工作簿 {out}\n"
    assert "--annotate" not in call.err
    sheet = load_workbook(out)["作风督查"]
    last = [cell.value for cell in sheet[sheet.max_row]]
    assert last[:4] == ["X1", "P404", "2025-13-01", "-1.255"]
    assert "小数超过两位" in str(last[-1])


def test_the_marked_workbook_must_not_replace_the_delivery(workbook: Path) -> None:
    before = workbook.read_bytes()

    call = called("check", workbook, "--annotate", workbook, "--lang", "zh")

    assert call.code == 2
    assert "不能覆盖资料本身" in call.err
    assert workbook.read_bytes() == before


@pytest.mark.parametrize(("lang", "sheet"), [("zh", "人员"), ("en", "people")])
def test_a_template_is_a_delivery_without_rows(tmp_path: Path, lang: str, sheet: str) -> None:
    out = tmp_path / "new" / "template.xlsx"

    call = done("template", out, "--lang", lang)

    assert str(out) in call.out
    assert sheet in load_workbook(out).sheetnames
    assert json.loads(done("check", out, "--json").out)["rows"]["people"] == 0


def test_a_template_holds_the_tables_of_the_rulebook_in_use(tmp_path: Path) -> None:
    done("template", tmp_path / "t.xlsx", "--rulebook", "national-2020", "--lang", "en")

    assert "leaves" in load_workbook(tmp_path / "t.xlsx").sheetnames


@pytest.mark.parametrize(("name", "said"), [("t.csv", "应以 .xlsx 结尾"), (".", "是文件夹")])
def test_a_template_is_a_workbook_file(tmp_path: Path, name: str, said: str) -> None:
    call = called("template", tmp_path / name, "--lang", "zh")

    assert call.code == 2
    assert said in call.err
