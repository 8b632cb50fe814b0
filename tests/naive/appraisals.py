"""The person-year half of the naive calculation: steps 1 to 9 of the default rulebook.

All rows handed in belong to one person. Step numbers are those of the rulebook's description;
letters with a number (B6) are the clauses of the source.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tests.naive.exact import Row, day, exactly, held, needed_day, number, rounded

GROUP_WEIGHTS = {"superior": 40, "peer": 30, "subordinate": 30}
DIMENSION_WEIGHTS = {"virtue": 20, "ability": 20, "diligence": 20, "results": 20, "integrity": 20}
OPTION_WORTH = {"good": 100, "fair": 85, "ordinary": 70, "poor": 40}
ANNUAL_GRADES = ("excellent", "competent", "basically_competent", "incompetent")
CAPS = {
    "good": "excellent",
    "fair": "competent",
    "ordinary": "competent",
    "poor": "basically_competent",
}
FLOORS = {"good": "competent"}


@dataclass(frozen=True, slots=True)
class Appraisal:
    """One row of the output `appraisals`, its columns in their order, not yet printed."""

    person_id: str
    year: int
    points: Fraction
    positive: Fraction
    negative: Fraction
    lists: Fraction
    inspections: Fraction
    indicator_score: Fraction | None
    superior_score: Fraction | None
    peer_score: Fraction | None
    subordinate_score: Fraction | None
    assessment_score: Fraction | None
    points_score: Fraction
    virtue_ability_score: Fraction | None
    conduct_score: Fraction
    total: Fraction | None
    computed_grade: str
    vetoed: bool
    registered_grade: str | None
    grade: str
    annual_grade: str | None
    annual_cap: str | None
    annual_floor: str | None
    conflict: bool | None


def counted_entries(ledger: Iterable[Row], on: date) -> list[Row]:
    """Return the ledger rows that an evaluation on this day counts (Reversal).

    A row dated after the day is not seen. Once a reversal is seen, neither it nor the entry that
    it names counts, in whatever year each of them lies.
    """
    seen = [row for row in ledger if needed_day(row["occurred_on"]) <= on]
    reversed_ids = {row["reverses"] for row in seen if row.get("reverses")}
    return [row for row in seen if not row.get("reverses") and row["entry_id"] not in reversed_ids]


def dynamic_points(entries: Iterable[Row], year: int) -> Fraction:
    """Step 1: sum the entries of account `points` per quarter, hold each quarter, add the four."""
    quarters = [Fraction(0)] * 4
    for row in entries:
        occurred_on = needed_day(row["occurred_on"])
        if row["account"] == "points" and occurred_on.year == year:
            quarters[(occurred_on.month - 1) // 3] += exactly(row["points"])
    return sum((held(quarter, -10, 10) for quarter in quarters), Fraction(0))


def list_total(entries: Iterable[Row], account: str, year: int) -> Fraction:
    """Step 2: sum one of the two lists over the year."""
    return sum(
        (
            exactly(row["points"])
            for row in entries
            if row["account"] == account and needed_day(row["occurred_on"]).year == year
        ),
        Fraction(0),
    )


def inspection_total(inspections: Iterable[Row], year: int, on: date) -> Fraction:
    """Step 2: sum the findings of conduct inspections in the year that are known by the day."""
    days = [(row, needed_day(row["inspected_on"])) for row in inspections]
    return sum(
        (exactly(row["points"]) for row, at in days if at.year == year and at <= on), Fraction(0)
    )


def one_indicator_score(row: Row) -> Fraction | None:
    """Step 3: score one indicator; only the cells that its direction uses are looked at (B3)."""
    if row["direction"] == "scored":
        raw = number(row.get("score"))
    else:
        actual = number(row.get("actual"))
        if actual is None:
            return None
        target = exactly(row["target"])
        if row["direction"] == "higher":
            raw = 100 * actual / target
        else:
            raw = Fraction(100) if actual <= target else 100 * target / actual
    return None if raw is None else rounded(held(raw, 0, 100))


def indicator_score(indicators: Iterable[Row], year: int) -> Fraction | None:
    """Step 3: average the indicators by weight; none, or one unknown, makes it unknown (B3)."""
    weight = weighted = Fraction(0)
    for row in indicators:
        if int(row["year"] or 0) == year:
            score = one_indicator_score(row)
            if score is None:
                return None
            weight += exactly(row["weight"])
            weighted += exactly(row["weight"]) * score
    return None if weight == 0 else rounded(weighted / weight)


def votes(ballots: Iterable[Row], counts: Iterable[Row]) -> dict[tuple[int, str, str], list[int]]:
    """Step 4: gather marks by year, group and dimension as their sum and number; skip abstain."""
    marks: dict[tuple[int, str, str], list[int]] = {}
    answers = [(row, 1) for row in ballots]
    for row, times in answers + [(row, int(row["count"] or 0)) for row in counts]:
        if row["option"] != "abstain":
            key = (int(row["year"] or 0), str(row["rater_group"]), str(row["dimension"]))
            sum_and_number = marks.setdefault(key, [0, 0])
            sum_and_number[0] += times * OPTION_WORTH[str(row["option"])]
            sum_and_number[1] += times
    return marks


def group_score(
    marks: dict[tuple[int, str, str], list[int]], year: int, group: str
) -> Fraction | None:
    """Step 4: average the dimensions that have marks; a group without any is unknown (A3)."""
    weight = weighted = Fraction(0)
    for dimension, dimension_weight in DIMENSION_WEIGHTS.items():
        worth, times = marks.get((year, group, dimension), [0, 0])
        if times > 0:
            weight += dimension_weight
            weighted += dimension_weight * rounded(Fraction(worth, times))
    return None if weight == 0 else rounded(weighted / weight)


def assessment_score(group_scores: dict[str, Fraction | None]) -> Fraction | None:
    """Step 4: average the groups that have a score; an empty group is never a zero."""
    weight = weighted = Fraction(0)
    for group, score in group_scores.items():
        if score is not None:
            weight += GROUP_WEIGHTS[group]
            weighted += GROUP_WEIGHTS[group] * score
    return None if weight == 0 else rounded(weighted / weight)


def is_revoked(breach: Row, on: date) -> bool:
    """Tell whether a breach was revoked on or before the day."""
    revoked_on = day(breach.get("revoked_on"))
    return revoked_on is not None and revoked_on <= on


def is_vetoed(breaches: Iterable[Row], year: int, on: date) -> bool:
    """Step 8: a breach decided in the year and by the day, and not revoked by it (B8)."""
    return any(
        needed_day(row["decided_on"]).year == year
        and needed_day(row["decided_on"]) <= on
        and not is_revoked(row, on)
        for row in breaches
    )


def band(total: Fraction | None) -> str:
    """Step 8: the grade of a total; each bound belongs to the better grade (B5)."""
    if total is None:
        return "ungraded"
    for grade, bound in (("good", 90), ("fair", 80), ("ordinary", 60)):
        if total >= bound:
            return grade
    return "poor"


def registered_grade(grades: Iterable[Row], year: int, on: date) -> str | None:
    """Step 8: the grade with the latest decision by the day; a day has one decision at most."""
    decided = [
        (needed_day(row["decided_on"]), str(row["grade"]))
        for row in grades
        if int(row["year"] or 0) == year and needed_day(row["decided_on"]) <= on
    ]
    return max(decided)[1] if decided else None


def conflict(annual_grade: str | None, cap: str | None, floor: str | None) -> bool | None:
    """Step 9: whether the annual grade lies outside what the appraisal grade allows (B6, B7, A6).

    Unknown where the appraisal grade gives no cap, and where the annual grade is not one of the
    four that have an order.
    """
    if cap is None or annual_grade not in ANNUAL_GRADES:
        return None
    place = ANNUAL_GRADES.index(annual_grade)
    too_high = place < ANNUAL_GRADES.index(cap)
    too_low = floor is not None and place > ANNUAL_GRADES.index(floor)
    return too_high or too_low


def appraise(person_id: str, year: int, facts: dict[str, list[Row]], on: date) -> Appraisal:
    """Work one person and year through steps 1 to 9, as of the day."""
    entries = counted_entries(facts["ledger"], on)
    points = dynamic_points(entries, year)
    positive = list_total(entries, "positive", year)
    negative = list_total(entries, "negative", year)
    lists = positive + negative
    inspections = inspection_total(facts["inspections"], year, on)
    indicators = indicator_score(facts["indicators"], year)
    marks = votes(facts["ballots"], facts["ballot_counts"])
    groups = {group: group_score(marks, year, group) for group in GROUP_WEIGHTS}
    assessment = assessment_score(groups)
    points_score = held(80 + points, 0, 100)  # step 5
    conduct = held(80 + lists + inspections, 0, 100)  # step 5
    virtue_ability = total = None
    if assessment is not None:  # step 6
        virtue_ability = rounded((60 * assessment + 40 * points_score) / 100)
    if indicators is not None and virtue_ability is not None:  # step 7
        total = rounded((60 * indicators + 25 * virtue_ability + 15 * conduct) / 100)
    vetoed = is_vetoed(facts["breaches"], year, on)
    computed = "poor" if vetoed else band(total)
    registered = registered_grade(facts["appraisal_grades"], year, on)
    grade = registered or computed
    annual = next(
        (str(row["grade"]) for row in facts["annual_grades"] if int(row["year"] or 0) == year), None
    )
    return Appraisal(
        person_id=person_id,
        year=year,
        points=points,
        positive=positive,
        negative=negative,
        lists=lists,
        inspections=inspections,
        indicator_score=indicators,
        superior_score=groups["superior"],
        peer_score=groups["peer"],
        subordinate_score=groups["subordinate"],
        assessment_score=assessment,
        points_score=points_score,
        virtue_ability_score=virtue_ability,
        conduct_score=conduct,
        total=total,
        computed_grade=computed,
        vetoed=vetoed,
        registered_grade=registered,
        grade=grade,
        annual_grade=annual,
        annual_cap=CAPS.get(grade),
        annual_floor=FLOORS.get(grade),
        conflict=conflict(annual, CAPS.get(grade), FLOORS.get(grade)),
    )
