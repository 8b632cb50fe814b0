"""Public satisfaction in the demo: surveys of those whom the public meets, twice a year."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from meritbook.interfaces.demo.appointments import spell_on
from meritbook.interfaces.demo.careers import PersonYear, person_years
from meritbook.interfaces.demo.days import PAST_YEARS, working_day_between
from meritbook.interfaces.demo.draws import stream
from meritbook.interfaces.demo.parts import percentage
from meritbook.interfaces.demo.stories import told

Row = dict[str, object]

_CHANCES = {"principal": 0.97, "deputy": 0.85, "middle": 0.6, "staff": 0.4}
_INCOMPLETE = 0.03
# The public is never wholly content.
_HIGHEST = 93.5


def survey_rows() -> list[Row]:
    """The table `satisfaction`, numbered in the order of their days."""
    found = [row for entry in person_years() for row in _surveys(entry)]
    found.sort(key=lambda row: (str(row["surveyed_on"]), str(row["person_id"])))
    return [{"survey_id": f"M{place:05d}", **row} for place, row in enumerate(found, start=1)]


def _surveys(entry: PersonYear) -> Iterator[Row]:
    person_id, year = entry.member.person_id, entry.year
    story = told(person_id)
    if story is not None and "surveys" in story:
        yield from _told(person_id, year, story["surveys"])
        return
    rng = stream("survey", person_id, year)
    tier = spell_on(person_id, date(year, 6, 30)).tier
    if year not in PAST_YEARS or entry.situation or rng.random() > _CHANCES[tier]:
        return
    # The first half of the year's surveys are by telephone, the second half by visit.
    months = (5, 6) if rng.random() < 0.35 else (11, 12)
    level = min(entry.level, _HIGHEST)
    score: Decimal | None = percentage("survey", level=level, rng=rng, places=2)
    share: Decimal | None = percentage("satisfied", level=level, rng=rng, places=1)
    if rng.random() < _INCOMPLETE:
        share = None
    elif rng.random() < _INCOMPLETE / 3:
        score = None
    yield {
        "person_id": person_id,
        "surveyed_on": working_day_between(
            rng, date(year, months[0], 8), date(year, months[1], 19)
        ),
        "score": score,
        "satisfied_share": share,
    }


def _told(person_id: str, year: int, fixed: list[dict[str, object]]) -> Iterator[Row]:
    for survey in fixed:
        day = survey["on"]
        if isinstance(day, date) and day.year == year:
            yield {
                "person_id": person_id,
                "surveyed_on": day,
                "score": _number(survey.get("score")),
                "satisfied_share": _number(survey.get("share")),
            }


def _number(text: object) -> Decimal | None:
    return None if text is None else Decimal(str(text))
