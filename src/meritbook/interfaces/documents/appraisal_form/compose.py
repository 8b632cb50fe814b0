"""Appraisal forms from the findings of one evaluation: one person's, or a whole unit's.

Nothing is decided here: every figure is a column of the findings or a sum of columns that stand
beside it on the form, and every reason is what the engine says about its own columns.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import polars as pl

from meritbook.engine.explanation import Explainer
from meritbook.engine.findings import Findings
from meritbook.engine.kinds import Lang
from meritbook.engine.rulebook import Rulebook
from meritbook.interfaces.documents.appraisal_form import (
    compose_ledger,
    compose_process,
    compose_results,
)
from meritbook.interfaces.documents.appraisal_form.compose_subject import Batch, Subject
from meritbook.interfaces.documents.appraisal_form.model import (
    AppraisalForm,
    Opinions,
    Person,
    Provenance,
)

NODES = frozenset(
    {
        *compose_ledger.SUMS.values(),
        *compose_process.VOTES.values(),
        *compose_process.ANALYSIS,
        *compose_results.FIGURES,
        "counted",
        "dimension_mean",
        "group_score",
        "indicator_points",
        "inspections",
        "breach_stands",
        "vetoed",
        "computed_grade",
        "registered_grade",
        "grade",
        "annual_cap",
        "annual_floor",
        "conflict",
    }
)
"""The nodes that a form prints."""
PARAMETERS = frozenset({"option_value", "dimension_weight", "group_weight"})
DIGEST = "sha256:"


class NoSuchForm(Exception):
    """The rulebook lacks what the form prints; `lacking` names it."""

    def __init__(self, rulebook: Rulebook, lacking: Sequence[str]) -> None:
        super().__init__(f"{rulebook.id} lacks {', '.join(lacking)}")
        self.rulebook, self.lacking = rulebook, tuple(lacking)


class YearNotPossible(Exception):
    """A year that is neither in the window nor running; `possible` are those that are."""

    def __init__(self, year: int, possible: Sequence[int]) -> None:
        super().__init__(f"{year} is none of {list(possible)}")
        self.year, self.possible = year, tuple(possible)


class NotInService(Exception):
    """A person who had not joined in the year; `years` are those of the evaluation in service."""

    def __init__(self, person: str, year: int, years: Sequence[int]) -> None:
        super().__init__(f"{person} was not in service in {year}")
        self.person, self.year, self.years = person, year, tuple(years)


def check_form(rulebook: Rulebook) -> None:
    """Raise `NoSuchForm` for a rulebook that does not state what the form prints."""
    lacking = sorted((NODES - set(rulebook.nodes)) | (PARAMETERS - set(rulebook.parameters)))
    if lacking:
        raise NoSuchForm(rulebook, lacking)


def check_year(rulebook: Rulebook, *, year: int, on: dt.date) -> bool:
    """Tell whether a form of the year is provisional; raise `YearNotPossible` where none can be.

    A form is final only after 31 December of its year, and the window ends before the day's year.
    """
    possible = (*rulebook.window.of(on), on.year)
    if year not in possible:
        raise YearNotPossible(year, possible)
    return year == on.year


def in_service(findings: Findings, *, year: int) -> set[str]:
    """Return the people who have a form of the year."""
    frame = findings.frames["year"]
    return set(frame.filter(pl.col("year") == year)[findings.facts.by])


def compose(
    findings: Findings,
    people: Iterable[str],
    *,
    year: int,
    lang: Lang,
    facts_digest: str | None = None,
) -> list[AppraisalForm]:
    """Return the forms of people in the order given, all from one evaluation.

    Args:
        findings: made with `keep="reasons"`; for the running year with `provisional` too.
        people: ids of people who are in the findings.
        year: the year of the forms.
        lang: language of words and sentences; texts of facts stay as delivered.
        facts_digest: digest of the delivery, where the findings hold only a part of it.

    Raises:
        NoSuchForm: the rulebook does not state what a form prints.
        YearNotPossible: the year is neither in the window nor running.
        NotInService: somebody had not joined in the year.
    """
    check_form(findings.rulebook)
    provisional = check_year(findings.rulebook, year=year, on=findings.on)
    batch = Batch(findings)
    units = _unit_names(findings)
    provenance = _provenance(findings, facts_digest or findings.facts.digest())
    forms = []
    for person in people:
        subject = Subject(person, year, lang, Explainer(batch.of(person)))
        if not subject.in_service:
            years = [row["year"] for row in subject.rows("year")]
            raise NotInService(person, year, years)
        forms.append(_form(subject, units, provenance, provisional=provisional))
    return forms


def _form(
    subject: Subject, units: dict[str, str], provenance: Provenance, *, provisional: bool
) -> AppraisalForm:
    return AppraisalForm(
        year=str(subject.year),
        person=_head(subject, units),
        ledger=compose_ledger.ledger(subject),
        assessment=compose_process.assessment(subject),
        indicators=compose_process.indicators(subject),
        analysis=compose_process.analysis(subject),
        integrity=compose_results.integrity(subject),
        history=compose_results.history(subject),
        conclusion=compose_results.conclusion(subject),
        consistency=compose_results.consistency(subject),
        provenance=provenance,
        opinions=Opinions(corrections=compose_ledger.corrections(subject)),
        provisional=provisional,
    )


def _unit_names(findings: Findings) -> dict[str, str]:
    units = findings.facts.tables["units"].lazy().select("unit_id", "name").collect()
    return {unit: name or unit for unit, name in units.iter_rows()}


def _head(subject: Subject, units: dict[str, str]) -> Person:
    (row,) = subject.rows(subject.rulebook.entity.name)
    text = {
        name: subject.fact(row, "people", name)
        for name in ("name", "gender", "ethnicity", "post", "rank")
    }
    return Person(
        person_id=subject.person,
        born=_month(row["people.born_on"], subject.lang),
        joined=_month(row["people.joined_on"], subject.lang),
        unit=units.get(row["people.unit_id"], ""),
        **text,
    )


def _month(day: dt.date | None, lang: Lang) -> str:
    """Print year and month, as personnel forms do."""
    if day is None:
        return ""
    between = "." if lang == "zh" else "-"
    return f"{day.year}{between}{day.month:02}"


def _provenance(findings: Findings, digest: str) -> Provenance:
    readings = [
        f"{rule}={held.chosen}"
        for rule, held in findings.rulebook.readings.items()
        if held.chosen != next(iter(held.choices))
    ]
    return Provenance(
        rulebook=findings.rulebook.id,
        edition=DIGEST + findings.rulebook.digest,
        evaluated_on=findings.on.isoformat(),
        facts_digest=DIGEST + digest,
        readings=", ".join(readings),
    )
