"""Facts as held by the engine: all tables there, cut by person, named by their content."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from meritbook.engine import Facts, Rulebook, hold, load
from meritbook.engine.facts import schema

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = ["P2", "干部3", "P1", "～4", "𠮷5"]


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load(ROOT / "rulebooks" / "qixingguan-2018")


@pytest.fixture
def facts(rulebook: Rulebook) -> Facts:
    return hold(rulebook, frames())


def frames() -> dict[str, pl.DataFrame]:
    inspections = pl.DataFrame(
        {
            "inspection_id": [f"I{n}" for n in range(15)],
            "person_id": PEOPLE * 3,
            "inspected_on": [dt.date(2017, 1, 1 + n) for n in range(15)],
            "points": [-n for n in range(15)],
        }
    )
    return {
        "units": pl.DataFrame({"unit_id": ["U1"]}),
        "people": pl.DataFrame({"person_id": PEOPLE}),
        "inspections": inspections,
    }


def rows(facts: Facts, table: str = "inspections") -> list[tuple[object, ...]]:
    return sorted(facts.tables[table].lazy().collect().rows(), key=str)


def test_every_declared_table_is_there_with_its_types(facts: Facts, rulebook: Rulebook) -> None:
    for name, table in rulebook.tables.items():
        frame = facts.tables[name]
        assert isinstance(frame, pl.DataFrame)
        assert dict(frame.schema) == schema(table)

    assert facts.absent == set(rulebook.tables) - {"units", "people", "inspections"}


def test_a_column_or_type_that_is_not_declared_is_refused(rulebook: Rulebook) -> None:
    with pytest.raises(ValueError, match=r"people\.born_on is String, not Date"):
        hold(rulebook, {"people": pl.DataFrame({"person_id": ["P"], "born_on": ["1970-01-01"]})})
    with pytest.raises(ValueError, match="table 'people' has no column 'age'"):
        hold(rulebook, {"people": pl.DataFrame({"person_id": ["P"], "age": [40]})})


def test_one_person_has_only_the_own_rows_and_all_units(facts: Facts) -> None:
    part = facts.of(["～4"])

    assert part.entities().to_list() == ["～4"]
    assert {row[1] for row in rows(part)} == {"～4"}
    assert len(rows(part)) == 3
    assert rows(part, "units") == rows(facts, "units")


def test_nobody_and_strangers_have_no_rows(facts: Facts) -> None:
    assert rows(facts.of([])) == []
    assert rows(facts.of(["P3"])) == []


def test_several_people_have_their_rows_whatever_the_order(facts: Facts) -> None:
    assert rows(facts.of(["𠮷5", "P1"])) == rows(facts.of(["P1", "𠮷5", "P1"]))


@pytest.mark.parametrize("in_files", [False, True])
def test_chunks_cover_everybody_once_in_the_order_of_code_points(
    rulebook: Rulebook, tmp_path: Path, in_files: bool
) -> None:
    tables: dict[str, pl.DataFrame | pl.LazyFrame] = dict(hold(rulebook, frames()).tables)
    if in_files:
        tables["inspections"].lazy().collect().write_parquet(tmp_path / "i.parquet")
        tables["inspections"] = pl.scan_parquet(tmp_path / "i.parquet")
    facts = hold(rulebook, tables)
    parts = list(facts.chunks(2))

    assert [part.entities().to_list() for part in parts] == [
        ["P1", "P2"],
        ["干部3", "～4"],
        ["𠮷5"],
    ]
    assert sorted((row for part in parts for row in rows(part)), key=str) == rows(facts)


def test_the_digest_says_what_stands_in_the_tables_and_not_in_which_order(
    rulebook: Rulebook,
) -> None:
    usual = frames()
    turned = {name: frame.reverse() for name, frame in usual.items()}
    changed = usual | {
        "inspections": usual["inspections"].with_columns(points=pl.col("points") - 1)
    }

    assert hold(rulebook, turned).digest() == hold(rulebook, usual).digest()
    assert hold(rulebook, changed).digest() != hold(rulebook, usual).digest()


def test_the_digest_of_files_is_that_of_the_same_tables_in_memory(
    facts: Facts, rulebook: Rulebook, tmp_path: Path
) -> None:
    tables: dict[str, pl.DataFrame | pl.LazyFrame] = {}
    for name, frame in facts.tables.items():
        frame.lazy().collect().sample(fraction=1, shuffle=True, seed=5).write_parquet(
            tmp_path / f"{name}.parquet"
        )
        tables[name] = pl.scan_parquet(tmp_path / f"{name}.parquet")

    assert hold(rulebook, tables).digest() == facts.digest()
