"""The printed appraisal form holds everything that it was given and says what is unknown."""

import dataclasses
import datetime
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from meritbook.interfaces.documents.appraisal_form.labels import Language
from meritbook.interfaces.documents.appraisal_form.model import AppraisalForm, Opinion, Opinions
from meritbook.interfaces.documents.appraisal_form.render import (
    NoForms,
    render_forms,
    render_previews,
)
from meritbook.interfaces.documents.typesetting import NaiveTimestamp
from tests.interfaces.documents.english_form import ENGLISH
from tests.interfaces.documents.reading import pages_of, squeezed, text_of
from tests.interfaces.documents.sample_forms import (
    ORDINARY,
)
from tests.interfaces.documents.sample_ledger import (
    QUARTERS,
)
from tests.interfaces.documents.special_forms import UNKNOWN, VETOED, unit_of, with_many_entries

AT = datetime.datetime(2018, 2, 5, 9, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))


def printed(form: AppraisalForm, lang: Language = "zh") -> str:
    """Return the text of one printed form."""
    return text_of(render_forms([form], lang=lang, at=AT))


def texts_in(value: object) -> Iterator[str]:
    """Yield every text of a form, but not the key words that only steer the layout."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts_in(item)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            if field.name != "nature":
                yield from texts_in(getattr(value, field.name))


@pytest.mark.parametrize(
    ("form", "lang"),
    [(ORDINARY, "zh"), (VETOED, "zh"), (UNKNOWN, "zh"), (ENGLISH, "en")],
    ids=["ordinary", "vetoed", "unknown", "english"],
)
def test_every_text_and_figure_is_on_the_form(form: AppraisalForm, lang: Language) -> None:
    text = printed(form, lang)

    lost = [wanted for wanted in texts_in(form) if squeezed(wanted) not in text]

    assert lost == []


def test_an_unknown_figure_is_said_in_words() -> None:
    text = printed(UNKNOWN)

    assert "总分未知" in text
    assert "采写稿件（篇）越高越好120.00未知未知60.00" in text


def test_an_empty_section_says_that_there_is_no_record() -> None:
    text = printed(UNKNOWN)

    assert "第三季度无记录" in text
    assert "督查情况分值编号无记录" in text


def test_achievements_and_setbacks_are_told_apart_and_counted() -> None:
    text = printed(ORDINARY)

    assert "第一季度阶段性成果3项阶段性失利1项" in text
    assert "2017-03-21失利动态积分" in text


def test_a_reversed_entry_stays_visible_with_its_note_and_is_not_counted() -> None:
    text = printed(ORDINARY)

    assert "第三季度阶段性成果1项阶段性失利1项" in text
    assert "不计分：经核实抽查对象有误，2017-11-20由JF17-00871冲销" in text


def test_the_opening_of_a_quarter_is_the_closing_of_the_one_before() -> None:
    text = printed(ORDINARY)

    assert "第二季度4.0012.500.0012.5010.0014.00" in text
    assert "第三季度14.003.00-2.001.001.0015.00" in text


def test_votes_stand_by_group_dimension_and_option() -> None:
    text = printed(ORDINARY)

    assert "德20720009" in text
    assert "上评下（权重40）互评（权重30）下评上（权重30）" in text
    assert "好100，较好85，一般70，差40，弃权不计分" in text


def test_a_group_that_is_held_back_shows_its_score_and_the_reason() -> None:
    text = printed(UNKNOWN)

    assert "票数不单独列示少于5票" in text
    assert "评议得分88.0092.41未知" in text


def test_a_veto_is_ticked_and_explained() -> None:
    vetoed, ordinary = printed(VETOED), printed(ORDINARY)

    assert "未触发一票否决✓触发一票否决，鉴定等次为差" in vetoed
    assert "✓未触发一票否决触发一票否决" in ordinary
    assert "不一致，须核实更正" in vetoed


def test_a_running_year_is_marked_on_every_page() -> None:
    pages = pages_of(render_forms([UNKNOWN], lang="zh", at=AT))

    assert all("预览" in page for page in pages)
    assert "预览" not in printed(ORDINARY)


def test_each_page_says_how_the_form_was_computed() -> None:
    pages = pages_of(render_forms([ORDINARY], lang="zh", at=AT))

    for page in pages:
        assert "规则qixingguan-2018评估日2018-02-05" in page
        assert ORDINARY.provenance.edition in page
        assert ORDINARY.provenance.facts_digest in page


def test_each_person_of_a_unit_has_page_numbers_of_their_own() -> None:
    pages = pages_of(render_forms([ORDINARY, UNKNOWN, VETOED], lang="zh", at=AT))

    numbers = [re.search(r"第(\d)页共(\d)页", page) for page in pages]

    assert [number.groups() for number in numbers if number] == [
        ("1", "3"), ("2", "3"), ("3", "3"),
        ("1", "2"), ("2", "2"),
        ("1", "3"), ("2", "3"), ("3", "3"),
    ]  # fmt: skip


def test_an_ordinary_form_takes_three_pages_and_signatures_stay_together() -> None:
    pages = pages_of(render_forms([ORDINARY], lang="zh", at=AT))

    assert len(pages) == 3
    assert all(
        words in pages[2] for words in ("本人签名", "主要负责人签字", "审核人签字", "负责人签字")
    )


def test_sixty_long_entries_flow_over_the_pages_and_none_is_lost() -> None:
    form = with_many_entries(60)

    pages = pages_of(render_forms([form], lang="zh", at=AT))

    text = "".join(pages)
    assert len(pages) > 5
    assert all(f"依据起{number}。" in text and f"依据止{number}。" in text for number in range(60))
    assert "日期性质类别事项分值加减分依据编号" in pages[3]


def test_a_basis_longer_than_a_page_flows_on_to_the_next() -> None:
    characters = [chr(0x4E00 + number) for number in range(0, 9000) if _in_gb2312(0x4E00 + number)]
    basis = "".join(characters[:4000])
    first, *others = QUARTERS
    entry = replace(first.entries[0], basis=basis)
    quarters = (replace(first, entries=(entry,)), others[0], others[1], others[2])
    form = replace(ORDINARY, ledger=replace(ORDINARY.ledger, quarters=quarters))

    pages = pages_of(render_forms([form], lang="zh", at=AT))

    assert len(pages) > 4
    assert set(basis) <= set("".join(pages))


def test_a_long_opinion_flows_on() -> None:
    sentences = [f"意见第{number:03}句，请予核实。" for number in range(300)]
    opinions = Opinions(own=Opinion("".join(sentences), "沈若川", "2018-02-01"))

    text = printed(replace(ORDINARY, opinions=opinions))

    assert sum(f"{number:03}句" in text for number in range(300)) >= 295
    assert "本人签名：沈若川2018-02-01" in text


def test_equal_forms_and_instants_give_equal_bytes() -> None:
    first = render_forms([ORDINARY, VETOED], lang="zh", at=AT)
    render_forms([UNKNOWN], lang="zh", at=AT)

    assert render_forms([ORDINARY, VETOED], lang="zh", at=AT) == first


def test_an_instant_without_time_zone_is_refused() -> None:
    with pytest.raises(NaiveTimestamp):
        render_forms([ORDINARY], lang="zh", at=AT.replace(tzinfo=None))


def test_nothing_to_print_is_refused() -> None:
    with pytest.raises(NoForms):
        render_forms([], lang="zh", at=AT)


@pytest.mark.parametrize("provisional", [False, True])
def test_the_english_form_has_no_chinese_word(provisional: bool) -> None:
    text = printed(replace(ENGLISH, provisional=provisional), "en")

    assert re.findall(r"[\u3000-\u9fff\uff00-\uffef]", text) == []
    assert "CadrePerformanceAppraisalForm" in text
    assert "Countsheldbackfewerthan5ballots" in text


def test_markup_in_the_data_is_inert() -> None:
    markup = '#panic("x") $x^2$ *b* _i_ \\ @ref <label> `raw` // /* = - + ~ -- ... "q" [c] {d}'
    person = replace(ORDINARY.person, name=markup, unit=markup)
    first, second, third, fourth = QUARTERS
    entry = replace(first.entries[0], item=markup, basis=markup)
    ledger = replace(
        ORDINARY.ledger, quarters=(replace(first, entries=(entry,)), second, third, fourth)
    )

    text = printed(replace(ORDINARY, person=person, ledger=ledger))

    assert text.count(squeezed(markup)) >= 4


def test_a_digest_in_a_narrow_cell_breaks_and_stays_whole() -> None:
    digest = "sha256:" + "0123456789abcdef" * 4
    person = replace(ORDINARY.person, rank=digest)

    assert digest in printed(replace(ORDINARY, person=person))


def test_line_breaks_in_a_basis_are_kept_as_breaks() -> None:
    first, second, third, fourth = QUARTERS
    entry = replace(first.entries[0], basis="其一\r\n其二\t其三")
    ledger = replace(
        ORDINARY.ledger, quarters=(replace(first, entries=(entry,)), second, third, fourth)
    )

    assert "其一其二其三" in printed(replace(ORDINARY, ledger=ledger))


def test_a_preview_is_one_picture_per_page() -> None:
    pictures = render_previews([ORDINARY], lang="zh", dots_per_inch=40)

    assert len(pictures) == 3
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)


def test_a_unit_is_printed_into_one_file() -> None:
    forms = unit_of(4)

    text = text_of(render_forms(forms, lang="zh", at=AT))

    assert all(form.person.name in text and form.person.person_id in text for form in forms)


def _in_gb2312(point: int) -> bool:
    try:
        return bool(chr(point).encode("gb2312"))
    except UnicodeEncodeError:
        return False
