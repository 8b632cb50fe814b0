"""A character that no font can show is named, shown by its code and never dropped."""

import datetime
import pathlib
import string
from dataclasses import replace

import pytest
from fontTools import subset
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from meritbook.interfaces.documents.appraisal_form.model import AppraisalForm
from meritbook.interfaces.documents.appraisal_form.render import missing_characters, render_forms
from meritbook.interfaces.documents.typefaces import BUNDLED_DIRECTORY
from meritbook.interfaces.documents.typesetting import FONT_DIRECTORY_VARIABLE, typefaces
from tests.interfaces.documents.reading import text_of
from tests.interfaces.documents.sample_forms import (
    ORDINARY,
)
from tests.interfaces.documents.sample_ledger import (
    QUARTERS,
)

AT = datetime.datetime(2018, 2, 5, 9, 30, tzinfo=datetime.UTC)


def form_with(*, name: str, basis: str) -> AppraisalForm:
    """Return a form with this name and this basis of its first entry."""
    first, second, third, fourth = QUARTERS
    entries = (replace(first.entries[0], basis=basis), *first.entries[1:])
    quarters = (replace(first, entries=entries), second, third, fourth)
    return replace(
        ORDINARY,
        person=replace(ORDINARY.person, name=name),
        ledger=replace(ORDINARY.ledger, quarters=quarters),
    )


def font_with(character: str, path: pathlib.Path) -> None:
    """Write a font of one character, which looks like 龙."""
    with TTFont(BUNDLED_DIRECTORY / "MeritbookSerifSC-Regular.otf") as font:
        options = subset.Options()
        options.layout_features = []
        subsetter = subset.Subsetter(options)
        subsetter.populate(text="龙")
        subsetter.subset(font)
        for table in font["cmap"].tables:
            table.cmap = {ord(character): glyph for glyph in table.cmap.values()}
        for identifier in (1, 4, 6):
            font["name"].setName("RareNames", identifier, 3, 1, 0x409)
        font.save(path)


def test_a_rare_character_is_shown_as_its_code_and_listed_with_its_places() -> None:
    form = form_with(name="欧阳龘", basis="由𠮷田报送，龘某证明")

    text = text_of(render_forms([form], lang="zh", at=AT))

    assert "姓名欧阳〖U+9F98〗" in text
    assert "由〖U+20BB7〗田报送，〖U+9F98〗某证明" in text
    assert "U+9F98（基本情况姓名、季度动态积分和正负面清单加减分依据）" in text
    assert "请手写补正" in text


def test_missing_characters_are_reported_to_the_caller() -> None:
    form = form_with(name="欧阳龘", basis="由𠮷田报送")

    missing = missing_characters([form], lang="en")

    assert [(found.character, found.code, found.subject) for found in missing] == [
        ("龘", "U+9F98", "QX-000317"),
        ("𠮷", "U+20BB7", "QX-000317"),
    ]
    assert missing[0].place == "Person Name"


def test_a_form_without_rare_characters_has_no_such_note() -> None:
    assert missing_characters([ORDINARY], lang="zh") == ()
    assert "缺字" not in text_of(render_forms([ORDINARY], lang="zh", at=AT))


def test_a_font_of_the_office_shows_what_the_bundled_ones_lack(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    font_with("龘", tmp_path / "rare.otf")
    monkeypatch.setenv(FONT_DIRECTORY_VARIABLE, str(tmp_path))
    form = form_with(name="欧阳龘", basis="由𠮷田报送")

    text = text_of(render_forms([form], lang="zh", at=AT))

    assert "姓名欧阳龘" in text
    assert "〖U+20BB7〗" in text


def test_a_font_directory_that_is_not_there_is_refused(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FONT_DIRECTORY_VARIABLE, str(tmp_path / "absent"))

    with pytest.raises(NotADirectoryError):
        typefaces()


def test_the_bundled_fonts_hold_gb2312_and_the_rarer_characters_of_the_national_list() -> None:
    gb2312 = bytes(
        byte for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF) for byte in (row, cell)
    ).decode("gb2312", errors="ignore")

    lacking = typefaces().lacking(gb2312 + "䶮喆堃𬭎㛃珺" + string.printable[:95] + "≤≥×÷−±→✓□")

    assert lacking == frozenset()


def test_the_licence_lies_beside_the_fonts() -> None:
    assert "SIL OPEN FONT LICENSE" in (BUNDLED_DIRECTORY / "OFL.txt").read_text("utf-8")


@settings(max_examples=15)
@given(
    name=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    basis=st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
)
def test_any_text_at_all_can_be_printed(name: str, basis: str) -> None:
    pdf = render_forms([form_with(name=name, basis=basis)], lang="zh", at=AT)

    assert pdf.startswith(b"%PDF-")
