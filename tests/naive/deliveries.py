"""Random deliveries without faults, in which every outcome of the rules comes up often.

`delivery(seed)` returns the tables; `shuffled` and `alone` return what must evaluate alike.
"""

from datetime import date, timedelta
from random import Random

from tests.naive.careers import LEANINGS, add_year
from tests.naive.exact import Row, Tables
from tests.naive.folders import COLUMNS
from tests.naive.scene import Scene

FIRST_DAY = date(2018, 6, 26)
"""The day of the source, and the first on which the default rulebook is in force."""

NAMES = ("张伟", "欧阳·小明", '买买提"江"', "王,芳", "李娜", "𠮷田", "O'Brien, Pat")
PERSON_IDS = ("P{:05d}", "p{}", "0{}", "干部{}", "～{}", "𠮷{}", '甲,"乙"{}', "1e{}")
"""Forms of ids: their order by code point is neither that of UTF-16 nor that of numbers."""


def delivery(seed: int, *, people: int = 200, on: date = FIRST_DAY) -> Tables:
    """Return a delivery of so many people that means most when evaluated on the day.

    The same arguments give the same delivery. All thirteen tables are there, each row with all
    its columns, the rows of each in no order.
    """
    scene = Scene(random=Random(seed), on=on, tables={table: [] for table in COLUMNS})
    units = add_units(scene, max(3, people // 4))
    for number in range(people):
        leaning = scene.weighed(LEANINGS)
        person = add_person(scene, number, leaning, units)
        add_tenures(scene, str(person["person_id"]))
        add_breaches(scene, str(person["person_id"]), leaning)
        add_surveys(scene, str(person["person_id"]), leaning)
        for year in scene.years:
            add_year(scene, person, year, leaning)
        if scene.chance(15):
            for year in (scene.years[0] - 1, on.year, on.year + 1):
                add_year(scene, person, year, "any")
    return shuffled(scene.tables, seed)


def add_units(scene: Scene, count: int) -> list[str]:
    """Add units and their prizes: third ones whose year ends before, on and after the day."""
    units = [f"U{number:04d}" for number in range(count)]
    for unit_id in units:
        parent = scene.random.choice(units) if scene.chance(50) else None
        scene.add("units", unit_id=unit_id, name=scene.text(), kind=scene.text(), parent_id=parent)
        years = set()
        for _ in range(scene.pick(1, 2, 3)):
            announced_on = award_day(scene)
            assessed = announced_on.year - scene.pick(1, 1, 1, 0)
            if assessed not in years:
                years.add(assessed)
                scene.add(
                    "unit_awards",
                    unit_id=unit_id,
                    year=assessed,
                    prize=scene.pick("third", "third", "third", "first", "second", "none"),
                    announced_on=announced_on,
                )
    return units


def award_day(scene: Scene) -> date:
    """Pick a day of announcement around the day, a year before it, or a leap day."""
    year_ago = scene.on - timedelta(days=365)
    leap_day = date(scene.on.year - scene.on.year % 4, 2, 29)
    if scene.chance(60):
        return scene.between(year_ago, scene.on)
    return scene.pick(scene.near_the_day(), scene.near(year_ago), scene.near(leap_day))


def add_person(scene: Scene, number: int, leaning: str, units: list[str]) -> Row:
    """Add a person, who has served all along or joined on a telling day."""
    first, last = scene.years[0], scene.years[-1]
    since = {
        "always": None,
        "before": scene.between(date(first - 20, 1, 1), date(first - 1, 12, 31)),
        "within": scene.between(date(first, 1, 1), date(last, 12, 31)),
        "edge": scene.pick(scene.window_edge(), date(last, 1, 1)),
        "since": scene.pick(date(last + 1, 1, 1), scene.near_the_day(), date(last + 2, 3, 1)),
    }
    chances = {"always": 45, "before": 10, "within": 16, "edge": 9, "since": 20}
    if leaning in ("clean", "dull"):
        chances |= {"within": 4, "edge": 3, "since": 4}
    form = PERSON_IDS[0] if scene.chance(80) else scene.random.choice(PERSON_IDS)
    return scene.add(
        "people",
        person_id=form.format(number),
        name=scene.random.choice(NAMES),
        gender=scene.pick("男", "女", None),
        born_on=scene.pick(date(1972, 2, 29), date(1980, 5, 4), None),
        ethnicity=scene.pick("汉族", "彝族", None),
        joined_on=since[scene.weighed(chances)],
        unit_id=scene.random.choice(units),
        post=scene.text(),
        rank=scene.pick("一级科员", "四级主任科员", None),
    )


def add_tenures(scene: Scene, person_id: str) -> None:
    """Add posts whose ends lie around a prize's announcement or the year that it is for."""
    awards = scene.tables["unit_awards"]
    for _ in range(scene.pick(0, 0, 1, 2)):
        award = scene.random.choice(awards)
        announced_on = date.fromisoformat(str(award["announced_on"]))
        year = int(str(award["year"]))
        started_on = scene.pick(
            scene.between(date(year - 4, 1, 1), announced_on),
            scene.near(announced_on),
            scene.near(date(year, 12, 31)),
            scene.near(date(year, 1, 1)),
        )
        ended_on = scene.pick(
            None,
            scene.between(started_on, scene.on + timedelta(days=400)),
            scene.near(announced_on),
            scene.near(date(year, 12, 31)),
            scene.near(date(year, 1, 1)),
        )
        scene.add(
            "tenures",
            person_id=person_id,
            unit_id=award["unit_id"],
            post=scene.text(),
            is_principal="false" if scene.chance(20) else "true",
            started_on=started_on,
            ended_on=None if ended_on is None else max(started_on, ended_on),
        )


def add_breaches(scene: Scene, person_id: str, leaning: str) -> None:
    """Add decided breaches; the clean have only such as no longer count."""
    numbers = {0: 22, 1: 33, 2: 25, 3: 20} if leaning == "dull" else {0: 45, 1: 20, 2: 20, 3: 15}
    for _ in range(scene.weighed(numbers)):
        first, last = date(scene.years[0], 1, 1), date(scene.years[-1], 12, 31)
        decided_on = scene.pick(
            scene.between(first, last),
            scene.between(first, last),
            scene.between(first, last),
            scene.between(date(first.year - 4, 1, 1), first - timedelta(days=1)),
            scene.window_edge(),
            scene.near_the_day(),
        )
        revoked_on = scene.pick(None, None, None, scene.near_the_day(), scene.on)
        if leaning == "clean":
            revoked_on = scene.pick(scene.on, scene.on - timedelta(days=1))
        until = scene.pick(None, scene.near_the_day(), scene.near_the_day(), date(2035, 1, 1))
        scene.add(
            "breaches",
            breach_id=scene.next_id("breaches", "B"),
            person_id=person_id,
            dimension=scene.pick("virtue", "integrity"),
            decided_on=decided_on,
            effect_until=until and max(until, decided_on),
            revoked_on=revoked_on and max(revoked_on, decided_on),
            document=scene.text(),
        )


def add_surveys(scene: Scene, person_id: str, leaning: str) -> None:
    """Add surveys with scores and shares around their bounds, several on one day among them."""
    latest = scene.pick(scene.on, scene.on, scene.between(date(scene.years[0], 1, 1), scene.on))
    scores = ("84.99", "84.99", "85", "85.00", "85.01", "84.5", "60", "100", "0", None, None)
    shares = ("79.99", "79.99", "80", "80.00", "80.01", "79.5", "95", "0", None, None)
    for _ in range(scene.weighed({0: 18, 1: 40, 2: 30, 4: 12})):
        score, share = scene.random.choice(scores), scene.random.choice(shares)
        if leaning == "clean":
            score = scene.pick(score, "85.01", "96.5", "85.01")
        surveyed_on = scene.pick(latest, latest, latest, scene.window_edge(), scene.near_the_day())
        scene.add(
            "satisfaction",
            survey_id=scene.next_id("satisfaction", "S"),
            person_id=person_id,
            surveyed_on=surveyed_on,
            score=score,
            satisfied_share=share,
        )


def shuffled(tables: Tables, seed: int) -> Tables:
    """Return the same delivery with the rows of each table in another order."""
    random = Random(seed)
    return {table: random.sample(rows, len(rows)) for table, rows in tables.items()}


def alone(tables: Tables, *person_ids: str) -> Tables:
    """Return what the delivery holds of some people only; units and their prizes stay."""
    return {
        table: [row for row in rows if "person_id" not in row or row["person_id"] in person_ids]
        for table, rows in tables.items()
    }
