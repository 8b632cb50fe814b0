"""Check of virtue and integrity, the years side by side, total and grade, consistency (A4–B8)."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence

from meritbook.engine.deciding import Row
from meritbook.engine.kinds import Label
from meritbook.engine.saying import join, same
from meritbook.interfaces.documents.appraisal_form import compose_sentences as sentences
from meritbook.interfaces.documents.appraisal_form.compose_subject import (
    YEAR,
    Subject,
    is_option_of,
    levels,
)
from meritbook.interfaces.documents.appraisal_form.model import (
    Breach,
    Conclusion,
    Consistency,
    Figure,
    History,
    IntegrityCheck,
    Reason,
    YearRecord,
)

COMPARED = ("virtue_ability_score", "conduct_score", "total")
FIGURES = (
    "points", "positive", "negative", "lists", "indicator_score", "assessment_score",
    "virtue_ability_score", "conduct_score", "total", "grade", "annual_grade",
)  # fmt: skip
NO_BOUND = ""


def integrity(subject: Subject) -> IntegrityCheck:
    """Return the breaches that touch the year, and whether one of them vetoes it (B8)."""
    row = subject.own
    breaches = sorted(
        (each for each in subject.rows("breaches") if _touches(subject, each)),
        key=lambda each: (each["breaches.decided_on"], each["breaches.breach_id"]),
    )
    return IntegrityCheck(
        vetoed=bool(row["vetoed"]),
        breaches=tuple(_breach(subject, each) for each in breaches),
        reasons=_why_vetoed(subject, row, [each for each in breaches if each["year"] == row[YEAR]]),
    )


def _why_vetoed(subject: Subject, row: Row, breaches: Sequence[Row]) -> tuple[Reason, ...]:
    """Say which breaches of the year count, or that there are none."""
    if not breaches:
        place = subject.wording(row, "vetoed").key(YEAR)
        said = subject.sentence(row, "vetoed", place)
        return (Reason(subject.text(said), subject.clause("vetoed")),)
    each = [_why_it_stands(subject, breach) for breach in breaches]
    return (*each, subject.verdict(row, "vetoed"))


def _touches(subject: Subject, row: Row) -> bool:
    """Tell whether a breach was decided in a year on the form, or still has effect in its year."""
    until = row["breaches.effect_until"]
    if row["year"] > subject.year:
        return False
    still = until is not None and until >= dt.date(subject.year, 1, 1)
    return row["year"] in subject.findings.years or still


def _breach(subject: Subject, row: Row) -> Breach:
    fact = {name: subject.fact(row, "breaches", name) for name in _BREACH}
    vetoes = row["year"] == subject.year and bool(row["breach_stands"])
    return Breach(vetoes=vetoes, **fact)


_BREACH = ("dimension", "document", "decided_on", "effect_until", "revoked_on")


def _why_it_stands(subject: Subject, row: Row) -> Reason:
    """Say why a breach of the year counts or not, the decision named."""
    node = "breach_stands"
    named = " ".join(subject.fact(row, "breaches", name) for name in ("decided_on", "document"))
    said = subject.sentence(row, node, same(named.strip()))
    return Reason(subject.text(said), subject.clause(node))


def history(subject: Subject) -> History:
    """Return the evaluated years up to the form's own, side by side (A4, B1)."""
    years = [year for year in subject.findings.years if year <= subject.year]
    rows = {row[YEAR]: row for row in subject.rows(YEAR)}
    ended = [rows[year] for year in years if year in rows and year != subject.on.year]
    return History(
        years=tuple(_record(subject, year, rows.get(year)) for year in years),
        appraisal_levels=levels(subject, is_option_of(subject, "grade")),
        annual_levels=levels(subject, is_option_of(subject, "annual_grade")),
        notes=(*_comparison(subject, ended), *_left_out(subject, years)),
    )


def _record(subject: Subject, year: int, row: Row | None) -> YearRecord:
    shown = str(year)
    if year == subject.on.year:
        shown = sentences.running(shown)
    if row is None:
        return YearRecord(shown, in_service=False)
    held = {name: subject.figure(row, name) for name in FIGURES}
    return YearRecord(
        year=shown,
        points=held["points"],
        positive=held["positive"],
        negative=held["negative"],
        lists=held["lists"],
        indicator_score=held["indicator_score"],
        assessment_score=held["assessment_score"],
        virtue_ability_score=held["virtue_ability_score"],
        conduct_score=held["conduct_score"],
        total=held["total"],
        appraisal_grade=held["grade"],
        annual_grade=held["annual_grade"],
    )


def _comparison(subject: Subject, rows: Sequence[Row]) -> list[Reason]:
    """Say how each compared value went over the years in service."""
    notes = []
    for node in COMPARED:
        values = [row[node] for row in rows]
        if sum(value is not None for value in values) > 1:
            said = sentences.ARROW.join(subject.text(subject.said(row, node)) for row in rows)
            note = sentences.compared(subject.label(node), trend(values), said)
            notes.append(Reason(subject.text(note), "B1"))
    return notes


def trend(values: Sequence[int | None]) -> str:
    """Tell how values went, oldest first."""
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return "open"
    steps = [after - before for before, after in itertools.pairwise(known)]
    rises, falls = any(step > 0 for step in steps), any(step < 0 for step in steps)
    if rises and falls:
        return "uneven"
    if all(steps):
        return "rising" if rises else "falling"
    return "not falling" if rises else "not rising" if falls else "level"


def _left_out(subject: Subject, years: Sequence[int]) -> list[Reason]:
    """Say which year has not ended, or which years before it the evaluation does not reach."""
    if subject.year == subject.on.year:
        return [Reason(subject.text(sentences.running_note(str(subject.year))))]
    wanted = range(subject.year - subject.rulebook.window.years + 1, subject.year)
    lacking = [str(year) for year in wanted if year not in years]
    if not lacking:
        return []
    window = subject.rulebook.window.of(subject.on)
    between = "、" if subject.lang == "zh" else ", "
    said = sentences.outside_window(between.join(lacking), f"{window[0]}–{window[-1]}")
    return [Reason(subject.text(said))]


def conclusion(subject: Subject) -> Conclusion:
    """Return total and grade with their reasons (B4, B5, B8)."""
    row = subject.own
    registered = row["registered_grade"] is not None
    reasons = [subject.reason(row, "total")]
    reasons += subject.still_open(_behind_total(subject, row), "total")
    reasons += [subject.reason(row, "computed_grade"), *_difference(subject, row)]
    reasons.append(subject.reason(row, "grade"))
    document = [subject.fact(row, "last_registered", name) for name in ("decided_on", "document")]
    return Conclusion(
        total=subject.figure(row, "total"),
        computed_grade=subject.figure(row, "computed_grade"),
        registered_grade=(subject.figure(row, "registered_grade") or "") if registered else "",
        registration=" ".join(document).strip() if registered else "",
        grade=subject.figure(row, "grade"),
        reasons=tuple(reasons),
    )


def _behind_total(subject: Subject, row: Row) -> tuple[Label, ...]:
    return subject.open_facts(row, "total") if row["total"] is None else ()


def _difference(subject: Subject, row: Row) -> list[Reason]:
    registered, computed = "registered_grade", "computed_grade"
    if row[registered] in (None, row[computed]):
        return []
    both = [
        join((subject.label(node), subject.said(row, node)), " ") for node in (registered, computed)
    ]
    said = sentences.registered_differs(*both)
    return [Reason(subject.text(said), subject.clause(registered))]


def consistency(subject: Subject) -> Consistency:
    """Return whether annual grade and appraisal grade agree (A6, B6, B7)."""
    row = subject.own
    bounds = [node for node in ("annual_cap", "annual_floor") if row[node] is not None]
    reasons = [subject.verdict(row, node) for node in bounds]
    reasons.append(subject.reason(row, "conflict"))
    if row["conflict"] is None:
        # What the grade waits for stands with the total already.
        told = _behind_total(subject, row)
        waiting = [fact for fact in subject.open_facts(row, "conflict") if fact not in told]
        reasons += subject.still_open(waiting, "conflict")
    return Consistency(
        annual_grade=subject.figure(row, "annual_grade"),
        cap=_bound(subject, row, "annual_cap"),
        floor=_bound(subject, row, "annual_floor"),
        conflict=row["conflict"],
        reasons=tuple(reasons),
    )


def _bound(subject: Subject, row: Row, node: str) -> Figure:
    """Return a bound; a grade that stands in no order leaves it unknown."""
    options = subject.rulebook.options[is_option_of(subject, "grade")]
    if row[node] is None and row["grade"] in options.ranked:
        return NO_BOUND
    return subject.figure(row, node)
