"""Corrections in the demo's ledger: wrong entries are cancelled by their exact opposite."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from meritbook.interfaces.demo.appointments import spell_on
from meritbook.interfaces.demo.catalogue import catalogue
from meritbook.interfaces.demo.days import DEMO_DAY, working_day_from
from meritbook.interfaces.demo.draws import stream
from meritbook.interfaces.demo.ledger import Entry, ledger_entries
from meritbook.interfaces.demo.stories import STORIES, told
from meritbook.interfaces.demo.wording import Scene, Words, filled

Row = dict[str, object]

_BY_CHANCE = 84
_LAST_QUESTIONED = date(2025, 12, 31)


def ledger_rows() -> list[Row]:
    """The table `ledger`: entries and reversals, numbered in the order of their days."""
    entries = ledger_entries()
    entries += _reversals(entries)
    entries.sort(key=lambda entry: (entry.occurred_on, entry.person_id))
    numbers = {id(entry): f"E{place:06d}" for place, entry in enumerate(entries, start=1)}
    return [
        {
            "entry_id": numbers[id(entry)],
            "person_id": entry.person_id,
            "occurred_on": entry.occurred_on,
            "account": entry.account,
            "item": entry.item,
            "points": entry.points,
            "basis": entry.basis,
            "reverses": numbers[id(entry.reverses)] if entry.reverses else None,
        }
        for entry in entries
    ]


def _reversals(entries: Sequence[Entry]) -> list[Entry]:
    rng = stream("reversals")
    open_to = [
        entry
        for entry in entries
        if not entry.is_settled
        and entry.occurred_on <= _LAST_QUESTIONED
        and entry.person_id not in STORIES
    ]
    found = [_reversal(rng, entry) for entry in rng.sample(open_to, _BY_CHANCE)]
    return found + [_told(entry, rng) for entry in entries if _told_day(entry)]


def _reversal(rng: Random, entry: Entry) -> Entry:
    words = catalogue("ledger")["reversal"]
    day = working_day_from(entry.occurred_on + timedelta(days=rng.randint(15, 140)))
    grounds = words["both"] + words["plus" if entry.points > 0 else "minus"]
    return _opposite(entry, rng, day=min(day, DEMO_DAY), basis=rng.choice(grounds))


def _opposite(entry: Entry, rng: Random, *, day: date, basis: str) -> Entry:
    scene = Scene(rng=rng, day=day, spell=spell_on(entry.person_id, day))
    words = Words(scene, original=entry.item)
    return Entry(
        person_id=entry.person_id,
        occurred_on=day,
        account=entry.account,
        item=filled(catalogue("ledger")["reversal"]["item"], words),
        points=-entry.points,
        basis=filled(basis, words),
        reverses=entry,
    )


def _told_day(entry: Entry) -> date | None:
    """The day on which a story has the entry corrected."""
    story = told(entry.person_id) if entry.is_settled else None
    for fixed in (story or {}).get("entries", []):
        if fixed["on"] == entry.occurred_on and fixed["item"] == entry.item:
            day: date | None = fixed.get("reversed_on")
            return day
    return None


def _told(entry: Entry, rng: Random) -> Entry:
    story = told(entry.person_id) or {}
    fixed = next(told for told in story["entries"] if told["item"] == entry.item)
    return _opposite(entry, rng, day=fixed["reversed_on"], basis=fixed["reversed_because"])
