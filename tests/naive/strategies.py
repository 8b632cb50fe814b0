"""Hypothesis strategies for small deliveries without faults, days and readings.

A delivery is drawn person by person and year by year from short lists, so that a failing case
shrinks to the few rows that make it fail. Days are drawn as places in a list of telling days and
become days only once the day of the evaluation is known. Every cell that the contract lets be
empty is sometimes empty, every optional table and column sometimes absent.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from tests.naive.appraisals import ANNUAL_GRADES, CAPS, DIMENSION_WEIGHTS, GROUP_WEIGHTS
from tests.naive.deliveries import FIRST_DAY
from tests.naive.exact import Row, Tables
from tests.naive.folders import COLUMNS
from tests.naive.gates import READINGS
from tests.naive.scene import TELLING_DAYS

PERSON_IDS = ("p", "P2", "干部3", "0004", "～5", "𠮷6")
UNIT_IDS = ("u", "单位2")
OPTIONS = ("good", "fair", "ordinary", "poor", "abstain")
TEXTS = (None, "事项", '“甲”,"乙"', "一\n二")
LARGEST = 10**11
"""The largest number of the contract, in hundredths."""


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Case:
    """A delivery, the day to evaluate it on and one reading for each gate that has several."""

    tables: Tables
    on: date
    readings: dict[str, str]


def written(hundredths: int) -> str:
    """Write hundredths in the shortest way."""
    whole, rest = divmod(abs(hundredths), 100)
    decimals = f".{rest:02d}".rstrip("0") if rest else ""
    return f"{'-' if hundredths < 0 else ''}{whole}{decimals}"


def numbers(low: int, high: int, *often: int) -> SearchStrategy[int]:
    """Numbers between two bounds, all in hundredths; those named come up often."""
    return st.sampled_from(often) | st.sampled_from(often) | st.integers(low, high)


def seldom(strategy: SearchStrategy[T]) -> SearchStrategy[T | None]:
    """Nothing three times out of four."""
    return st.one_of(st.none(), st.none(), st.none(), strategy)


def usually(strategy: SearchStrategy[T]) -> SearchStrategy[T | None]:
    """Nothing one time out of six."""
    return st.one_of(st.none(), *[strategy] * 5)


@lru_cache
def telling_days(on: date) -> tuple[date, ...]:
    """Days on and around the edges that an evaluation on a day looks at, then any others."""
    first = on.year - 3
    edges = [date(first + 1, 6, 15), on, date(first, 1, 1), date(on.year - 1, 12, 31)]
    edges += [on + timedelta(days=shift) for shift in (-1, 1, -364, -365, -366, -367)]
    edges += [date(first - 1, 12, 31), date(on.year, 1, 1), date(on.year - on.year % 4, 2, 29)]
    edges += [date(on.year - 1, 1, 1), date(on.year, 12, 31), date(2040, 2, 29)]
    anywhere = [date(first - 1, 1, 1) + timedelta(days=9 * step) for step in range(200)]
    return (*edges, *anywhere)


PLACE = st.integers(0, 15) | st.integers(0, 215)
"""A place in the list of telling days: an edge, or any day."""

SIZES = numbers(0, 2500, 1, 100, 1000, 999, 1001) | st.sampled_from((0, LARGEST))
SCORE = numbers(0, 10000, 9000, 10000, 8000, 6000, 9167, 7500, 4167)
VALUE = numbers(-1000, 20000, 800, 801, 799, 0, LARGEST, -LARGEST)
TARGET = numbers(1, 20000, 800, 1, 300, LARGEST)
WEIGHT = numbers(1, 10000, 100, 3333, LARGEST)
DIMENSIONS = st.sampled_from(tuple(DIMENSION_WEIGHTS))
ANSWERS = st.lists(
    st.tuples(st.integers(0, 8), DIMENSIONS, st.sampled_from(OPTIONS)),
    min_size=1,
    max_size=5,
    unique_by=lambda answer: answer[:2],
)
VOTE_COUNT = st.integers(0, 9) | st.sampled_from((0, 10**9))
COUNTS = st.lists(
    st.tuples(DIMENSIONS, st.sampled_from(OPTIONS), VOTE_COUNT), min_size=1, max_size=5
)
ENTRIES = st.lists(
    st.tuples(
        st.sampled_from(("points", "positive", "negative")),
        st.sampled_from(((6, 15), (1, 1), (3, 31), (4, 1), (6, 30), (7, 1), (12, 31), (2, 28))),
        SIZES,
        st.booleans(),
        seldom(PLACE),
    ),
    max_size=4,
)
INDICATORS = st.lists(
    st.tuples(st.just("scored"), WEIGHT, seldom(VALUE), seldom(VALUE), usually(SCORE))
    | st.tuples(
        st.sampled_from(("higher", "lower")), WEIGHT, TARGET, usually(VALUE), seldom(SCORE)
    ),
    max_size=3,
)
INSPECTIONS = st.lists(st.tuples(PLACE, numbers(-500, 500, -100, -LARGEST)), max_size=2)
ANNUAL_GRADE = usually(st.sampled_from((*ANNUAL_GRADES, "ungraded", "not_assessed")))
DECISIONS = st.lists(st.tuples(PLACE, st.sampled_from(tuple(CAPS))), max_size=2)
BREACHES = st.lists(
    st.tuples(st.sampled_from(("virtue", "integrity")), PLACE, seldom(PLACE), seldom(PLACE)),
    max_size=2,
)
SURVEYS = st.lists(
    st.tuples(
        st.sampled_from((1, 4)) | PLACE,
        usually(numbers(0, 10000, 8500, 8499, 8501)),
        usually(numbers(0, 10000, 8000, 7999, 8001)),
    ),
    max_size=3,
)
TENURES = st.lists(
    st.tuples(
        st.sampled_from(UNIT_IDS),
        st.sampled_from(("true", "true", "false")),
        st.sampled_from((0, 2, 10)) | PLACE,
        st.none() | PLACE,
    ),
    max_size=3,
)
AWARDS = st.lists(
    st.tuples(
        st.sampled_from(UNIT_IDS),
        st.sampled_from((-1, 0, -2)),
        st.sampled_from(("third", "third", "third", "first", "second", "none")),
        PLACE,
    ),
    max_size=4,
    unique_by=lambda award: award[:2],
)


def days() -> SearchStrategy[date]:
    """Days on which the default rulebook is in force."""
    return st.sampled_from(TELLING_DAYS) | st.dates(FIRST_DAY, date(2035, 1, 1))


def readings() -> SearchStrategy[dict[str, str]]:
    """One reading for each gate that has several."""
    return st.fixed_dictionaries({gate: st.sampled_from(names) for gate, names in READINGS.items()})


@dataclass(frozen=True, slots=True)
class Sketch:
    """A delivery in the making: what is drawn is written down as rows of its tables."""

    draw: DrawFn
    on: date
    tables: Tables = field(default_factory=lambda: {table: [] for table in COLUMNS})

    def add(self, table: str, **cells: str | date | int | None) -> None:
        """Add a row with all columns of its table; numbers are whole, days become text."""
        row: Row = dict.fromkeys(COLUMNS[table])
        row |= {column: None if cell is None else str(cell) for column, cell in cells.items()}
        self.tables[table].append(row)

    def day(self, place: int | None, *, not_before: date | None = None) -> date | None:
        """Return the day at a place of the list, or a later one that it may not lie before."""
        if place is None:
            return None
        day = telling_days(self.on)[place]
        return max(day, not_before) if not_before else day

    def id_in(self, table: str) -> str:
        """Return an id that no row of the table has."""
        return f"{table[0]}{len(self.tables[table])}"


def add_year(sketch: Sketch, person_id: str, year: int) -> None:
    """Draw what one year holds of one person."""
    for account, (month, day), size, is_minus, corrected in sketch.draw(ENTRIES):
        sign = {"positive": 1, "negative": -1}.get(account, -1 if is_minus else 1)
        add_entry(sketch, person_id, date(year, month, day), account, sign * size, corrected)
    for direction, weight, target, actual, score in sketch.draw(INDICATORS):
        sketch.add(
            "indicators",
            person_id=person_id,
            year=year,
            weight=written(weight),
            direction=direction,
            target=None if target is None else written(target),
            actual=None if actual is None else written(actual),
            score=None if score is None else written(score),
        )
    for group in GROUP_WEIGHTS:
        add_votes(sketch, person_id, year, group)
    annual_grade = sketch.draw(ANNUAL_GRADE)
    if annual_grade:
        sketch.add("annual_grades", person_id=person_id, year=year, grade=annual_grade)
    decided = {sketch.day(place): grade for place, grade in sketch.draw(DECISIONS)}
    for decided_on, grade in decided.items():
        sketch.add(
            "appraisal_grades", person_id=person_id, year=year, grade=grade, decided_on=decided_on
        )


def add_entry(
    sketch: Sketch,
    person_id: str,
    occurred_on: date,
    account: str,
    points: int,
    corrected: int | None,
) -> None:
    """Add an entry and, where it is corrected, its reversal on that day or the entry's own."""
    entry_id = sketch.id_in("ledger")
    common = {"person_id": person_id, "account": account}
    sketch.add(
        "ledger", entry_id=entry_id, occurred_on=occurred_on, points=written(points), **common
    )
    if corrected is not None:
        sketch.add(
            "ledger",
            entry_id=sketch.id_in("ledger"),
            occurred_on=sketch.day(corrected, not_before=occurred_on),
            points=written(-points),
            reverses=entry_id,
            **common,
        )


def add_votes(sketch: Sketch, person_id: str, year: int, group: str) -> None:
    """Draw no votes, answers or counts; a sheet of a year and group may rate several people."""
    form = sketch.draw(st.sampled_from(("nothing", "answers", "counts")))
    common = {"person_id": person_id, "year": str(year), "rater_group": group}
    if form == "answers":
        for sheet, dimension, option in sketch.draw(ANSWERS):
            sheet_id = f"{group}-{year}-{sheet}"
            sketch.add("ballots", sheet_id=sheet_id, dimension=dimension, option=option, **common)
    if form == "counts":
        for dimension, option, count in sketch.draw(COUNTS):
            sketch.add("ballot_counts", dimension=dimension, option=option, count=count, **common)


def add_person(sketch: Sketch, person_id: str) -> None:
    """Draw a person with everything that the facts say of it."""
    sketch.add(
        "people",
        person_id=person_id,
        name=sketch.draw(st.sampled_from(TEXTS)),
        joined_on=sketch.day(sketch.draw(seldom(PLACE))),
    )
    beside = sketch.draw(seldom(st.sampled_from((-4, 0, 1))))
    for shift in (-3, -2, -1) if beside is None else (-3, -2, -1, beside):
        add_year(sketch, person_id, sketch.on.year + shift)
    for place, points in sketch.draw(INSPECTIONS):
        sketch.add(
            "inspections",
            inspection_id=sketch.id_in("inspections"),
            person_id=person_id,
            inspected_on=sketch.day(place),
            points=written(points),
        )
    for place, score, share in sketch.draw(SURVEYS):
        sketch.add(
            "satisfaction",
            survey_id=sketch.id_in("satisfaction"),
            person_id=person_id,
            surveyed_on=sketch.day(place),
            score=None if score is None else written(score),
            satisfied_share=None if share is None else written(share),
        )
    add_spans(sketch, person_id)


def add_spans(sketch: Sketch, person_id: str) -> None:
    """Draw what has an end after its start: tenures and breaches."""
    for unit_id, is_principal, start, end in sketch.draw(TENURES):
        started_on = sketch.day(start)
        sketch.add(
            "tenures",
            person_id=person_id,
            unit_id=unit_id,
            is_principal=is_principal,
            started_on=started_on,
            ended_on=sketch.day(end, not_before=started_on),
        )
    for dimension, decided, until, revoked in sketch.draw(BREACHES):
        decided_on = sketch.day(decided)
        sketch.add(
            "breaches",
            breach_id=sketch.id_in("breaches"),
            person_id=person_id,
            dimension=dimension,
            decided_on=decided_on,
            effect_until=sketch.day(until, not_before=decided_on),
            revoked_on=sketch.day(revoked, not_before=decided_on),
        )


@st.composite
def deliveries(draw: DrawFn, on: date = FIRST_DAY, people: int = 3) -> Tables:
    """Small deliveries of up to so many people that mean most when evaluated on the day."""
    sketch = Sketch(draw=draw, on=on)
    for unit_id in UNIT_IDS:
        sketch.add("units", unit_id=unit_id)
    for person_id in PERSON_IDS[:people]:  # one by one, so that each can be left out
        if draw(st.booleans()):
            add_person(sketch, person_id)
    if not sketch.tables["people"]:
        add_person(sketch, PERSON_IDS[0])
    for unit_id, shift, prize, place in draw(AWARDS):
        sketch.add(
            "unit_awards",
            unit_id=unit_id,
            year=on.year + shift,
            prize=prize,
            announced_on=sketch.day(place),
        )
    return without_what_is_empty(sketch.tables) if draw(st.booleans()) else sketch.tables


def without_what_is_empty(tables: Tables) -> Tables:
    """Leave out tables without rows and columns without a value: it means the same."""
    bare: Tables = {}
    for name, rows in tables.items():
        used = {column for row in rows for column, cell in row.items() if cell is not None}
        if rows:
            bare[name] = [{column: row[column] for column in row if column in used} for row in rows]
    return bare


@st.composite
def cases(draw: DrawFn, people: int = 3) -> Case:
    """A day, a delivery that means most on it, and a reading for each gate."""
    on = draw(days())
    return Case(tables=draw(deliveries(on, people)), on=on, readings=draw(readings()))
