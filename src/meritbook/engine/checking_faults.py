"""Faults of a delivery: what is wrong in which cell, and what would be right, in both languages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from meritbook.engine.kinds import Kind, Label, Lang
from meritbook.engine.rulebook import Column, Options, Rulebook, Table


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: where it stands, the value that was found, what is wrong, what would be right."""

    table: str
    """Name of the table, or what was delivered in its place."""
    row: int | None
    """Row as the user sees it: a spreadsheet's row number, the header included."""
    column: str | None
    value: str | None
    code: str
    wrong: Label
    right: Label
    words: Label | None = None
    """The value in the reader's language, where that differs from how it is held."""


LONGEST_SHOWN = 120

EMPTY = Label("没有填写", "is empty")
NOT_POSSIBLE = Label("与规定不符", "is not possible here")

WRONG_TYPE: Mapping[Kind, Label] = {
    Kind.TEXT: Label("不是文本", "is not text"),
    Kind.DATE: Label("不是日期", "is not a day"),
    Kind.YEAR: Label("不是年度", "is not a year"),
    Kind.INTEGER: Label("不是整数", "is not a whole number"),
    Kind.DECIMAL: Label("不是数字", "is not a number"),
    Kind.BOOLEAN: Label("不是“是”或“否”", "is neither true nor false"),
    Kind.OPTION: Label("不在可选范围内", "is not in the list"),
}
DECIMALS_ZH = "零一两三四五六七八九"
DECIMALS_EN = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def most_decimals(scale: int) -> Label:
    """Return the phrase for how many decimals are allowed."""
    plural = "decimal" if scale == 1 else "decimals"
    return Label(f"至多{DECIMALS_ZH[scale]}位小数", f"at most {DECIMALS_EN[scale]} {plural}")


def too_many_decimals(scale: int) -> Label:
    """Return the phrase for a number with more decimals than allowed."""
    plural = "decimal" if scale == 1 else "decimals"
    return Label(f"小数超过{DECIMALS_ZH[scale]}位", f"has more than {DECIMALS_EN[scale]} {plural}")


def wanted(column: Column, options: Mapping[str, Options]) -> Label:
    """Return what a cell of the column may hold."""
    kind = column.type.kind
    if kind is Kind.OPTION:
        words = options[column.type.options or ""].delivered
        return Label(
            "、".join(word.zh for word in words.values()) + " 之一", "one of " + ", ".join(words)
        )
    if kind is Kind.DECIMAL:
        most = most_decimals(column.type.scale)
        return Label(f"{most.zh}的数，如 12.5", f"a number with {most.en} such as 12.5")
    return WANTED[kind]


WANTED: Mapping[Kind, Label] = {
    Kind.TEXT: Label("文本", "text"),
    Kind.DATE: Label("日期，如 2018-06-26", "a day such as 2018-06-26"),
    Kind.YEAR: Label("四位数年度，如 2017", "a year such as 2017"),
    Kind.INTEGER: Label("整数，如 12", "a whole number such as 12"),
    Kind.BOOLEAN: Label("是 或 否", "true or false"),
}

LOOSE_DAY = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?:[T ].*)?")
PACKED_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
DAY_NUMBER = re.compile(r"\d{5}")
LOOSE_NUMBER = re.compile(r"[+-]?[\d,，]+(?:\.\d{1,2})?\s*[%\uff05分]?")


def nearest_right(column: Column, value: str | None, options: Mapping[str, Options]) -> Label:
    """Return what would be right in place of a value: if it shows, the value well written."""
    usual = wanted(column, options)
    text = value or ""
    if column.type.kind is Kind.DATE:
        return _right_day(text, usual)
    if column.type.kind is Kind.DECIMAL and LOOSE_NUMBER.fullmatch(text):
        plain = re.sub(r"[,，%\uff05分\s]", "", text)
        return Label(f"只写数字：{plain}", f"the bare number {plain}")
    return usual


def _right_day(text: str, usual: Label) -> Label:
    found = LOOSE_DAY.fullmatch(text) or PACKED_DAY.fullmatch(text)
    if found:
        try:
            day = dt.date(*(int(part) for part in found.groups())).isoformat()
        except ValueError:
            return usual
        return Label(day, day)
    if DAY_NUMBER.fullmatch(text):
        return Label(
            "把单元格设为日期格式，或写成 2018-06-26 的样子",
            "the cell formatted as a date, or text such as 2018-06-26",
        )
    return usual


def say(fault: Fault, *, place: str, rulebook: Rulebook, lang: Lang) -> str:
    """Return a fault as one line; `place` is the file or sheet as the user knows it."""
    column = _column_label(fault, rulebook.tables.get(fault.table), lang)
    value = fault.value if fault.words is None else fault.words.said(lang)
    shown = None if value is None else _shown(value)
    if lang == "zh":
        where = place + (f" 第 {fault.row} 行" if fault.row is not None else "")
        where += f" {column}" if column else ""
        value = f"“{shown}” " if shown is not None else ""
        return f"{where}: {value}{fault.wrong.zh}；应为：{fault.right.zh}"
    where = place + (f" row {fault.row}" if fault.row is not None else "")
    where += f", {column}" if column else ""
    value = f'"{shown}" ' if shown is not None else ""
    return f"{where}: {value}{fault.wrong.en}; right would be: {fault.right.en}"


def _shown(value: str) -> str:
    """Return a value on one line, cut where it is too long to help."""
    line = " ".join(value.split())
    return line if len(line) <= LONGEST_SHOWN else line[:LONGEST_SHOWN] + "…"


def _column_label(fault: Fault, table: Table | None, lang: Lang) -> str | None:
    if table is not None and fault.column is not None and lang == "zh":
        if fault.column not in table.columns:
            return fault.column
        return table.columns[fault.column].label.zh
    return fault.column
