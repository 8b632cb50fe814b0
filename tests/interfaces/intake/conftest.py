"""A small valid delivery as text cells, written in every form that a delivery can have."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from meritbook.engine import Rulebook, load
from meritbook.interfaces.intake import Delivery, read

ROOT = Path(__file__).resolve().parents[3]

VALID = {
    "units": """
        unit_id,name,kind,parent_id
        U1,云岭县,district,
        U2,青禾镇,township,U1
    """,
    "people": """
        person_id,name,gender,born_on,ethnicity,joined_on,unit_id,post,rank
        P1,林晓,female,1975-04-02,汉族,1998-07-01,U2,镇长,
        P2,周行,male,1980-11-30,彝族,,U2,科员,
    """,
    "tenures": """
        person_id,unit_id,post,is_principal,started_on,ended_on
        P1,U2,镇长,true,2015-03-01,
        P2,U2,科员,false,2014-01-01,2016-12-31
    """,
    "ledger": """
        entry_id,person_id,occurred_on,account,item,points,basis,reverses
        E1,P1,2017-02-03,points,防汛抢险,5,区委通报,
        E2,P1,2017-05-06,positive,招商引资,2.5,区政府文件,
        E3,P2,2017-05-07,negative,迟报材料,-0.50,督查通报,
        E4,P1,2017-08-09,points,冲销,-5.00,更正,E1
    """,
    "indicators": """
        person_id,year,indicator,weight,direction,target,actual,score
        P1,2017,粮食产量,60,higher,250,240.5,
        P1,2017,信访件数,40,lower,10,,
        P2,2017,档案管理,100,scored,,,88.10
    """,
    "ballots": """
        sheet_id,year,person_id,rater_group,dimension,option
        S1,2017,P1,superior,virtue,good
        S1,2017,P1,superior,ability,fair
        S2,2017,P1,peer,virtue,abstain
    """,
    "ballot_counts": """
        person_id,year,rater_group,dimension,option,count
        P2,2017,peer,virtue,good,7
    """,
    "inspections": """
        inspection_id,person_id,inspected_on,points,finding
        I1,P1,2017-06-01,-1,工作日饮酒
    """,
    "breaches": """
        breach_id,person_id,dimension,decided_on,effect_until,revoked_on,document
        B1,P2,integrity,2017-01-14,2018-01-14,,文号
    """,
    "appraisal_grades": """
        person_id,year,grade,decided_on,document
        P1,2016,good,2017-01-20,文号
        P1,2016,fair,2017-01-21,更正
    """,
    "annual_grades": """
        person_id,year,grade
        P1,2016,excellent
        P1,2017,ungraded
    """,
    "unit_awards": """
        unit_id,year,prize,announced_on
        U2,2016,none,2017-02-01
        U2,2017,first,2018-04-04
    """,
    "satisfaction": """
        survey_id,person_id,surveyed_on,score,satisfied_share
        V1,P1,2018-06-26,84.99,81.47
    """,
}


def rows_of(text: str) -> list[list[str]]:
    """Return the cells of a table written as indented lines."""
    return list(csv.reader(StringIO("\n".join(line.strip() for line in text.strip().split("\n")))))


@dataclass
class Facts:
    """A delivery in the making: table → header and rows, cells as a user would type them."""

    rulebook: Rulebook
    place: Path
    tables: dict[str, list[list[Any]]] = field(
        default_factory=lambda: {name: rows_of(text) for name, text in VALID.items()}
    )

    def put(self, table: str, row: int, column: str, value: Any) -> Facts:
        """Change one cell; rows are counted as a spreadsheet does, the header being row 1."""
        rows = self.tables[table]
        rows[row - 1][rows[0].index(column)] = value
        return self

    def add(self, table: str, *cells: Any) -> Facts:
        """Add a row."""
        self.tables[table].append(list(cells))
        return self

    def without(self, table: str, column: str) -> Facts:
        """Take out a column."""
        position = self.tables[table][0].index(column)
        self.tables[table] = [[*r[:position], *r[position + 1 :]] for r in self.tables[table]]
        return self

    def in_chinese(self) -> Facts:
        """Use the Chinese headers and words."""
        for name, rows in self.tables.items():
            columns = list(self.rulebook.tables[name].columns.values())
            by_name = {column.name: column for column in columns}
            for position, cell in enumerate(list(rows[0])):
                column = by_name[cell]
                rows[0][position] = column.label.zh
                for row in rows[1:]:
                    row[position] = self._chinese(column, row[position])
        return self

    def _chinese(self, column: Any, cell: str) -> str:
        if column.type.options:
            return self.rulebook.options[column.type.options].values[cell].zh
        return {"true": "是", "false": "否"}.get(cell, cell)

    def folder(self, encoding: str = "utf-8") -> Path:
        """Write a CSV folder."""
        folder = self.place / "facts"
        folder.mkdir(exist_ok=True)
        for name, rows in self.tables.items():
            text = StringIO()
            csv.writer(text, lineterminator="\n").writerows(rows)
            (folder / f"{name}.csv").write_bytes(text.getvalue().encode(encoding))
        return folder

    def workbook(self, dress: Callable[[Any, dict[str, Any]], None] | None = None) -> Path:
        """Write a workbook with cells as typed: text as text, numbers as numbers."""
        path = self.place / "facts.xlsx"
        with xlsxwriter.Workbook(str(path)) as book:
            sheets = {}
            for name, rows in self.tables.items():
                sheets[name] = book.add_worksheet(name)
                for number, row in enumerate(rows):
                    for position, cell in enumerate(row):
                        if isinstance(cell, str):
                            sheets[name].write_string(number, position, cell)
                        elif cell is not None:
                            sheets[name].write(number, position, cell)
            if dress is not None:
                dress(book, sheets)
        return path

    def zipped(self, prefix: str = "") -> Path:
        """Write a zipped CSV folder."""
        path = self.place / "facts.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for file in sorted(self.folder().iterdir()):
                archive.write(file, prefix + file.name)
        return path

    def read(self) -> Delivery:
        """Write a CSV folder and read it."""
        return read(self.folder(), self.rulebook)


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    """Return the default rulebook."""
    return load(ROOT / "rulebooks" / "qixingguan-2018")


@pytest.fixture
def facts(rulebook: Rulebook, tmp_path: Path) -> Facts:
    """Return a valid delivery that a test changes in one place."""
    return Facts(rulebook, tmp_path)
