"""Fills the slots of the demo's sentences: places, tasks, days, registers, documents.

A slot is drawn once for an entry, so that its item and its basis tell the same thing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from meritbook.interfaces.demo.appointments import Spell
from meritbook.interfaces.demo.catalogue import catalogue
from meritbook.interfaces.demo.days import DEMO_DAY, is_working_day
from meritbook.interfaces.demo.documents import Document
from meritbook.interfaces.demo.units import Unit

_MEETINGS = {
    "town": "党委会议纪要",
    "street": "党工委会议纪要",
    "park": "党工委会议纪要",
    "bureau": "党组会议纪要",
}
_OFFICES = {"town": "党政办公室", "street": "党政办公室", "park": "党政办公室"}
_LISTED = {
    "firm": "firms",
    "project": "projects",
    "dispute": "disputes",
    "meeting": "meetings",
    "report": "reports",
    "exam": "exams",
    "lapse": "lapses",
    "deed": "deeds",
}


@dataclass(frozen=True, slots=True)
class Scene:
    """When and where something happened, in which post, and the document that tells of it."""

    rng: Random
    day: date
    spell: Spell
    document: Document | None = None

    @property
    def unit(self) -> Unit:
        """The unit of the post held on that day."""
        return self.spell.unit


class Words(dict[str, str]):
    """The words of one scene by slot, each drawn when first asked for."""

    def __init__(self, scene: Scene, **given: str) -> None:
        super().__init__(given)
        self._scene = scene

    def __missing__(self, slot: str) -> str:
        word = _drawers()[slot](self._scene)
        self[slot] = word
        return word


def filled(template: str, words: Mapping[str, str]) -> str:
    """The template with its slots filled."""
    return template.format_map(words)


def day_in_words(day: date, *, beside: date) -> str:
    """`3月14日`; with the year where it is another one than that of `beside`."""
    year = "" if day.year == beside.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def _later(scene: Scene) -> str:
    reported = scene.day + timedelta(days=scene.rng.randint(1, 12))
    while not is_working_day(reported):
        reported += timedelta(days=1)
    return day_in_words(max(scene.day, min(reported, DEMO_DAY)), beside=scene.day)


def _register(scene: Scene) -> str:
    number = scene.rng.randint(2, 68)
    day = scene.day
    return f"{scene.unit.code}积分台账{day.year}年{day.month}月第{number}项"


def _minutes(scene: Scene) -> str:
    issue = 1 + scene.day.timetuple().tm_yday // 10
    kind = _MEETINGS.get(scene.unit.group, "党委会议纪要")
    return f"{scene.unit.name}{kind}〔{scene.day.year}〕{issue}期"


def _month(scene: Scene) -> str:
    # What is judged in the first days of a month is the month before.
    month = scene.day.month if scene.day.day > 10 else (scene.day.month - 2) % 12 + 1
    return str(month)


def _from_document(attribute: str) -> Callable[[Scene], str]:
    return lambda scene: str(getattr(scene.document, attribute)) if scene.document else ""


def _from_list(name: str) -> Callable[[Scene], str]:
    words: list[str] = catalogue("slots")[name]
    return lambda scene: scene.rng.choice(words)


def _number(low: int, high: int, step: int = 1) -> Callable[[Scene], str]:
    return lambda scene: str(scene.rng.randrange(low, high + 1, step))


@cache
def _drawers() -> dict[str, Callable[[Scene], str]]:
    return {
        "unit": lambda scene: scene.unit.name,
        "office": lambda scene: _OFFICES.get(scene.unit.group, "办公室"),
        "village": lambda scene: scene.rng.choice(scene.unit.places),
        "task": lambda scene: scene.rng.choice(scene.unit.tasks),
        "day": lambda scene: day_in_words(scene.day, beside=scene.day),
        "later": _later,
        "register": _register,
        "minutes": _minutes,
        "year": lambda scene: str(scene.day.year),
        "month": _month,
        "quarter": lambda scene: "一二三四"[(scene.day.month - 1) // 3],
        "issue": lambda scene: str(1 + scene.day.timetuple().tm_yday // 6),
        "doc": _from_document("reference"),
        "award": _from_document("award"),
        "matter": _from_document("matter"),
        "n": _number(2, 9),
        "place": _number(1, 3),
        "days": _number(3, 21),
        "people": _number(12, 160),
        "mark": _number(92, 99),
        "low": _number(38, 58),
        "money": _number(240, 4800, 20),
        **{slot: _from_list(name) for slot, name in _LISTED.items()},
    }
