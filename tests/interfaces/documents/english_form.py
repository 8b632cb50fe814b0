"""The ordinary form in English, with English facts: not one Chinese character in it."""

from dataclasses import replace

from meritbook.interfaces.documents.appraisal_form.model import (
    AnalysisLine,
    Breach,
    Conclusion,
    Consistency,
    Correction,
    Entry,
    Indicator,
    Indicators,
    Inspection,
    IntegrityCheck,
    Opinion,
    Opinions,
    Person,
    ProcessAnalysis,
    Quarter,
    Reason,
)
from tests.interfaces.documents.sample_forms import (
    ASSESSMENT,
    HISTORY,
    ORDINARY,
)
from tests.interfaces.documents.sample_ledger import (
    LEDGER,
    QUARTERS,
)

_BASIS = "Circular no. 4 (2017) of the poverty relief office; checked by the appraisal office"


def _in_english(quarter: Quarter) -> Quarter:
    kinds = {"JF": "Dynamic points", "ZM": "Positive list", "FM": "Negative list"}
    return replace(
        quarter,
        entries=tuple(
            replace(
                entry,
                account=kinds[entry.entry_id[:2]],
                item=f"Task {entry.entry_id} of the yearly plan, completed ahead of schedule",
                basis=_BASIS,
                note="wrong person checked; cancelled by JF17-00871 on 2017-11-20"
                if entry.note
                else "",
            )
            for entry in quarter.entries
        ),
    )


_FIRST, _SECOND, _THIRD, _FOURTH = map(_in_english, QUARTERS)
_HELD_BACK = replace(ASSESSMENT.groups[0], dimensions=(), held_back="fewer than 5 ballots")

ENGLISH = replace(
    ORDINARY,
    person=Person(
        "QX-000317",
        "Shen Ruochuan",
        "male",
        "1974-06",
        "Chuanqing",
        "1996-08",
        "People's Government of Yunling Town",
        "Deputy Party Secretary, Mayor",
        "Investigator, fourth grade",
    ),
    ledger=replace(
        LEDGER,
        quarters=(_FIRST, _SECOND, _THIRD, _FOURTH),
        notes=(Reason("Each quarter's net points are held between -10.00 and +10.00", "A1"),),
    ),
    assessment=replace(
        ASSESSMENT,
        options=("good", "fair", "ordinary", "poor", "abstain"),
        dimensions=("virtue", "ability", "diligence", "results", "integrity"),
        groups=(
            replace(_HELD_BACK, name="Superiors"),
            replace(ASSESSMENT.groups[1], name="Peers"),
            replace(ASSESSMENT.groups[2], name="Subordinates"),
        ),
        notes=(Reason("A group without valid ballots never counts as zero", "A3"),),
    ),
    indicators=Indicators(
        (
            Indicator(
                "Rural income growth (%)", "higher is better", "11.00", "11.40", "100.00", "60.00"
            ),
            Indicator("Open petitions", "lower is better", "4.00", None, None, "20.00"),
            Indicator("Party building review", "scored", "", "", "91.50", "20.00"),
        ),
        None,
        (Reason("“Open petitions” has no actual value, so the indicator score is unknown", "B3"),),
    ),
    analysis=ProcessAnalysis(
        (
            AnalysisLine("Points score", "97.00", "80 + 17.00, held within 0 and 100", "B1"),
            AnalysisLine("Virtue and ability", "94.88", "93.46 × 60% + 97.00 × 40%", "B1"),
            AnalysisLine("Conduct", "83.50", "80 + 4.50 - 1.00, held within 0 and 100", "B1"),
        ),
        (Inspection("DC17-0218", "2017-08-10", "Leave was not reported as prescribed", "-1.00"),),
        "-1.00",
    ),
    integrity=IntegrityCheck(
        False,
        (Breach("virtue", "No. 7 (2015)", "2015-04-03", "2016-04-02", "2015-12-30", False),),
        (Reason("No breach was decided in the year", "B8"),),
    ),
    history=replace(
        HISTORY,
        years=tuple(
            replace(year, appraisal_grade=appraisal, annual_grade=annual)
            for year, appraisal, annual in zip(
                HISTORY.years,
                ("fair", "fair", "good"),
                ("competent", "competent", "excellent"),
                strict=True,
            )
        ),
        appraisal_levels=("poor", "ordinary", "fair", "good"),
        annual_levels=("incompetent", "basically competent", "competent", "excellent"),
        notes=(Reason("Points, lists and total rose in each year", "A4"),),
    ),
    conclusion=Conclusion(
        None,
        "ungraded",
        "good",
        "2018-01-30, no. 3 (2018)",
        "good",
        (
            Reason("The indicator score is unknown, and so is the total", "B5"),
            Reason("The grade registered on 2018-01-30 stands", "B4"),
        ),
    ),
    consistency=Consistency(
        "excellent",
        "excellent",
        "competent",
        False,
        (Reason("Good allows competent to excellent; excellent is registered", "A6"),),
    ),
    opinions=Opinions(
        own=Opinion("I have checked every line and agree.", "Shen Ruochuan", "2018-02-01"),
        corrections=(
            Correction("2017-11-20", "JF17-00693 cancelled", "Letter no. 18 (2017)", "Zhou Yanqiu"),
        ),
    ),
)

assert all(isinstance(entry, Entry) for entry in _FIRST.entries)
