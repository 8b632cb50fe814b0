"""The workbook that goes back to the user: own rows, marks where the faults are, and readable."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl

from meritbook.interfaces.intake import annotate, read
from tests.interfaces.intake.reading_back import digest_of


def annotated(facts: Any, path: Path, lang: Any = "zh") -> Any:
    delivery = read(path, facts.rulebook)
    out = facts.place / "out" / "annotated.xlsx"
    annotate(delivery, out, lang=lang)
    return openpyxl.load_workbook(out)


def test_a_fault_is_marked_in_its_cell_and_said_at_the_end_of_its_row(facts: Any) -> None:
    facts.put("ledger", 3, "points", "2.555")
    sheet = annotated(facts, facts.folder())["加减分"]

    cell = sheet["F3"]
    said = "分值：小数超过两位；应为：至多两位小数"
    assert cell.value == "2.555"
    assert cell.fill.fgColor.rgb == "FFF8CBAD"
    assert cell.comment.text == said
    assert sheet["I1"].value == "错误"
    assert sheet["I3"].value == said
    assert sheet["I2"].value is None


def test_the_other_cells_are_the_users_own(facts: Any) -> None:
    facts.put("ledger", 3, "points", "2.555")
    sheet = annotated(facts, facts.folder())["加减分"]

    assert [cell.value for cell in sheet[1]][:3] == ["entry_id", "person_id", "occurred_on"]
    assert sheet["A2"].value == "E1"
    assert sheet["F2"].value == 5
    assert sheet["C2"].value.isoformat() == "2017-02-03T00:00:00"


def test_the_first_page_lists_all_faults_also_those_without_a_row(facts: Any) -> None:
    facts.put("ledger", 3, "points", "2.555")
    del facts.tables["people"]
    sheet = annotated(facts, facts.folder(), "en")["faults"]

    lines = [row[0].value for row in sheet.iter_rows()]
    assert lines[0] == "2 faults"
    assert lines[1].startswith("people: is required and missing")
    assert lines[2].startswith('ledger.csv row 3, points: "2.555" has more')


def test_an_annotated_workbook_is_read_again_with_the_same_row_numbers(facts: Any) -> None:
    facts.tables["ledger"].insert(2, [""] * 8)
    facts.put("ledger", 4, "points", "2.555").put("people", 3, "unit_id", "U9")
    annotated(facts, facts.workbook())
    again = read(facts.place / "out" / "annotated.xlsx", facts.rulebook)

    assert again.messages("zh") == [
        "工作表“人员” 第 3 行 单位编号: “U9” 在表“单位”中不存在；应为：表“单位”中已有的编号",
        "工作表“加减分” 第 4 行 分值: “2.555” 小数超过两位；应为：至多两位小数",
    ]


def test_once_corrected_it_is_a_valid_delivery(facts: Any) -> None:
    usual = facts.read().facts.digest()
    facts.put("ledger", 3, "points", "2.555")
    book = annotated(facts, facts.folder())
    book["加减分"]["F3"] = 2.5
    book.save(facts.place / "corrected.xlsx")

    assert digest_of(facts.place / "corrected.xlsx", facts.rulebook) == usual
