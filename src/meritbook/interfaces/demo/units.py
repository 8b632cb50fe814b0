"""The forty units of the demo district, how strong each was in a year, and its prizes for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from meritbook.interfaces.demo.catalogue import catalogue
from meritbook.interfaces.demo.days import DEMO_DAY, PAST_YEARS
from meritbook.interfaces.demo.draws import stream

Row = dict[str, object]

ROOT_ID = "U00"
_LOCAL_GROUPS = frozenset({"town", "street"})


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """An organisation: what the delivery says of it, and what the demo draws its records from."""

    unit_id: str
    name: str
    kind: str
    group: str
    parent_id: str | None
    code: str
    size: int
    head: str
    sections: tuple[str, ...]
    tasks: tuple[str, ...]
    places: tuple[str, ...]

    @property
    def is_local(self) -> bool:
        """Whether it governs a place: a town, township or sub-district."""
        return self.group in _LOCAL_GROUPS


@cache
def units() -> tuple[Unit, ...]:
    """All units, the district itself first."""
    return tuple(_unit(entry) for entry in catalogue("units")["unit"])


def _unit(entry: dict[str, object]) -> Unit:
    unit_id, group = str(entry["id"]), str(entry["group"])
    parent = str(entry.get("parent", ROOT_ID))
    words = catalogue("slots")
    places = words["communities"] if group == "street" else words["villages"]
    own_tasks = entry.get("tasks") or words["tasks"].get(group, [])
    sections = entry.get("sections", [])
    return Unit(
        unit_id=unit_id,
        name=str(entry["name"]),
        kind=str(entry["kind"]),
        group=group,
        parent_id=None if unit_id == ROOT_ID else parent,
        code=str(entry["code"]),
        size=int(str(entry["size"])),
        head=str(entry.get("head", "镇" if entry["kind"] == "镇" else "乡")),
        sections=_words(sections),
        tasks=_words(own_tasks),
        places=tuple(stream("places", unit_id).sample(places, 7)),
    )


def _words(value: object) -> tuple[str, ...]:
    return tuple(str(word) for word in value) if isinstance(value, list) else ()


@cache
def strength(unit_id: str, year: int) -> float:
    """How well a unit did in a year, around 0; a lasting part and one of the year."""
    told: dict[str, dict[str, float]] = catalogue("stories")["strength"]
    if str(year) in told.get(unit_id, {}):
        return told[unit_id][str(year)]
    lasting = stream("strength", unit_id).gauss(0, 0.6)
    return lasting + stream("strength", unit_id, year).gauss(0, 0.5)


def _announced_on(*, year: int, local: bool) -> date:
    """The day of the notice: towns and bureaus hear their prizes on different days."""
    days: dict[str, list[date]] = catalogue("stories")["announced"]
    return days["local" if local else "central"][year - PAST_YEARS[0] + 1]


def award_rows() -> list[Row]:
    """Prizes of 2022 to 2025, by strength within towns and sub-districts, and within the others."""
    rows: list[Row] = []
    working = [unit for unit in units() if unit.size]
    for year in (PAST_YEARS[0] - 1, *PAST_YEARS):
        for local in (True, False):
            competing = [unit for unit in working if unit.is_local is local]
            announced_on = _announced_on(year=year, local=local)
            if announced_on <= DEMO_DAY:
                rows += _prizes(competing, year=year, announced_on=announced_on)
    return sorted(rows, key=lambda row: (str(row["year"]), str(row["unit_id"])))


def _prizes(competing: Sequence[Unit], *, year: int, announced_on: date) -> list[Row]:
    ranked = sorted(competing, key=lambda unit: -strength(unit.unit_id, year))
    firsts, seconds, thirds = (round(len(ranked) * share) for share in (0.2, 0.35, 0.14))
    nones = len(ranked) - firsts - seconds - thirds
    prizes = ["first"] * firsts + ["second"] * seconds + ["none"] * nones + ["third"] * thirds
    return [
        {"unit_id": unit.unit_id, "year": year, "prize": prize, "announced_on": announced_on}
        for unit, prize in zip(ranked, prizes, strict=True)
    ]


def unit_rows() -> list[Row]:
    """The table `units`."""
    return [
        {
            "unit_id": unit.unit_id,
            "name": unit.name,
            "kind": unit.kind,
            "parent_id": unit.parent_id,
        }
        for unit in units()
    ]
