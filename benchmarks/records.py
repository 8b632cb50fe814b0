"""The dated and yearly records of a made delivery: ledger, indicators, inspections, grades."""

import polars as pl
import pyarrow as pa

from benchmarks import columns
from benchmarks.cast import WINDOW, Block, chosen, day, people_of, person_years

ENTRIES = 40
INDICATORS = 8

_ACCOUNTS = ("points", "positive", "negative")
_ITEMS = (
    *("完成重点任务", "承办事项按时办结", "信访件逾期未办", "会议缺席", "项目进度滞后", "群众表扬"),
    *("获得区级表彰", "创新做法被推广", "抢险救灾表现突出", "招商引资落地", "脱贫攻坚成效明显"),
    *("工作推诿", "值班脱岗", "材料报送迟误", "数据填报有误", "服务态度受投诉"),
)
_BASES = tuple(f"督查通报〔{year}〕{number}号" for year in WINDOW for number in range(1, 101))
_NAMES = (
    *("重点项目投资", "财政收入", "脱贫人口", "信访办结", "安全事故", "行政成本", "党建质量"),
    "政务公开",
)
_WEIGHTS = (2000, 1500, 1500, 1000, 1000, 1000, 1500, 500)
_DIRECTIONS = ("higher", "lower", "scored")
_DIRECTION_OF = (0, 0, 0, 0, 1, 1, 2, 0)
_GRADES = ("good", "fair", "ordinary", "poor")
_ANNUAL = (
    *("excellent", "competent", "basically_competent", "incompetent"),
    *("ungraded", "not_assessed"),
)


def _slots(frame: pl.DataFrame, number: int) -> pl.DataFrame:
    """Return each row `number` times, numbered by `slot`."""
    slots = pl.DataFrame({"slot": range(number)}, schema={"slot": pl.Int64})
    return frame.join(slots, how="cross", maintain_order="left_right")


def _first_day(years: str = "place") -> pl.Expr:
    return chosen(tuple(day(year) for year in WINDOW), years)


def ledger(block: Block) -> pa.Table:
    """Return the table `ledger`: of each forty entries one in three years reverses another."""
    frame = _slots(person_years(block), ENTRIES).with_columns(
        key=pl.col("key") * ENTRIES + pl.col("slot")
    )
    reverses = (pl.col("slot") == ENTRIES - 1) & (block.draw("key", 50, 3) == 0)
    target = block.draw("key", 51, ENTRIES - 1)
    frame = frame.with_columns(
        reverses=pl.when(reverses).then(pl.col("key") - pl.col("slot") + target),
        source=pl.when(reverses).then(target).otherwise(pl.col("slot")),
    )
    # The values are those of the entry itself or, in a reversal, those of the entry it names.
    frame = frame.with_columns(
        origin=pl.coalesce("reverses", "key"),
        account=(pl.col("source").is_between(24, 33).cast(pl.Int64))
        + 2 * pl.col("source").is_between(34, 38),
    )
    points = pl.when(pl.col("account") == 0).then(
        block.draw("origin", 52, 601) + chosen((-480, -340, -240, -180), "level")
    )
    positive = block.draw("origin", 53, 150) + chosen((0, 0, 20, 60), "level")
    negative = -block.draw("origin", 54, 200) * chosen((3, 2, 1, 1), "level")
    plain = points.when(pl.col("account") == 1).then(positive).otherwise(negative)
    later = pl.when(pl.col("reverses").is_not_null()).then(block.draw("key", 55, 400)).otherwise(0)
    frame = frame.with_columns(
        points=pl.when(pl.col("reverses").is_not_null()).then(-plain).otherwise(plain),
        on=_first_day() + block.draw("origin", 56, 365) + later,
        item=block.draw("key", 57, len(_ITEMS)),
        basis=block.draw("key", 58, len(_BASES)),
    )
    return pa.table(
        {
            "entry_id": columns.texts(_numbered("E", frame["key"])),
            "person_id": columns.words(frame["code"], block.person_ids),
            "occurred_on": columns.dates(frame["on"]),
            "account": columns.words(frame["account"], _ACCOUNTS),
            "item": columns.words(frame["item"], _ITEMS),
            "points": columns.decimals(frame["points"]),
            "basis": columns.words(frame["basis"], _BASES),
            "reverses": columns.texts(_numbered("E", frame["reverses"])),
        }
    )


def _numbered(letter: str, numbers: pl.Series) -> pl.Series:
    return letter + numbers.cast(pl.String).str.zfill(9)


def indicators(block: Block) -> pa.Table:
    """Return the table `indicators`; two in a hundred are not reported."""
    frame = _slots(person_years(block), INDICATORS).with_columns(
        key=pl.col("key") * INDICATORS + pl.col("slot")
    )
    frame = frame.with_columns(
        direction=chosen(_DIRECTION_OF, "slot"),
        target=(block.draw("key", 60, 900) + 100) * 100,
        share=block.draw("key", 61, 3000) + chosen((4500, 6500, 8300, 8900), "level"),
        known=block.draw("key", 62, 50) > 0,
    )
    scored = pl.col("direction") == 2
    worse = 20000 - pl.col("share")
    part = pl.when(pl.col("direction") == 0).then(pl.col("share")).otherwise(worse)
    frame = frame.with_columns(
        target=pl.when(~scored).then(pl.col("target")),
        actual=pl.when(~scored & pl.col("known")).then(pl.col("target") * part // 10000),
        score=pl.when(scored & pl.col("known")).then(pl.col("share").clip(0, 10000)),
    )
    return pa.table(
        {
            "person_id": columns.words(frame["code"], block.person_ids),
            "year": columns.integers(frame["year"]),
            "indicator": columns.words(frame["slot"], _NAMES),
            "weight": columns.decimals(frame.select(chosen(_WEIGHTS, "slot")).to_series()),
            "direction": columns.words(frame["direction"], _DIRECTIONS),
            "target": columns.decimals(frame["target"]),
            "actual": columns.decimals(frame["actual"]),
            "score": columns.decimals(frame["score"]),
        }
    )


def inspections(block: Block) -> pa.Table:
    """Return the table `inspections`: up to two findings a year."""
    frame = _slots(person_years(block), 2).with_columns(key=pl.col("key") * 2 + pl.col("slot"))
    frame = frame.filter(block.draw("key", 70, 10) < 6 - 4 * pl.col("slot"))
    frame = frame.with_columns(
        on=_first_day() + block.draw("key", 71, 365),
        points=block.draw("key", 72, 300) + chosen((-400, -250, -150, -50), "level"),
        finding=block.draw("key", 73, len(_ITEMS)),
    )
    return pa.table(
        {
            "inspection_id": columns.texts(_numbered("I", frame["key"])),
            "person_id": columns.words(frame["code"], block.person_ids),
            "inspected_on": columns.dates(frame["on"]),
            "points": columns.decimals(frame["points"]),
            "finding": columns.words(frame["finding"], _ITEMS),
        }
    )


def breaches(block: Block) -> pa.Table:
    """Return the table `breaches`: one person in fifty, from 2013 to after the day asked for."""
    frame = people_of(block).filter(block.draw("person", 80, 50) == 0)
    frame = frame.with_columns(
        on=day(2013) + block.draw("person", 81, 2150),
        effect=block.draw("person", 82, 1500) + 100,
        revoked=block.draw("person", 83, 1200) + 30,
    ).with_columns(
        until=pl.when(block.draw("person", 84, 2) == 0).then(pl.col("on") + pl.col("effect")),
        off=pl.when(block.draw("person", 85, 4) == 0).then(pl.col("on") + pl.col("revoked")),
        dimension=block.draw("person", 86, 2),
    )
    return pa.table(
        {
            "breach_id": columns.texts(_numbered("B", frame["person"])),
            "person_id": columns.words(frame["code"], block.person_ids),
            "dimension": columns.words(frame["dimension"], ("virtue", "integrity")),
            "decided_on": columns.dates(frame["on"]),
            "effect_until": columns.dates(frame["until"]),
            "revoked_on": columns.dates(frame["off"]),
            "document": columns.words(frame["dimension"], ("纪〔2016〕3号", "纪〔2016〕9号")),
        }
    )


def appraisal_grades(block: Block) -> pa.Table:
    """Return the table `appraisal_grades`: a quarter of the years, some decided anew later."""
    frame = _slots(person_years(block), 2).with_columns(key=pl.col("key") * 2 + pl.col("slot"))
    signed = block.draw(pl.col("key") // 2, 90, 4) == 0
    anew = (pl.col("slot") == 0) | (block.draw("key", 91, 12) == 0)
    frame = frame.filter(signed & anew).with_columns(
        grade=(3 - pl.col("level") + block.draw("key", 92, 2)).clip(0, 3),
        on=_first_day() + 366 + block.draw("key", 93, 120) + pl.col("slot") * 130,
    )
    return pa.table(
        {
            "person_id": columns.words(frame["code"], block.person_ids),
            "year": columns.integers(frame["year"]),
            "grade": columns.words(frame["grade"], _GRADES),
            "decided_on": columns.dates(frame["on"]),
            "document": columns.words(frame["slot"], ("鉴定〔2017〕1号", "更正〔2017〕1号")),
        }
    )


def annual_grades(block: Block) -> pa.Table:
    """Return the table `annual_grades`: three in a hundred are missing, as many without a grade."""
    frame = person_years(block).with_columns(lot=block.draw("key", 100, 100))
    frame = frame.filter(pl.col("lot") < 97).with_columns(
        grade=pl.when(pl.col("lot") < 2)
        .then(4)
        .when(pl.col("lot") < 3)
        .then(5)
        .when(block.draw("key", 101, 100) < chosen((2, 5, 20, 45), "level"))
        .then(0)
        .when(block.draw("key", 102, 100) < chosen((50, 85, 97, 99), "level"))
        .then(1)
        .otherwise(2 + (block.draw("key", 103, 3) == 0).cast(pl.Int64))
    )
    return pa.table(
        {
            "person_id": columns.words(frame["code"], block.person_ids),
            "year": columns.integers(frame["year"]),
            "grade": columns.words(frame["grade"], _ANNUAL),
        }
    )


def satisfaction(block: Block) -> pa.Table:
    """Return the table `satisfaction`: a survey in most years, some twice on one day."""
    frame = _slots(person_years(block), 2).with_columns(key=pl.col("key") * 2 + pl.col("slot"))
    held = block.draw(pl.col("key") // 2, 110, 10) > 0
    twice = (pl.col("slot") == 0) | (block.draw("key", 111, 40) == 0)
    frame = frame.filter(held & twice).with_columns(
        # The last survey may lie in the first half of 2018, before or after the day asked for.
        on=_first_day() + block.draw(pl.col("key") // 2, 112, 300) + 270 * (pl.col("place") == 2),
        score=pl.when(block.draw("key", 113, 33) > 0).then(
            block.draw("key", 114, 2000) + chosen((6000, 7200, 7800, 8000), "level")
        ),
        share=pl.when(block.draw("key", 115, 25) > 0).then(
            block.draw("key", 116, 3000) + chosen((5000, 6200, 6800, 7000), "level")
        ),
    )
    return pa.table(
        {
            "survey_id": columns.texts(_numbered("S", frame["key"])),
            "person_id": columns.words(frame["code"], block.person_ids),
            "surveyed_on": columns.dates(frame["on"]),
            "score": columns.decimals(frame["score"]),
            "satisfied_share": columns.decimals(frame["share"]),
        }
    )
