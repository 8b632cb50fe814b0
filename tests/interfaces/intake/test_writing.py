"""Workbooks and folders that we write: fit to be filled, whole or not there at all, repeatable."""

from __future__ import annotations

import datetime as dt
import resource
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from meritbook.engine import Rulebook
from meritbook.interfaces.intake import (
    CannotWrite,
    read,
    write_folder,
    write_template,
    write_workbook,
)
from meritbook.interfaces.intake.rows import Tables
from tests.interfaces.intake.reading_back import tables_of


@pytest.fixture
def template(rulebook: Rulebook, tmp_path: Path) -> Any:
    write_template(tmp_path / "template.xlsx", rulebook=rulebook, lang="zh")
    return openpyxl.load_workbook(tmp_path / "template.xlsx")


@pytest.fixture
def small_disk() -> Iterator[None]:
    """Let no file grow beyond 4 KB, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_the_template_has_a_sheet_per_table_and_explains_itself(
    template: Any, rulebook: Rulebook
) -> None:
    labels = [table.label.zh for table in rulebook.tables.values()]

    assert template.sheetnames == ["说明", *labels]
    assert template["说明"]["A1"].value == "事实数据模板"
    assert [cell.value for cell in template["人员"][1]][:2] == ["人员编号", "姓名"]


def test_the_template_offers_the_words_that_a_column_may_hold(template: Any) -> None:
    lists = {
        str(rule.sqref).split(":")[0]: rule.formula1
        for rule in template["实绩鉴定"].data_validations.dataValidation
        if rule.type == "list"
    }

    assert lists == {"C2": '"好,较好,一般,差"'}


def test_the_template_says_at_each_header_what_belongs_there(template: Any) -> None:
    assert template["任职"]["F1"].comment.text == "ended_on\n可不填：仍在任\n日期，如 2018-06-26"
    assert template["任职"]["B1"].comment.text == "unit_id\n必填\n文本\n须在表“单位”中存在"
    assert template["任职"].freeze_panes == "A2"


def test_ids_are_formatted_as_text_so_that_no_digit_is_lost(template: Any) -> None:
    assert template["人员"].column_dimensions["A"].width >= 9
    assert template["人员"]["A1"].parent.column_dimensions["A"].number_format == "@"


def test_an_empty_template_is_a_delivery_without_rows(rulebook: Rulebook, tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx", rulebook=rulebook, lang="en")
    delivery = read(tmp_path / "t.xlsx", rulebook)

    assert delivery.messages("en") == []
    assert set(delivery.counts.values()) == {0}


def test_rows_of_plain_values_can_be_written(rulebook: Rulebook, tmp_path: Path) -> None:
    tables: Tables = {
        "units": [{"unit_id": "U1", "name": "云岭县"}],
        "people": [{"person_id": "P1", "born_on": dt.date(1890, 1, 2), "unit_id": "U1"}],
        "ledger": [
            {"entry_id": "E1", "person_id": "P1", "occurred_on": dt.date(2017, 1, 1),
             "account": "points", "points": Decimal("-0.5"), "item": "=1+1"},
        ],
    }  # fmt: skip
    write_workbook(tables, tmp_path / "a.xlsx", rulebook=rulebook, lang="zh")
    write_folder(tables, tmp_path / "a", rulebook=rulebook, lang="zh")

    for form in ("a.xlsx", "a"):
        held = tables_of(tmp_path / form, rulebook)
        assert held["ledger"].select("points", "item").row(0) == (-50, "=1+1")
        assert held["people"]["born_on"].to_list() == [dt.date(1890, 1, 2)]


def test_a_value_that_would_lose_something_is_not_written(
    rulebook: Rulebook, tmp_path: Path
) -> None:
    rows = [{"person_id": "P1", "year": 2017, "weight": Decimal("0.125")}]

    with pytest.raises(ValueError, match=r"indicators\.weight cannot hold .* exactly"):
        write_folder({"indicators": rows}, tmp_path / "a", rulebook=rulebook, lang="zh")


def test_the_same_facts_give_the_same_bytes(facts: Any, tmp_path: Path) -> None:
    tables = facts.read().facts.tables
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(tables, tmp_path / name, rulebook=facts.rulebook, lang="zh")

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_full_disk_leaves_nothing_half_written(
    facts: Any, tmp_path: Path, small_disk: None
) -> None:
    tables = {name: frame for name, frame in facts.read().facts.tables.items() if name == "units"}
    tables["units"] = pl.concat([tables["units"]] * 500)
    out = tmp_path / "out"
    out.mkdir()
    (out / "units.csv").write_text("before")

    with pytest.raises(OSError, match="too large"):
        write_folder(tables, out, rulebook=facts.rulebook, lang="zh")
    with pytest.raises(OSError, match="too large"):
        write_workbook(tables, out / "a.xlsx", rulebook=facts.rulebook, lang="zh")

    assert [path.name for path in out.iterdir()] == ["units.csv"]
    assert (out / "units.csv").read_text() == "before"


def test_text_too_long_for_a_cell_is_refused_rather_than_cut(facts: Any, tmp_path: Path) -> None:
    facts.put("units", 2, "name", "长" * 32_768)
    tables = facts.read().facts.tables

    with pytest.raises(CannotWrite) as refused:
        write_workbook(tables, tmp_path / "a.xlsx", rulebook=facts.rulebook, lang="zh")

    assert refused.value.said.zh == ("表“单位”列“单位名称”有超过 32767 字的内容；请改写为文件夹")
    assert not (tmp_path / "a.xlsx").exists()
