"""What every part of a random delivery shares: the chance, the day, its telling days, the rows."""

from calendar import isleap
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from tests.naive.exact import Row, Tables

T = TypeVar("T")

TELLING_DAYS = (
    date(2018, 6, 26),
    date(2019, 1, 1),
    date(2019, 12, 31),
    date(2020, 2, 29),
    date(2021, 2, 28),
    date(2021, 3, 1),
    date(2023, 7, 1),
    date(2024, 2, 29),
    date(2025, 2, 28),
    date(2026, 9, 30),
)
"""Days to evaluate on: the first in force, ends and starts of years, around leap days."""

TEXTS = (
    "日常工作",
    "抗洪抢险中,连续值守三昼夜",
    "完成“两不愁、三保障”核查；群众评价好",
    'marked "urgent", settled',
    '区委办〔2017〕12号,附件"三"',
    "=1+1",
    "第一行\n第二行",
)


@dataclass(frozen=True, slots=True)
class Scene:
    """A delivery in the making: rows are added to its tables, all chance comes from its seed."""

    random: Random
    on: date
    tables: Tables = field(default_factory=dict)

    @property
    def years(self) -> range:
        """The three years of the window."""
        return range(self.on.year - 3, self.on.year)

    def pick(self, *choices: T) -> T:
        """Pick one of the choices, each as likely as it is often named."""
        return self.random.choice(choices)

    def weighed(self, choices: dict[T, int]) -> T:
        """Pick one of the choices by its weight."""
        return self.random.choices(list(choices), list(choices.values()))[0]

    def chance(self, percent: int) -> bool:
        """Let something happen in so many of a hundred cases."""
        return self.random.random() * 100 < percent

    def cents(self, low: int, high: int) -> int:
        """Pick an amount in hundredths."""
        return self.random.randint(low, high)

    def between(self, first: date, last: date) -> date:
        """Pick a day; its first and last ones and a leap day come up often."""
        leap_days = [
            date(year, 2, 29)
            for year in range(first.year, last.year + 1)
            if isleap(year) and first <= date(year, 2, 29) <= last
        ]
        if self.chance(30):
            return self.random.choice([first, last, *leap_days])
        return first + timedelta(days=self.random.randint(0, (last - first).days))

    def near(self, base: date) -> date:
        """Pick the day, the one before or the one after."""
        return base + timedelta(days=self.pick(-1, 0, 1))

    def near_the_day(self) -> date:
        """Pick the day of the evaluation, the one before or the one after."""
        return self.near(self.on)

    def window_edge(self) -> date:
        """Pick the window's first day, its last one, or one just outside of it."""
        first, last = date(self.years[0], 1, 1), date(self.years[-1], 12, 31)
        return self.pick(first, first - timedelta(days=1), last, last + timedelta(days=1))

    def text(self) -> str | None:
        """Pick a text, sometimes none."""
        return None if self.chance(15) else self.random.choice(TEXTS)

    def add(self, table: str, **cells: str | int | date | None) -> Row:
        """Add a row; numbers and days are written as the contract writes them."""
        row: Row = {column: None if cell is None else str(cell) for column, cell in cells.items()}
        self.tables.setdefault(table, []).append(row)
        return row

    def next_id(self, table: str, letter: str) -> str:
        """Return an id that no row of the table has."""
        return f"{letter}{len(self.tables.get(table, [])) + 1:06d}"


def amount(random: Random, cents: int) -> str:
    """Write hundredths as a decimal, with or without the zeros that say nothing."""
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    full = f"{sign}{whole}.{rest:02d}"
    short = full.rstrip("0").rstrip(".")
    return full if random.random() < 0.5 or short == "-0" else short
