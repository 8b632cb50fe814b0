"""The person half of the naive calculation: the five gates under every reading, and overall.

A gate's function tells whether the gate *excludes*: true, false, or unknown.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from tests.naive.appraisals import ANNUAL_GRADES, CAPS, Appraisal, is_revoked
from tests.naive.exact import Row, Truth, all_of, any_of, day, exactly, needed_day, number

READINGS = {
    "negative_record": (
        "each_year_both",
        "each_year_either",
        "any_year_both",
        "any_year_either",
        "window_total_both",
        "window_total_either",
    ),
    "mediocre_record": (
        "each_year_both",
        "each_year_either",
        "any_year_both",
        "any_year_either",
    ),
    "third_prize_unit": ("announcement", "year_end", "any_time_in_year"),
    "public_satisfaction": (
        "strict_and",
        "inclusive_and",
        "strict_score_alone",
        "inclusive_score_alone",
    ),
}
"""Every reading of every gate that has more than one, the default first."""

DEFAULT_READINGS = {gate: names[0] for gate, names in READINGS.items()}
WORDS: dict[Truth, str] = {True: "excluded", False: "passed", None: "undetermined"}


def negative_record(years: Sequence[Appraisal | None], reading: str) -> Truth:
    """C3: points and lists below zero; a year that is not in service is unknown."""
    scope, junction = reading.rsplit("_", 1)
    joined = all_of if junction == "both" else any_of
    if scope == "window_total":
        served = [year for year in years if year is not None]
        if len(served) < len(years):
            return None
        return joined(
            [sum(year.points for year in served) < 0, sum(year.lists for year in served) < 0]
        )
    over_years = all_of if scope == "each_year" else any_of
    return over_years(
        None if year is None else joined([year.points < 0, year.lists < 0]) for year in years
    )


def is_fair_or_below(grade: str) -> Truth:
    """C4: below *good*; unknown for an ungraded appraisal."""
    return grade != "good" if grade in CAPS else None


def is_competent_or_below(annual_grade: str | None) -> Truth:
    """C4: below *excellent*; unknown where the year has no grade in the order."""
    return annual_grade != "excellent" if annual_grade in ANNUAL_GRADES else None


def mediocre_record(years: Sequence[Appraisal | None], reading: str) -> Truth:
    """C4: appraisal grade fair or below, annual grade competent or below."""
    scope, junction = reading.rsplit("_", 1)
    joined = all_of if junction == "both" else any_of
    over_years = all_of if scope == "each_year" else any_of
    return over_years(
        None
        if year is None
        else joined([is_fair_or_below(year.grade), is_competent_or_below(year.annual_grade)])
        for year in years
    )


def last_day_of_period(announced_on: date) -> date:
    """Return the last day of the year that runs from the announcement (C5).

    The same day and month of the next year; the 29th of February ends on the 28th (Civil Code
    art. 201 and 202), since no leap year follows a leap year.
    """
    if (announced_on.month, announced_on.day) == (2, 29):
        return date(announced_on.year + 1, 2, 28)
    return announced_on.replace(year=announced_on.year + 1)


def answers_for(tenure: Row, award: Row, reading: str) -> bool:
    """C5: whether the tenure makes its holder answer for the award; both its ends count."""
    started_on = needed_day(tenure["started_on"])
    ended_on = day(tenure.get("ended_on"))
    year = int(award["year"] or 0)
    if reading == "announcement":
        first = last = needed_day(award["announced_on"])
    elif reading == "year_end":
        first = last = date(year, 12, 31)
    else:
        first, last = date(year, 1, 1), date(year, 12, 31)
    return started_on <= last and (ended_on is None or ended_on >= first)


def third_prize_unit(
    tenures: Iterable[Row], awards_by_unit: dict[str, list[Row]], reading: str, on: date
) -> bool:
    """C5: principal of a unit with the third prize, within a year of its announcement."""
    for tenure in tenures:
        if tenure["is_principal"] != "true" or needed_day(tenure["started_on"]) > on:
            continue
        for award in awards_by_unit.get(str(tenure["unit_id"]), []):
            announced_on = needed_day(award["announced_on"])
            if (
                award["prize"] == "third"
                and announced_on <= on <= last_day_of_period(announced_on)
                and answers_for(tenure, award, reading)
            ):
                return True
    return False


def virtue_integrity(breaches: Iterable[Row], on: date) -> bool:
    """C6: a standing breach decided in the window or since, or one whose effect still runs."""
    window_starts = date(on.year - 3, 1, 1)
    for row in breaches:
        decided_on = needed_day(row["decided_on"])
        effect_until = day(row.get("effect_until"))
        still_runs = effect_until is not None and effect_until >= on
        if (
            decided_on <= on
            and not is_revoked(row, on)
            and (decided_on >= window_starts or still_runs)
        ):
            return True
    return False


def telling_survey(surveys: Iterable[Row], on: date) -> Row | None:
    """C8: the latest survey by the day within the window or since; on one day the lowest.

    The lowest score goes first, then the lowest share; an empty one ranks behind every number.
    """
    seen = [
        row for row in surveys if date(on.year - 3, 1, 1) <= needed_day(row["surveyed_on"]) <= on
    ]
    if not seen:
        return None
    latest = max(needed_day(row["surveyed_on"]) for row in seen)

    def rank(row: Row) -> tuple[bool, object, bool, object]:
        score, share = number(row.get("score")), number(row.get("satisfied_share"))
        return (score is None, score or 0, share is None, share or 0)

    return min((row for row in seen if needed_day(row["surveyed_on"]) == latest), key=rank)


def public_satisfaction(surveys: Iterable[Row], reading: str, on: date) -> Truth:
    """C8: a total score under 85 with a satisfied share under 80."""
    survey = telling_survey(surveys, on)
    if survey is None:
        return None
    bar, junction = reading.split("_", 1)
    low_score: Truth = None
    if number(survey.get("score")) is not None:
        score = exactly(survey["score"])
        low_score = score <= 85 if bar == "inclusive" else score < 85
    if junction == "score_alone":
        return low_score
    share = number(survey.get("satisfied_share"))
    return all_of([low_score, None if share is None else share < 80])


def overall(excludes: Iterable[Truth]) -> Truth:
    """Excluded if any gate excludes, else undetermined if any gate is, else passed."""
    return any_of(excludes)
