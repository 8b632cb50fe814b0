"""The demo's ledger: what people did and failed to do, each with its points and its basis (A2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from meritbook.interfaces.demo.annual_grades import annual_grade_of
from meritbook.interfaces.demo.appointments import spell_on
from meritbook.interfaces.demo.careers import PersonYear, breach_of, person_years
from meritbook.interfaces.demo.catalogue import catalogue
from meritbook.interfaces.demo.conduct import inspections_of
from meritbook.interfaces.demo.days import quarter_bounds, working_day_between
from meritbook.interfaces.demo.documents import Document, documents
from meritbook.interfaces.demo.draws import held, stream
from meritbook.interfaces.demo.items import Item, Place, choose
from meritbook.interfaces.demo.parts import part
from meritbook.interfaces.demo.stories import told
from meritbook.interfaces.demo.wording import Scene, Words, filled

_GOOD_BURST, _BAD_BURST = 0.07, 0.4
"""Chances that most points of a good or bad year fall into one quarter, and overrun its bounds."""
_ATTEMPTS = 3
"""Draws before an event that would tell the same thing twice is given up."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One plus or minus, not yet numbered; a reversal names the entry that it cancels."""

    person_id: str
    occurred_on: date
    account: str
    item: str
    points: Decimal
    basis: str
    reverses: "Entry | None" = None
    is_settled: bool = False
    """Follows from a decision told elsewhere; never reversed by chance."""
    is_wrong: bool = False
    """Belongs to a story in which it is cancelled later, so it says nothing of the work."""


def ledger_entries() -> list[Entry]:
    """Every entry but the reversals."""
    return [entry for person_year in person_years() for entry in _entries(person_year)]


def _entries(person_year: PersonYear) -> Iterator[Entry]:
    decided = [*_merit(person_year), *_sanction(person_year), *_told(person_year)]
    yield from decided
    if person_year.situation in {"study", "dormant"}:
        return
    rng = stream("ledger", person_year.member.person_id, person_year.year)
    yield from _dynamic_points(person_year, rng, _sum(decided, {"points"}))
    yield from _lists(person_year, rng, _sum(decided, {"positive", "negative"}))


def _sum(entries: list[Entry], accounts: set[str]) -> float:
    """What is told already in these accounts, wrong entries aside."""
    counted = (entry for entry in entries if entry.account in accounts and not entry.is_wrong)
    return float(sum(entry.points for entry in counted))


def _dynamic_points(person_year: PersonYear, rng: Random, told_already: float) -> Iterator[Entry]:
    level, share = person_year.level, person_year.share
    plan = _Plan(
        accounts={1: "points", -1: "points"},
        target=part("points", level=level, rng=rng) * share - told_already,
        count=max(1, round(rng.gauss(4.6, 1.0) * share)),
        slips=held(0.1 + 0.012 * (90 - level), 0.05, 0.3),
        quarter=rng.randint(1, 4) if rng.random() < _burst(level) else 0,
    )
    yield from _drawn(person_year, rng, plan)


def _burst(level: float) -> float:
    return _GOOD_BURST if level > 88 else _BAD_BURST if level < 68 else 0.0


def _lists(person_year: PersonYear, rng: Random, told_already: float) -> Iterator[Entry]:
    level, share = person_year.level, person_year.share
    inspected = float(sum(finding.points for finding in inspections_of(person_year)))
    target = part("lists", level=level, rng=rng) * share - inspected - told_already
    plan = _Plan(
        accounts={1: "positive", -1: "negative"},
        target=target,
        count=round(held(abs(target) / 2.3 + rng.gauss(0.6, 0.5) * share, 0, 7)),
        slips=held(0.08 + 0.016 * (90 - level), 0.04, 0.3),
        quarter=0,
    )
    yield from _drawn(person_year, rng, plan)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a year's entries of an account (or of both lists, by sign) should come to."""

    accounts: dict[int, str]
    target: float
    count: int
    slips: float
    quarter: int


def _drawn(person_year: PersonYear, rng: Random, plan: _Plan) -> Iterator[Entry]:
    """So many entries that together come to about the target, now and then one against it."""
    left = plan.target
    met: set[tuple[str, str]] = set()
    for remaining in range(plan.count, 0, -1):
        near = left / remaining
        sign = 1 if near >= 0 else -1
        if remaining > 1 and rng.random() < plan.slips:
            sign, near = -sign, -0.8 * sign
        for _attempt in range(_ATTEMPTS):
            event = _event(person_year, rng, plan, sign=sign, near=near)
            if event is not None and event.key not in met:
                met.add(event.key)
                yield event.entry(rng)
                left -= float(event.points)
                break


@dataclass(frozen=True, slots=True)
class _Event:
    """An item of the table met by a person on a day, and the words that tell of it."""

    person_id: str
    item: Item
    points: Decimal
    scene: Scene
    words: Words

    @property
    def key(self) -> tuple[str, str]:
        """What happens to a person once: one award of a document, one ranking of a month."""
        document = self.scene.document
        return (document.reference, "") if document else (self.item.once, self.words["month"])

    def entry(self, rng: Random) -> Entry:
        """The entry in the ledger."""
        return Entry(
            person_id=self.person_id,
            occurred_on=self.scene.day,
            account=self.item.account,
            item=filled(rng.choice(self.item.wording), self.words),
            points=self.points,
            basis=filled(rng.choice(self.item.bases), self.words),
        )


def _event(
    person_year: PersonYear, rng: Random, plan: _Plan, *, sign: int, near: float
) -> _Event | None:
    """One drawn event, or None where the person had no day for the drawn kind of document."""
    person_id = person_year.member.person_id
    day = working_day_between(rng, *_span(person_year, rng, plan.quarter))
    spell = spell_on(person_id, day)
    place = Place(
        account=plan.accounts[sign],
        sign=sign,
        tier=spell.tier,
        group=spell.unit.group,
        year=day.year,
    )
    item, points = choose(rng, place, near=near, month=day.month)
    document = _document(rng, item, person_year)
    if item.theme and document is None:
        return None
    if document is not None:
        day = document.issued_on
        spell = spell_on(person_id, day)
    scene = Scene(rng=rng, day=day, spell=spell, document=document)
    return _Event(person_id, item, points, scene, Words(scene))


def _span(person_year: PersonYear, rng: Random, quarter: int) -> tuple[date, date]:
    first, last = person_year.first_day, person_year.last_day
    burst_first, burst_last = quarter_bounds(person_year.year, quarter or 1)
    if quarter and rng.random() < 0.85 and first <= burst_first and burst_last <= last:
        return burst_first, burst_last
    return first, last


def _document(rng: Random, item: Item, person_year: PersonYear) -> Document | None:
    if not item.theme:
        return None
    issued = [
        document
        for document in documents(item.theme, person_year.year)
        if person_year.first_day <= document.issued_on <= person_year.last_day
    ]
    return rng.choice(issued) if issued else None


def _merit(person_year: PersonYear) -> Iterator[Entry]:
    """The award that follows an annual grade 'excellent' of the year before (公务员考核规定)."""
    person_id, year = person_year.member.person_id, person_year.year
    if annual_grade_of(person_id, year - 1) != "excellent":
        return
    special = catalogue("ledger")["special"]["merit"]
    for document in documents("merit", year):
        spell = spell_on(person_id, document.issued_on)
        rng = stream("merit", person_id, year)
        scene = Scene(rng=rng, day=document.issued_on, spell=spell, document=document)
        words = Words(scene, last=str(year - 1))
        yield Entry(
            person_id=person_id,
            occurred_on=document.issued_on,
            account="positive",
            item=filled(special["item"], words),
            points=Decimal(special["points"]),
            basis=filled(special["basis"], words),
            is_settled=True,
        )


def _sanction(person_year: PersonYear) -> Iterator[Entry]:
    """What a decided breach of virtue or integrity costs on the negative list."""
    person_id = person_year.member.person_id
    breach = breach_of(person_id)
    if breach is None or breach["decided"].year != person_year.year:
        return
    special = catalogue("ledger")["special"]["sanction"]
    day: date = breach["decided"]
    scene = Scene(rng=stream("sanction", person_id), day=day, spell=spell_on(person_id, day))
    words = Words(scene, penalty=breach["penalty"], document=breach["document"])
    yield Entry(
        person_id=person_id,
        occurred_on=day,
        account="negative",
        item=filled(special["item"], words),
        points=Decimal(special["points"][breach["penalty"]]),
        basis=filled(special["basis"], words),
        is_settled=True,
    )


def _told(person_year: PersonYear) -> Iterator[Entry]:
    """Entries that belong to a story."""
    story: dict[str, Any] = told(person_year.member.person_id) or {}
    for entry in story.get("entries", []):
        if entry["on"].year != person_year.year:
            continue
        yield Entry(
            person_id=person_year.member.person_id,
            occurred_on=entry["on"],
            account=entry["account"],
            item=entry["item"],
            points=Decimal(entry["points"]),
            basis=entry["basis"],
            is_settled=True,
            is_wrong="reversed_on" in entry,
        )
