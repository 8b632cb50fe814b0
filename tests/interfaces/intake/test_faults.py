"""Every fault of the facts contract, with the message that a user reads in either language."""

from __future__ import annotations

from typing import Any

import pytest

DAY_ZH, DAY_EN = "日期，如 2018-06-26", "a day such as 2018-06-26"
NUMBER_ZH = "至多两位小数的数，如 12.5"
NUMBER_EN = "a number with at most two decimals such as 12.5"

CELLS = [
    ("ledger", 2, "points", "1.234",
     "ledger.csv 第 2 行 分值: “1.234” 小数超过两位；应为：至多两位小数",
     'ledger.csv row 2, points: "1.234" has more than two decimals; '
     "right would be: at most two decimals"),
    ("ledger", 2, "points", "",
     f"ledger.csv 第 2 行 分值: 没有填写；应为：{NUMBER_ZH}",
     f"ledger.csv row 2, points: is empty; right would be: {NUMBER_EN}"),
    ("ledger", 2, "points", "五",
     f"ledger.csv 第 2 行 分值: “五” 不是数字；应为：{NUMBER_ZH}",
     f'ledger.csv row 2, points: "五" is not a number; right would be: {NUMBER_EN}'),
    ("ledger", 2, "points", "NaN",
     f"ledger.csv 第 2 行 分值: “NaN” 不是数字；应为：{NUMBER_ZH}",
     f'ledger.csv row 2, points: "NaN" is not a number; right would be: {NUMBER_EN}'),
    ("ledger", 2, "points", "1e1",
     f"ledger.csv 第 2 行 分值: “1e1” 不是数字；应为：{NUMBER_ZH}",
     f'ledger.csv row 2, points: "1e1" is not a number; right would be: {NUMBER_EN}'),
    ("satisfaction", 2, "satisfied_share", "81.5%",
     "satisfaction.csv 第 2 行 满意率: “81.5%” 不是数字；应为：只写数字：81.5",
     'satisfaction.csv row 2, satisfied_share: "81.5%" is not a number; '
     "right would be: the bare number 81.5"),
    ("indicators", 2, "target", "1,250",
     "indicators.csv 第 2 行 目标值: “1,250” 不是数字；应为：只写数字：1250",
     'indicators.csv row 2, target: "1,250" is not a number; '
     "right would be: the bare number 1250"),
    ("indicators", 2, "actual", "1000000000.01",
     "indicators.csv 第 2 行 完成值: “1000000000.01” 超出范围；"
     "应为：−1000000000 与 1000000000 之间的数",
     'indicators.csv row 2, actual: "1000000000.01" is out of range; '
     "right would be: a number from -1000000000 to 1000000000"),
    ("ledger", 2, "occurred_on", "2017/2/3",
     "ledger.csv 第 2 行 发生日期: “2017/2/3” 不是日期；应为：2017-02-03",
     'ledger.csv row 2, occurred_on: "2017/2/3" is not a day; right would be: 2017-02-03'),
    ("ledger", 2, "occurred_on", "2017-02-29",
     f"ledger.csv 第 2 行 发生日期: “2017-02-29” 不是日期；应为：{DAY_ZH}",
     f'ledger.csv row 2, occurred_on: "2017-02-29" is not a day; right would be: {DAY_EN}'),
    ("ledger", 2, "occurred_on", "43277",
     "ledger.csv 第 2 行 发生日期: “43277” 不是日期；"
     "应为：把单元格设为日期格式，或写成 2018-06-26 的样子",
     'ledger.csv row 2, occurred_on: "43277" is not a day; right would be: '
     "the cell formatted as a date, or text such as 2018-06-26"),
    ("breaches", 2, "effect_until", "长期",
     f"breaches.csv 第 2 行 影响期至: “长期” 不是日期；应为：{DAY_ZH}",
     f'breaches.csv row 2, effect_until: "长期" is not a day; right would be: {DAY_EN}'),
    ("annual_grades", 2, "year", "二〇一六",
     "annual_grades.csv 第 2 行 年度: “二〇一六” 不是年度；应为：四位数年度，如 2017",
     'annual_grades.csv row 2, year: "二〇一六" is not a year; '
     "right would be: a year such as 2017"),
    ("annual_grades", 2, "year", "20166",
     "annual_grades.csv 第 2 行 年度: “20166” 不是年度；应为：四位数年度，如 2017",
     'annual_grades.csv row 2, year: "20166" is not a year; '
     "right would be: a year such as 2017"),
    ("ballot_counts", 2, "count", "7.5",
     "ballot_counts.csv 第 2 行 票数: “7.5” 不是整数；应为：整数，如 12",
     'ballot_counts.csv row 2, count: "7.5" is not a whole number; '
     "right would be: a whole number such as 12"),
    ("tenures", 2, "is_principal", "党委书记",
     "tenures.csv 第 2 行 党政主要负责人: “党委书记” 不是“是”或“否”；应为：是 或 否",
     'tenures.csv row 2, is_principal: "党委书记" is neither true nor false; '
     "right would be: true or false"),
    ("ledger", 2, "account", "积分",
     "ledger.csv 第 2 行 类别: “积分” 不在可选范围内；应为：动态积分、正面清单、负面清单 之一",
     'ledger.csv row 2, account: "积分" is not in the list; '
     "right would be: one of points, positive, negative"),
    ("appraisal_grades", 2, "grade", "ungraded",
     "appraisal_grades.csv 第 2 行 鉴定等次: “ungraded” 不在可选范围内；"
     "应为：好、较好、一般、差 之一",
     'appraisal_grades.csv row 2, grade: "ungraded" is not in the list; '
     "right would be: one of good, fair, ordinary, poor"),
    ("breaches", 2, "dimension", "ability",
     "breaches.csv 第 2 行 方面: “ability” 不在可选范围内；应为：德、廉 之一",
     'breaches.csv row 2, dimension: "ability" is not in the list; '
     "right would be: one of virtue, integrity"),
    ("ledger", 3, "entry_id", "E1",
     "ledger.csv 第 3 行 编号: “E1” 与第 2 行重复；应为：每个编号只用一次",
     'ledger.csv row 3, entry_id: "E1" stands in row 2 already; '
     "right would be: each id once only"),
    ("ledger", 3, "person_id", "P9",
     "ledger.csv 第 3 行 人员编号: “P9” 在表“人员”中不存在；应为：表“人员”中已有的编号",
     'ledger.csv row 3, person_id: "P9" is not in people; '
     "right would be: an id that people holds"),
    ("people", 3, "unit_id", "U9",
     "people.csv 第 3 行 单位编号: “U9” 在表“单位”中不存在；应为：表“单位”中已有的编号",
     'people.csv row 3, unit_id: "U9" is not in units; right would be: an id that units holds'),
    ("ledger", 5, "reverses", "E9",
     "ledger.csv 第 5 行 冲销编号: “E9” 在表“加减分”中不存在；应为：表“加减分”中已有的编号",
     'ledger.csv row 5, reverses: "E9" is not in ledger; '
     "right would be: an id that ledger holds"),
    ("ledger", 4, "points", "0.5",
     "ledger.csv 第 4 行 分值: “0.5” 与规定不符；应为：负面清单的分值不大于 0（冲销除外）",
     'ledger.csv row 4, points: "0.5" is not possible here; '
     "right would be: not above zero on the negative list (reversals apart)"),
    ("ledger", 3, "points", "-2.5",
     "ledger.csv 第 3 行 分值: “-2.5” 与规定不符；应为：正面清单的分值不小于 0（冲销除外）",
     'ledger.csv row 3, points: "-2.5" is not possible here; '
     "right would be: not below zero on the positive list (reversals apart)"),
    ("ledger", 5, "person_id", "P2",
     "ledger.csv 第 5 行 冲销编号: “E1” 与规定不符；应为：冲销同一人的记录",
     'ledger.csv row 5, reverses: "E1" is not possible here; '
     "right would be: an entry of the same person"),
    ("ledger", 5, "account", "positive",
     "ledger.csv 第 5 行 冲销编号: “E1” 与规定不符；应为：冲销同一类别的记录",
     'ledger.csv row 5, reverses: "E1" is not possible here; '
     "right would be: an entry of the same account"),
    ("ledger", 5, "occurred_on", "2017-02-02",
     "ledger.csv 第 5 行 发生日期: “2017-02-02” 与规定不符；"
     "应为：冲销日期不早于原记录的发生日期",
     'ledger.csv row 5, occurred_on: "2017-02-02" is not possible here; '
     "right would be: a day not before the entry that it reverses"),
    ("ledger", 5, "points", "-4.99",
     "ledger.csv 第 5 行 分值: “-4.99” 与规定不符；应为：与原记录分值正好相反",
     'ledger.csv row 5, points: "-4.99" is not possible here; '
     "right would be: the exact opposite of the entry's points"),
    ("indicators", 2, "weight", "0",
     "indicators.csv 第 2 行 权重: “0” 与规定不符；应为：权重大于 0",
     'indicators.csv row 2, weight: "0" is not possible here; '
     "right would be: a weight above zero"),
    ("indicators", 2, "target", "",
     "indicators.csv 第 2 行 目标值: 没有填写；应为：填写目标值",
     "indicators.csv row 2, target: is empty; right would be: a target"),
    ("indicators", 3, "target", "0",
     "indicators.csv 第 3 行 目标值: “0” 与规定不符；应为：目标值大于 0",
     'indicators.csv row 3, target: "0" is not possible here; '
     "right would be: a target above zero"),
    ("indicators", 4, "score", "100.01",
     "indicators.csv 第 4 行 得分: “100.01” 与规定不符；应为：得分在 0 至 100 之间",
     'indicators.csv row 4, score: "100.01" is not possible here; '
     "right would be: a score from 0 to 100"),
    ("satisfaction", 2, "score", "-0.01",
     "satisfaction.csv 第 2 行 测评总分: “-0.01” 与规定不符；应为：测评总分在 0 至 100 之间",
     'satisfaction.csv row 2, score: "-0.01" is not possible here; '
     "right would be: a score from 0 to 100"),
    ("ballots", 3, "dimension", "virtue",
     "ballots.csv 第 3 行 维度: “S1, P1, 德” 与第 2 行的票号、人员编号、维度相同；"
     "应为：一张票对同一人同一维度只评一次",
     'ballots.csv row 3, dimension: "S1, P1, virtue" has the same sheet_id, person_id, dimension '
     "as row 2; right would be: one answer per sheet, person and dimension"),
    ("ballots", 3, "rater_group", "peer",
     "ballots.csv 第 3 行 评议主体: “互评” 与第 2 行不一致（S1 在那里是“上评下”）；"
     "应为：一张票只属于一个评议主体",
     'ballots.csv row 3, rater_group: "peer" contradicts row 2 (where S1 has superior); '
     "right would be: a sheet belongs to one rater group"),
    ("annual_grades", 3, "year", "2016",
     "annual_grades.csv 第 3 行 年度: “P1, 2016” 与第 2 行的人员编号、年度相同；"
     "应为：同一人同一年只有一个年度考核等次",
     'annual_grades.csv row 3, year: "P1, 2016" has the same person_id, year as row 2; '
     "right would be: one annual grade per person and year"),
    ("appraisal_grades", 3, "decided_on", "2017-01-20",
     "appraisal_grades.csv 第 3 行 鉴定日期: “P1, 2016, 2017-01-20” 与第 2 行的"
     "人员编号、年度、鉴定日期相同；应为：同一人同一年同一天只登记一个鉴定等次",
     'appraisal_grades.csv row 3, decided_on: "P1, 2016, 2017-01-20" has the same person_id, '
     "year, decided_on as row 2; right would be: one appraisal grade per person, year and day"),
    ("ballot_counts", 2, "person_id", "P1",
     "ballots.csv 第 4 行 评议主体: “P1, 2017, 互评” 在表“测评计票”第 2 行也有；"
     "应为：同一人同一年同一评议主体，只给逐票或计票之一",
     'ballots.csv row 4, rater_group: "P1, 2017, peer" also stands in ballot_counts, row 2; '
     "right would be: answers or counts for one person, year and group, not both"),
    ("ballot_counts", 2, "count", "-1",
     "ballot_counts.csv 第 2 行 票数: “-1” 与规定不符；应为：票数不小于 0",
     'ballot_counts.csv row 2, count: "-1" is not possible here; '
     "right would be: a count of zero or more"),
    ("unit_awards", 3, "year", "2016",
     "unit_awards.csv 第 3 行 年度: “U2, 2016” 与第 2 行的单位编号、年度相同；"
     "应为：同一单位同一年只有一个奖次",
     'unit_awards.csv row 3, year: "U2, 2016" has the same unit_id, year as row 2; '
     "right would be: one prize per unit and year"),
    ("tenures", 3, "ended_on", "2013-12-31",
     "tenures.csv 第 3 行 免职日期: “2013-12-31” 与规定不符；应为：免职日期不早于任职日期",
     'tenures.csv row 3, ended_on: "2013-12-31" is not possible here; '
     "right would be: a day not before the start of the tenure"),
]  # fmt: skip


def test_a_valid_delivery_has_no_fault(facts: Any) -> None:
    delivery = facts.read()

    assert delivery.messages("zh") == []
    assert delivery.facts is not None
    assert delivery.counts["ledger"] == 4
    assert delivery.absent == ()


@pytest.mark.parametrize(("table", "row", "column", "value", "zh", "en"), CELLS)
def test_one_wrong_cell_gives_one_message(
    facts: Any, table: str, row: int, column: str, value: str, zh: str, en: str
) -> None:
    delivery = facts.put(table, row, column, value).read()

    assert delivery.messages("zh") == [zh]
    assert delivery.messages("en") == [en]
    assert delivery.facts is None


def test_an_entry_can_be_reversed_once_only(facts: Any) -> None:
    facts.add("ledger", "E5", "P1", "2017-09-01", "points", "冲销", "-5", "更正", "E1")

    assert facts.read().messages("zh") == [
        "ledger.csv 第 6 行 冲销编号: “E1” 与第 5 行重复；应为：一笔记录只能冲销一次"
    ]


def test_a_reversal_cannot_be_reversed(facts: Any) -> None:
    facts.add("ledger", "E5", "P1", "2017-09-01", "points", "冲销", "5", "更正", "E4")

    assert facts.read().messages("en") == [
        'ledger.csv row 6, reverses: "E4" is not possible here; '
        "right would be: an original entry, not a reversal"
    ]


def test_a_reversal_may_carry_the_sign_that_its_list_forbids(facts: Any) -> None:
    facts.add("ledger", "E5", "P2", "2017-09-01", "negative", "冲销", "0.5", "更正", "E3")

    assert facts.read().messages("zh") == []


def test_cells_that_a_row_does_not_use_are_not_looked_at(facts: Any) -> None:
    facts.put("indicators", 2, "score", "150").put("indicators", 4, "target", "-3")

    assert facts.read().messages("zh") == []


def test_all_faults_are_found_in_one_pass_and_stand_in_order(facts: Any) -> None:
    facts.put("people", 2, "born_on", "1975年4月2日").put("ledger", 4, "person_id", "P9")
    facts.put("ledger", 2, "points", "x").put("satisfaction", 2, "survey_id", "")

    found = [(fault.table, fault.row, fault.column) for fault in facts.read().faults]

    assert found == [
        ("people", 2, "born_on"),
        ("ledger", 2, "points"),
        ("ledger", 4, "person_id"),
        ("satisfaction", 2, "survey_id"),
    ]


def test_a_wrong_cell_is_not_blamed_for_what_follows_from_it(facts: Any) -> None:
    facts.put("indicators", 2, "target", "很多").put("ledger", 5, "points", "负五")

    assert [fault.code for fault in facts.read().faults] == ["wrong_type", "wrong_type"]


def test_an_unknown_column_names_the_one_that_may_be_meant(facts: Any) -> None:
    facts.tables["people"][0][1] = "姓 名"
    facts.tables["ledger"][0][4] = "items"

    assert facts.read().messages("zh") == [
        "people.csv 第 1 行 姓 名: 不是这个表的列；应为：“姓名”？",
        "ledger.csv 第 1 行 items: 不是这个表的列；应为：“事项”？",
    ]


def test_a_missing_required_column_is_one_fault_whatever_the_number_of_rows(facts: Any) -> None:
    messages = facts.without("ledger", "points").read().messages("en")

    assert messages == [
        "ledger.csv row 1, points: is a required column and missing; "
        "right would be: a header points or 分值"
    ]


def test_any_other_column_may_be_absent(facts: Any) -> None:
    facts.without("ledger", "reverses").without("people", "joined_on")
    del facts.tables["ledger"][4]

    assert facts.read().messages("zh") == []


def test_a_header_that_stands_twice_is_a_fault(facts: Any) -> None:
    for row, cell in zip(facts.tables["units"], ("单位名称", "甲", "乙"), strict=True):
        row.append(cell)

    assert facts.read().messages("zh") == [
        "units.csv 第 1 行 单位名称: “单位名称” 表头重复；应为：每列只出现一次"
    ]


def test_cells_under_no_header_are_a_fault(facts: Any) -> None:
    for row, cell in zip(facts.tables["units"], ("", "甲", ""), strict=True):
        row.append(cell)

    assert facts.read().messages("en") == [
        'units.csv row 2: "甲" stands in a column without a header; '
        "right would be: a header for the column, or the column removed"
    ]


def test_a_missing_required_table_is_a_fault_and_not_blamed_on_others(facts: Any) -> None:
    del facts.tables["people"]

    assert facts.read().messages("zh") == [
        "人员（people）: 缺少这个必需的表；应为：文件 people.csv、people.parquet 或工作表“人员”"
    ]


def test_any_other_table_may_be_absent_and_is_named(facts: Any) -> None:
    del facts.tables["ledger"], facts.tables["ballots"]
    delivery = facts.read()

    assert delivery.messages("zh") == []
    assert delivery.absent == ("ledger", "ballots")
    assert delivery.facts.absent == {"ledger", "ballots"}


def test_an_unknown_table_is_a_fault(facts: Any) -> None:
    folder = facts.folder()
    (folder / "ledgers.csv").write_text("a\n1\n", encoding="utf-8")

    (message,) = [m for m in facts.read().messages("en") if m.startswith("ledgers")]

    assert message == ("ledgers.csv: is not a known table; right would be: 'ledger'?")


def test_faults_can_be_had_for_machines(facts: Any) -> None:
    (record,) = facts.put("ledger", 2, "points", "1.234").read().records()

    assert record == {
        "place": "ledger.csv",
        "table": "ledger",
        "row": 2,
        "column": "points",
        "value": "1.234",
        "code": "too_many_decimals",
        "wrong": {"zh": "小数超过两位", "en": "has more than two decimals"},
        "right": {"zh": "至多两位小数", "en": "at most two decimals"},
    }
