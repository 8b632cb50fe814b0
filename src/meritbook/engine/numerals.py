"""Numbers as somebody writes them: exact to the last digit, and small enough to be computed with.

Every number of a rulebook is read here, in its YAML entries and in its rules alike.
"""

from __future__ import annotations

import re
from decimal import Decimal

WHOLE_DIGITS, DECIMALS = 14, 4
"""With so many digits a number fits into 64 bits in whatever unit another number needs."""
NUMERAL = re.compile(rf"[+-]?[0-9]{{1,{WHOLE_DIGITS}}}(\.[0-9]{{1,{DECIMALS}}})?")
PLAIN = f"80 or 80.50: at most {WHOLE_DIGITS} digits and {DECIMALS} decimals, written out"


class Numeral(Decimal):
    """An exact number that is shown as it was written."""

    def __repr__(self) -> str:
        return str(self)


def numeral(text: str) -> Numeral | None:
    """Return the number that a text states, or nothing where it states none."""
    return Numeral(text) if NUMERAL.fullmatch(text) else None
