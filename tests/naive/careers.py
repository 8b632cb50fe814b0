"""Random records of one person and year: entries, inspections, votes, indicators, grades."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from tests.naive.appraisals import (
    CAPS,
    DIMENSION_WEIGHTS,
    GROUP_WEIGHTS,
    OPTION_WORTH,
    appraise,
)
from tests.naive.calculation import TABLES_OF_A_YEAR
from tests.naive.exact import Row, held
from tests.naive.scene import Scene, amount

LEANINGS = {"clean": 22, "dull": 18, "negative": 17, "any": 43}
"""What a person's record leans to, so that gates which ask for three like years are met."""

QUARTER_SUMS = (-1500, -1001, -1000, -999, -335, -1, 1, 218, 999, 1000, 1001, 1500)
"""Sums of a quarter in hundredths, on both sides of its bounds."""


def add_year(scene: Scene, person: Row, year: int, leaning: str) -> None:
    """Add everything that one year holds of one person; the breaches are there already."""
    person_id = str(person["person_id"])
    before = {table: len(scene.tables.get(table, [])) for table in TABLES_OF_A_YEAR}
    add_points(scene, person_id, year, leaning)
    add_lists(scene, person_id, year, leaning)
    add_mistakes(scene, person_id, year, leaning)
    add_inspections(scene, person_id, year)
    add_votes(scene, person, year, leaning)
    rows = {table: scene.tables.get(table, [])[before[table] :] for table in TABLES_OF_A_YEAR}
    add_indicators(scene, person_id, year, leaning, rows)
    add_grades(scene, person_id, year, leaning)


def parts(scene: Scene, total: int, sign: int) -> Iterator[int]:
    """Split hundredths into up to three parts, which may change sign where that is free (0)."""
    for _ in range(scene.pick(0, 0, 1, 2)):
        part = scene.cents(min(total, 0), max(total, 0)) if sign else scene.cents(-700, 700)
        yield part
        total -= part
    yield total


def add_entry(scene: Scene, person_id: str, occurred_on: date, account: str, cents: int) -> Row:
    """Add one plus or minus."""
    return scene.add(
        "ledger",
        entry_id=scene.next_id("ledger", "E"),
        person_id=person_id,
        occurred_on=occurred_on,
        account=account,
        item=scene.text(),
        points=amount(scene.random, cents),
        basis=scene.text(),
        reverses=None,
    )


def quarter_days(year: int, quarter: int) -> tuple[date, date]:
    """Return the first and the last day of a quarter (0 to 3)."""
    following = date(year + quarter // 3, (quarter + 1) % 4 * 3 + 1, 1)
    return date(year, quarter * 3 + 1, 1), following - timedelta(days=1)


def add_points(scene: Scene, person_id: str, year: int, leaning: str) -> None:
    """Add entries whose quarters end on and around their bounds, the year often on zero."""
    sums = [scene.random.choice(QUARTER_SUMS) if scene.chance(55) else 0 for _ in range(4)]
    if leaning == "any" and scene.chance(15):
        sums = [500, -500, scene.pick(-1, 0, 1), 0]
        scene.random.shuffle(sums)
    sign = {"clean": 1, "negative": -1}.get(leaning, 0)
    if sign:
        sums = [sign * abs(quarter) for quarter in sums]
    if leaning == "negative":
        sums[scene.cents(0, 3)] = scene.pick(-1, -250, -1001)
    for quarter, total in enumerate(sums):
        if total:
            for part in parts(scene, total, sign):
                occurred_on = scene.between(*quarter_days(year, quarter))
                add_entry(scene, person_id, occurred_on, "points", part)


def add_lists(scene: Scene, person_id: str, year: int, leaning: str) -> None:
    """Add entries of the two lists, together often just below, on, or above zero."""
    positive = scene.cents(0, 1200) if scene.chance(60) else 0
    negative = -scene.cents(0, 1500) if scene.chance(60) else 0
    if scene.chance(20):
        negative = min(0, -positive + scene.pick(-1, 0, 1))
    if leaning == "negative":
        negative = min(negative, -positive - scene.pick(1, 300))
    if leaning == "clean":
        negative = max(negative, -positive)
    if leaning == "any" and scene.chance(6):
        positive, negative = scene.pick((9000, 0), (0, -9000))
    for account, total in (("positive", positive), ("negative", negative)):
        for part in parts(scene, total, 1) if total else ():
            occurred_on = scene.between(date(year, 1, 1), date(year, 12, 31))
            add_entry(scene, person_id, occurred_on, account, part)


def add_mistakes(scene: Scene, person_id: str, year: int, leaning: str) -> None:
    """Add wrong entries with their reversals, seen on the day of the evaluation or not yet."""
    sign = {"clean": 1, "negative": -1}.get(leaning) or scene.pick(-1, 1)
    lists = "positive" if sign > 0 else "negative"
    for percent, is_seen in ((16, True), (14, False)):
        if not scene.chance(percent):
            continue
        account = scene.pick("points", lists)
        wrong_on = scene.between(date(year, 1, 1), date(year, 12, 31))
        wrong = add_entry(scene, person_id, wrong_on, account, sign * scene.cents(1, 1600))
        yesterday = scene.on - timedelta(days=1)
        later = scene.between(wrong_on, max(wrong_on, yesterday))
        seen_on = scene.pick(wrong_on, later, yesterday, scene.on, scene.on)
        pending_on = scene.on + timedelta(days=scene.pick(1, 1, 2, 400))
        corrected_on = max(wrong_on, seen_on if is_seen else pending_on)
        correction = add_entry(scene, person_id, corrected_on, account, 0)
        points = str(wrong["points"])
        correction["points"] = points[1:] if points.startswith("-") else f"-{points}"
        correction["reverses"] = wrong["entry_id"]


def add_inspections(scene: Scene, person_id: str, year: int) -> None:
    """Add findings of conduct inspections, more often minus than plus."""
    for _ in range(scene.pick(0, 0, 0, 1, 2)):
        scene.add(
            "inspections",
            inspection_id=scene.next_id("inspections", "I"),
            person_id=person_id,
            inspected_on=scene.between(date(year, 1, 1), date(year, 12, 31)),
            points=amount(scene.random, scene.pick(-100, -55, 50, -scene.cents(0, 500))),
            finding=scene.text(),
        )


def add_votes(scene: Scene, person: Row, year: int, leaning: str) -> None:
    """Add answers for one group, counts for another, only abstentions or nothing for a third."""
    if scene.chance(10):
        return
    nobody_votes = scene.chance(9)
    for group in GROUP_WEIGHTS:
        form = scene.weighed({"nothing": 20, "answers": 50, "counts": 22, "abstentions": 8})
        options = {"good": 50, "fair": 30, "ordinary": 12, "poor": 3, "abstain": 8}
        if leaning == "dull":
            options |= {"good": 15, "ordinary": 30}
        if form == "abstentions" or nobody_votes:
            options = {"abstain": 1}
        dimensions = [name for name in DIMENSION_WEIGHTS if not scene.chance(8)]
        if form == "counts":
            add_counts(scene, str(person["person_id"]), year, group, dimensions, options)
        elif form != "nothing":
            add_answers(scene, person, year, group, dimensions, options)


def add_counts(
    scene: Scene,
    person_id: str,
    year: int,
    group: str,
    dimensions: list[str],
    options: dict[str, int],
) -> None:
    """Add votes already counted, zeros among them, sometimes from two ballot boxes."""
    for dimension in dimensions:
        for option in (*OPTION_WORTH, "abstain"):
            for _ in range(scene.pick(1, 1, 1, 1, 1, 2)):
                count = scene.pick(0, 1, 2, 8) * min(options.get(option, 0), 12)
                if count or scene.chance(50):
                    scene.add(
                        "ballot_counts",
                        person_id=person_id,
                        year=year,
                        rater_group=group,
                        dimension=dimension,
                        option=option,
                        count=count,
                    )


def add_answers(
    scene: Scene,
    person: Row,
    year: int,
    group: str,
    dimensions: list[str],
    options: dict[str, int],
) -> None:
    """Add the answers of some sheets, which rate the others of the same unit too."""
    for number in range(scene.pick(1, 2, 3, 8)):
        for dimension in dimensions:
            if not scene.chance(5):
                scene.add(
                    "ballots",
                    sheet_id=f"{group}-{year}-{person['unit_id']}-{number}",
                    year=year,
                    person_id=person["person_id"],
                    rater_group=group,
                    dimension=dimension,
                    option=scene.weighed(options),
                )


def add_indicators(
    scene: Scene, person_id: str, year: int, leaning: str, rows: dict[str, list[Row]]
) -> None:
    """Add indicators: none, one without a value, or such that the total meets a bound."""
    form = scene.weighed({"none": 7, "unknown": 8, "random": 20, "aimed": 65})
    if form == "aimed":
        aimed = aim(scene, person_id, year, leaning, rows)
        for direction, weight, target, value in shapes(scene, aimed):
            add_indicator(scene, person_id, year, direction, weight, target, value)
    elif form != "none":
        missing = scene.cents(0, 2) if form == "unknown" else None
        for number in range(scene.pick(1, 3, 4) if missing is None else 3):
            direction, target, reached = any_result(scene)
            weight = scene.pick(1, 500, 1000, 3333, 100_000_000_000)
            value = None if number == missing else reached
            add_indicator(scene, person_id, year, direction, weight, target, value)


def any_result(scene: Scene) -> tuple[str, int, int]:
    """Pick a direction, a target and a value on, around or far from it, in hundredths."""
    if scene.chance(33):
        return "scored", 0, scene.cents(4000, 10000)
    target = scene.pick(800, 160, 300, 25000, 30, 1, 10_000_000_000)
    value = scene.pick(target, target + 1, target * 3 // 4, scene.cents(-5, 3 * target))
    return scene.pick("higher", "lower"), target, value


def aim(scene: Scene, person_id: str, year: int, leaning: str, rows: dict[str, list[Row]]) -> int:
    """Return the indicator score, in hundredths, that brings the total on or near a bound.

    The other parts are worked out first, by the calculation that this generator feeds; where the
    assessment is unknown the total is too, and any score will do.
    """
    so_far = appraise(person_id, year, rows, scene.on)
    bounds = {"clean": (90, 90, 93), "dull": (60, 75, 80, 50)}.get(leaning, (90, 90, 80, 60, 55))
    total = Fraction(scene.random.choice(bounds)) + Fraction(scene.pick(-1, 0, 0, 1), 100)
    if leaning == "clean":
        total = max(total, Fraction(90))
    rest = 25 * (so_far.virtue_ability_score or Fraction(80)) + 15 * so_far.conduct_score
    score = held((100 * total - rest) / 60, 0, 100)
    return max(0, min(10000, round(score * 100) + scene.pick(-1, 0, 0, 1)))


def shapes(scene: Scene, score: int) -> list[tuple[str, int, int, int | None]]:
    """Return indicators that average to a score: direction, weight, target and value of each."""
    spread = scene.cents(0, min(score, 10000 - score))
    weight = scene.pick(500, 3333)
    choices: list[list[tuple[str, int, int, int | None]]] = [
        [("scored", weight, 0, score)],
        [("scored", weight, 0, score + spread), ("scored", weight, 0, score - spread)],
        [("higher", weight, 10000, score), ("scored", 2 * weight, 0, score)],
        [("lower", weight, max(score, 1), 10000), ("higher", 1, 30000, 3 * score)],
    ]
    if score < 10000:  # the average lies half a hundredth above the score
        choices.append([("scored", weight, 0, score), ("scored", weight, 0, score + 1)])
    return scene.random.choice(choices)


def add_indicator(
    scene: Scene,
    person_id: str,
    year: int,
    direction: str,
    weight: int,
    target: int,
    value: int | None,
) -> None:
    """Add one indicator, sometimes with values in the cells that its direction does not use."""
    is_scored = direction == "scored"
    unused = amount(scene.random, scene.cents(0, 10000)) if scene.chance(20) else None
    written = None if value is None else amount(scene.random, value)
    scene.add(
        "indicators",
        person_id=person_id,
        year=year,
        indicator=f"指标{scene.next_id('indicators', 'K')}",
        weight=amount(scene.random, weight),
        direction=direction,
        target=unused if is_scored else amount(scene.random, target),
        actual=unused if is_scored else written,
        score=written if is_scored else unused,
    )


def add_grades(scene: Scene, person_id: str, year: int, leaning: str) -> None:
    """Add the annual grade and up to three decisions on the appraisal grade."""
    annual = {
        "clean": {"excellent": 94, "competent": 6},
        "dull": {"competent": 60, "basically_competent": 20, "incompetent": 20},
    }.get(
        leaning,
        {
            "excellent": 20,
            "competent": 20,
            "basically_competent": 12,
            "incompetent": 12,
            "ungraded": 18,
            "not_assessed": 18,
        },
    )
    if scene.chance(94 if leaning in ("clean", "dull") else 82):
        scene.add("annual_grades", person_id=person_id, year=year, grade=scene.weighed(annual))
    if not scene.chance({"clean": 75, "dull": 70}.get(leaning, 45)):
        return
    after = date(year + 1, 1, 1)
    days = {
        scene.pick(after, scene.between(after, max(after, scene.on)), scene.near_the_day())
        for _ in range(scene.pick(1, 1, 2, 3))
    }
    for decided_on in sorted(days):
        grades = {"clean": ["good"], "dull": ["fair", "ordinary", "poor"]}.get(leaning, list(CAPS))
        scene.add(
            "appraisal_grades",
            person_id=person_id,
            year=year,
            grade=scene.random.choice(grades),
            decided_on=decided_on,
            document=scene.text(),
        )
