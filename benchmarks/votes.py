"""The democratic assessment of a made delivery, as answers or, from the same answers, as counts.

Thirty sheets rate a person in a year: five superiors, ten peers, fifteen subordinates, or eight
and twenty-two for somebody who leads nobody. A rater fills in one sheet for all of a unit.
"""

import polars as pl
import pyarrow as pa

from benchmarks import columns
from benchmarks.cast import PEOPLE_PER_UNIT, WINDOW, Block, person_years
from benchmarks.draws import mixed, piece

SHEETS = 30
DIMENSIONS = ("virtue", "ability", "diligence", "results", "integrity")
GROUPS = ("superior", "peer", "subordinate")
OPTIONS = ("good", "fair", "ordinary", "poor", "abstain")

# Of 256 answers: up to which number good, fair, ordinary, poor; above it an abstention.
_BOUNDS = ((60, 130, 205, 248), (120, 205, 238, 248), (170, 232, 246, 249), (205, 242, 248, 249))
# Numbers of a unit's sheets in a year start here for each group.
_FIRST_SHEET = 30
_SHEETS_OF_YEAR = len(GROUPS) * _FIRST_SHEET


def _sheets(block: Block) -> pl.DataFrame:
    """Return one row per sheet and person: group, number of the sheet, bits of its answers."""
    frame = person_years(block).filter(block.draw("key", 120, 100) > 0)
    slots = pl.DataFrame({"slot": range(SHEETS)}, schema={"slot": pl.Int64})
    frame = frame.join(slots, how="cross", maintain_order="left_right")
    superiors = pl.when("leads").then(5).otherwise(8)
    peers = pl.when("leads").then(15).otherwise(SHEETS)
    group = (pl.col("slot") >= superiors).cast(pl.Int64) + (pl.col("slot") >= peers)
    number = pl.col("slot") - pl.when(group == 0).then(0).when(group == 1).then(
        superiors
    ).otherwise(peers)
    frame = frame.with_columns(group=group, number=number)
    silent = (pl.col("group") == 0) & (block.draw("key", 121, 200) == 0)
    return frame.with_columns(
        silent=silent,
        bits=mixed(pl.col("key") * SHEETS + pl.col("slot"), seed=block.seed, stream=122),
    )


def _answers(block: Block) -> pl.DataFrame:
    """Return one row per sheet, person and dimension with the option as a code."""
    dimensions = pl.DataFrame({"dimension": range(len(DIMENSIONS))}, schema={"dimension": pl.UInt8})
    frame = _sheets(block).join(dimensions, how="cross", maintain_order="left_right")
    answer = piece("bits", at=pl.col("dimension"), width=8)
    option = pl.lit(0, dtype=pl.UInt8)
    for place in range(len(OPTIONS) - 1):
        bound = pl.lit(pl.Series([bounds[place] for bounds in _BOUNDS])).gather(pl.col("level"))
        option = option + (answer >= bound).cast(pl.UInt8)
    silence = pl.lit(len(OPTIONS) - 1, dtype=pl.UInt8)
    return frame.with_columns(option=pl.when("silent").then(silence).otherwise(option))


def ballots(block: Block) -> pa.Table:
    """Return the table `ballots`: one row per answer."""
    frame = _answers(block)
    first_unit = block.first // PEOPLE_PER_UNIT
    sheet_ids, codes = _sheet_ids(frame, first_unit)
    return pa.table(
        {
            "sheet_id": columns.words(codes, sheet_ids),
            "year": columns.integers(frame["year"]),
            "person_id": columns.words(frame["code"], block.person_ids),
            "rater_group": columns.words(frame["group"], GROUPS),
            "dimension": columns.words(frame["dimension"], DIMENSIONS),
            "option": columns.words(frame["option"], OPTIONS),
        }
    )


def _sheet_ids(frame: pl.DataFrame, first_unit: int) -> tuple[list[str], pl.Series]:
    """Return the ids of a block's sheets and each answer's place among them."""
    of_year = pl.col("group") * _FIRST_SHEET + pl.col("number")
    of_unit = (pl.col("home") - first_unit) * len(WINDOW) + pl.col("place")
    codes = frame.select(of_unit * _SHEETS_OF_YEAR + of_year).to_series()
    units = int(frame.select(pl.col("home").max()).item() or 0) - first_unit + 1
    ids = [
        f"V{first_unit + unit:05d}{year % 10}{number:02d}"
        for unit in range(units)
        for year in WINDOW
        for number in range(_SHEETS_OF_YEAR)
    ]
    return ids, codes


def ballot_counts(block: Block) -> pa.Table:
    """Return the table `ballot_counts`: every option of a group that voted, zeros included."""
    counted = _answers(block).with_columns(
        cell=pl.col("code") * len(WINDOW) + pl.col("place"),
    )
    options = [(pl.col("option") == place).sum().alias(str(place)) for place in range(len(OPTIONS))]
    wide = counted.group_by("code", "year", "group", "dimension", maintain_order=True).agg(options)
    frame = wide.unpivot(
        index=["code", "year", "group", "dimension"], variable_name="option", value_name="count"
    ).with_columns(pl.col("option").cast(pl.UInt8))
    frame = frame.sort("code", "year", "group", "dimension", "option")
    return pa.table(
        {
            "person_id": columns.words(frame["code"], block.person_ids),
            "year": columns.integers(frame["year"]),
            "rater_group": columns.words(frame["group"], GROUPS),
            "dimension": columns.words(frame["dimension"], DIMENSIONS),
            "option": columns.words(frame["option"], OPTIONS),
            "count": columns.integers(frame["count"]),
        }
    )
