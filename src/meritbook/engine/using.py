"""The numbers of a rulebook that a rule took at a row, each with its day and its citation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from meritbook.engine.kinds import Label
from meritbook.engine.reasons import Used
from meritbook.engine.rulebook import Ladder, Parameter, Rulebook
from meritbook.engine.saying import Sayer, join, phrase, plain, same
from meritbook.engine.terms import Term
from meritbook.engine.wording import Wording


def used_by(term: Term, wording: Wording, rulebook: Rulebook) -> Iterator[Used]:
    """Go through the parameters and ladders that a rule took at a row."""
    sayer = Sayer(rulebook.options)
    for name in wording.parameters(term):
        if name in rulebook.parameters:
            yield _parameter(rulebook.parameters[name], wording.day, sayer)
        else:
            yield _ladder(rulebook.ladders[name], wording.day, sayer)


def _parameter(parameter: Parameter, day: dt.date, sayer: Sayer) -> Used:
    value = parameter.on(day)
    if isinstance(value, Mapping):
        held = [
            phrase(
                "{word} {value}",
                "{word} {value}",
                word=sayer.word(key, parameter.of or ""),
                value=sayer.given(each, parameter.type),
            )
            for key, each in value.items()
        ]
        said = join(held, "，", ", ")
    else:
        said = sayer.given(value, parameter.type)
    return Used(parameter.name, parameter.label, said, parameter.since(day), parameter.citation)


def _ladder(ladder: Ladder, day: dt.date, sayer: Sayer) -> Used:
    held: list[Label] = []
    for band in ladder.on(day):
        word = sayer.word(band.option, ladder.options)
        bound = same(f" ≥ {plain(band.at_least)}" if band.at_least is not None else "")
        held.append(join((word, bound), ""))
    since = max((start for start, _ in ladder.values if start <= day), default=ladder.values[0][0])
    return Used(ladder.name, ladder.label, join(held, "，", ", "), since, ladder.citation)
