"""The ledger of a form: four quarters with their sums, every entry with its basis (A1, A2)."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from typing import Literal

from meritbook.engine.deciding import Row
from meritbook.engine.saying import same
from meritbook.engine.terms import Given, walk_row
from meritbook.interfaces.documents.appraisal_form import compose_sentences as sentences
from meritbook.interfaces.documents.appraisal_form.compose_subject import Subject
from meritbook.interfaces.documents.appraisal_form.model import Correction
from meritbook.interfaces.documents.appraisal_form.process import Entry, Ledger, Quarter, Reason

QUARTERS = (1, 2, 3, 4)
MONTHS = 3
SUMS = {
    "plus": "quarter_plus",
    "minus": "quarter_minus",
    "net": "quarter_sum",
    "credited": "quarter_points",
    "positive": "quarter_positive",
    "negative": "quarter_negative",
}
"""Figure of a quarter → node; a quarter without entries has no row, and its sums are zero."""
_NOT_BEGUN = Quarter("", "", "", "", "", "", "", "", "")
"""A quarter of the running year that lies ahead: nothing to say yet, which is not zero."""


def ledger(subject: Subject) -> Ledger:
    """Return the year's ledger as of the day of evaluation."""
    rows = {row["quarter"]: row for row in subject.rows_of_year("quarter")}
    entries = _entries(subject)
    opening = 0
    quarters = []
    for number in QUARTERS:
        own = [entry for when, entry in entries if when == number]
        quarters.append(_quarter(subject, number, rows.get(number), opening, own))
        opening += _held(rows.get(number), "credited")
    first, second, third, fourth = quarters
    sums = {name: sum(_held(row, name) for row in rows.values()) for name in SUMS}
    year = subject.own
    return Ledger(
        quarters=(first, second, third, fourth),
        plus=_printed(subject, sums["plus"]),
        minus=_printed(subject, sums["minus"]),
        net=_printed(subject, sums["net"]),
        points=subject.figure(year, "points"),
        positive=subject.figure(year, "positive"),
        negative=subject.figure(year, "negative"),
        lists=subject.figure(year, "lists"),
        notes=_notes(subject, rows),
    )


def _held(row: Row | None, name: str) -> int:
    return 0 if row is None else int(row[SUMS[name]])


def _printed(subject: Subject, units: int) -> str:
    kind = subject.rulebook.nodes[SUMS["credited"]].type
    return subject.text(subject.sayer.value(units, kind))


def _quarter(
    subject: Subject, number: int, row: Row | None, opening: int, entries: Sequence[Entry]
) -> Quarter:
    if dt.date(subject.year, MONTHS * (number - 1) + 1, 1) > subject.on:
        return _NOT_BEGUN
    held = {name: _held(row, name) for name in SUMS}
    figures = {name: _printed(subject, units) for name, units in held.items()}
    return Quarter(
        opening=_printed(subject, opening),
        closing=_printed(subject, opening + held["credited"]),
        lists=_printed(subject, held["positive"] + held["negative"]),
        entries=tuple(entries),
        **figures,
    )


def _notes(subject: Subject, rows: Mapping[int, Row]) -> tuple[Reason, ...]:
    """Say how the cap works, and where it held a quarter's points."""
    node = SUMS["credited"]
    rule = subject.findings.needs.terms[node]
    bounds = dict.fromkeys(part.parameter for part in walk_row(rule) if isinstance(part, Given))
    notes = []
    for name in bounds:
        bound = subject.rulebook.parameters[name]
        value = subject.sayer.given(bound.on(subject.last_day), bound.type)
        said = sentences.cap_note(subject.label("points"), bound.label, value)
        notes.append(Reason(subject.text(said), subject.clause(node)))
    for number in QUARTERS:
        row = rows.get(number)
        if row is not None and row[SUMS["net"]] != row[node]:
            place = subject.wording(row, node).key("quarter")
            notes.append(Reason(subject.text(subject.sentence(row, node, place))))
    return tuple(notes)


def _in_order(subject: Subject) -> list[Row]:
    rows = subject.rows_of_year("ledger")
    return sorted(rows, key=lambda r: (r["ledger.occurred_on"], r["ledger.entry_id"]))


def _reversals(subject: Subject) -> dict[str, Row]:
    """Return the reversals seen by the day: entry that was cancelled → the reversal."""
    every = subject.rows("ledger")
    return {row["ledger.reverses"]: row for row in every if row["ledger.reverses"] is not None}


def _entries(subject: Subject) -> list[tuple[int, Entry]]:
    """Return the year's entries, each with its quarter."""
    reversals = _reversals(subject)
    originals = {row["ledger.entry_id"]: row for row in subject.rows("ledger")}
    return [
        (row["quarter"], _entry(subject, row, reversals, originals)) for row in _in_order(subject)
    ]


def _entry(
    subject: Subject, row: Row, reversals: Mapping[str, Row], originals: Mapping[str, Row]
) -> Entry:
    entry_id = row["ledger.entry_id"]
    return Entry(
        entry_id=entry_id,
        occurred_on=subject.fact(row, "ledger", "occurred_on"),
        account=subject.fact(row, "ledger", "account"),
        nature=_nature(row),
        item=subject.fact(row, "ledger", "item"),
        points=_signed(subject, row),
        basis=subject.fact(row, "ledger", "basis"),
        counted=bool(row["counted"]),
        note=_note(subject, row, reversals.get(entry_id), originals),
    )


def _nature(row: Row) -> Literal["achievement", "setback", "reversal"]:
    """Tell stage achievements from stage setbacks and from corrections."""
    if row["ledger.reverses"] is not None:
        return "reversal"
    return "setback" if row["ledger.points"] < 0 else "achievement"


def _signed(subject: Subject, row: Row) -> str:
    said = subject.fact(row, "ledger", "points")
    return f"+{said}" if row["ledger.points"] > 0 else said


def _note(subject: Subject, row: Row, reversal: Row | None, originals: Mapping[str, Row]) -> str:
    if reversal is not None:
        day = subject.fact(reversal, "ledger", "occurred_on")
        return subject.text(sentences.reversed_by(reversal["ledger.entry_id"], day))
    named = row["ledger.reverses"]
    if named is None:
        return ""
    original = originals.get(named)
    day = subject.fact(original, "ledger", "occurred_on") if original is not None else ""
    return subject.text(sentences.reverses(named, day))


def corrections(subject: Subject) -> tuple[Correction, ...]:
    """Return the year's corrections seen by the day: reversals, and grades decided anew (A6)."""
    found = [*_cancelled(subject), *_decided_anew(subject)]
    return tuple(sorted(found, key=lambda each: each.corrected_on))


def _cancelled(subject: Subject) -> list[Correction]:
    reversals = _reversals(subject)
    found = []
    for row in _in_order(subject):
        reversal = reversals.get(row["ledger.entry_id"])
        if reversal is not None:
            item, points = subject.fact(row, "ledger", "item"), _signed(subject, row)
            found.append(
                Correction(
                    corrected_on=subject.fact(reversal, "ledger", "occurred_on"),
                    subject=subject.text(
                        sentences.reversal_of(row["ledger.entry_id"], item, points)
                    ),
                    basis=subject.fact(reversal, "ledger", "basis"),
                )
            )
    return found


def _decided_anew(subject: Subject) -> list[Correction]:
    table = "appraisal_grades"
    rows = sorted(subject.rows_of_year(table), key=lambda row: row[f"{table}.decided_on"])
    found = []
    for before, after in itertools.pairwise(rows):
        words = [same(subject.fact(row, table, "grade")) for row in (before, after)]
        said = sentences.decided_anew(subject.label("registered_grade"), *words)
        found.append(
            Correction(
                corrected_on=subject.fact(after, table, "decided_on"),
                subject=subject.text(said),
                basis=subject.fact(after, table, "document"),
            )
        )
    return found
