"""Rules in words at one row: the operation with its numbers, the branch taken, the distance.

Numbers come from the row that was evaluated; the steps on the way stand there as columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from meritbook.engine.columns import referred_column
from meritbook.engine.deciding import Decided, Row
from meritbook.engine.kinds import Kind, Label
from meritbook.engine.phrases import (
    GATHERED,
    MOST_SHOWN,
    PLAIN,
    RANKED,
    SIGNS,
    bracketed,
)
from meritbook.engine.saying import UNKNOWN, Held, Sayer, exact, join, phrase, plain, same
from meritbook.engine.terms import (
    Apply,
    Banded,
    Constant,
    Gather,
    Given,
    Lookup,
    Moment,
    Op,
    Reduce,
    Ref,
    Referred,
    Term,
)


@dataclass(slots=True)
class Wording(Decided):
    """Says the rules of a grain at one of its rows; `notes` gather what is worth adding."""

    rows_of: Callable[[Reduce, Row], Sequence[Wording]]
    """The rows of a finer grain that belong to a row, ready to be said."""
    notes: list[Label] = field(default_factory=list)

    @property
    def say(self) -> Sayer:
        """Says values."""
        return Sayer(self.findings.rulebook.options)

    def said(self, term: Term, value: Held) -> Label:
        """Say a value that a term has."""
        return self.say.value(value, term.type)

    def key(self, name: str) -> Label:
        """Say one key of the row."""
        rulebook = self.findings.rulebook
        value = self.row.get(name)
        if name == "year":
            return Label(f"{value} 年", str(value))
        for table in rulebook.tables.values():
            column = table.columns.get(name)
            if column is not None and column.type.kind is Kind.OPTION:
                return self.say.value(value, column.type)
        grain = next((g for g in rulebook.grains.values() if g.keys and g.keys[-1] == name), None)
        label = grain.label if grain is not None else same(name)
        numbered = "第 {n} {label}" if isinstance(value, int) else "{label} {n}"
        return phrase(numbered, "{label} {n}", n=same(str(value)), label=label)

    def of(self, term: Term) -> Label:
        """Say an operation with its numbers."""
        if isinstance(term, Apply):
            return OPERATIONS[term.op](self, term)
        return WORDS[type(term)](self, term)

    def _constant(self, term: Constant) -> Label:
        said = self.say.value(term.value, term.type)
        named = term.type.kind in (Kind.OPTION, Kind.TEXT) and term.value is not None
        return phrase("“{x}”", "“{x}”", x=said) if named else said

    def _ref(self, term: Ref) -> Label:
        value = self.row.get(term.name)
        said = self.say.value(value, term.type)
        return phrase("{label} {value}", "{label} {value}", label=self._label(term), value=said)

    def _label(self, term: Ref) -> Label:
        rulebook = self.findings.rulebook
        if term.name in rulebook.nodes:
            return rulebook.nodes[term.name].label
        owner, _, column = term.name.partition(".")
        if owner in rulebook.picks:
            return rulebook.tables[rulebook.picks[owner].table].columns[column].label
        if owner in rulebook.tables and column:
            return rulebook.tables[owner].columns[column].label
        grain = next((g for g in rulebook.grains.values() if g.keys and g.keys[-1] == owner), None)
        return grain.label if grain is not None else same(term.name)

    def _given(self, term: Given) -> Label:
        parameter = self.findings.rulebook.parameters[term.parameter]
        return self.say.given(parameter.on(self.day), parameter.type)

    def _lookup(self, term: Lookup) -> Label:
        parameter = self.findings.rulebook.parameters[term.parameter]
        held = parameter.on(self.day)
        key = self.value(term.key)
        if key is None or not isinstance(held, Mapping):
            return phrase("{label} {v}", "{label} {v}", label=parameter.label, v=UNKNOWN)
        value = self.say.given(held.get(str(key)), parameter.type)
        if isinstance(term.key, Constant):
            return value
        word = self.say.word(str(key), parameter.of or "")
        return phrase("{l}（{w}）{v}", "{l} ({w}) {v}", l=parameter.label, w=word, v=value)

    def _moment(self, term: Moment) -> Label:
        day = self.findings.on
        if term.name != "on":
            start = self.findings.rulebook.window.of(day)[0]
            return Label(f"窗口首日 {start}-01-01", f"first day of the window {start}-01-01")
        return Label(f"评估日 {day}", f"day of evaluation {day}")

    def _referred(self, term: Referred) -> Label:
        table = self.findings.rulebook.tables[term.table]
        naming = table.columns[term.column].label
        if self.row.get(referred_column(term)):
            return phrase("另有记录以“{x}”指向它", "another entry names it in “{x}”", x=naming)
        return phrase("没有记录以“{x}”指向它", "no entry names it in “{x}”", x=naming)

    def _banded(self, term: Banded) -> Label:
        """Place a number among its bands and tell how far the next better one is."""
        ladder = self.findings.rulebook.ladders[term.ladder]
        value = self.value(term.value)
        if not isinstance(value, int):
            return phrase("{x}，无法定等次", "{x}: no band", x=self.of(term.value))
        number = Decimal(value).scaleb(-term.value.type.scale)
        better, said = None, same("")
        for band in ladder.on(self.day):
            word = self.say.word(band.option, ladder.options)
            if band.at_least is None or number >= band.at_least:
                low = f"{plain(band.at_least)} ≤ " if band.at_least is not None else ""
                high = f" < {plain(better[1])}" if better is not None else ""
                shown = f"{low}{exact(value, term.value.type.scale)}{high}"
                said = phrase("{x} → {w}", "{x} → {w}", x=same(shown), w=word)
                break
            better = (word, band.at_least)
        if better is not None:
            gap = same(plain(better[1] - number))
            self.notes.append(
                phrase("距“{w}”差 {gap}", "{gap} short of “{w}”", w=better[0], gap=gap)
            )
        return said

    def _reduce(self, term: Reduce) -> Label:
        """Say an operator over finer rows, with the rows' numbers where they are few."""
        label = self.findings.rulebook.grains[term.source].label
        rows = self.rows_of(term, self.row)
        if not rows and term.source in self.findings.needs.told:
            return phrase("没有{rows}记录", "no {rows}", rows=label)
        template = GATHERED[term.op]
        said = phrase(template.zh, template.en, rows=label)
        shown = self._shown(term, rows) if 0 < len(rows) <= MOST_SHOWN else None
        return said if shown is None else phrase("{a}：{b}", "{a}: {b}", a=said, b=shown)

    def _shown(self, term: Reduce, rows: Sequence[Wording]) -> Label | None:
        first = term.args[0]
        values = [row.said(first, row.value(first)) for row in rows]
        if term.op is Gather.TOTAL:
            counting = [v for row, v in zip(rows, values, strict=True) if row.value(first) != 0]
            return join(map(bracketed, counting), " + ") if counting else None
        if term.op in (Gather.SOME, Gather.EVERY):
            pairs = zip(rows, values, strict=True)
            named = [(row.place(), value) for row, value in pairs]
            if all(place.zh for place, _ in named):
                return join((join(pair, " ") for pair in named), "，", ", ")
        if term.op in (Gather.WEIGHTED_MEAN, Gather.WEIGHTED_MEAN_OF_KNOWN):
            return self._weighted_rows(term, rows)
        return None

    def _weighted_rows(self, term: Reduce, rows: Sequence[Wording]) -> Label:
        value, weight = term.args
        strict = term.op is Gather.WEIGHTED_MEAN
        rows = [row for row in rows if strict or row.value(value) is not None]
        weights = [row.weight(weight) for row in rows]
        pairs = [
            join((row.said(value, row.value(value)), held), " × ")
            for row, held in zip(rows, weights, strict=True)
        ]
        return phrase(
            "({t}) ÷ ({w})", "({t}) ÷ ({w})", t=join(pairs, " + "), w=join(weights, " + ")
        )

    def weight(self, term: Term) -> Label:
        """Say a weight as a bare number."""
        if isinstance(term, Given):
            return self._given(term)
        return self.said(term, self.value(term))

    def place(self) -> Label:
        """Say which row of its grain this is, the entity and what it shares apart."""
        keys = self.findings.rulebook.grains[self.grain].keys
        return self.key(keys[-1]) if len(keys) > 1 else same("")

    def _sum(self, term: Apply) -> Label:
        tight = term.op is Op.MULTIPLY
        first, *rest = term.args
        said = [self._inner(first, tight=tight)]
        said += [self._inner(arg, tight=tight or term.op is Op.SUBTRACT) for arg in rest]
        return join(said, SIGNS[term.op].zh, SIGNS[term.op].en)

    def _inner(self, term: Term, *, tight: bool = True) -> Label:
        """Say a part, in brackets where it would be read wrongly otherwise."""
        said = self.of(term)
        if isinstance(term, Reduce):
            rows = self.findings.rulebook.grains[term.source].label
            value = self.said(term, self.value(term))
            return phrase("{rows} {v}", "{rows} {v}", rows=rows, v=value)
        nested = isinstance(term, Apply) and term.op in (Op.ADD, Op.SUBTRACT) and tight
        return phrase("({x})", "({x})", x=said) if nested else said

    def _negated(self, term: Apply) -> Label:
        return phrase("−{x}", "−{x}", x=self.of(term.args[0]))

    def _compared(self, term: Apply) -> Label:
        first, second = term.args
        ranked = first.type.kind is Kind.OPTION and term.op in RANKED
        sign = (RANKED if ranked else SIGNS)[term.op]
        return join((self.of(first), self.of(second)), sign.zh, sign.en)

    def _joined(self, term: Apply) -> Label:
        """Say the operands that decide: the true one of an or, the false one of an and."""
        shown = self.decisive(term)
        whole = len(shown) == len(term.args)
        either = term.op is Op.OR
        settled = self.value(shown[0]) is either and not whole
        join_zh, join_en = (
            ("，", ", ")
            if settled or not whole
            else ("；或 ", "; or ")
            if either
            else ("；且 ", "; and ")
        )
        return join((self.verdict(arg) for arg in shown), join_zh, join_en)

    def verdict(self, term: Term) -> Label:
        """Say a condition and whether it holds."""
        if isinstance(term, Ref) or (isinstance(term, Apply) and term.op in PLAIN):
            return self.of(term)
        value = self.value(term)
        holds = {True: Label("成立", "holds"), False: Label("不成立", "does not hold")}
        said = UNKNOWN if value is None else holds[bool(value)]
        return phrase("{x}（{v}）", "{x} ({v})", x=self.of(term), v=said)

    def _not(self, term: Apply) -> Label:
        inner = term.args[0]
        if isinstance(inner, Apply) and inner.op is Op.KNOWN:
            return self._emptiness(inner)
        if isinstance(inner, Referred):
            return self._referred(inner)
        return phrase("并非：{x}", "not: {x}", x=self.verdict(inner))

    def _emptiness(self, term: Apply) -> Label:
        inner = term.args[0]
        label = self._label(inner) if isinstance(inner, Ref) else self.of(inner)
        empty = self.value(inner) is None
        word = Label("为空", "is empty") if empty else Label("已有", "is there")
        return phrase("{x}{w}", "{x} {w}", x=label, w=word)

    def _choice(self, term: Apply) -> Label:
        condition = term.args[0]
        branch = self.branch(term)
        if branch is None:
            return phrase("条件未知：{c}", "condition unknown: {c}", c=self.of(condition))
        settled = self.value(condition) is True or not _is_choice(branch)
        if settled:
            self.notes.append(phrase("因为 {c}", "because {c}", c=self.verdict(condition)))
        return self.of(branch)

    def _clamped(self, term: Apply) -> Label:
        value, low, high = (self.of(arg) for arg in term.args)
        return phrase(
            "{x}（限于 {a} 至 {b}）", "{x} (held within {a} to {b})", x=value, a=low, b=high
        )

    def _ratio(self, term: Apply) -> Label:
        above = self._inner(term.args[0])
        below = self.of(term.args[1])
        if isinstance(term.args[1], Apply):
            below = phrase("({x})", "({x})", x=below)
        return phrase("{a} ÷ {b}，四舍五入", "{a} ÷ {b}, rounded half up", a=above, b=below)

    def _weighted(self, term: Apply) -> Label:
        pairs = [
            join((self.of(value), self.of(weight)), " × ")
            for value, weight in zip(term.args[::2], term.args[1::2], strict=True)
        ]
        weights = join((self.of(weight) for weight in term.args[1::2]), " + ")
        total = join(pairs, " + ")
        return phrase(
            "({t}) ÷ ({w})，四舍五入", "({t}) ÷ ({w}), rounded half up", t=total, w=weights
        )

    def _calendar(self, term: Apply) -> Label:
        inner = self.of(term.args[0])
        words = {
            Op.YEAR: Label("{x} 的年份", "year of {x}"),
            Op.QUARTER: Label("{x} 的季度", "quarter of {x}"),
            Op.YEAR_START: Label("{x}首日", "first day of {x}"),
            Op.YEAR_END: Label("{x}末日", "last day of {x}"),
            Op.ANNIVERSARY: Label("{x} 起满 {n} 年之日", "{n} year(s) from {x}"),
        }[term.op]
        count = self.of(term.args[1]) if len(term.args) > 1 else same("")
        return phrase(words.zh, words.en, x=inner, n=count)


def _is_choice(term: Term) -> bool:
    return isinstance(term, Apply) and term.op is Op.IF


WORDS: Mapping[type, Callable[[Wording, Any], Label]] = {
    Constant: Wording._constant,
    Ref: Wording._ref,
    Given: Wording._given,
    Lookup: Wording._lookup,
    Moment: Wording._moment,
    Referred: Wording._referred,
    Banded: Wording._banded,
    Reduce: Wording._reduce,
}
OPERATIONS: Mapping[Op, Callable[[Wording, Apply], Label]] = {
    **dict.fromkeys((Op.ADD, Op.SUBTRACT, Op.MULTIPLY), Wording._sum),
    **dict.fromkeys((Op.EQUAL, Op.UNEQUAL, *RANKED), Wording._compared),
    **dict.fromkeys((Op.AND, Op.OR), Wording._joined),
    **dict.fromkeys((Op.YEAR, Op.QUARTER, Op.ANNIVERSARY), Wording._calendar),
    **dict.fromkeys((Op.YEAR_START, Op.YEAR_END), Wording._calendar),
    Op.NEGATE: Wording._negated,
    Op.NOT: Wording._not,
    Op.KNOWN: Wording._emptiness,
    Op.IF: Wording._choice,
    Op.CLAMP: Wording._clamped,
    Op.RATIO: Wording._ratio,
    Op.WEIGHTED_MEAN: Wording._weighted,
}
