"""Votes, indicators and process analysis of a form (A3, B1, B3)."""

from __future__ import annotations

from collections.abc import Mapping

from meritbook.engine.deciding import Row
from meritbook.interfaces.documents.appraisal_form.compose_subject import Subject
from meritbook.interfaces.documents.appraisal_form.process import (
    AnalysisLine,
    Assessment,
    DimensionVotes,
    Indicator,
    Indicators,
    Inspection,
    ProcessAnalysis,
    RaterGroup,
)

VOTES = {
    "good": "votes_good",
    "fair": "votes_fair",
    "ordinary": "votes_ordinary",
    "poor": "votes_poor",
    "abstain": "votes_abstained",
}
"""Option on the ballot → node that counts it."""
ANALYSIS = ("points_score", "virtue_ability_score", "conduct_score")
SCORED = "scored"
NO_VOTES = "0"


def assessment(subject: Subject) -> Assessment:
    """Return the democratic assessment by group, dimension and option."""
    marks = subject.weights("option_value")
    options = sorted(VOTES, key=lambda key: key not in marks)
    dimensions = subject.options("dimension")
    weights = subject.weights("dimension_weight")
    scores = {row["rater_group"]: row for row in subject.rows_of_year("vote_group")}
    taken = bool(scores)
    return Assessment(
        options=tuple(subject.text(subject.options("vote")[key]) for key in options),
        option_marks=tuple(marks.get(key, "") for key in options),
        dimensions=tuple(subject.heading(label) for label in dimensions.values()),
        dimension_weights=tuple(weights.get(key, "") for key in dimensions),
        groups=tuple(
            _group(subject, key, scores.get(key), options)
            for key in subject.options("rater_group")
            if taken
        ),
        score=subject.figure(subject.own, "assessment_score"),
        notes=(subject.reason(subject.own, "assessment_score"),) if taken else (),
    )


def _group(subject: Subject, key: str, row: Row | None, options: list[str]) -> RaterGroup:
    votes = {
        each["dimension"]: each
        for each in subject.rows_of_year("vote_dimension")
        if each["rater_group"] == key
    }
    return RaterGroup(
        name=subject.heading(subject.options("rater_group")[key]),
        weight=subject.weights("group_weight").get(key, ""),
        score=None if row is None else subject.figure(row, "group_score"),
        dimensions=tuple(
            _dimension(subject, votes.get(dimension), options)
            for dimension in subject.options("dimension")
            if votes
        ),
    )


def _dimension(subject: Subject, row: Row | None, options: list[str]) -> DimensionVotes:
    if row is None:
        return DimensionVotes((NO_VOTES,) * len(options), None)
    counts = (subject.figure(row, VOTES[key]) or NO_VOTES for key in options)
    return DimensionVotes(tuple(counts), subject.figure(row, "dimension_mean"))


def indicators(subject: Subject) -> Indicators:
    """Return the indicators in the order of the delivery, with their weighted average."""
    rows = subject.rows_of_year("indicators")
    return Indicators(
        items=tuple(_indicator(subject, row) for row in rows),
        score=subject.figure(subject.own, "indicator_score"),
        notes=(subject.reason(subject.own, "indicator_score"),) if rows else (),
    )


def _indicator(subject: Subject, row: Row) -> Indicator:
    measured = row["indicators.direction"] != SCORED
    return Indicator(
        name=subject.fact(row, "indicators", "indicator"),
        direction=subject.fact(row, "indicators", "direction"),
        target=subject.fact(row, "indicators", "target") if measured else "",
        actual=(subject.fact(row, "indicators", "actual") or None) if measured else "",
        score=subject.figure(row, "indicator_points"),
        weight=subject.fact(row, "indicators", "weight"),
    )


def analysis(subject: Subject) -> ProcessAnalysis:
    """Return the process analysis: points, virtue and ability, conduct, and what was inspected."""
    row = subject.own
    found = sorted(subject.rows_of_year("inspections"), key=_when_inspected)
    return ProcessAnalysis(
        lines=tuple(_line(subject, row, node) for node in ANALYSIS),
        inspections=tuple(
            Inspection(
                inspection_id=subject.fact(each, "inspections", "inspection_id"),
                inspected_on=subject.fact(each, "inspections", "inspected_on"),
                finding=subject.fact(each, "inspections", "finding"),
                points=subject.fact(each, "inspections", "points"),
            )
            for each in found
        ),
        inspection_points=subject.figure(row, "inspections"),
    )


def _line(subject: Subject, row: Row, node: str) -> AnalysisLine:
    return AnalysisLine(
        label=subject.heading(subject.label(node)),
        value=subject.figure(row, node),
        working=subject.text(subject.work(row, node)),
        clause=subject.clause(node),
    )


def _when_inspected(row: Mapping[str, object]) -> tuple[str, str]:
    return str(row["inspections.inspected_on"]), str(row["inspections.inspection_id"])
