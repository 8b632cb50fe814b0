"""An invented person with a filled appraisal form: an ordinary good year."""

from meritbook.interfaces.documents.appraisal_form.model import (
    AnalysisLine,
    AppraisalForm,
    Assessment,
    Conclusion,
    Consistency,
    Correction,
    DimensionVotes,
    History,
    Indicator,
    Indicators,
    Inspection,
    IntegrityCheck,
    Opinions,
    Person,
    ProcessAnalysis,
    Provenance,
    RaterGroup,
    Reason,
    YearRecord,
)
from tests.interfaces.documents.sample_ledger import LEDGER

PROVENANCE = Provenance(
    rulebook="qixingguan-2018",
    edition="sha256:3f9a1c7de05b42866cf1a9d0b7e8352419ac6d70f8e1b25c94d3706a5be8f102",
    evaluated_on="2018-02-05",
    facts_digest="sha256:b81d04e6a97f3c25d0e48b61f7a2c93e5d10864fba7c92e30d5f18a64c7be935",
)

OPTIONS = ("好", "较好", "一般", "差", "弃权")
DIMENSIONS = ("德", "能", "勤", "绩", "廉")


def votes(*rows: tuple[int, int, int, int, int, str]) -> tuple[DimensionVotes, ...]:
    """Return a group's votes: per dimension the five counts and the mean."""
    return tuple(DimensionVotes(tuple(map(str, row[:5])), str(row[5])) for row in rows)


ASSESSMENT = Assessment(
    options=OPTIONS,
    option_marks=("100", "85", "70", "40", ""),
    dimensions=DIMENSIONS,
    dimension_weights=("20", "20", "20", "20", "20"),
    groups=(
        RaterGroup(
            "上评下",
            "40",
            "96.70",
            votes(
                (7, 2, 0, 0, 0, "96.67"),
                (6, 3, 0, 0, 0, "95.00"),
                (8, 1, 0, 0, 0, "98.33"),
                (7, 2, 0, 0, 0, "96.67"),
                (7, 1, 0, 0, 1, "96.83"),
            ),
        ),
        RaterGroup(
            "互评",
            "30",
            "92.41",
            votes(
                (9, 5, 1, 0, 0, "93.00"),
                (8, 6, 1, 0, 0, "92.00"),
                (10, 4, 1, 0, 0, "94.00"),
                (8, 5, 2, 0, 0, "91.00"),
                (8, 6, 0, 0, 1, "92.07"),
            ),
        ),
        RaterGroup(
            "下评上",
            "30",
            "90.18",
            votes(
                (31, 18, 4, 1, 2, "91.67"),
                (27, 21, 6, 1, 1, "89.64"),
                (35, 15, 4, 0, 2, "93.61"),
                (24, 20, 9, 2, 1, "87.45"),
                (26, 19, 8, 2, 1, "88.55"),
            ),
        ),
    ),
    score="93.46",
    notes=(Reason("没有有效票的评议主体不计零分，其权重由其余主体按比例承担", "A3"),),
)

INDICATORS = Indicators(
    items=(
        Indicator("农村居民收入增速（%）", "越高越好", "11.00", "11.40", "100.00", "20.00"),
        Indicator("脱贫人口（人）", "越高越好", "3200.00", "3105.00", "97.03", "25.00"),
        Indicator("固定资产投资（亿元）", "越高越好", "8.50", "7.82", "92.00", "15.00"),
        Indicator("信访积案（件）", "越低越好", "4.00", "5.00", "80.00", "10.00"),
        Indicator("森林覆盖率（%）", "越高越好", "56.00", "57.10", "100.00", "10.00"),
        Indicator("基层党建综合评价", "直接评分", "", "", "91.50", "20.00"),
    ),
    score="94.36",
)

ANALYSIS = ProcessAnalysis(
    lines=(
        AnalysisLine("积分得分", "97.00", "基础分 80 + 全年积分 17.00，限定在 0 至 100 之间", "B1"),
        AnalysisLine("德才素质", "94.88", "测评得分 93.46 × 60% + 积分得分 97.00 × 40%", "B1"),
        AnalysisLine(
            "作风表现",
            "83.50",
            "基础分 80 + 清单合计 4.50 + 作风督查 -1.00，限定在 0 至 100 之间",
            "B1",
        ),
    ),
    inspections=(
        Inspection(
            "DC17-0218", "2017-08-10", "抽查在岗情况，驻村第一书记请假未按规定报备1次", "-1.00"
        ),
    ),
    inspection_points="-1.00",
)

NO_BREACH = IntegrityCheck(
    vetoed=False,
    breaches=(),
    reasons=(Reason("截至 2018-02-05，本年度没有认定的德、廉问题", "B8"),),
)

HISTORY = History(
    years=(
        YearRecord(
            "2015",
            "6.50",
            "1.00",
            "-2.00",
            "-1.00",
            "84.20",
            "86.02",
            "86.21",
            "78.00",
            "83.77",
            "较好",
            "称职",
        ),
        YearRecord(
            "2016",
            "11.00",
            "3.00",
            "-1.00",
            "2.00",
            "90.15",
            "90.40",
            "90.64",
            "82.00",
            "89.05",
            "较好",
            "称职",
        ),
        YearRecord(
            "2017",
            "17.00",
            "5.00",
            "-0.50",
            "4.50",
            "94.36",
            "93.46",
            "94.88",
            "83.50",
            "92.86",
            "好",
            "优秀",
        ),
    ),
    appraisal_levels=("差", "一般", "较好", "好"),
    annual_levels=("不称职", "基本称职", "称职", "优秀"),
    notes=(Reason("三年积分、清单和总分逐年上升，鉴定等次由较好升为好", "A4"),),
)

CONCLUSION = Conclusion(
    total="92.86",
    computed_grade="好",
    registered_grade="好",
    registration="2018-01-30 区考发〔2018〕3号",
    grade="好",
    reasons=(
        Reason(
            "总分 = 指标得分 94.36 × 60% + 德才素质 94.88 × 25% + 作风表现 83.50 × 15% = 92.86",
            "B3",
        ),
        Reason("总分 92.86 不低于 90，计算等次为好", "B5"),
        Reason("德、廉审查未触发一票否决", "B8"),
        Reason("以 2018-01-30 登记的等次为准，与计算等次相同", "B4"),
    ),
)

CONSISTENCY = Consistency(
    annual_grade="优秀",
    cap="优秀",
    floor="称职",
    conflict=False,
    reasons=(Reason("鉴定等次为好，年度考核可定称职至优秀；登记为优秀，二者一致", "A6"),),
)

ORDINARY = AppraisalForm(
    year="2017",
    person=Person(
        "QX-000317",
        "沈若川",
        "男",
        "1974.06",
        "穿青人",
        "1996.08",
        "云岭镇人民政府",
        "党委副书记、镇长",
        "四级调研员",
    ),
    ledger=LEDGER,
    assessment=ASSESSMENT,
    indicators=INDICATORS,
    analysis=ANALYSIS,
    integrity=NO_BREACH,
    history=HISTORY,
    conclusion=CONCLUSION,
    consistency=CONSISTENCY,
    provenance=PROVENANCE,
    opinions=Opinions(
        corrections=(
            Correction(
                "2017-11-20",
                "冲销 JF17-00693（村级档案抽查不合格，-1.50）",
                "区档案局更正函（区档函〔2017〕18号）",
                "周砚秋",
            ),
        ),
    ),
)
