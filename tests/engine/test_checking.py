"""Checking of typed and of huge tables: the same faults whatever the types and the size."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from meritbook.engine import Rulebook, load
from meritbook.engine.checking import Delivered, check
from meritbook.engine.checking_cells import ROW
from meritbook.engine.checking_keys import Typed, changing, repeated

ROOT = Path(__file__).resolve().parents[2]
DAY = dt.date(2017, 2, 3)


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load(ROOT / "rulebooks" / "qixingguan-2018")


def ledger(**columns: Any) -> pl.DataFrame:
    usual: dict[str, Any] = {
        "entry_id": ["E1", "E2"],
        "person_id": ["P1", "P1"],
        "occurred_on": [DAY, DAY],
        "account": ["points", "points"],
        "points": [1, -1],
    }
    return pl.DataFrame(usual | columns).with_row_index(ROW, offset=1)


def inspect(rulebook: Rulebook, frame: pl.DataFrame, *, in_files: bool = False) -> Any:
    people = pl.DataFrame({ROW: [1], "person_id": ["P1"]})
    units = pl.DataFrame({ROW: [1], "unit_id": ["U1"]})
    return check(
        rulebook,
        {
            "units": Delivered([units]),
            "people": Delivered([people]),
            "ledger": Delivered(frame.lazy() if in_files else [frame]),
        },
    )


def found(checked: Any) -> list[tuple[Any, ...]]:
    return [(f.row, f.column, f.value, f.code) for f in checked.faults]


WHOLE = [pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt16, pl.UInt64, pl.Float32, pl.Float64]


@pytest.mark.parametrize("in_files", [False, True])
@pytest.mark.parametrize("kind", [*WHOLE, pl.Decimal(9, 0), pl.Decimal(12, 4), pl.String])
def test_numbers_are_the_same_in_every_type(rulebook: Rulebook, kind: Any, in_files: bool) -> None:
    frame = ledger(points=[1, 7]).with_columns(pl.col("points").cast(kind))
    checked = inspect(rulebook, frame, in_files=in_files)

    assert found(checked) == []
    assert checked.facts.tables["ledger"].lazy().collect()["points"].to_list() == [100, 700]


@pytest.mark.parametrize("in_files", [False, True])
@pytest.mark.parametrize(
    ("points", "value", "code"),
    [
        ([1.0, float("nan")], "NaN", "wrong_type"),
        ([1.0, float("-inf")], "-inf", "wrong_type"),
        ([1.0, 84.999], "84.999", "too_many_decimals"),
        ([1.0, 1e9 + 0.01], "1000000000.01", "out_of_range"),
        ([1, 10**12], "1000000000000", "out_of_range"),
        ([Decimal("1.000"), Decimal("1.001")], "1.001", "too_many_decimals"),
        ([Decimal("1.00"), Decimal("1000000000.01")], "1000000000.01", "out_of_range"),
        ([1, None], None, "required"),
    ],
)
def test_a_number_that_is_none_is_found_in_every_type(
    rulebook: Rulebook, points: list[Any], value: str | None, code: str, in_files: bool
) -> None:
    checked = inspect(rulebook, ledger(points=points), in_files=in_files)

    assert found(checked) == [(2, "points", value, code)]


@pytest.mark.parametrize("points", [[84.99, -0.1], [0.1 + 0.2, 1e9]])
def test_binary_numbers_count_as_the_decimals_they_mean(
    rulebook: Rulebook, points: list[float]
) -> None:
    checked = inspect(rulebook, ledger(points=points))

    held = checked.facts.tables["ledger"]["points"].to_list()
    assert held == [round(number * 100) for number in points]


def test_a_short_binary_number_means_its_shortest_decimal(rulebook: Rulebook) -> None:
    frame = ledger(points=[84.99, -0.1]).with_columns(pl.col("points").cast(pl.Float32))

    assert inspect(rulebook, frame).facts.tables["ledger"]["points"].to_list() == [8499, -10]


@pytest.mark.parametrize("in_files", [False, True])
@pytest.mark.parametrize("kind", [pl.Datetime("us"), pl.Datetime("ns", "Asia/Shanghai")])
def test_a_moment_at_midnight_is_a_day_and_any_other_is_not(
    rulebook: Rulebook, kind: Any, in_files: bool
) -> None:
    moments = [dt.datetime(2017, 2, 3), dt.datetime(2017, 2, 3, 8, 30)]  # noqa: DTZ001
    days = pl.Series("occurred_on", moments).cast(pl.Datetime("us"))
    if kind.time_zone:
        days = days.dt.replace_time_zone(kind.time_zone)
    frame = ledger(occurred_on=days.cast(kind))
    checked = inspect(rulebook, frame, in_files=in_files)

    assert [(row, code) for row, _, _, code in found(checked)] == [(2, "wrong_type")]


@pytest.mark.parametrize("in_files", [False, True])
def test_words_in_a_dictionary_column_are_read(rulebook: Rulebook, in_files: bool) -> None:
    frame = ledger(account=["动态积分", "points"]).with_columns(
        pl.col("account", "entry_id").cast(pl.Categorical)
    )
    checked = inspect(rulebook, frame, in_files=in_files)

    assert found(checked) == []
    assert set(checked.facts.tables["ledger"].lazy().collect()["account"]) == {"points"}


@pytest.mark.parametrize("in_files", [False, True])
def test_a_column_of_lists_is_one_fault(rulebook: Rulebook, in_files: bool) -> None:
    checked = inspect(rulebook, ledger(item=[["a"], ["b"]]), in_files=in_files)

    assert found(checked) == [(None, "item", "List(String)", "wrong_type")]


@pytest.mark.parametrize("in_files", [False, True])
def test_text_is_trimmed_and_nothing_but_blanks_is_nothing(
    rulebook: Rulebook, in_files: bool
) -> None:
    frame = ledger(item=["\u3000事 项\u200b", " \ufeff "], person_id=["P1", "\tP1"])
    checked = inspect(rulebook, frame, in_files=in_files)

    assert found(checked) == []
    held = checked.facts.tables["ledger"].lazy().collect()
    assert held["item"].to_list() == ["事 项", None]
    assert held["person_id"].to_list() == ["P1", "P1"]


@pytest.mark.parametrize("in_files", [False, True])
def test_faults_across_rows_are_the_same_in_files(rulebook: Rulebook, in_files: bool) -> None:
    frame = ledger(
        entry_id=["E1", "E2", "E3", "E3", "E5"],
        person_id=["P1", "P1", "P1", "P9", "P1"],
        occurred_on=[DAY] * 5,
        account=["points", "negative", "points", "points", "points"],
        points=[1, 2, -1, 1, 1],
        reverses=[None, None, "E1", None, "E7"],
    )

    assert found(inspect(rulebook, frame, in_files=in_files)) == [
        (2, "points", "2", "negative_list_sign"),
        (4, "entry_id", "E3", "used_twice"),
        (4, "person_id", "P9", "no_such_row"),
        (5, "reverses", "E7", "no_such_row"),
    ]


def test_columns_that_need_no_change_are_handed_on_as_they_are(rulebook: Rulebook) -> None:
    frame = ledger().with_columns(pl.col("points").cast(pl.Decimal(12, 2)))
    plan = inspect(rulebook, frame, in_files=True).facts.tables["ledger"].explain()

    assert "strip_chars" not in plan
    assert "when" not in plan


def big_table(rulebook: Rulebook, path: Path, *, ordered: bool) -> Typed:
    """Return 2.2 million answers in a file, with one repeated and one sheet in two groups."""
    people = pl.int_range(2_200_000, eager=True) // 100
    frame = pl.DataFrame(
        {
            "sheet_id": pl.int_range(2_200_000, eager=True).cast(pl.String),
            "person_id": people.cast(pl.String).str.zfill(6),
            "rater_group": ["peer"] * 2_200_000,
            "dimension": ["virtue"] * 2_200_000,
        }
    )
    frame = pl.concat([frame, frame.tail(1), frame.tail(1).with_columns(rater_group=pl.lit("sup"))])
    if not ordered:
        frame = frame.sample(fraction=1, shuffle=True, seed=3)
    frame.with_row_index(ROW, 1).write_parquet(path, row_group_size=250_000)
    table = rulebook.tables["ballots"]
    return Typed(table, pl.scan_parquet(path), frozenset(table.columns), frame.height)


@pytest.mark.parametrize("ordered", [True, False])
@pytest.mark.parametrize("at_a_time", [40_000_000, 500_000])
def test_keys_of_a_huge_table_are_compared_in_parts(
    rulebook: Rulebook, tmp_path: Path, ordered: bool, at_a_time: int
) -> None:
    typed = big_table(rulebook, tmp_path / "ballots.parquet", ordered=ordered)
    typed = replace(typed, at_a_time=at_a_time)

    assert repeated(typed, ["sheet_id", "person_id", "dimension"]).height == 3
    assert changing(typed, ["sheet_id"], "rater_group").height == 3
