"""The days of the demo: its day of evaluation, its years, and the working days in them."""

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from functools import cache
from random import Random

DEMO_DAY = date(2026, 3, 31)
"""The day on which the demo's delivery was made and on which its evaluation stands."""

PAST_YEARS = (2023, 2024, 2025)
YEARS = (*PAST_YEARS, DEMO_DAY.year)

# Public holidays of the demo's years; nobody meets, inspects or signs on them.
_HOLIDAYS = (
    (date(2023, 1, 21), date(2023, 1, 27)),
    (date(2023, 10, 1), date(2023, 10, 6)),
    (date(2024, 2, 10), date(2024, 2, 17)),
    (date(2024, 10, 1), date(2024, 10, 7)),
    (date(2025, 1, 28), date(2025, 2, 4)),
    (date(2025, 10, 1), date(2025, 10, 8)),
    (date(2026, 2, 15), date(2026, 2, 23)),
)
_SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Whether offices are open on the day: no weekend, no long holiday, no New Year or May day."""
    if day.weekday() >= _SATURDAY or (day.month, day.day) in {(1, 1), (5, 1)}:
        return False
    if day.year < _HOLIDAYS[0][0].year:
        return True
    return not any(first <= day <= last for first, last in _HOLIDAYS)


def working_day_from(day: date) -> date:
    """The day itself, or the next working day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


@cache
def _working_days() -> tuple[date, ...]:
    """All working days from the first that a demo career can need to the day of the demo."""
    first = date(1985, 1, 1)
    span = (DEMO_DAY - first).days + 1
    days = (first + timedelta(days=n) for n in range(span))
    return tuple(day for day in days if is_working_day(day))


def working_day_between(rng: Random, first: date, last: date) -> date:
    """A working day from `first` to `last`; `last` where there is none."""
    days = _working_days()
    low, high = bisect_left(days, first), bisect_right(days, last)
    return days[rng.randrange(low, high)] if low < high else last


def quarter_bounds(year: int, quarter: int) -> tuple[date, date]:
    """First and last day of a quarter (1 to 4)."""
    first = date(year, 3 * quarter - 2, 1)
    after = date(year + 1, 1, 1) if quarter == 4 else date(year, 3 * quarter + 1, 1)
    return first, after - timedelta(days=1)


def moved(day: date, *, years: int) -> date:
    """The same day of another year, 28 February for the 29th."""
    if (day.month, day.day) == (2, 29):
        return date(day.year + years, 2, 28)
    return day.replace(year=day.year + years)
