"""The demo district, made once for all its tests, and what the rules make of it."""

from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from meritbook.interfaces.demo import DEMO_DAY, make_district
from tests.naive.calculation import Result, calculate
from tests.naive.exact import Tables

District = Mapping[str, Sequence[Mapping[str, object]]]


def as_text(district: District) -> Tables:
    """The district's cells as a CSV file would hold them."""
    return {
        table: [{column: _cell(value) for column, value in row.items()} for row in rows]
        for table, rows in district.items()
    }


def _cell(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def evaluated(district: District, *, on: date) -> tuple[Result, Result]:
    """The rows of `appraisals` and `eligibility` by the naive calculation."""
    return calculate(as_text(district), on)


@pytest.fixture(scope="session")
def district() -> District:
    return make_district()


@pytest.fixture(scope="session")
def results(district: District) -> tuple[Result, Result]:
    return evaluated(district, on=DEMO_DAY)
