"""The second half of a composed form: grade, veto, agreement, years, provenance, refusals."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest

from meritbook.engine import load
from meritbook.interfaces.documents.appraisal_form.compose import (
    NoSuchForm,
    NotInService,
    YearNotPossible,
    check_form,
    compose,
)
from tests.interfaces.documents.composing import (
    LEDGER,
    PERSON,
    RULEBOOK,
    RULEBOOKS,
    delivery,
    entry,
    findings_of,
    form_of,
    indicator,
    sentences,
)
from tests.naive.exact import Row

GROUPS = ("superior", "peer", "subordinate")
TRUTH = {True: "true", False: "false", None: ""}
WORDS = {
    name: {key: label.en for key, label in RULEBOOK.options[name].values.items()}
    for name in ("appraisal_grade", "annual_grade")
}


def test_the_total_is_explained_by_its_parts_and_their_weights() -> None:
    form = form_of()
    said, clause = next(sentences(form))

    assert said.startswith(f"综合得分 {form.conclusion.total} = (实绩得分 94.00 × 60 + ")
    assert "四舍五入" in said
    assert clause == "B3、B1、示例"


def test_the_distance_to_the_better_grade_is_told() -> None:
    weaker = [indicator(2018, "农民收入增长（%）", "60", target="10", actual="8.5")]
    form = form_of(delivery(indicators=weaker))

    assert form.conclusion.grade == "较好"
    assert any("距“好”差" in said and "B5" in clause for said, clause in sentences(form))


def breach(breach_id: str, day: str, **cells: str) -> Row:
    key: Row = {"breach_id": breach_id, "person_id": "P1", "decided_on": day}
    return key | {"dimension": "integrity", "document": f"区纪处{breach_id}"} | cells


def test_a_breach_of_the_year_vetoes_whatever_the_total_is() -> None:
    form = form_of(delivery(breaches=[breach("J1", "2018-09-12", effect_until="2019-09-11")]))

    (shown,) = form.integrity.breaches
    assert form.integrity.vetoed
    assert (shown.dimension, shown.decided_on, shown.vetoes) == ("廉", "2018-09-12", True)
    assert form.conclusion.total is not None
    assert form.conclusion.grade == "差"
    assert any("一票否决" in said and "B8" in clause for said, clause in sentences(form))
    assert any("区纪处J1" in reason.sentence for reason in form.integrity.reasons)


def test_a_revoked_breach_is_shown_and_vetoes_nothing() -> None:
    form = form_of(delivery(breaches=[breach("J1", "2018-09-12", revoked_on="2019-01-05")]))

    (shown,) = form.integrity.breaches
    assert (shown.revoked_on, shown.vetoes) == ("2019-01-05", False)
    assert not form.integrity.vetoed


def test_a_breach_decided_after_the_year_is_not_on_its_form() -> None:
    form = form_of(delivery(breaches=[breach("J1", "2019-01-12")]))

    assert form.integrity.breaches == ()


def test_a_registered_grade_stands_and_its_difference_is_shown() -> None:
    decisions: list[Row] = [
        {"person_id": "P1", "year": "2018", "grade": grade, "decided_on": day, "document": document}
        for grade, day, document in (
            ("good", "2019-01-20", "区考发1号"),
            ("ordinary", "2019-02-15", "区考发2号"),
        )
    ]
    form = form_of(delivery(appraisal_grades=decisions))

    assert (form.conclusion.computed_grade, form.conclusion.grade) == ("好", "一般")
    assert form.conclusion.registration == "2019-02-15 区考发2号"
    assert any("与测算等次 好不同" in said for said, _ in sentences(form))
    anew = [c for c in form.opinions.corrections if c.corrected_on == "2019-02-15"]
    assert ["由“好”改定为“一般”" in c.subject for c in anew] == [True]


def test_a_conflict_is_told_with_its_bound_and_clause() -> None:
    decision: Row = {
        "person_id": "P1", "year": "2018", "grade": "fair", "decided_on": "2019-01-20",
    }  # fmt: skip
    form = form_of(delivery(appraisal_grades=[decision]))

    assert (form.consistency.cap, form.consistency.floor) == ("称职", "")
    assert form.consistency.conflict is True
    said, clause = list(sentences(form))[-1]
    assert "年度考核等次 优秀 高于 年度考核上限 称职（成立）" in said
    assert "B6" in clause


def test_the_years_stand_side_by_side_and_say_which_were_not_served() -> None:
    history = form_of().history

    assert [(y.year, y.in_service) for y in history.years] == [
        ("2016", False), ("2017", True), ("2018", True),
    ]  # fmt: skip
    assert history.appraisal_levels == ("差", "一般", "较好", "好")
    assert history.years[-1].annual_grade == "优秀"
    assert history.years[1].annual_grade is None


def test_the_comparison_over_the_years_is_put_into_words() -> None:
    worse = [*LEDGER, entry("Y1", "2017-09-01", "-5.00", "negative")]

    notes = [note.sentence for note in form_of(delivery(ledger=worse)).history.notes]

    assert "作风得分逐年上升（75.00 → 81.50）" in notes


def test_a_year_that_the_evaluation_does_not_reach_is_named() -> None:
    tables = delivery(people=[PERSON | {"joined_on": None}])
    history = form_of(tables, year=2017).history

    assert [year.year for year in history.years] == ["2016", "2017"]
    assert any("2015 年不在本次评估的窗口（2016–2018）内" in n.sentence for n in history.notes)


def test_a_form_of_the_running_year_is_provisional() -> None:
    form = form_of(year=2019)

    first, second, *_ = form.ledger.quarters
    assert form.provisional
    assert first.plus == "2.00"
    assert (second.opening, second.closing, second.entries) == ("", "", ())
    assert [year.year for year in form.history.years] == ["2016", "2017", "2018", "2019*"]
    assert any("2019 年尚未结束" in note.sentence for note in form.history.notes)


def test_a_form_is_final_from_the_day_after_its_year() -> None:
    assert form_of(on=dt.date(2018, 12, 31), year=2018).provisional
    assert not form_of(on=dt.date(2019, 1, 1), year=2018).provisional


def test_provenance_names_rules_facts_day_and_the_readings_chosen() -> None:
    readings = {"negative_record": "any_year_both", "mediocre_record": "each_year_both"}
    found = findings_of(delivery(), readings=readings)

    provenance = compose(found, ["P1"], year=2018, lang="zh")[0].provenance

    assert provenance.rulebook == "qixingguan-2018"
    assert provenance.edition == f"sha256:{RULEBOOK.digest}"
    assert provenance.facts_digest == f"sha256:{found.facts.digest()}"
    assert provenance.evaluated_on == "2019-03-01"
    assert provenance.readings == "negative_record=any_year_both"


def texts(value: object) -> Iterator[str]:
    """Yield every text of a form."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from texts(getattr(value, field.name))


def test_an_english_form_has_no_chinese_word_of_its_own() -> None:
    tables = delivery(breaches=[breach("J1", "2018-09-12")])
    delivered = {str(cell) for rows in tables.values() for row in rows for cell in row.values()}

    form = form_of(tables, lang="en")

    chinese = {
        text
        for text in texts(replace(form, person=replace(form.person, unit="")))
        if any("\u4e00" <= character <= "\u9fff" for character in text)
    }
    for fact in sorted(delivered, key=len, reverse=True):
        chinese = {text.replace(fact, "") for text in chinese}
    assert [t for t in chinese if any("\u4e00" <= c <= "\u9fff" for c in t)] == []
    assert form.person.born == "1974-06"
    assert form.conclusion.grade == "poor"


@pytest.mark.parametrize("year", [2015, 2020])
def test_a_year_outside_the_window_is_refused_with_those_that_are_possible(year: int) -> None:
    with pytest.raises(YearNotPossible) as refused:
        compose(findings_of(delivery()), ["P1"], year=year, lang="zh")

    assert refused.value.possible == (2016, 2017, 2018, 2019)


def test_a_year_before_somebody_joined_is_refused_with_the_years_served() -> None:
    with pytest.raises(NotInService) as refused:
        compose(findings_of(delivery()), ["P1"], year=2016, lang="zh")

    assert refused.value.years == (2017, 2018)


def test_a_rulebook_without_what_the_form_prints_is_refused() -> None:
    with pytest.raises(NoSuchForm) as refused:
        check_form(load(RULEBOOKS / "national-2020"))

    assert "total" in refused.value.lacking
