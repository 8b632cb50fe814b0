"""Who the people and units of a made delivery are, and the tables that say so."""

import datetime
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from benchmarks import columns
from benchmarks.draws import draw

WINDOW = (2015, 2016, 2017)
PEOPLE_PER_UNIT = 30
# Levels of work: each person has one, and it moves by one in some years.
LEVELS = 4

_EPOCH = datetime.date(1970, 1, 1)
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红飞鑫文斌宇浩凯丹萍"
_KINDS = ("township", "bureau", "office", "institution")
_POSTS = ("科员", "副科长", "科长", "副镇长", "镇长", "副局长", "局长", "党委书记")
_RANKS = ("一级科员", "二级科员", "四级主任科员", "三级主任科员", "二级主任科员")
_PRIZES = ("first", "second", "third", "none")


def day(year: int, month: int = 1, day_of_month: int = 1) -> int:
    """Return the day as the number of days since 1970-01-01."""
    return (datetime.date(year, month, day_of_month) - _EPOCH).days


@dataclass(frozen=True, slots=True)
class Block:
    """A range of consecutive people of one delivery: `first` up to, not including, `last`."""

    seed: int
    everybody: int
    first: int
    last: int

    @property
    def person_ids(self) -> list[str]:
        """Return the ids in order; a person's code is the distance from the first."""
        return [f"P{number:07d}" for number in range(self.first, self.last)]

    @property
    def units(self) -> int:
        """Return the number of units of the whole delivery."""
        return -(-self.everybody // PEOPLE_PER_UNIT)

    def draw(self, key: str | pl.Expr, stream: int, below: int) -> pl.Expr:
        """Return an integer below `below` drawn for each key in this delivery's stream."""
        expr = pl.col(key) if isinstance(key, str) else key
        return draw(expr, seed=self.seed, stream=stream, below=below)


def chosen(values: tuple[int, ...], by: str | pl.Expr) -> pl.Expr:
    """Return the value that stands at the place given by `by`."""
    expr = pl.col(by) if isinstance(by, str) else by
    return pl.lit(pl.Series(values, dtype=pl.Int64)).gather(expr)


def people_of(block: Block) -> pl.DataFrame:
    """Return the traits of a block's people: home unit, level, year of joining, leading or not."""
    lot = block.draw("person", 1, 1000)
    joined = block.draw("person", 2, 1000)
    frame = pl.select(person=pl.int_range(block.first, block.last, dtype=pl.Int64))
    return frame.with_columns(
        code=pl.col("person") - block.first,
        home=pl.col("person") // PEOPLE_PER_UNIT,
        # 3 % troubled, 12 % weak, 50 % steady, 35 % strong.
        level=(lot >= 30).cast(pl.Int64) + (lot >= 150) + (lot >= 650),
        # 1 % joined in each year of the window, 0.5 % after it.
        joined_year=pl.when(joined < 5)
        .then(2018)
        .when(joined < 35)
        .then(WINDOW[0] + joined % 3)
        .otherwise(0),
        leads=block.draw("person", 3, 10) >= 3,
        principal=pl.col("person") % PEOPLE_PER_UNIT < 2,
    )


def person_years(block: Block) -> pl.DataFrame:
    """Return one row per person and year in service, with the level of that year."""
    years = pl.DataFrame({"place": range(len(WINDOW))}, schema={"place": pl.Int64})
    frame = people_of(block).join(years, how="cross", maintain_order="left_right")
    frame = frame.with_columns(
        year=WINDOW[0] + pl.col("place"), key=pl.col("person") * len(WINDOW) + pl.col("place")
    ).filter(pl.col("year") >= pl.col("joined_year"))
    move = block.draw("key", 4, 100)
    step = (move < 15).cast(pl.Int64) - (move >= 80)
    return frame.with_columns(level=(pl.col("level") + step).clip(0, LEVELS - 1))


def people(block: Block) -> pa.Table:
    """Return the table `people`."""
    frame = people_of(block).with_columns(
        name=pl.format(
            "{}{}",
            _letter(_SURNAMES, block.draw("person", 10, len(_SURNAMES))),
            _letter(_GIVEN, block.draw("person", 11, len(_GIVEN)))
            + _letter(_GIVEN, block.draw("person", 12, len(_GIVEN))),
        ),
        gender=block.draw("person", 13, 2),
        born=day(1958) + block.draw("person", 14, 35 * 365),
        joined=_joined_on(block),
        unit=pl.when(block.draw("person", 15, 10) == 0)
        .then(block.draw("person", 16, block.units))
        .otherwise(pl.col("home")),
        post=block.draw("person", 17, len(_POSTS)),
        rank=block.draw("person", 18, len(_RANKS)),
    )
    return pa.table(
        {
            "person_id": columns.texts(pl.Series(block.person_ids)),
            "name": columns.texts(frame["name"]),
            "gender": columns.words(frame["gender"], ("female", "male")),
            "born_on": columns.dates(frame["born"]),
            "ethnicity": columns.words(frame["gender"] * 0, ("汉族",)),
            "joined_on": columns.dates(frame["joined"]),
            "unit_id": columns.texts(_unit_ids(frame["unit"])),
            "post": columns.words(frame["post"], _POSTS),
            "rank": columns.words(frame["rank"], _RANKS),
        }
    )


def _joined_on(block: Block) -> pl.Expr:
    """Return the day of joining: empty for one half of those who were there all along."""
    since = pl.col("joined_year")
    in_year = chosen(tuple(day(year) for year in (*WINDOW, 2018)), (since - WINDOW[0]).clip(0, 3))
    return (
        pl.when(since > 0)
        .then(in_year + block.draw("person", 19, 150))
        .when(block.draw("person", 20, 2) == 0)
        .then(day(1990) + block.draw("person", 21, 24 * 365))
    )


def _letter(alphabet: str, place: pl.Expr) -> pl.Expr:
    return pl.lit(pl.Series(list(alphabet))).gather(place)


def _unit_ids(numbers: pl.Series) -> pl.Series:
    return "U" + numbers.cast(pl.String).str.zfill(6)


def tenures(block: Block) -> pa.Table:
    """Return the table `tenures`: the present post and, for three in ten, an earlier one."""
    frame = people_of(block)
    early = block.draw("person", 30, 10) < 3
    change = day(2015) + block.draw("person", 31, 1200)
    begun = day(2005) + block.draw("person", 32, 3000)
    left = block.draw("person", 33, 20) == 0
    now = frame.select(
        "code",
        order=pl.lit(1),
        unit=pl.col("home"),
        principal=pl.col("principal"),
        started=pl.when(early).then(change).otherwise(begun),
        ended=pl.when(left).then(change + 1 + block.draw("person", 34, 500)),
        post=block.draw("person", 17, len(_POSTS)),
    )
    before = frame.filter(early).select(
        "code",
        order=pl.lit(0),
        unit=block.draw("person", 35, block.units),
        principal=block.draw("person", 36, 5) == 0,
        started=begun,
        ended=change - block.draw("person", 37, 3),
        post=block.draw("person", 38, len(_POSTS)),
    )
    both = pl.concat([before, now], how="vertical_relaxed").sort("code", "order")
    return pa.table(
        {
            "person_id": columns.words(both["code"], block.person_ids),
            "unit_id": columns.texts(_unit_ids(both["unit"])),
            "post": columns.words(both["post"], _POSTS),
            "is_principal": columns.flags(both["principal"]),
            "started_on": columns.dates(both["started"]),
            "ended_on": columns.dates(both["ended"]),
        }
    )


def units(block: Block) -> pa.Table:
    """Return the table `units` of the whole delivery; every tenth unit is a head office."""
    frame = pl.select(unit=pl.int_range(0, block.units, dtype=pl.Int64))
    head = pl.when(pl.col("unit") % 10 > 0).then(pl.col("unit") // 10 * 10)
    frame = frame.with_columns(parent=head, kind=block.draw("unit", 40, len(_KINDS)))
    return pa.table(
        {
            "unit_id": columns.texts(_unit_ids(frame["unit"])),
            "name": columns.texts("第" + frame["unit"].cast(pl.String) + "单位"),
            "kind": columns.words(frame["kind"], _KINDS),
            "parent_id": columns.texts(_unit_ids(frame["parent"])),
        }
    )


def unit_awards(block: Block) -> pa.Table:
    """Return the table `unit_awards` of the whole delivery, announced from January to July."""
    years = pl.DataFrame({"place": range(4)}, schema={"place": pl.Int64})
    frame = pl.select(unit=pl.int_range(0, block.units, dtype=pl.Int64))
    frame = frame.join(years, how="cross", maintain_order="left_right")
    frame = frame.with_columns(key=pl.col("unit") * 4 + pl.col("place"))
    first_day = chosen(tuple(day(year) for year in range(2015, 2019)), "place")
    lot = block.draw("key", 41, 100)
    frame = frame.with_columns(
        prize=pl.when(lot < 10).then(0).when(lot < 25).then(1).when(lot < 40).then(2).otherwise(3),
        announced=first_day + block.draw("key", 42, 200),
    )
    return pa.table(
        {
            "unit_id": columns.texts(_unit_ids(frame["unit"])),
            "year": columns.integers(frame["place"] + 2014),
            "prize": columns.words(frame["prize"], _PRIZES),
            "announced_on": columns.dates(frame["announced"]),
        }
    )
