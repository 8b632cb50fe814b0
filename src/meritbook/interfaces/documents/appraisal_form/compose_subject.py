"""One person's part of the findings, ready to be said: rows, figures, words and clauses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Any

import polars as pl

from meritbook.engine.deciding import Row
from meritbook.engine.explanation import Explainer
from meritbook.engine.findings import Findings
from meritbook.engine.kinds import Kind, Label, Lang
from meritbook.engine.rulebook import Rulebook
from meritbook.engine.saying import Sayer, join
from meritbook.engine.telling import cited
from meritbook.engine.terms import Apply, Op
from meritbook.engine.wording import Wording
from meritbook.interfaces.documents.appraisal_form import compose_sentences as sentences
from meritbook.interfaces.documents.appraisal_form.process import Figure, Reason

YEAR = "year"


@dataclass(slots=True)
class Batch:
    """Findings of many people; cuts out one at no cost, so that one evaluation serves all."""

    findings: Findings
    _ordered: dict[str, pl.DataFrame] = field(default_factory=dict)
    _spans: dict[str, dict[str, tuple[int, int]]] = field(default_factory=dict)

    def of(self, person: str) -> Findings:
        """Return one person's findings; the frames are cut when they are asked for."""
        return replace(self.findings, frames=_Cut(self, person))

    def rows(self, grain: str, person: str) -> pl.DataFrame:
        """Return one person's rows at a grain."""
        if grain not in self._spans:
            by = self.findings.facts.by
            frame = self.findings.frames[grain].sort(by, maintain_order=True)
            runs = frame[by].rle().struct.unnest()
            ends = list(accumulate(runs["len"]))
            spans = zip(runs["value"], ends, runs["len"], strict=True)
            self._ordered[grain] = frame
            self._spans[grain] = {who: (end - length, length) for who, end, length in spans}
        start, length = self._spans[grain].get(person, (0, 0))
        return self._ordered[grain].slice(start, length)


@dataclass(frozen=True, slots=True)
class _Cut(Mapping[str, pl.DataFrame]):
    batch: Batch
    person: str

    def __getitem__(self, grain: str) -> pl.DataFrame:
        return self.batch.rows(grain, self.person)

    def __iter__(self) -> Iterator[str]:
        return iter(self.batch.findings.frames)

    def __len__(self) -> int:
        return len(self.batch.findings.frames)


@dataclass(frozen=True, slots=True)
class Subject:
    """One person and year of a form, in the reader's language."""

    person: str
    year: int
    lang: Lang
    explainer: Explainer

    @property
    def findings(self) -> Findings:
        """This person's findings."""
        return self.explainer.findings

    @property
    def rulebook(self) -> Rulebook:
        """The rules that made the findings."""
        return self.findings.rulebook

    @property
    def on(self) -> dt.date:
        """The day of evaluation."""
        return self.findings.on

    @property
    def last_day(self) -> dt.date:
        """The day as of which the year's parameters are taken."""
        return dt.date(self.year, 12, 31)

    @property
    def sayer(self) -> Sayer:
        """Says values of the rulebook's types."""
        return Sayer(self.rulebook.options)

    def rows(self, grain: str) -> list[Row]:
        """Return all rows of a grain."""
        return self.explainer.shelf.rows(grain)

    def rows_of_year(self, grain: str) -> list[Row]:
        """Return the rows of the form's year, in the order of the delivery within their keys."""
        return [row for row in self.rows(grain) if row[YEAR] == self.year]

    @property
    def own(self) -> Row:
        """The row of the form's year; in service there is always one."""
        return self.rows_of_year(YEAR)[0]

    @property
    def in_service(self) -> bool:
        """Whether the form's year has a row."""
        return bool(self.rows_of_year(YEAR))

    def text(self, label: Label) -> str:
        """Return a phrase in the reader's language."""
        return label.said(self.lang)

    def label(self, node: str) -> Label:
        """Return a node's label."""
        return self.rulebook.nodes[node].label

    def said(self, row: Row, node: str) -> Label:
        """Return a node's value in words, unknown included."""
        return self.sayer.value(row[node], self.rulebook.nodes[node].type)

    def figure(self, row: Row, node: str) -> Figure:
        """Return a node's value as printed, nothing where it is unknown."""
        return None if row[node] is None else self.text(self.said(row, node))

    def fact(self, row: Row, owner: str, column: str) -> str:
        """Return a fact of a table or pick as printed; an empty cell gives an empty text."""
        value = row[f"{owner}.{column}"]
        if value is None:
            return ""
        pick = self.rulebook.picks.get(owner)
        table = self.rulebook.tables[pick.table if pick is not None else owner]
        return self.text(self.sayer.value(value, table.columns[column].type))

    def options(self, name: str) -> Mapping[str, Label]:
        """Return the words of a list: key → label, as declared."""
        return self.rulebook.options[name].values

    def weights(self, parameter: str) -> Mapping[str, str]:
        """Return a table parameter as printed: key → number in force in the form's year."""
        held = self.rulebook.parameters[parameter]
        value = held.on(self.last_day)
        assert isinstance(value, Mapping)
        return {key: self.text(self.sayer.given(each, held.type)) for key, each in value.items()}

    def wording(self, row: Row, node: str) -> Wording:
        """Return the words for a node's rule at a row."""
        return self.explainer.wording(self.rulebook.nodes[node].grain, row)

    def work(self, row: Row, node: str) -> Label:
        """Return a node's rule with its numbers, with what the engine has to add to it."""
        return join(self._work(row, node), "；", "; ")

    def _work(self, row: Row, node: str) -> list[Label]:
        wording = self.wording(row, node)
        term = self.findings.needs.terms[node]
        return [wording.of(term), *_worth_saying(wording, term)]

    def clause(self, node: str) -> str:
        """Return the clauses that a node rests on."""
        return cited(self.rulebook.nodes[node].citation, self.rulebook, self.lang)

    def reason(self, row: Row, node: str) -> Reason:
        """Return a sentence on a node: its value, how it comes about, its clause."""
        return Reason(self.text(self.sentence(row, node)), self.clause(node))

    def sentence(self, row: Row, node: str, place: Label | None = None) -> Label:
        """Say a node's value and how it comes about."""
        label = self.label(node) if place is None else join((place, self.label(node)), " ")
        said = self.said(row, node)
        if self.rulebook.nodes[node].type.is_number and row[node] is not None:
            return sentences.worked_out(label, said, self.work(row, node))
        why = [part for part in self._work(row, node) if part != said]
        return sentences.judged(label, said, join(why, "；", "; ") if why else None)

    def verdict(self, row: Row, node: str) -> Reason:
        """Return a sentence that states a node's value and its clause alone."""
        said = sentences.judged(self.label(node), self.said(row, node))
        return Reason(self.text(said), self.clause(node))

    def open_facts(self, row: Row, node: str) -> tuple[Label, ...]:
        """Return what an unknown, or a word that stands for one, waits for."""
        return Explainer(self.findings).node(self.rulebook.nodes[node], row).missing

    def still_open(self, facts: Sequence[Label], node: str) -> tuple[Reason, ...]:
        """Return a sentence that names facts, if there are any."""
        if not facts:
            return ()
        said = sentences.still_open(join(facts, "；", "; "))
        return (Reason(self.text(said), self.clause(node)),)

    def heading(self, label: Label) -> str:
        """Return a label as it stands at the head of a row or column."""
        return self.text(sentences.capitalised(label))


def _worth_saying(wording: Wording, term: Any) -> Sequence[Label]:
    """Return the notes, without those that only say that something is there."""
    plain = [
        wording.of(part)
        for part in wording.taken(term)
        if isinstance(part, Apply) and part.op is Op.KNOWN and wording.value(part) is True
    ]
    return [n for n in wording.notes if not any(n.en.endswith(said.en) for said in plain)]


def levels(subject: Subject, options: str) -> tuple[str, ...]:
    """Return the words of a list that stand in an order, lowest first."""
    held = subject.rulebook.options[options]
    return tuple(subject.text(held.values[key]) for key in reversed(held.ranked))


def is_option_of(subject: Subject, node: str) -> str:
    """Return the list that a node's values are taken from."""
    kind = subject.rulebook.nodes[node].type
    assert kind.kind is Kind.OPTION
    return kind.options or ""
