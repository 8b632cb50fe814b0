"""One delivery in every form gives the same facts; what a form alone can get wrong is told."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from meritbook.interfaces.intake import read, write_folder, write_workbook
from tests.interfaces.intake.reading_back import digest_of, tables_of


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_may_be_in_any_of_the_usual_encodings(facts: Any, encoding: str) -> None:
    usual = digest_of(facts.folder(), facts.rulebook)

    assert digest_of(facts.folder(encoding), facts.rulebook) == usual


def test_chinese_headers_and_words_mean_the_same(facts: Any) -> None:
    usual = digest_of(facts.folder(), facts.rulebook)

    assert digest_of(facts.in_chinese().folder(), facts.rulebook) == usual


@pytest.mark.parametrize("separator", ["\t", ";"])
def test_a_folder_may_use_the_other_separators_that_spreadsheets_write(
    facts: Any, separator: str
) -> None:
    folder = facts.folder()
    usual = digest_of(folder, facts.rulebook)
    for file in folder.iterdir():
        text = file.read_text(encoding="utf-8").replace(",", separator)
        file.write_text(text, encoding="utf-16")

    assert digest_of(folder, facts.rulebook) == usual


def test_an_open_document_spreadsheet_is_read(facts: Any) -> None:
    usual = digest_of(facts.folder(), facts.rulebook)
    sheets = "".join(_ods_table(name, rows) for name, rows in facts.tables.items())
    path = facts.place / "facts.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", ODS_MANIFEST)
        archive.writestr("content.xml", ODS_HEAD + sheets + ODS_END)

    assert digest_of(path, facts.rulebook) == usual


ODS_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
)
ODS_HEAD = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    "<office:body><office:spreadsheet>"
)
ODS_END = "</office:spreadsheet></office:body></office:document-content>"


def _ods_table(name: str, rows: list[list[str]]) -> str:
    def cell(text: str) -> str:
        if not text:
            return "<table:table-cell/>"
        return (
            '<table:table-cell office:value-type="string">'
            f"<text:p>{text}</text:p></table:table-cell>"
        )

    lines = ("".join(cell(text) for text in row) for row in rows)
    body = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
    return f'<table:table table:name="{name}">{body}</table:table>'


def test_a_folder_a_workbook_and_a_zip_give_the_same_facts(facts: Any) -> None:
    usual = digest_of(facts.folder(), facts.rulebook)

    assert digest_of(facts.workbook(), facts.rulebook) == usual
    assert digest_of(facts.zipped(), facts.rulebook) == usual
    assert digest_of(facts.zipped("资料/"), facts.rulebook) == usual


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_written_reads_back_the_same(facts: Any, tmp_path: Path, lang: Any) -> None:
    delivery = facts.read()
    tables, rulebook = delivery.facts.tables, facts.rulebook
    write_workbook(tables, tmp_path / "out.xlsx", rulebook=rulebook, lang=lang)
    write_folder(tables, tmp_path / "csv", rulebook=rulebook, lang=lang)
    write_folder(tables, tmp_path / "pq", rulebook=rulebook, lang=lang, file_format="parquet")

    for form in ("out.xlsx", "csv", "pq"):
        assert digest_of(tmp_path / form, rulebook) == delivery.facts.digest()


def test_real_dates_numbers_and_booleans_of_a_workbook_are_taken(facts: Any) -> None:
    usual = digest_of(facts.folder(), facts.rulebook)
    facts.put("ledger", 2, "occurred_on", dt.date(2017, 2, 3)).put("ledger", 3, "points", 2.5)
    facts.put("tenures", 2, "is_principal", True).put("annual_grades", 2, "year", 2016)

    def dress(book: Any, sheets: Any) -> None:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheets["ledger"].write_datetime(1, 2, dt.date(2017, 2, 3), day)

    assert digest_of(facts.workbook(dress), facts.rulebook) == usual


def test_numbers_and_dates_stored_as_text_are_taken(facts: Any) -> None:
    usual = digest_of(facts.folder(), facts.rulebook)
    facts.put("ledger", 2, "points", " \uff15\uff0e\uff10 ").put(
        "ledger", 2, "occurred_on", "\uff12\uff10\uff11\uff17-02-03"
    )
    facts.put("ledger", 2, "person_id", "\ufeffP1\u200b").put("ledger", 3, "points", "2.500")
    facts.put("ledger", 2, "item", "\u3000防汛抢险 ").put("tenures", 2, "is_principal", "TRUE")

    assert digest_of(facts.workbook(), facts.rulebook) == usual


def test_a_number_calculated_in_binary_counts_as_the_decimal_it_means(facts: Any) -> None:
    facts.put("ledger", 2, "points", 0.1 + 0.2).put("ledger", 5, "points", -0.3)
    facts.put("inspections", 2, "points", sum([-0.1] * 11))
    ledger = tables_of(facts.workbook(), facts.rulebook)

    assert ledger["ledger"].sort("entry_id")["points"].to_list() == [30, 250, -50, -30]
    assert ledger["inspections"]["points"].to_list() == [-110]


def test_a_number_with_three_decimals_stays_a_fault_in_a_workbook(facts: Any) -> None:
    facts.put("inspections", 2, "points", 1.234)

    assert read(facts.workbook(), facts.rulebook).messages("zh") == [
        "工作表“inspections” 第 2 行 分值: “1.234” 小数超过两位；应为：至多两位小数"
    ]


def test_ids_kept_as_small_whole_numbers_are_taken_as_text(facts: Any) -> None:
    facts.put("satisfaction", 2, "survey_id", 9001).put("inspections", 2, "inspection_id", 102.0)
    tables = tables_of(facts.workbook(), facts.rulebook)

    assert tables["satisfaction"]["survey_id"].to_list() == ["9001"]
    assert tables["inspections"]["inspection_id"].to_list() == ["102"]


def test_long_ids_kept_as_numbers_have_lost_digits_and_are_refused(facts: Any) -> None:
    facts.put("satisfaction", 2, "survey_id", 522527199001011234)

    assert read(facts.workbook(), facts.rulebook).messages("zh") == [
        "工作表“satisfaction” 第 2 行 测评编号: “5.225272e+17” 是按数字保存的编号，"
        "末尾数字已经丢失；应为：先把该列设为文本格式，再重新填写编号"
    ]


def test_an_id_column_of_floats_in_parquet_is_judged_alike(facts: Any) -> None:
    folder = facts.folder()
    (folder / "satisfaction.csv").unlink()
    frame = {"survey_id": [7.0, 5.2e17], "person_id": ["P1", "P1"]}
    days = pl.Series("surveyed_on", [dt.date(2018, 6, 26)] * 2)
    pl.DataFrame(frame).with_columns(days).write_parquet(folder / "satisfaction.parquet")

    assert read(folder, facts.rulebook).messages("en") == [
        'satisfaction.parquet row 2, survey_id: "5.2e+17" is an id that was kept as a number and '
        "has lost its last digits; right would be: the column formatted as text first, then the "
        "id entered again"
    ]


def test_merged_cells_are_a_fault_of_each_cell_that_they_empty(facts: Any) -> None:
    def dress(book: Any, sheets: Any) -> None:
        sheets["ballots"].merge_range("C2:C4", "P1")

    facts.put("ballots", 3, "person_id", None).put("ballots", 4, "person_id", None)
    delivery = read(facts.workbook(dress), facts.rulebook)

    assert delivery.messages("zh") == [
        f"工作表“ballots” 第 {row} 行 人员编号: 在合并单元格 C2:C4 之内；应为：取消合并，逐格填写"
        for row in (3, 4)
    ]


def test_formulas_without_a_value_and_errors_are_remarked_on(facts: Any) -> None:
    def dress(book: Any, sheets: Any) -> None:
        sheets["indicators"].write_formula("G2", "=250-9.5", None, "")
        sheets["indicators"].write_formula("G3", "=1/0", None, "#DIV/0!")
        sheets["people"].write_formula("B2", '="林"&"晓"', None, "林晓")

    path = facts.workbook(dress)
    delivery = read(path, facts.rulebook)
    held = tables_of(path, facts.rulebook)

    assert [remark.said("zh") for remark in delivery.remarks] == [
        "工作表“indicators”: 列“完成值”有 2 格是错误值或没有结果的公式（首个 G2），按空单元格读取"
    ]
    assert held["indicators"]["actual"].to_list() == [None, None, None]
    assert held["people"]["name"].to_list() == ["林晓", "周行"]


def test_an_extra_sheet_is_an_unknown_table_but_our_own_pages_are_read_past(facts: Any) -> None:
    def dress(book: Any, sheets: Any) -> None:
        book.add_worksheet("说明").write(0, 0, "随便写")
        book.add_worksheet("Sheet1")
        book.add_worksheet("人员名单").write(0, 0, "姓名")

    assert read(facts.workbook(dress), facts.rulebook).messages("zh") == [
        "工作表“人员名单”: 不是已知的表；应为：“人员”？"
    ]


def test_rows_keep_the_numbers_that_the_spreadsheet_shows(facts: Any) -> None:
    facts.tables["ledger"].insert(0, ["", "", "", "", "", "", "", ""])
    facts.tables["ledger"].insert(3, ["", " ", "", "", "", "\u3000", "", ""])
    facts.put("units", 2, "name", "云岭\n县")
    rows = facts.tables["ledger"]
    rows[5][5] = "x"

    for path in (facts.folder(), facts.workbook()):
        (fault,) = read(path, facts.rulebook).faults
        assert (fault.row, fault.column) == (6, "points")


def test_a_cell_too_many_is_a_fault_of_its_row(facts: Any) -> None:
    facts.tables["units"][1].append("多出")

    assert facts.read().messages("zh") == [
        "units.csv 第 2 行: 有 5 格，表头只有 4 列；应为：含逗号的内容用双引号括起来"
    ]


def test_an_open_quote_is_told_with_its_row(facts: Any) -> None:
    folder = facts.folder()
    with (folder / "units.csv").open("a", encoding="utf-8") as file:
        file.write('U3,"永宁,township,U1\n')

    assert read(folder, facts.rulebook).messages("en") == [
        "units.csv row 4: cannot be read from here on: a quote stands open; "
        "right would be: double quotes in pairs"
    ]


def test_text_in_no_accepted_encoding_is_refused(facts: Any) -> None:
    folder = facts.folder()
    (folder / "ledger.csv").write_bytes(b"entry_id,person_id\n\xff\xff\xff,\x80\n")

    (message,) = read(folder, facts.rulebook).messages("zh")

    assert message == ("ledger.csv: 既不是 UTF-8 也不是 GB18030 文本；应为：另存为“CSV UTF-8”")


def test_an_empty_file_lacks_its_header(facts: Any) -> None:
    folder = facts.folder()
    (folder / "tenures.csv").write_bytes(b"")

    assert read(folder, facts.rulebook).messages("zh") == [
        "tenures.csv: 是空的，没有表头；应为：第一行写列名"
    ]


def test_a_table_that_comes_twice_is_a_fault(facts: Any) -> None:
    folder = facts.folder()
    pl.DataFrame({"unit_id": ["U1"]}).write_parquet(folder / "units.parquet")

    assert read(folder, facts.rulebook).messages("zh") == [
        "units.csv: 与 units.parquet 是同一个表；应为：每个表只交一份"
    ]


def test_other_files_in_the_folder_are_remarked_on(facts: Any) -> None:
    folder = facts.folder()
    (folder / "notes.docx").write_bytes(b"x")
    (folder / ".hidden").write_bytes(b"x")
    delivery = read(folder, facts.rulebook)

    assert delivery.messages("zh") == []
    assert [remark.said("en") for remark in delivery.remarks] == [
        "notes.docx: is no table file and not read"
    ]


def test_a_damaged_parquet_file_is_refused(facts: Any) -> None:
    folder = facts.folder()
    (folder / "units.csv").unlink()
    (folder / "units.parquet").write_bytes(b"PAR1junk")

    assert read(folder, facts.rulebook).messages("zh") == [
        "units.parquet: 不是可读的 Parquet 文件；应为：重新导出该文件"
    ]


def test_the_files_of_a_parquet_folder_are_one_table_and_each_is_named(facts: Any) -> None:
    folder = facts.folder()
    (folder / "units.csv").unlink()
    (folder / "units").mkdir()
    pl.DataFrame({"unit_id": ["U1", "U2"]}).write_parquet(folder / "units" / "a.parquet")
    pl.DataFrame({"unit_id": ["U3", "U1"]}).write_parquet(folder / "units" / "b.parquet")

    assert read(folder, facts.rulebook).messages("en") == [
        'units/b.parquet row 2, unit_id: "U1" stands in row 1 already; '
        "right would be: each id once only"
    ]


def test_a_path_in_a_zip_that_leads_elsewhere_is_refused(facts: Any) -> None:
    path = facts.zipped()
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("../people.csv", "person_id\n")

    assert read(path, facts.rulebook).messages("en") == [
        "facts.zip: holds a path that leads elsewhere: ../people.csv; "
        "right would be: a zip file with nothing but table files"
    ]
    assert not (path.parent.parent / "people.csv").exists()


class GbkName(zipfile.ZipInfo):
    """A member whose name is stored as Chinese Windows does: in GBK, without saying so."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gb18030"), self.flag_bits & ~0x800


def test_names_that_windows_zipped_in_gbk_are_read(facts: Any) -> None:
    folder = facts.in_chinese().folder()
    path = facts.place / "gbk.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.iterdir()):
            label = facts.rulebook.tables[file.stem].label.zh
            archive.writestr(GbkName(f"{label}.csv"), file.read_bytes())

    delivery = read(path, facts.rulebook)

    assert delivery.messages("zh") == []
    assert delivery.counts["people"] == 2
