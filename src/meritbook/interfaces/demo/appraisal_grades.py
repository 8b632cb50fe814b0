"""Appraisal grades finally registered in the demo: many of past years, few of the last."""

from collections.abc import Iterator
from datetime import date, timedelta

from meritbook.interfaces.demo.careers import PersonYear, breach_of, person_years
from meritbook.interfaces.demo.catalogue import catalogue
from meritbook.interfaces.demo.days import PAST_YEARS, working_day_between, working_day_from
from meritbook.interfaces.demo.draws import stream
from meritbook.interfaces.demo.stories import told

Row = dict[str, object]

_ORDER = ("good", "fair", "ordinary", "poor")
_DIFFERS = 0.008
"""Chance that what was signed is a grade away from what the record comes to."""
_DECIDED_ANEW = 0.012
_SITUATIONS_GRADED = {"", "seconded"}


def appraisal_grade_rows() -> list[Row]:
    """The table `appraisal_grades`, by person, year and day."""
    return [row for entry in person_years() if entry.year in PAST_YEARS for row in _rows(entry)]


def _rows(entry: PersonYear) -> Iterator[Row]:
    person_id, year = entry.member.person_id, entry.year
    story = told(person_id)
    if story is not None:
        yield from _told(person_id, year, story.get("appraisal", []))
        return
    rng = stream("registered", person_id, year)
    decided_on = working_day_between(rng, date(year + 1, 1, 12), date(year + 1, 3, 27))
    breach = breach_of(person_id)
    if breach is not None and breach["decided"].year == year:
        if "signed" in breach:
            yield _row(person_id, year, grade=breach["signed"], decided_on=decided_on, anew=False)
        return
    grade = _clear_grade(entry)
    share = catalogue("archetypes")["registration"]["shares"][str(year)]
    if grade is not None and rng.random() < share:
        yield from _signed(person_id, year, grade=grade, decided_on=decided_on)


def _signed(person_id: str, year: int, *, grade: str, decided_on: date) -> Iterator[Row]:
    """The grade as signed: now and then another one, now and then decided anew later."""
    rng = stream("signed", person_id, year)
    if rng.random() < _DIFFERS:
        grade = _next_to(grade)
    if rng.random() < _DECIDED_ANEW and year < PAST_YEARS[-1]:
        yield _row(person_id, year, grade=_next_to(grade), decided_on=decided_on, anew=False)
        decided_on = working_day_from(decided_on + timedelta(days=rng.randint(30, 120)))
        yield _row(person_id, year, grade=grade, decided_on=decided_on, anew=True)
        return
    yield _row(person_id, year, grade=grade, decided_on=decided_on, anew=False)


def _clear_grade(entry: PersonYear) -> str | None:
    """The grade that a record of this level clearly comes to, or None near a bound."""
    if entry.situation not in _SITUATIONS_GRADED:
        return None
    for band in catalogue("archetypes")["registered"]:
        if band["from"] <= entry.level <= band["to"]:
            return str(band["grade"])
    return None


def _next_to(grade: str) -> str:
    place = _ORDER.index(grade)
    return _ORDER[place + 1] if place < 1 else _ORDER[place - 1]


def _row(person_id: str, year: int, *, grade: str, decided_on: date, anew: bool) -> Row:
    issue = 1 + decided_on.timetuple().tm_yday // 7
    kind = "实绩鉴定复核决定" if anew else "实绩鉴定结果审定"
    document = f"岫组鉴〔{decided_on.year}〕{issue}号（{year}年度{kind}）"
    return {
        "person_id": person_id,
        "year": year,
        "grade": grade,
        "decided_on": decided_on,
        "document": document,
    }


def _told(person_id: str, year: int, fixed: list[dict[str, object]]) -> Iterator[Row]:
    for entry in fixed:
        decided_on = entry["on"]
        if entry["year"] == year and isinstance(decided_on, date):
            grade, anew = str(entry["grade"]), bool(entry.get("anew"))
            yield _row(person_id, year, grade=grade, decided_on=decided_on, anew=anew)
