"""Files that are no delivery at all, or too large for one: refused with what to do instead."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from meritbook.engine import Rulebook
from meritbook.interfaces.intake import read
from tests.interfaces.intake.compound_file import compound_file

NOT_A_WORKBOOK = "不是可读的工作簿；应为：用电子表格软件打开后另存为 .xlsx"


def refusal(path: Path, rulebook: Rulebook) -> str:
    delivery = read(path, rulebook)
    (message,) = delivery.messages("zh")
    assert delivery.facts is None
    return message


def test_a_workbook_with_a_password_is_refused(rulebook: Rulebook, tmp_path: Path) -> None:
    path = tmp_path / "人员.xlsx"
    streams = {"EncryptedPackage": b"secret", "EncryptionInfo": b"how"}
    path.write_bytes(compound_file(streams))

    assert refusal(path, rulebook) == "人员.xlsx: 有打开密码，无法读取；应为：去掉密码后另存"


@pytest.mark.parametrize(
    "content", [b"", b"just text", b"PK\x03\x04 cut off", compound_file({"Other": b""})]
)
def test_what_only_pretends_to_be_a_workbook_is_refused(
    rulebook: Rulebook, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "facts.xlsx"
    path.write_bytes(content)

    assert refusal(path, rulebook) == f"facts.xlsx: {NOT_A_WORKBOOK}"


def test_a_damaged_workbook_is_refused(facts: Any) -> None:
    path = facts.workbook()
    path.write_bytes(path.read_bytes()[:3000])

    assert refusal(path, facts.rulebook) == f"facts.xlsx: {NOT_A_WORKBOOK}"


def test_a_single_csv_file_is_no_delivery(facts: Any) -> None:
    path = facts.folder() / "people.csv"

    assert refusal(path, facts.rulebook) == (
        "people.csv: 不是工作簿，也不是文件夹；"
        "应为：一个 .xlsx 工作簿，或放着各表 CSV、Parquet 文件的文件夹"
    )


def test_a_path_that_is_not_there_is_told(rulebook: Rulebook, tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere", rulebook).endswith(
        "nowhere: 不存在；应为：一个文件夹或工作簿的路径"
    )


def test_an_empty_workbook_lacks_the_required_tables(rulebook: Rulebook, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "empty.xlsx")) as book:
        book.add_worksheet()

    codes = [fault.code for fault in read(tmp_path / "empty.xlsx", rulebook).faults]

    assert codes == ["missing_table", "missing_table"]


def test_a_workbook_of_two_hundred_megabytes_is_refused_with_a_way_out(
    rulebook: Rulebook, tmp_path: Path
) -> None:
    path = tmp_path / "huge.xlsx"
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(200 * 2**20)

    assert refusal(path, rulebook) == (
        "huge.xlsx: 过大：工作簿至多 100 MB（解压后 1024 MB）；"
        "应为：每个表另存为一个 CSV 文件，放在同一文件夹中"
    )


def test_a_small_file_that_unpacks_to_gigabytes_is_refused(
    rulebook: Rulebook, tmp_path: Path
) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as member:
            for _ in range(1100):
                member.write(bytes(2**20))

    assert path.stat().st_size < 2 * 2**20
    assert "过大" in refusal(path, rulebook)


def test_a_zip_that_unpacks_to_gigabytes_is_refused(rulebook: Rulebook, tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("people.csv", "w", force_zip64=True) as member,
    ):
        for _ in range(1100):
            member.write(bytes(2**20))

    assert refusal(path, rulebook) == (
        "bomb.zip: 解压后超过 1024 MB 或文件过多；应为：直接交付文件夹"
    )
