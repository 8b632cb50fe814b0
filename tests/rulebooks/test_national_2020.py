"""The national rules: every circumstance in every year, unknown years, and the quota of units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from itertools import product
from typing import Any

import polars as pl
import pytest

from meritbook.engine import Facts, Rulebook, evaluate, hold
from meritbook.engine.checking import Delivered, check
from meritbook.engine.checking_cells import ROW
from meritbook.engine.facts import schema
from tests.rulebooks.worked_examples import RULEBOOKS, loaded

NATIONAL = loaded(RULEBOOKS / "national-2020")
QUOTA = loaded(RULEBOOKS / "national-2020-quota")
DAY = dt.date(2022, 3, 1)
ASSESSED = 2021

Rows = Sequence[Mapping[str, Any]]


def facts(rulebook: Rulebook, **tables: Rows) -> Facts:
    frames = {
        name: pl.DataFrame(
            [{column: row.get(column) for column in schema(rulebook.tables[name])} for row in rows],
            schema=schema(rulebook.tables[name]),
        )
        for name, rows in tables.items()
    }
    no_units = pl.DataFrame(schema=schema(rulebook.tables["units"]))
    return hold(rulebook, {"units": no_units, **frames})


def people(ids: Sequence[str]) -> Rows:
    return [{"person_id": each} for each in ids]


NOT_EXCELLENT, COMMENT, NO_GRADE = "not_excellent", "comment_only", "no_grade"
FALL, PLAIN = "incompetent", "unaffected"
EFFECTS: Mapping[str, tuple[str, ...]] = {
    # circumstance: effect in the year of the decision, the next, the third, the fourth
    "admonition": (NOT_EXCELLENT, PLAIN, PLAIN, PLAIN),
    "adjustment": (NOT_EXCELLENT, PLAIN, PLAIN, PLAIN),
    "warning": (NOT_EXCELLENT, PLAIN, PLAIN, PLAIN),
    "party_warning": (NOT_EXCELLENT, PLAIN, PLAIN, PLAIN),
    "demerit": (COMMENT, PLAIN, PLAIN, PLAIN),
    "serious_party_warning": (COMMENT, PLAIN, PLAIN, PLAIN),
    "ordered_resignation": (COMMENT, PLAIN, PLAIN, PLAIN),
    "removal": (COMMENT, PLAIN, PLAIN, PLAIN),
    "lower_post": (COMMENT, PLAIN, PLAIN, PLAIN),
    "major_demerit": (NO_GRADE, NO_GRADE, PLAIN, PLAIN),
    "downgrading": (NO_GRADE, NO_GRADE, PLAIN, PLAIN),
    "discharge": (NO_GRADE, NO_GRADE, PLAIN, PLAIN),
    "party_post_withdrawn": (FALL, PLAIN, PLAIN, PLAIN),
    "party_probation_one_year": (FALL, NO_GRADE, PLAIN, PLAIN),
    "party_probation_two_years": (FALL, NO_GRADE, NO_GRADE, PLAIN),
    "party_expulsion": (FALL, NO_GRADE, NO_GRADE, PLAIN),
    # these two last until they end
    "probation": (COMMENT, COMMENT, COMMENT, COMMENT),
    "investigation": ("no_comment", "no_comment", "no_comment", "no_comment"),
}


def test_every_circumstance_has_its_effect_in_each_year_and_none_before() -> None:
    cases = {
        f"{kind} {years}": (kind, years, effect)
        for kind, effects in EFFECTS.items()
        for years, effect in enumerate((PLAIN, *effects), start=-1)
    }
    circumstances = [
        {"circumstance_id": name, "person_id": name, "kind": kind,
         "since_on": dt.date(ASSESSED - years, 2, 1)}
        for name, (kind, years, _) in cases.items()
    ]  # fmt: skip
    held = facts(NATIONAL, people=people(list(cases)), circumstances=circumstances)

    careers = evaluate(NATIONAL, held, on=DAY).output("careers")

    assert set(EFFECTS) == set(NATIONAL.options["circumstance"].values)
    found = dict(careers.select("person_id", "special_effect").iter_rows())
    assert found == {name: effect for name, (_, _, effect) in cases.items()}


def test_a_result_is_known_exactly_where_no_missing_grade_could_change_it() -> None:
    grades = ("excellent", "competent", "incompetent")
    years = (2019, 2020, 2021)
    careers = list(product((*grades, None), repeat=3))
    ids = {career: "/".join(str(grade) for grade in career) for career in careers}
    held = facts(
        NATIONAL,
        people=people(list(ids.values())),
        standings=[{"person_id": each, "step_from": 2019} for each in ids.values()],
        annual_grades=[
            {"person_id": ids[career], "year": year, "grade": grade}
            for career in careers
            for year, grade in zip(years, career, strict=True)
            if grade is not None
        ],
    )

    frame = evaluate(NATIONAL, held, on=DAY, keep="all").frame("person")

    for name in ("step_due", "merit_due", "dismissal"):
        found = dict(frame.select("person_id", name).iter_rows())
        for career in careers:
            open_to = [grades if grade is None else (grade,) for grade in career]
            could_be = {found[ids[whole]] for whole in product(*open_to)}
            known = could_be.pop() if len(could_be) == 1 else None
            assert found[ids[career]] is known, (name, career)


@pytest.mark.parametrize(
    ("reading", "rounding"),
    [("floor", ROUND_FLOOR), ("half_up", ROUND_HALF_UP), ("ceiling", ROUND_CEILING)],
)
@pytest.mark.parametrize(("share", "consented"), [(20, False), (25, True)])
def test_the_places_of_a_unit_are_its_share_rounded_as_the_reading_says(
    reading: str, rounding: str, share: int, consented: bool
) -> None:
    sizes = range(41)
    members = [(f"U{size}", f"P{size}-{n}") for size in sizes for n in range(size)]
    consents = [{"unit_id": f"U{size}", "year": ASSESSED, "agreed_on": DAY} for size in sizes]
    held = facts(
        QUOTA,
        units=[{"unit_id": f"U{size}"} for size in sizes],
        people=[{"person_id": person, "unit_id": unit} for unit, person in members],
        annual_grades=[
            {"person_id": person, "year": ASSESSED, "grade": "competent"} for _, person in members
        ],
        quota_consents=consents if consented else [],
    )

    quotas = evaluate(QUOTA.reading({"places": reading}), held, on=DAY).output("quotas")

    places = dict(quotas.filter(year=ASSESSED).select("attended", "places").iter_rows())
    one = Decimal(1)
    assert places == {n: int((Decimal(n * share) / 100).quantize(one, rounding)) for n in sizes}


def test_a_delivery_for_the_default_rulebook_serves_the_national_ones_too() -> None:
    tables: dict[str, Rows] = {
        "units": [{"unit_id": "U"}],
        "people": [{"person_id": "A", "unit_id": "U"}],
        "annual_grades": [{"person_id": "A", "year": ASSESSED, "grade": "excellent"}],
    }
    default = loaded(RULEBOOKS / "qixingguan-2018")

    appraised = evaluate(default, facts(default, **tables), on=DAY).output("appraisals")
    effects = evaluate(NATIONAL, facts(NATIONAL, **tables), on=DAY).output("grade_effects")
    checked = evaluate(QUOTA, facts(QUOTA, **tables), on=DAY).output("units_checked")

    assert appraised.filter(year=ASSESSED)["annual_grade"].to_list() == ["excellent"]
    assert effects.filter(year=ASSESSED)["commended"].to_list() == [True]
    assert checked.rows() == [("U", "over_quota", "exceeded")]


def delivered(name: str, row: Mapping[str, str]) -> Delivered:
    columns = NATIONAL.tables[name].columns
    held = {ROW: [1], **{column: [row.get(column)] for column in columns}}
    kinds = {ROW: pl.Int64, **dict.fromkeys(columns, pl.String)}
    return Delivered([pl.DataFrame(held, schema=kinds)])


OPENED = "circumstance_id=1 kind=investigation since_on=2021-03-01"
FAULTS = (
    # table, row, column that is blamed, what would be right
    ("circumstances", f"{OPENED} until_on=2021-02-28", "until_on", "结束日期不早于开始日期"),
    ("circumstances", f"{OPENED} result=cleared", "until_on", "有结论的，填写结案日期"),
    (
        "circumstances",
        "circumstance_id=1 kind=warning since_on=2021-03-01 until_on=2021-03-01 result=warned",
        "result",
        "只有立案审查调查填写结论",
    ),
    ("leaves", "year=2021 kind=sick days=-0.5", "days", "天数不小于 0"),
    ("stays", "worked_at=U kind=own started_on=2021-01-01 days=-1", "days", "天数不小于 0"),
    (
        "aspects",
        "year=2021 dimension=virtue level=ungraded",
        "level",
        "优秀、称职、基本称职或不称职",
    ),
    ("procedures", "year=2021 shown_days=-1", "shown_days", "工作日数不小于 0"),
)


@pytest.mark.parametrize(("table", "row", "column", "right"), FAULTS)
def test_a_faulty_row_is_reported_with_what_would_be_right(
    table: str, row: str, column: str, right: str
) -> None:
    faulty = {"person_id": "A", **dict(cell.split("=") for cell in row.split())}
    rows = {"units": {"unit_id": "U"}, "people": {"person_id": "A"}, table: faulty}

    checked = check(NATIONAL, {name: delivered(name, row) for name, row in rows.items()})

    assert checked.facts is None
    assert [(f.table, f.column, f.right.zh) for f in checked.faults] == [(table, column, right)]


@pytest.mark.parametrize("rulebook", [NATIONAL, QUOTA], ids=lambda r: r.id)
def test_every_source_says_how_sure_its_wording_is(rulebook: Rulebook) -> None:
    assert rulebook.sources
    assert all(source.sure is not None for source in rulebook.sources.values())


@pytest.mark.parametrize("rulebook", [NATIONAL, QUOTA], ids=lambda r: r.id)
def test_every_source_is_cited_by_a_rule_or_a_number(rulebook: Rulebook) -> None:
    citations = [
        *(node.citation for node in rulebook.nodes.values()),
        *(parameter.citation for parameter in rulebook.parameters.values()),
    ]
    cited = {name for citation in citations for name in citation.sources}

    assert cited == set(rulebook.sources)
