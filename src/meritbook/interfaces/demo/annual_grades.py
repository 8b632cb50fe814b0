"""The annual grades that the demo's units registered: by rank within the unit, and by exception."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import cache

from meritbook.interfaces.demo.appointments import spell_on
from meritbook.interfaces.demo.careers import PersonYear, breach_of, person_years
from meritbook.interfaces.demo.catalogue import catalogue
from meritbook.interfaces.demo.days import PAST_YEARS
from meritbook.interfaces.demo.draws import stream
from meritbook.interfaces.demo.stories import told

Row = dict[str, object]

_BY_SITUATION = {"probation": "ungraded", "sick": "ungraded", "study": "not_assessed"}
# Where a unit decided against the record: from level, to level, grade, chance.
_AGAINST_THE_RECORD = (
    (84.0, 88.2, "excellent", 0.036),
    (92.5, 99.0, "basically_competent", 0.006),
    (40.0, 57.0, "competent", 0.2),
)
_MISSING = 0.006


def annual_grade_rows() -> list[Row]:
    """The table `annual_grades`, by person and year."""
    return [
        {"person_id": person_id, "year": year, "grade": grade}
        for (person_id, year), grade in sorted(_grades().items())
    ]


def annual_grade_of(person_id: str, year: int) -> str | None:
    """The registered annual grade, or None where none is."""
    return _grades().get((person_id, year))


@cache
def _grades() -> dict[tuple[str, int], str]:
    by_unit: dict[tuple[str, int], list[PersonYear]] = defaultdict(list)
    for entry in person_years():
        if entry.year in PAST_YEARS:
            unit = spell_on(entry.member.person_id, date(entry.year, 12, 31)).unit
            by_unit[unit.unit_id, entry.year].append(entry)
    grades = {}
    for assessed in by_unit.values():
        excellent = _excellent(assessed)
        for entry in assessed:
            grade = _grade(entry, is_excellent=entry.member.person_id in excellent)
            if grade:
                grades[entry.member.person_id, entry.year] = grade
    return grades


def _excellent(assessed: Sequence[PersonYear]) -> set[str]:
    """The best of a unit, within its quota and not below what a unit calls excellent."""
    annual = catalogue("archetypes")["annual"]
    open_to = [
        entry
        for entry in assessed
        if not entry.situation and entry.level >= annual["excellent_from"]
    ]
    open_to.sort(key=lambda entry: -entry.level)
    quota = int(len(assessed) * annual["excellent_share"])
    return {entry.member.person_id for entry in open_to[:quota]}


def _grade(entry: PersonYear, *, is_excellent: bool) -> str | None:
    decided = _decided(entry)
    if decided:
        return decided
    rng = stream("annual", entry.member.person_id, entry.year)
    if rng.random() < _MISSING and not told(entry.member.person_id):
        return None
    for low, high, grade, chance in _AGAINST_THE_RECORD:
        if low <= entry.level <= high and rng.random() < chance:
            return grade
    return "excellent" if is_excellent else _ordinary_grade(entry.level)


def _decided(entry: PersonYear) -> str | None:
    """What follows from a story, a breach or a situation."""
    fixed = (told(entry.member.person_id) or {}).get("annual", {})
    if str(entry.year) in fixed:
        return str(fixed[str(entry.year)])
    breach = breach_of(entry.member.person_id)
    if breach is not None and breach["decided"].year == entry.year:
        return str(breach.get("annual") or catalogue("conduct")["annual"][breach["penalty"]])
    return _BY_SITUATION.get(entry.situation)


def _ordinary_grade(level: float) -> str:
    annual = catalogue("archetypes")["annual"]
    if level < annual["incompetent_below"]:
        return "incompetent"
    return "basically_competent" if level < annual["basic_below"] else "competent"
