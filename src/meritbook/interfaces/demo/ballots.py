"""Democratic assessment in the demo: sheets of some units, counted votes of the others.

Superiors, peers and subordinates see a person a little differently, and every sheet has its own
severity: the material of clause A3.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random
from statistics import NormalDist

from meritbook.interfaces.demo.appointments import spell_on
from meritbook.interfaces.demo.careers import PersonYear, person_years
from meritbook.interfaces.demo.days import PAST_YEARS
from meritbook.interfaces.demo.draws import stream
from meritbook.interfaces.demo.parts import part
from meritbook.interfaces.demo.stories import told
from meritbook.interfaces.demo.units import Unit

Row = dict[str, object]

GROUPS = ("superior", "peer", "subordinate")
DIMENSIONS = ("virtue", "ability", "diligence", "results", "integrity")
_OPTIONS = ("good", "fair", "ordinary", "poor", "abstain")
# An impression from these values up is voted good, fair, ordinary; below, poor.
_BOUNDS = (89.0, 79.0, 66.0)
_IMPRESSION_SPREAD = 5.5
_ABSTAIN = 0.025
# Units that delivered the sheets themselves, not counts.
SHEET_UNITS = frozenset({"U02", "U06", "U11", "U19", "U26", "U27", "U31", "U35", "U37"})
# Sheets in a hall by group; and in counts: fewest and most votes.
_SHEETS = {"superior": 5, "peer": 9, "subordinate": 12}
_VOTERS = {"superior": (5, 9), "peer": (9, 26), "subordinate": (12, 45)}
_LEADERS = frozenset({"principal", "deputy", "middle"})


@dataclass(frozen=True, slots=True)
class View:
    """How one group sees one person in one dimension: the mean impression."""

    entry: PersonYear
    group: str
    dimension: str
    impression: float


def ballot_rows() -> list[Row]:
    """The table `ballots`: one row per sheet, person rated and dimension."""
    return [row for hall in _halls().items() for row in _sheets(*hall)]


def ballot_count_rows() -> list[Row]:
    """The table `ballot_counts`: votes by person, year, group and dimension; no zero rows."""
    return [
        row
        for entry in person_years()
        if _is_rated(entry) and _unit(entry).unit_id not in SHEET_UNITS
        for row in _counts(entry)
    ]


def _unit(entry: PersonYear) -> Unit:
    return spell_on(entry.member.person_id, date(entry.year, 12, 31)).unit


def _is_rated(entry: PersonYear) -> bool:
    """Recruits and people away from their unit at the year's end are not on its sheets."""
    return entry.year in PAST_YEARS and entry.situation not in {"probation", "study"}


def _groups(entry: PersonYear) -> Sequence[str]:
    """Who rates: subordinates where there are any; nobody at home while on loan, some years."""
    tier = spell_on(entry.member.person_id, date(entry.year, 12, 31)).tier
    chance = stream("groups", entry.member.person_id, entry.year).random()
    if entry.situation in {"seconded", "sick"}:
        return () if chance < 0.35 else GROUPS[:1]
    if chance < 0.004 and not told(entry.member.person_id):
        return ()
    return GROUPS if tier in _LEADERS else GROUPS[:2]


@cache
def _views(entry: PersonYear) -> tuple[View, ...]:
    rng = stream("views", entry.member.person_id, entry.year)
    middle = part("assessment", level=entry.level, rng=rng)
    # Some please their leaders more than their peers, year after year.
    lasting = stream("standing", entry.member.person_id)
    standing = {group: lasting.gauss(0, 1.3) for group in GROUPS}
    strong = {dimension: lasting.gauss(0, 1.2) for dimension in DIMENSIONS}
    return tuple(
        View(entry, group, dimension, middle + standing[group] + strong[dimension])
        for group in _groups(entry)
        for dimension in DIMENSIONS
    )


def _counts(entry: PersonYear) -> Iterator[Row]:
    rng = stream("votes", entry.member.person_id, entry.year)
    present = {group: rng.randint(*_VOTERS[group]) for group in GROUPS}
    # In a few cases a whole group left its boxes empty.
    silent = rng.choice(GROUPS) if rng.random() < 0.004 else ""
    for view in _views(entry):
        votes = _tally(rng, view, present[view.group], is_silent=view.group == silent)
        for option in _OPTIONS:
            if votes[option]:
                yield {
                    "person_id": entry.member.person_id,
                    "year": entry.year,
                    "rater_group": view.group,
                    "dimension": view.dimension,
                    "option": option,
                    "count": votes[option],
                }


def _tally(rng: Random, view: View, present: int, *, is_silent: bool) -> Counter[str]:
    if is_silent:
        return Counter({"abstain": present})
    shares = _shares(round(view.impression, 1))
    return Counter(rng.choices(_OPTIONS, cum_weights=shares, k=present))


@cache
def _shares(impression: float) -> Sequence[float]:
    """Cumulated shares of the options among voters with that mean impression."""
    below = NormalDist(impression, _IMPRESSION_SPREAD + 1).cdf
    return [*(1 - below(bound) for bound in _BOUNDS), 1.0, 1.0 + _ABSTAIN]


@cache
def _halls() -> dict[tuple[str, int], tuple[PersonYear, ...]]:
    """Who is rated together: the people of a unit that delivered sheets, by year."""
    halls: dict[tuple[str, int], list[PersonYear]] = defaultdict(list)
    for entry in person_years():
        unit = _unit(entry)
        if unit.unit_id in SHEET_UNITS and _is_rated(entry):
            halls[unit.unit_id, entry.year].append(entry)
    return {hall: tuple(entries) for hall, entries in sorted(halls.items())}


def _sheets(hall: tuple[str, int], rated: Sequence[PersonYear]) -> Iterator[Row]:
    unit_id, year = hall
    rng = stream("sheets", unit_id, year)
    for group in GROUPS:
        for number in range(1, _SHEETS[group] + rng.randint(0, 2)):
            sheet_id = f"{year}-{unit_id}-{group[:3].upper()}-{number:02d}"
            severity = rng.gauss(0, 2.2)
            for entry in rated:
                # Nobody rates everyone: the own name and some others stay blank.
                if rng.random() > 0.05:
                    yield from _answers(
                        rng, entry, group=group, severity=severity, sheet_id=sheet_id
                    )


def _answers(
    rng: Random, entry: PersonYear, *, group: str, severity: float, sheet_id: str
) -> Iterator[Row]:
    halo = rng.gauss(0, 2.5)
    for view in _views(entry):
        if view.group != group:
            continue
        impression = view.impression + severity + halo + rng.gauss(0, _IMPRESSION_SPREAD - 1)
        yield {
            "sheet_id": sheet_id,
            "year": entry.year,
            "person_id": entry.member.person_id,
            "rater_group": group,
            "dimension": view.dimension,
            "option": "abstain" if rng.random() < _ABSTAIN else _vote(impression),
        }


def _vote(impression: float) -> str:
    for option, bound in zip(_OPTIONS, _BOUNDS, strict=False):
        if impression >= bound:
            return option
    return "poor"
