"""`form` writes the forms of a person or a unit as PDF, the same bytes every time."""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from meritbook.interfaces.cli.main import main
from tests.interfaces.documents.composing import PERSON, delivery, entry
from tests.interfaces.documents.reading import pages_of, text_of
from tests.naive.exact import Row
from tests.naive.folders import write_folder

ON = ("--on", "2019-03-01")


@dataclass(frozen=True, slots=True)
class Called:
    """How a call ended."""

    code: int
    out: str
    err: str


def called(*arguments: str | Path) -> Called:
    """Call the program."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
        main([str(each) for each in arguments])
    return Called(int(ended.value.code or 0), out.getvalue(), err.getvalue())


def person(person_id: str, **cells: str | None) -> Row:
    """Return another person of the unit U1."""
    return PERSON | {"person_id": person_id, "name": f"干部{person_id}"} | cells


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A unit of four, led by the third, one of whom has just joined; and a unit without people."""
    people = [PERSON, person("P2"), person("P3"), person("P4", joined_on="2019-01-02")]
    tenure: Row = {
        "person_id": "P3", "unit_id": "U1", "is_principal": "true", "started_on": "2018-05-01",
    }  # fmt: skip
    units: list[Row] = [
        {"unit_id": "U1", "name": "云岭镇人民政府"},
        {"unit_id": "U2", "name": "区档案馆"},
    ]
    tables = delivery(people=people, units=units, tenures=[tenure])
    return write_folder(tables, tmp_path_factory.mktemp("facts"))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "forms" / "form.pdf"


def left_in(folder: Path) -> list[str]:
    """Return the names of the files in a folder."""
    return sorted(file.name for file in folder.iterdir()) if folder.is_dir() else []


def test_a_persons_form_is_written_as_pdf(facts: Path, out: Path) -> None:
    call = called("form", facts, "P1", "--year", "2018", *ON, "--out", out, "--lang", "zh")

    assert (call.code, call.err) == (0, "")
    assert str(out) in call.out
    text = text_of(out.read_bytes())
    assert "沈若川" in text
    assert "2019-02-01由R1冲销" in text
    assert left_in(out.parent) == ["form.pdf"]


def test_the_same_facts_and_day_give_the_same_bytes(facts: Path, tmp_path: Path) -> None:
    files = [tmp_path / "once.pdf", tmp_path / "again.pdf"]
    for file in files:
        called("form", facts, "P1", "--year", "2018", *ON, "--out", file)

    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_units_forms_stand_in_one_file_its_principal_first(facts: Path, out: Path) -> None:
    call = called("form", facts, "--unit", "U1", "--year", "2018", *ON, "--out", out)

    firsts = [page for page in pages_of(out.read_bytes()) if "第1页" in page]
    assert call.code == 0
    assert [next(p for p in ("P1", "P2", "P3") if f"{p}第1页" in page) for page in firsts] == [
        "P3", "P1", "P2",
    ]  # fmt: skip


def test_who_had_not_joined_is_left_out_of_the_unit_and_named(facts: Path, out: Path) -> None:
    call = called("form", facts, "--unit", "U1", "--year", "2018", *ON, "--out", out)

    assert "P4" in call.err
    assert "P4" not in text_of(out.read_bytes())


def test_a_form_comes_in_english(facts: Path, out: Path) -> None:
    called("form", facts, "P1", "--year", "2018", *ON, "--out", out, "--lang", "en")

    assert "CadrePerformanceAppraisalForm" in text_of(out.read_bytes())


def test_the_running_year_is_printed_as_a_preview(facts: Path, out: Path) -> None:
    called("form", facts, "P1", "--year", "2019", *ON, "--out", out, "--lang", "zh")

    assert "【预览】" in text_of(out.read_bytes())


def test_a_reading_that_was_chosen_is_printed(facts: Path, out: Path) -> None:
    reading = "negative_record=any_year_both"
    called("form", facts, "P1", "--year", "2018", *ON, "--out", out, "--reading", reading)

    assert reading in text_of(out.read_bytes())


def test_pictures_of_the_pages_come_beside_the_file(facts: Path, out: Path) -> None:
    called("form", facts, "P1", "--year", "2018", *ON, "--out", out, "--png")

    pages = len(pages_of(out.read_bytes()))
    pictures = [f"form-{number}.png" for number in range(1, pages + 1)]
    assert left_in(out.parent) == [*pictures, "form.pdf"]


@pytest.mark.parametrize("quarter_of_first_entry", [1, 2, 3, 4])
def test_a_year_whose_first_entry_comes_late_is_printed(
    quarter_of_first_entry: int, out: Path, tmp_path: Path
) -> None:
    day = f"2018-{3 * quarter_of_first_entry:02}-20"
    folder = write_folder(delivery(ledger=[entry("A1", day, "1.00")]), tmp_path / "facts")

    call = called("form", folder, "P1", "--year", "2018", *ON, "--out", out)

    assert call.code == 0
    assert day in text_of(out.read_bytes())


def test_a_character_without_a_glyph_is_named_with_person_and_place(
    out: Path, tmp_path: Path
) -> None:
    rare = delivery(people=[PERSON | {"name": "沈\U0003134a"}])
    folder = write_folder(rare, tmp_path / "facts")

    call = called("form", folder, "P1", "--year", "2018", *ON, "--out", out, "--lang", "zh")

    assert call.code == 0
    assert "P1 基本情况 姓名" in call.err
    assert "U+3134A" in call.err
    assert "〖U+3134A〗" in text_of(out.read_bytes())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("P9", "--year", "2018"), ("P9", "P1")),
        (("--unit", "U9", "--year", "2018"), ("U9", "云岭镇人民政府")),
        (("--unit", "U2", "--year", "2018"), ("U2", "没有人员")),
        (("P1", "--year", "2015"), ("2015", "2016、2017、2018 年", "2019 年（预览）")),
        (("P1", "--year", "2016"), ("P1", "2016", "2017、2018")),
        (("--unit", "U1", "--year", "2016"), ("U1", "2016")),
        (("--year", "2018"), ("--unit",)),
        (("P1", "--unit", "U1", "--year", "2018"), ("--unit",)),
        (("P1", "--year", "2018", "--rulebook", "national-2020"), ("national-2020",)),
    ],
    ids=[
        "unknown person", "unknown unit", "unit without people", "year outside the window",
        "year before joining", "nobody had joined", "nobody asked for", "person and unit",
        "rulebook without a form",
    ],
)  # fmt: skip
def test_what_cannot_be_printed_is_refused_with_what_can(
    facts: Path, out: Path, arguments: tuple[str, ...], said: tuple[str, ...]
) -> None:
    on = ("--on", "2021-03-01") if "national-2020" in arguments else ON
    year = ("2020",) if "national-2020" in arguments else ()
    given = [*arguments[:2], *year, *arguments[3:]] if year else arguments

    call = called("form", facts, *given, *on, "--out", out, "--lang", "zh")

    assert call.code == 2
    assert [part for part in said if part not in call.err] == []
    assert left_in(out.parent) == []


def test_faults_in_the_facts_stop_before_anything_is_written(out: Path, tmp_path: Path) -> None:
    faulty = delivery(ledger=[entry("A1", "2018-01-19", "3.001")])
    folder = write_folder(faulty, tmp_path / "facts")

    call = called("form", folder, "P1", "--year", "2018", *ON, "--out", out)

    assert call.code == 1
    assert "3.001" in call.err
    assert left_in(out.parent) == []


def test_a_file_that_cannot_be_written_leaves_nothing_half_written(
    facts: Path, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("a file, no folder")

    call = called("form", facts, "P1", "--year", "2018", *ON, "--out", tmp_path / "taken" / "f.pdf")

    assert call.code == 3
    assert left_in(tmp_path) == ["taken"]
