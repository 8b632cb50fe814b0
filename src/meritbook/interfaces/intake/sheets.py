"""Writing a workbook of facts: a sheet per table, with drop-downs and comments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import polars as pl
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from meritbook.engine.checking_cells import LARGEST, LAST_YEAR
from meritbook.engine.checking_faults import wanted
from meritbook.engine.facts import schema
from meritbook.engine.kinds import Kind, Label, Lang
from meritbook.engine.rulebook import Column, Rulebook, Table
from meritbook.interfaces.files.atomic import replacing
from meritbook.interfaces.intake.rows import (
    BOOLEANS,
    Tables,
    header,
    option_words,
    typed_frames,
)

Style = dict[str, Any]

MOST_ROWS = 1_048_575
"""Rows that a sheet has under its header."""
MOST_CHARACTERS = 32_767
"""Characters that a cell can hold."""
FIRST_DAY = dt.date(1900, 3, 1)
"""Spreadsheets count days before this wrongly; such a day is written as text."""
CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed stamp, so that equal content is equal bytes
OPTIONS: Style = {"strings_to_urls": False, "in_memory": True}
"""Without spare files elsewhere, which a failure would leave behind."""
MOST_LISTED = 255
"""Characters of a drop-down's list."""

NUMBER_FORMATS: Mapping[Kind, str] = {
    Kind.TEXT: "@",
    Kind.OPTION: "@",
    Kind.BOOLEAN: "@",
    Kind.DATE: "yyyy-mm-dd",
    Kind.YEAR: "0",
    Kind.INTEGER: "0",
}
FONT: Style = {"font_name": "等线", "font_size": 11}
HEADER: Style = FONT | {
    "bold": True, "bg_color": "#DCE6F1", "bottom": 1, "text_wrap": True, "valign": "vcenter",
}  # fmt: skip
REQUIRED_HEADER: Style = HEADER | {"bg_color": "#1F4E8C", "font_color": "#FFFFFF"}
NARROWEST, WIDEST = 9, 44
LOOKED_AT = 200
"""Rows from which the width of a column is taken."""


class CannotWrite(Exception):
    """A table that no workbook can hold, with what to do instead."""

    def __init__(self, said: Label) -> None:
        super().__init__(said.en)
        self.said = said


def write_workbook(tables: Tables, path: Path, *, rulebook: Rulebook, lang: Lang) -> None:
    """Write the given tables as a workbook that can be read back.

    Raises `CannotWrite` for more rows or longer text than a sheet takes, `OSError` as writing does.
    """
    frames = typed_frames(tables, rulebook)
    for name, frame in frames.items():
        _check_fits(rulebook.tables[name], frame)
    with new_workbook(path) as book:
        for name, frame in frames.items():
            _SheetWriter(book, rulebook, rulebook.tables[name], lang).write(frame)


def write_template(path: Path, *, rulebook: Rulebook, lang: Lang) -> None:
    """Write an empty workbook with a sheet per declared table and a page that explains it."""
    with new_workbook(path) as book:
        _explain(book, rulebook, lang)
        for table in rulebook.tables.values():
            empty = pl.DataFrame(schema=schema(table))
            _SheetWriter(book, rulebook, table, lang).write(empty)


@contextmanager
def new_workbook(path: Path) -> Iterator[Any]:
    """Yield a workbook to write to; it stands at `path` when the block ends, or nothing does.

    Raises `OSError` as writing does.
    """
    with replacing(path) as space:
        try:
            with xlsxwriter.Workbook(str(space), OPTIONS) as book:
                book.set_properties({"created": CREATED})
                yield book
        except FileCreateError as error:
            cause = error.args[0] if error.args else error
            raise (cause if isinstance(cause, OSError) else OSError(str(cause))) from error


def _check_fits(table: Table, frame: pl.DataFrame) -> None:
    if frame.height > MOST_ROWS:
        raise CannotWrite(
            Label(
                f"表“{table.label.zh}”有 {frame.height} 行，"
                f"工作表至多 {MOST_ROWS} 行；请改写为文件夹",
                f"table '{table.name}' has {frame.height} rows, a sheet at most {MOST_ROWS};"
                " write a folder instead",
            )
        )
    texts = [n for n, c in table.columns.items() if c.type.kind is Kind.TEXT]
    for name in texts:
        longest = frame[name].str.len_chars().max()
        if isinstance(longest, int) and longest > MOST_CHARACTERS:
            label = table.columns[name].label
            raise CannotWrite(
                Label(
                    f"表“{table.label.zh}”列“{label.zh}”有超过 {MOST_CHARACTERS} 字"
                    "的内容；请改写为文件夹",
                    f"{table.name}.{name} has text of more than {MOST_CHARACTERS} characters;"
                    " write a folder instead",
                )
            )


class _SheetWriter:
    """Writes one table as a sheet."""

    def __init__(
        self, book: xlsxwriter.Workbook, rulebook: Rulebook, table: Table, lang: Lang
    ) -> None:
        self.book, self.rulebook, self.table, self.lang = book, rulebook, table, lang
        self.sheet = book.add_worksheet(table.label.zh if lang == "zh" else table.name)

    def write(self, frame: pl.DataFrame) -> None:
        """Write headers, rows, drop-downs and widths."""
        self.sheet.freeze_panes(1, 0)
        self.sheet.set_row(0, 22)
        last = max(frame.height, 1)
        self.sheet.autofilter(0, 0, last, len(self.table.columns) - 1)
        for position, column in enumerate(self.table.columns.values()):
            style = self.book.add_format(FONT | {"num_format": number_format(column)})
            self._head(position, column)
            words = self._cells(position, column, frame[column.name], style)
            self.sheet.set_column(position, position, _width(column, words, self.lang), style)
            self._validate(position, column)

    def _head(self, position: int, column: Column) -> None:
        style = REQUIRED_HEADER if column.required else HEADER
        self.sheet.write_string(0, position, header(column, self.lang), self.book.add_format(style))
        comment = explained(column, self.rulebook, self.lang)
        lines = comment.count("\n") + 2
        self.sheet.write_comment(0, position, comment, {"x_scale": 2, "y_scale": lines / 4})

    def _cells(self, position: int, column: Column, cells: pl.Series, style: Any) -> list[str]:
        """Write a column's cells, and return those that its width is taken from."""
        if column.type.kind is Kind.OPTION:
            words = option_words(column, self.rulebook.options, self.lang)
            cells = cells.replace_strict(list(words), list(words.values()), return_dtype=pl.String)
        for row, value in enumerate(cells, start=1):
            if value is not None:
                write_cell(self.sheet, row, position, value, column, self.lang, style)
        return [str(value) for value in cells.head(LOOKED_AT) if value is not None]

    def _validate(self, position: int, column: Column) -> None:
        rule = self._rule(column)
        if rule is not None:
            self.sheet.data_validation(1, position, MOST_ROWS, position, rule)

    def _rule(self, column: Column) -> Style | None:
        title = {"zh": "填写有误", "en": "Not possible"}[self.lang]
        message = wanted(column, self.rulebook.options).said(self.lang)[:MOST_LISTED]
        told: Style = {"error_title": title, "error_message": message}
        match column.type.kind:
            case Kind.OPTION:
                words = option_words(column, self.rulebook.options, self.lang)
                source = list(words.values())
                if len(",".join(source)) > MOST_LISTED:
                    return None
                return told | {"validate": "list", "source": source}
            case Kind.BOOLEAN:
                return told | {"validate": "list", "source": list(BOOLEANS[self.lang])}
            case Kind.DECIMAL:
                bounds = {"minimum": -LARGEST, "maximum": LARGEST}
                return told | {"validate": "decimal", "criteria": "between"} | bounds
            case Kind.YEAR:
                bounds = {"minimum": 1, "maximum": LAST_YEAR}
                return told | {"validate": "integer", "criteria": "between"} | bounds
            case _:
                return None


def number_format(column: Column) -> str:
    """Return the cell format of a column, as spreadsheets write it."""
    if column.type.kind is Kind.DECIMAL:
        return "0." + "0" * column.type.scale if column.type.scale else "0"
    return NUMBER_FORMATS[column.type.kind]


def write_cell(
    sheet: Any, row: int, position: int, value: Any, column: Column, lang: Lang, style: Any
) -> None:
    """Write one typed value (an option already as its word)."""
    kind = column.type.kind
    if kind is Kind.DATE and value >= FIRST_DAY:
        sheet.write_datetime(row, position, value, style)
    elif kind is Kind.BOOLEAN:
        yes, no = BOOLEANS[lang]
        sheet.write_string(row, position, yes if value else no, style)
    elif kind is Kind.DECIMAL:
        # Fifteen digits survive the way through a binary number; the contract allows twelve.
        sheet.write_number(row, position, value / 10**column.type.scale, style)
    elif kind in (Kind.YEAR, Kind.INTEGER):
        sheet.write_number(row, position, value, style)
    else:
        sheet.write_string(row, position, str(value), style)


def explained(column: Column, rulebook: Rulebook, lang: Lang) -> str:
    """Return what a column means, whether it must be filled and what it may hold."""
    zh = lang == "zh"
    lines = [column.name if zh else column.label.zh]
    if column.required:
        lines.append("必填" if zh else "required")
    elif column.empty is not None:
        said = column.empty.said(lang)
        lines.append(f"可不填：{said}" if zh else f"may be empty: {said}")
    else:
        lines.append("可不填" if zh else "may be empty")
    lines.append(wanted(column, rulebook.options).said(lang))
    if column.refers is not None:
        label = rulebook.tables[column.refers].label
        lines.append(f"须在表“{label.zh}”中存在" if zh else f"must be in {column.refers}")
    return "\n".join(lines)


def _width(column: Column, words: list[str], lang: Lang) -> float:
    longest = max((_shown(word) for word in words), default=0)
    return min(max(_shown(header(column, lang)) + 4, longest + 2, NARROWEST), WIDEST)


def _shown(text: str) -> int:
    """Return how many narrow characters wide a text is."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _explain(book: xlsxwriter.Workbook, rulebook: Rulebook, lang: Lang) -> None:
    """Write the page that explains the workbook: how to fill it, then every column."""
    zh = lang == "zh"
    sheet = book.add_worksheet("说明" if zh else "README")
    plain = book.add_format(FONT | {"text_wrap": True, "valign": "top"})
    head = book.add_format(HEADER)
    title = book.add_format(FONT | {"bold": True, "font_size": 16})
    sheet.write_string(0, 0, "事实数据模板" if zh else "Template for facts", title)
    for row, line in enumerate(HOW_TO[lang], start=1):
        sheet.write_string(row, 0, line, book.add_format(FONT))
    top = len(HOW_TO[lang]) + 2
    heads = (
        ("表", "一行是", "列", "English", "必填", "填写内容", "不填表示")
        if zh
        else ("table", "one row is", "column", "中文", "required", "content", "empty means")
    )
    for position, (word, width) in enumerate(zip(heads, (16, 26, 18, 18, 9, 48, 24), strict=True)):
        sheet.write_string(top, position, word, head)
        sheet.set_column(position, position, width)
    row = top + 1
    for table in rulebook.tables.values():
        for column in table.columns.values():
            cells = _explanation(table, column, rulebook, lang)
            for position, text in enumerate(cells):
                sheet.write_string(row, position, text, plain)
            row += 1
    sheet.freeze_panes(top + 1, 0)
    sheet.hide_gridlines(2)


def _explanation(table: Table, column: Column, rulebook: Rulebook, lang: Lang) -> tuple[str, ...]:
    zh = lang == "zh"
    yes = "是" if zh else "yes"
    return (
        table.label.zh if zh else table.name,
        table.row.said(lang),
        header(column, lang),
        column.name if zh else column.label.zh,
        yes if column.required else "",
        wanted(column, rulebook.options).said(lang),
        column.empty.said(lang) if column.empty else "",
    )


HOW_TO: Mapping[Lang, tuple[str, ...]] = {
    "zh": (
        "每张工作表是一个表，第一行是列名，每行一条记录；深色表头的列必填，其余可不填。",
        "“单位”“人员”两表必需，其他没有内容的表可以留空或删去。本页不会被读取。",
        "编号一律是文本（列已设好）；18 位编号若按数字填写，末尾数字会丢失。",
        "日期填真正的日期或写成 2018-06-26；分值、得分至多两位小数；不填表示未知，未知不等于 0。",
        "不要合并单元格，不要插入标题行。填好后可先检查：meritbook check 文件名",
    ),
    "en": (
        "Each sheet is a table: column names in row 1, one record per row. Columns with a dark"
        " header are required, others may be empty.",
        "The sheets units and people are required; others may stay empty or be removed. This page"
        " is not read.",
        "Ids are text (the columns are set up so); an id of 18 digits entered as a number loses its"
        " last digits.",
        "Days are real dates or text such as 2018-06-26; points and scores have at most two"
        " decimals; empty means unknown, which is not zero.",
        "Do not merge cells or put a title above the headers. To check it: meritbook check FILE",
    ),
}
