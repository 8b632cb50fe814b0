"""Random deliveries of all kinds of ids, texts and numbers are read without fault in every form."""

from __future__ import annotations

from pathlib import Path

import pytest

from meritbook.engine import Rulebook
from meritbook.interfaces.intake import write_folder, write_workbook
from tests.interfaces.intake.reading_back import digest_of, facts_of
from tests.naive.deliveries import delivery, shuffled
from tests.naive.folders import write_folder as write_naive


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_random_delivery_is_the_same_in_every_form(
    rulebook: Rulebook, tmp_path: Path, seed: int
) -> None:
    tables = delivery(seed, people=40)
    facts = facts_of(write_naive(tables, tmp_path / "naive"), rulebook)
    write_workbook(facts.tables, tmp_path / "facts.xlsx", rulebook=rulebook, lang="zh")
    write_folder(facts.tables, tmp_path / "csv", rulebook=rulebook, lang="zh")
    write_folder(
        facts.tables, tmp_path / "parquet", rulebook=rulebook, lang="en", file_format="parquet"
    )

    forms = ["facts.xlsx", "csv", "parquet"]
    assert {digest_of(tmp_path / form, rulebook) for form in forms} == {facts.digest()}
    assert facts.count() == 40


def test_the_order_of_rows_does_not_change_what_names_the_content(
    rulebook: Rulebook, tmp_path: Path
) -> None:
    tables = delivery(4, people=30)
    write_naive(tables, tmp_path / "a")
    write_naive(shuffled(tables, 99), tmp_path / "b")

    assert digest_of(tmp_path / "a", rulebook) == digest_of(tmp_path / "b", rulebook)
