"""What an appraisal form shows, as plain data: texts and exact figures, no rule and no engine.

Conventions, for all classes:
* Every text is already in the reader's language; every figure is text as it is to be printed
  (`"3.00"`, `"-0.50"`); every date is text in ISO form (`"2017-03-15"`).
* `None` means *unknown* and is printed in words (未知, unknown), never as a zero or a blank.
* `""` means that there is nothing to say: the cell stays empty or shows a dash.
* An empty tuple of rows is printed as 无记录, no record.
* The order of rows is the order on paper.
"""

import dataclasses

from meritbook.interfaces.documents.appraisal_form.process import (
    AnalysisLine,
    Assessment,
    DimensionVotes,
    Entry,
    Figure,
    Indicator,
    Indicators,
    Inspection,
    Ledger,
    ProcessAnalysis,
    Quarter,
    RaterGroup,
    Reason,
)

__all__ = [
    "AnalysisLine",
    "AppraisalForm",
    "Assessment",
    "Breach",
    "Conclusion",
    "Consistency",
    "Correction",
    "DimensionVotes",
    "Entry",
    "Figure",
    "History",
    "Indicator",
    "Indicators",
    "Inspection",
    "IntegrityCheck",
    "Ledger",
    "Opinion",
    "Opinions",
    "Person",
    "ProcessAnalysis",
    "Provenance",
    "Quarter",
    "RaterGroup",
    "Reason",
    "YearRecord",
]


@dataclasses.dataclass(frozen=True, slots=True)
class Person:
    """The head of the form. An empty text leaves room to write by hand."""

    person_id: str
    name: str
    gender: str = ""
    born: str = ""
    ethnicity: str = ""
    joined: str = ""
    unit: str = ""
    post: str = ""
    rank: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Breach:
    """A decided breach of virtue or integrity.

    Attributes:
        dimension: virtue or integrity.
        document: the decision's document.
        decided_on: day of the decision.
        effect_until: last day of its effect, empty where none continues.
        revoked_on: day of revocation, empty where it stands.
        vetoes: whether it makes this year's grade poor.
    """

    dimension: str
    document: str
    decided_on: str
    effect_until: str
    revoked_on: str
    vetoes: bool


@dataclasses.dataclass(frozen=True, slots=True)
class IntegrityCheck:
    """The check of virtue and integrity, a one-vote veto (B8)."""

    vetoed: bool
    breaches: tuple[Breach, ...]
    reasons: tuple[Reason, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class YearRecord:
    """One of the years that stand side by side (A4).

    Attributes:
        year: the year; the form's own year is the last one.
        in_service: false where the person had not joined; figures are then not printed.
        appraisal_grade, annual_grade: as printed; unknown where missing.
    """

    year: str
    points: Figure = None
    positive: Figure = None
    negative: Figure = None
    lists: Figure = None
    indicator_score: Figure = None
    assessment_score: Figure = None
    virtue_ability_score: Figure = None
    conduct_score: Figure = None
    total: Figure = None
    appraisal_grade: Figure = None
    annual_grade: Figure = None
    in_service: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class History:
    """The years side by side, as a table and as lines over time (A4).

    Attributes:
        years: oldest first.
        appraisal_levels, annual_levels: the grades that the chart orders, lowest first; a grade
            that is not among them (不确定等次, for one) leaves a gap in the line.
        notes: the comparison over the years in words (B1).
    """

    years: tuple[YearRecord, ...]
    appraisal_levels: tuple[str, ...]
    annual_levels: tuple[str, ...]
    notes: tuple[Reason, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Conclusion:
    """Total and appraisal grade with their reasons (B4, B5, B8).

    Attributes:
        total: the composite score.
        computed_grade: the grade that follows from total and veto.
        registered_grade: the grade that was finally registered, empty where there is none.
        registration: day and document of the registration, else empty.
        grade: the grade that stands.
        reasons: one sentence per step, each with its clause.
    """

    total: Figure
    computed_grade: Figure
    registered_grade: str
    registration: str
    grade: Figure
    reasons: tuple[Reason, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Consistency:
    """Whether annual grade and appraisal grade agree (A5, A6, B6, B7).

    Attributes:
        annual_grade: the registered annual grade.
        cap, floor: the highest and lowest annual grade that the appraisal grade allows; an
            empty text where there is no such bound.
        conflict: true where the annual grade lies outside, `None` where that is unknown.
        reasons: why, each with its clause.
    """

    annual_grade: Figure
    cap: Figure
    floor: Figure
    conflict: bool | None
    reasons: tuple[Reason, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody stated on the form. Empty texts leave room to write and sign by hand."""

    text: str = ""
    signer: str = ""
    signed_on: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Correction:
    """One correction of the year's record, such as a reversal (A6)."""

    corrected_on: str
    subject: str
    basis: str
    handled_by: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Opinions:
    """The places for opinions and signatures, and the record of corrections.

    Attributes:
        own: the person's.
        unit: the unit's, signed by its principal leader.
        appraisal_office: review by the appraisal office 考核办.
        organisation_department: decision of the organisation department 组织部.
        corrections: known corrections; blank lines for later ones follow.
    """

    own: Opinion = Opinion()
    unit: Opinion = Opinion()
    appraisal_office: Opinion = Opinion()
    organisation_department: Opinion = Opinion()
    corrections: tuple[Correction, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Provenance:
    """What anyone needs to redo the form: printed at the foot of each page.

    Attributes:
        rulebook: id of the rulebook.
        edition: hash of the edition in force.
        evaluated_on: the day D as of which everything was computed.
        facts_digest: digest of the facts.
        readings: readings chosen in place of the default ones, empty where none.
    """

    rulebook: str
    edition: str
    evaluated_on: str
    facts_digest: str
    readings: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class AppraisalForm:
    """One person's appraisal form of one year.

    `provisional` says that the year was still running on the day of evaluation: the form is then
    marked as a preview on every page and must not be signed.
    """

    year: str
    person: Person
    ledger: Ledger
    assessment: Assessment
    indicators: Indicators
    analysis: ProcessAnalysis
    integrity: IntegrityCheck
    history: History
    conclusion: Conclusion
    consistency: Consistency
    provenance: Provenance
    opinions: Opinions = Opinions()
    provisional: bool = False
