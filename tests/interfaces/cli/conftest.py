"""A part of the demo district as folder and workbook, made once, and a delivery with faults."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from meritbook.engine import Rulebook
from meritbook.interfaces.demo import STORIES, Table, make_district
from meritbook.interfaces.files.rulebooks import open_rulebook
from meritbook.interfaces.intake import write_folder, write_workbook

UNITS = ("U31",)
DAY = "2026-03-31"


@pytest.fixture(autouse=True)
def chinese_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return open_rulebook()


@pytest.fixture(scope="session")
def tables() -> dict[str, Table]:
    """One unit of the demo district and the people whose careers are told."""
    district = make_district()
    people = {
        row["person_id"]
        for row in district["people"]
        if row["unit_id"] in UNITS or row["person_id"] in STORIES
    }
    return {
        name: [
            row for row in rows if row.get("person_id", None) in people or "person_id" not in row
        ]
        for name, rows in district.items()
    }


@pytest.fixture(scope="session")
def facts(
    tables: dict[str, Table], rulebook: Rulebook, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("delivery") / "facts"
    write_folder(tables, folder, rulebook=rulebook, lang="zh")
    return folder


@pytest.fixture(scope="session")
def workbook(tables: dict[str, Table], rulebook: Rulebook, facts: Path) -> Path:
    path = facts.with_name("facts.xlsx")
    write_workbook(tables, path, rulebook=rulebook, lang="en")
    return path


@pytest.fixture
def faulty(facts: Path, tmp_path: Path) -> Path:
    """The delivery with three wrong cells in one row and a table that nobody declares."""
    folder = tmp_path / "faulty"
    shutil.copytree(facts, folder)
    with (folder / "inspections.csv").open("a", encoding="utf-8") as file:
        file.write("X1,P404,2025-13-01,-1.255,迟到\r\n")
    (folder / "cars.csv").write_text("car\nred\n", encoding="utf-8")
    return folder
