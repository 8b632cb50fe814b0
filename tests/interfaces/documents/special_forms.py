"""Invented people whose forms are not ordinary: a veto, unknowns, many entries, a whole unit."""

from dataclasses import fields, is_dataclass, replace

from meritbook.interfaces.documents.appraisal_form.model import (
    AnalysisLine,
    AppraisalForm,
    Breach,
    Conclusion,
    Consistency,
    Entry,
    History,
    Indicator,
    Indicators,
    IntegrityCheck,
    Ledger,
    Opinion,
    Opinions,
    Person,
    ProcessAnalysis,
    Quarter,
    RaterGroup,
    Reason,
    YearRecord,
)
from tests.interfaces.documents.sample_forms import (
    ASSESSMENT,
    CONCLUSION,
    HISTORY,
    NO_BREACH,
    ORDINARY,
    PROVENANCE,
)
from tests.interfaces.documents.sample_ledger import (
    CAP_NOTE,
    LEDGER,
    POINTS,
    QUARTERS,
)

VETOED = replace(
    ORDINARY,
    person=Person(
        "QX-000482",
        "欧阳澍",
        "男",
        "1969.11",
        "汉族",
        "1990.07",
        "区水务局",
        "党组成员、副局长",
        "一级主任科员",
    ),
    integrity=IntegrityCheck(
        vetoed=True,
        breaches=(
            Breach("廉", "区纪处〔2017〕29号", "2017-09-12", "2018-09-11", "", True),
            Breach("德", "区纪处〔2015〕7号", "2015-04-03", "2016-04-02", "2015-12-30", False),
        ),
        reasons=(
            Reason("2017-09-12 认定廉方面问题（区纪处〔2017〕29号），至 2018-02-05 未撤销", "B8"),
            Reason("德、廉一票否决，不论总分，鉴定等次直接定为差", "B8"),
        ),
    ),
    history=replace(
        HISTORY,
        years=(
            *HISTORY.years[:2],
            replace(HISTORY.years[2], appraisal_grade="差", annual_grade="称职"),
        ),
    ),
    conclusion=replace(
        CONCLUSION,
        computed_grade="差",
        registered_grade="",
        registration="",
        grade="差",
        reasons=(
            *CONCLUSION.reasons[:1],
            Reason("德、廉审查触发一票否决，鉴定等次为差", "B8"),
        ),
    ),
    consistency=Consistency(
        annual_grade="称职",
        cap="基本称职",
        floor="",
        conflict=True,
        reasons=(
            Reason("鉴定等次为差，年度考核不得定为称职及以上", "B7"),
            Reason("登记的年度考核等次称职高于上限基本称职，须核实并及时更正", "A6"),
        ),
    ),
    opinions=Opinions(),
)

_NOTHING = Quarter("0.00", "0.00", "0.00", "0.00", "0.00", "0.00", "0.00", "0.00", "0.00")

UNKNOWN = AppraisalForm(
    year="2018",
    person=Person("QX-001120", "罗青禾", "女", "1993.02", "苗族", "2017.09", "融媒体中心", "记者"),
    ledger=Ledger(
        (_NOTHING, _NOTHING, _NOTHING, _NOTHING),
        "0.00",
        "0.00",
        "0.00",
        "0.00",
        "0.00",
        "0.00",
        "0.00",
        (CAP_NOTE,),
    ),
    assessment=replace(
        ASSESSMENT,
        groups=(
            RaterGroup("上评下", "40", "88.00", held_back="少于5票"),
            ASSESSMENT.groups[1],
            RaterGroup("下评上", "30", None),
        ),
        score="89.90",
    ),
    indicators=Indicators(
        (
            Indicator("采写稿件（篇）", "越高越好", "120.00", None, None, "60.00"),
            Indicator("差错率（‰）", "越低越好", "0.50", "0.40", "100.00", "40.00"),
        ),
        None,
        (Reason("“采写稿件（篇）”没有完成值，指标得分未知", "B3"),),
    ),
    analysis=ProcessAnalysis(
        (
            AnalysisLine("积分得分", "80.00", "基础分 80 + 全年积分 0.00", "B1"),
            AnalysisLine("德才素质", "85.94", "测评得分 89.90 × 60% + 积分得分 80.00 × 40%", "B1"),
            AnalysisLine("作风表现", "80.00", "基础分 80 + 清单合计 0.00 + 作风督查 0.00", "B1"),
        ),
        (),
        "0.00",
    ),
    integrity=NO_BREACH,
    history=History(
        (
            YearRecord("2016", in_service=False),
            YearRecord(
                "2017",
                "1.00",
                "0.00",
                "0.00",
                "0.00",
                conduct_score="80.00",
                annual_grade="不确定等次",
            ),
            YearRecord("2018", "0.00", "0.00", "0.00", "0.00", None, "89.90", "85.94", "80.00"),
        ),
        HISTORY.appraisal_levels,
        HISTORY.annual_levels,
    ),
    conclusion=Conclusion(
        None, "未定", "", "", "未定", (Reason("指标得分未知，总分未知，等次未定", "B5"),)
    ),
    consistency=Consistency(
        None, None, None, None, (Reason("鉴定等次未定，无法核对年度考核等次", "A6"),)
    ),
    provenance=replace(PROVENANCE, evaluated_on="2018-06-26", readings="third_prize_unit=year_end"),
    provisional=True,
)


def long_entry(number: int) -> Entry:
    """Return one of many entries with a basis of several lines."""
    return Entry(
        f"JF17-9{number:04}",
        f"2017-{1 + number // 5:02}-{1 + number % 28:02}",
        POINTS,
        "achievement" if number % 3 else "setback",
        f"第{number}号重点任务：统筹推进跨镇供水管网改造、村级河长巡查和饮用水源地整治",
        "+0.50" if number % 3 else "-0.50",
        f"依据起{number}。"
        + "区水务局逐月调度记录、施工日志、监理月报与现场影像齐全；" * 4
        + f"依据止{number}。",
    )


def with_many_entries(count: int = 60) -> AppraisalForm:
    """Return a form with many long entries, spread over the four quarters."""
    entries = [long_entry(number) for number in range(count)]
    share = (count + 3) // 4
    first, second, third, fourth = (
        replace(quarter, entries=tuple(entries[index * share : (index + 1) * share]))
        for index, quarter in enumerate(QUARTERS)
    )
    return replace(
        ORDINARY,
        person=replace(ORDINARY.person, person_id="QX-000999", name="申屠望舒"),
        ledger=replace(LEDGER, quarters=(first, second, third, fourth)),
        opinions=Opinions(own=Opinion("我已逐项核对，无异议。", "申屠望舒", "2018-01-12")),
    )


def _with_other_texts(value: object, number: int) -> object:
    """Change every figure, date and Chinese sentence of a form, so that no two forms share any."""
    if isinstance(value, str):
        factor = (1, 3, 7)[number // 10 % 3]
        digits = "".join(str((digit * factor + number) % 10) for digit in range(10))
        changed = value.translate(str.maketrans("0123456789", digits))
        return f"{changed}（{number}）" if len(value) > 8 and changed == value else changed
    if isinstance(value, tuple):
        return tuple(_with_other_texts(item, number) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        changes = {
            field.name: _with_other_texts(getattr(value, field.name), number)
            for field in fields(value)
            if field.name not in ("nature", "year")
        }
        return replace(value, **changes)
    return value


def unit_of(size: int) -> list[AppraisalForm]:
    """Return the forms of a unit whose people differ in nearly every text and figure."""
    forms = []
    for number in range(size):
        form = _with_other_texts(ORDINARY, number)
        assert isinstance(form, AppraisalForm)
        person = replace(form.person, person_id=f"QX-{number:06}", name=f"沈若川{number}")
        forms.append(replace(form, person=person))
    return forms
