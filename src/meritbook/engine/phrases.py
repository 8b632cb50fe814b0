"""The fixed words of explanations: signs, operators over rows, and how numbers stand in a sum."""

from __future__ import annotations

from collections.abc import Mapping

from meritbook.engine.kinds import Label
from meritbook.engine.saying import phrase, same
from meritbook.engine.terms import Gather, Op

SIGNS: Mapping[Op, Label] = {
    Op.ADD: same(" + "),
    Op.SUBTRACT: same(" − "),
    Op.MULTIPLY: same(" × "),
    Op.EQUAL: Label(" 为 ", " is "),
    Op.UNEQUAL: Label(" 不是 ", " is not "),
    Op.LESS: same(" < "),
    Op.AT_MOST: same(" ≤ "),
    Op.MORE: same(" > "),
    Op.AT_LEAST: same(" ≥ "),
}
RANKED: Mapping[Op, Label] = {
    Op.LESS: Label(" 低于 ", " is below "),
    Op.AT_MOST: Label(" 不高于 ", " is not above "),
    Op.MORE: Label(" 高于 ", " is above "),
    Op.AT_LEAST: Label(" 不低于 ", " is not below "),
}
PLAIN = frozenset({Op.AND, Op.OR, Op.KNOWN, Op.NOT})
"""Conditions whose words say already whether they hold."""
STRICT = frozenset({Op.ADD, Op.SUBTRACT, Op.MULTIPLY, Op.CLAMP, Op.RATIO, Op.WEIGHTED_MEAN})
MOST_SHOWN = 12
"""Rows whose numbers are written into the operation; of more, only their number is told."""

GATHERED: Mapping[Gather, Label] = {
    Gather.TOTAL: Label("各{rows}合计", "sum over each {rows}"),
    Gather.COUNT: Label("符合条件的{rows}数", "number of {rows} rows that meet it"),
    Gather.WEIGHTED_MEAN: Label(
        "各{rows}加权平均，四舍五入", "weighted average over each {rows}, rounded half up"
    ),
    Gather.WEIGHTED_MEAN_OF_KNOWN: Label(
        "有结果的各{rows}加权平均，四舍五入",
        "weighted average over each {rows} with a value, rounded half up",
    ),
    Gather.SOME: Label("任何一{rows}成立即成立", "true if it is true of any {rows}"),
    Gather.EVERY: Label("每一{rows}都成立才成立", "true if it is true of every {rows}"),
    Gather.ONLY: Label("取{rows}记录", "taken from {rows}"),
    Gather.HIGHEST: Label("各{rows}最高", "highest over each {rows}"),
    Gather.LOWEST: Label("各{rows}最低", "lowest over each {rows}"),
}


def bracketed(said: Label) -> Label:
    """Put a negative number in brackets, as one writes it in a sum."""
    return phrase("({x})", "({x})", x=said) if said.zh.startswith("-") else said
