"""Invented names, ethnicities, birthdays and first working days of the demo's people."""

from datetime import date, timedelta
from random import Random

from meritbook.interfaces.demo.catalogue import catalogue
from meritbook.interfaces.demo.days import DEMO_DAY, PAST_YEARS, working_day_from

# Ages on the day of the demo, by tier: youngest, most usual, oldest.
_AGES = {
    "principal": (36, 45, 55),
    "deputy": (31, 41, 54),
    "middle": (29, 40, 56),
    "staff": (26, 34, 58),
}
_WOMEN_RETIRE_AT = 54


def gender_for(rng: Random, *, tier: str) -> str:
    """`male` or `female`; fewer women among principals, as it still is."""
    women = {"principal": 0.22, "deputy": 0.3}.get(tier, 0.42)
    return "female" if rng.random() < women else "male"


def name_for(rng: Random, *, gender: str, born_on: date) -> str:
    """A name as it was given in the years of the birth."""
    lists = catalogue("names")
    # Earlier surnames in the list are the frequent ones.
    surnames: str = lists["surnames"]
    surname = surnames[min(int(rng.expovariate(1 / 26)), len(surnames) - 1)]
    if rng.random() < 0.004:
        surname = rng.choice(lists["compound"])
    era = "early" if born_on.year < 1977 else "middle" if born_on.year < 1993 else "late"
    given: list[str] = lists[era][gender]
    if rng.random() < 0.17:
        # Short names of these characters are borne by well-known people.
        return surname + rng.choice([name for name in given if name not in lists["never_alone"]])
    first, second = rng.sample(given, 2)
    return surname + first + second


def ethnicity_for(rng: Random) -> str:
    """An ethnicity by the make-up of the invented district."""
    entries = catalogue("names")["ethnicity"]
    weights = [entry["weight"] for entry in entries]
    return str(rng.choices([entry["name"] for entry in entries], weights)[0])


def birthday_for(rng: Random, *, tier: str, gender: str) -> date:
    """A birthday that fits the tier; nobody is past retirement on the day of the demo."""
    low, mode, high = _AGES[tier]
    if gender == "female":
        high = min(high, _WOMEN_RETIRE_AT)
    age = rng.triangular(low, high, mode)
    return DEMO_DAY - timedelta(days=int(age * 365.25))


def first_working_day(rng: Random, *, born_on: date) -> date:
    """When a person began to work: at 21 to 25, and before the first year that the demo covers."""
    year = min(born_on.year + rng.choice((21, 22, 22, 23, 23, 24, 25)), PAST_YEARS[0] - 1)
    return working_day_from(date(year, rng.choice((7, 7, 8, 8, 9, 10)), rng.randint(1, 28)))


def birthday_of_recruit(rng: Random, *, joined_on: date) -> date:
    """A birthday 22 to 28 years before the first working day."""
    return joined_on - timedelta(days=int(rng.uniform(22, 28.5) * 365.25))
