"""What decided at one row: the values that were read, the branches taken, the operands that count.

Everything is read from the row that was evaluated; the steps on the way stand there as columns.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from meritbook.engine.findings import Findings
from meritbook.engine.phrases import STRICT
from meritbook.engine.saying import Held
from meritbook.engine.terms import (
    Apply,
    Banded,
    Constant,
    Given,
    Lookup,
    Op,
    Reduce,
    Ref,
    Term,
    parts,
)

Row = Mapping[str, Any]


@dataclass(slots=True)
class Decided:
    """One row of a grain, and what its rules took."""

    findings: Findings
    grain: str
    row: Row

    @property
    def day(self) -> dt.date:
        """The day as of which parameters are taken at this row."""
        year = self.row.get("year")
        return dt.date(year, 12, 31) if isinstance(year, int) else self.findings.on

    def value(self, term: Term) -> Held:
        """Return the value of a part of a rule, read from the row."""
        if isinstance(term, Constant):
            return term.value
        needs = self.findings.needs
        name = term.name if isinstance(term, Ref) else needs.column(self.grain, term)
        held: Held = self.row.get(name)
        return held

    def taken(self, term: Term) -> Iterator[Term]:
        """Go through what decided at this row: branches and operands that did not are left out."""
        yield term
        for part in self._decisive(term):
            yield from self.taken(part)

    def _decisive(self, term: Term) -> tuple[Term, ...]:
        if isinstance(term, Reduce):
            return ()
        if isinstance(term, Apply):
            if term.op is Op.IF:
                branch = self.branch(term)
                return (term.args[0], branch) if branch is not None else (term.args[0],)
            if term.op in (Op.AND, Op.OR):
                return tuple(self.decisive(term))
            if term.op is Op.KNOWN and self._simply_absent(term.args[0]):
                return ()
            if term.op in STRICT:
                # One unknown operand makes the whole unknown, whatever the others are.
                return tuple(arg for arg in term.args if self._is_open(arg)) or term.args
        return parts(term)

    def _is_open(self, term: Term) -> bool:
        held = isinstance(term, Ref | Reduce) or bool(self.findings.needs.column(self.grain, term))
        return held and self.value(term) is None

    def _simply_absent(self, term: Term) -> bool:
        """Tell whether something is unknown because nobody recorded it, not because of a rule."""
        if self.value(term) is not None or not isinstance(term, Ref):
            return False
        return isinstance(self.findings.needs.terms.get(term.name, term), Ref)

    def decisive(self, term: Apply) -> list[Term]:
        """Return the operands of an and/or that settle it, or those that leave it open."""
        settling = term.op is Op.OR
        values = [(arg, self.value(arg)) for arg in term.args]
        for wanted in (settling, None):
            found = [arg for arg, value in values if value is wanted]
            if found:
                return found
        return list(term.args)

    def parameters(self, term: Term) -> list[str]:
        """Return the parameters and ladders that a rule took at this row."""
        names = []
        for part in self.taken(term):
            inside = part.args if isinstance(part, Reduce) else ()
            for each in (part, *(deep for arg in inside for deep in self.taken(arg))):
                if isinstance(each, Given | Lookup):
                    names.append(each.parameter)
                elif isinstance(each, Banded):
                    names.append(each.ladder)
        return list(dict.fromkeys(names))

    def branch(self, term: Apply) -> Term | None:
        """Return the branch taken; nothing where the condition is unknown."""
        condition = self.value(term.args[0])
        if condition is None:
            return None
        return term.args[1] if condition else term.args[2]

    def set_aside(self, term: Term) -> Ref | None:
        """Return the one rule that kept a row from counting, everything else about it fitting."""
        if not (isinstance(term, Apply) and term.op is Op.IF and isinstance(term.args[0], Apply)):
            return None
        against = [arg for arg in term.args[0].args if self.value(arg) is False]
        rules = [arg for arg in against if isinstance(arg, Ref)]
        return rules[0] if len(against) == 1 and rules else None
