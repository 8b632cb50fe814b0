"""Puts the demo district together: every table of the fact contract, the same on every machine."""

from meritbook.interfaces.demo.annual_grades import annual_grade_rows
from meritbook.interfaces.demo.appointments import tenure_rows
from meritbook.interfaces.demo.appraisal_grades import appraisal_grade_rows
from meritbook.interfaces.demo.ballots import ballot_count_rows, ballot_rows
from meritbook.interfaces.demo.conduct import breach_rows, inspection_rows
from meritbook.interfaces.demo.indicators import indicator_rows
from meritbook.interfaces.demo.people import people_rows
from meritbook.interfaces.demo.reversals import ledger_rows
from meritbook.interfaces.demo.surveys import survey_rows
from meritbook.interfaces.demo.units import award_rows, unit_rows

Row = dict[str, object]
Table = list[Row]


def make_district() -> dict[str, Table]:
    """The delivery of the demo district as of `DEMO_DAY`: table name → rows.

    Columns bear their English names; values are str, int, Decimal, date, bool, or None where
    unknown. Points are exact decimals with at most two places.
    """
    return {
        "units": unit_rows(),
        "people": people_rows(),
        "tenures": tenure_rows(),
        "ledger": ledger_rows(),
        "indicators": indicator_rows(),
        "ballots": ballot_rows(),
        "ballot_counts": ballot_count_rows(),
        "inspections": inspection_rows(),
        "breaches": breach_rows(),
        "appraisal_grades": appraisal_grade_rows(),
        "annual_grades": annual_grade_rows(),
        "unit_awards": award_rows(),
        "satisfaction": survey_rows(),
    }
