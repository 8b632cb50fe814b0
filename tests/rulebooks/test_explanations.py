"""What explanations tell of the default rulebook: reasons, clauses, distances, what is missing."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence

import pytest

from meritbook.engine import NothingToExplain, Reason, Rulebook, compare, evaluate, explain, tell
from meritbook.engine.facts import Facts
from tests.rulebooks.worked_examples import RULEBOOKS, Example, facts_of, loaded

ON = dt.date(2018, 6, 26)
Rows = Mapping[str, Sequence[Mapping[str, str]]]

INDICATORS = [
    {"person_id": "A", "year": "2017", "indicator": "招商", "weight": "60",
     "direction": "higher", "target": "100", "actual": "85"},
    {"person_id": "A", "year": "2017", "indicator": "信访", "weight": "40",
     "direction": "lower", "target": "10", "actual": "8"},
]  # fmt: skip
VOTES = [
    {"person_id": "A", "year": "2017", "rater_group": "peer", "dimension": dimension,
     "option": "good", "count": "4"}
    for dimension in ("virtue", "ability", "diligence", "results", "integrity")
]  # fmt: skip
LEDGER = [
    {"entry_id": "E1", "person_id": "A", "occurred_on": "2017-02-03", "account": "points",
     "item": "防汛", "points": "6", "basis": "区防办通报"},
    {"entry_id": "E2", "person_id": "A", "occurred_on": "2017-03-09", "account": "points",
     "item": "误录", "points": "-5", "basis": "督查单"},
    {"entry_id": "E3", "person_id": "A", "occurred_on": "2017-04-01", "account": "points",
     "item": "冲销误录", "points": "5", "basis": "更正函", "reverses": "E2"},
]  # fmt: skip


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return loaded(RULEBOOKS / "qixingguan-2018")


def facts(rulebook: Rulebook, rows: Rows) -> Facts:
    held = {"people": [{"person_id": "A"}], **rows}
    example = Example(RULEBOOKS, "", "", (), {}, ON, {}, held, ())
    return facts_of(rulebook, example)


def reason(rulebook: Rulebook, rows: Rows, node: str, **key: int) -> Reason:
    findings = evaluate(rulebook, facts(rulebook, rows), on=ON, keep="reasons")
    return explain(findings, node, **key)


GRADED: Rows = {"indicators": INDICATORS, "ballot_counts": VOTES, "ledger": LEDGER}


def test_a_grade_is_traced_to_total_component_entry_and_clause(rulebook: Rulebook) -> None:
    told = tell(reason(rulebook, GRADED, "grade", year=2017), rulebook, "zh")

    assert "鉴定等次〔2017 年〕：好" in told
    assert "(实绩得分 91.00 × 60 + 德才得分 94.40 × 25 + 作风得分 80.00 × 15)" in told
    assert "招商，越高越好，权重 60.00，目标值 100.00，完成值 85.00：85.00" in told
    assert "§ B3" in told
    assert "E1，发生日期 2017-02-03，动态积分，防汛，分值 6.00，区防办通报：6.00" in told
    assert "实绩权重：60〔B3、示例，2018-06-26 起〕" in told


def test_a_reversed_entry_is_told_with_what_reversed_it(rulebook: Rulebook) -> None:
    found = reason(rulebook, GRADED, "points", year=2017)

    aside = {part.label.zh[:2]: part for part in found.walk() if part.said.zh == "不计入"}
    assert set(aside) == {"E2", "E3"}
    assert any(note.zh.startswith("见 E3，发生日期 2017-04-01") for note in aside["E2"].notes)
    assert [part.label.zh[:2] for part in found.walk() if part.said.zh == "6.00"][-1] == "E1"


def test_the_distance_to_the_next_better_grade_is_told(rulebook: Rulebook) -> None:
    rows = {**GRADED, "indicators": [INDICATORS[0]]}

    told = tell(reason(rulebook, rows, "computed_grade", year=2017), rulebook, "en")

    assert "80 ≤ 86.60 < 90 → fair" in told
    assert "3.40 short of “good”" in told


def test_an_unknown_names_the_fact_that_would_settle_it(rulebook: Rulebook) -> None:
    unreported = {**INDICATORS[0], "actual": ""}
    rows = {**GRADED, "indicators": [unreported, INDICATORS[1]]}

    found = reason(rulebook, rows, "total", year=2017)

    assert found.value is None
    assert [fact.zh for fact in found.missing] == [
        "招商，越高越好，权重 60.00，目标值 100.00：完成值未填"
    ]


def test_only_what_decided_is_followed(rulebook: Rulebook) -> None:
    breach = {"breach_id": "B1", "person_id": "A", "dimension": "integrity",
              "decided_on": "2017-05-01"}  # fmt: skip

    found = reason(rulebook, {**GRADED, "breaches": [breach]}, "computed_grade", year=2017)

    names = {part.name for part in found.walk()}
    assert "vetoed" in names
    assert "total" not in names
    assert [note.zh for note in found.notes] == ["因为 一票否决 是"]


def test_a_gate_names_its_reading_and_the_years_that_decide(rulebook: Rulebook) -> None:
    chosen = rulebook.reading({"negative_record": "any_year_either"})
    rows = {"ledger": [LEDGER[1]]}

    found = reason(chosen, rows, "negative_record")

    assert found.said.zh == "不得纳入"
    assert "读法：任何一年积分或清单为负" in [note.zh for note in found.notes]
    assert [part.key["year"] for part in found.parts] == [2017]


def test_a_value_that_several_rules_rest_on_is_explained_once(rulebook: Rulebook) -> None:
    found = reason(rulebook, GRADED, "overall")

    explained = [(p.name, str(p.key)) for p in found.walk() if p.name in rulebook.nodes and p.parts]
    assert len(explained) == len(set(explained))


def test_every_value_of_the_tree_is_a_value_of_the_run(rulebook: Rulebook) -> None:
    findings = evaluate(rulebook, facts(rulebook, GRADED), on=ON, keep="reasons")

    for part in explain(findings, "grade", year=2017).walk():
        if part.name in rulebook.nodes:
            frame = findings.frame(part.grain)
            for key, value in part.key.items():
                frame = frame.filter(frame[key] == value)
            assert part.value in frame[part.name].to_list()


def test_an_explanation_as_json_holds_both_languages_and_clauses(rulebook: Rulebook) -> None:
    data = json.loads(json.dumps(reason(rulebook, GRADED, "total", year=2017).as_json()))

    assert data["value"] == "90.20"
    assert data["label"] == {"zh": "综合得分", "en": "total"}
    assert data["citation"] == {"sources": ["B3", "B1"], "example": True}
    assert {used["name"] for used in data["parameters"]} == {
        "indicator_weight",
        "virtue_ability_weight",
        "conduct_weight",
    }


def test_a_year_that_was_not_evaluated_is_refused_with_those_that_were(rulebook: Rulebook) -> None:
    findings = evaluate(rulebook, facts(rulebook, GRADED), on=ON, keep="reasons")

    with pytest.raises(NothingToExplain) as refusal:
        explain(findings, "total", year=2012)

    assert refusal.value.known == ("2015", "2016", "2017")


def test_a_comparison_says_who_changes_and_because_of_which_rule(rulebook: Rulebook) -> None:
    other = rulebook.reading({"negative_record": "any_year_either"})

    found = compare(rulebook, other, facts(rulebook, {"ledger": [LEDGER[1]]}), on=ON)

    change = next(change for change in found.changes if change.node.name == "negative_record")
    assert (change.entity, change.before.zh, change.after.zh) == ("A", "通过", "不得纳入")
    assert [(cause.node.name, cause.key) for cause in change.causes] == [("year_negative", (2017,))]
    assert change.causes[0].because[0].zh.startswith("读法由“三年中每一年积分、清单都为负”改为")


def test_a_rulebook_compared_with_itself_changes_nothing(rulebook: Rulebook) -> None:
    assert compare(rulebook, rulebook, facts(rulebook, GRADED), on=ON).changes == ()
