"""What may stand on a command line, refused with what would be right in the reader's language."""

from __future__ import annotations

import datetime as dt
import os
import re
from pathlib import Path
from typing import Any

import click

from meritbook.engine.kinds import Label
from meritbook.interfaces.cli.speaking import spoken

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Spoken(click.ParamType[Any]):
    """A kind of argument that refuses in the reader's language."""

    def refusal(
        self, said: Label, param: click.Parameter | None, ctx: click.Context | None
    ) -> click.BadParameter:
        """Return the refusal of an argument."""
        return click.BadParameter(said.said(spoken(ctx)), ctx=ctx, param=param)


class Day(Spoken):
    """An ISO day."""

    name = "day"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Return how a day is written."""
        return "YYYY-MM-DD"

    def convert(self, value: Any, param: Any, ctx: Any) -> dt.date:
        """Return the day or refuse the option."""
        try:
            if DAY.fullmatch(str(value)):
                return dt.date.fromisoformat(value)
        except ValueError:
            pass
        said = Label(
            f"“{value}”不是日期；写作 2018-06-26 这样的年-月-日。",
            f"“{value}” is no day; write it as year-month-day, 2018-06-26.",
        )
        raise self.refusal(said, param, ctx)


class Year(Spoken):
    """A calendar year."""

    name = "year"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Return how a year is written."""
        return "YYYY"

    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        """Return the year or refuse the option."""
        if re.fullmatch(r"\d{4}", str(value)):
            return int(value)
        said = Label(f"“{value}”不是年度；例如 2017。", f"“{value}” is no year; 2017 would be one.")
        raise self.refusal(said, param, ctx)


class Amount(Spoken):
    """A whole number with a least value."""

    name = "amount"

    def __init__(self, least: int) -> None:
        self.least = least

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Return how a number is written."""
        return "N"

    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        """Return the number or refuse the option."""
        if re.fullmatch(r"\d{1,6}", str(value)) and int(value) >= self.least:
            return int(value)
        said = Label(
            f"“{value}”不是不小于 {self.least} 的整数。",
            f"“{value}” is no whole number of {self.least} or more.",
        )
        raise self.refusal(said, param, ctx)


class Delivered(Spoken):
    """The path of a delivery that is there and can be read."""

    name = "facts"

    def convert(self, value: Any, param: Any, ctx: Any) -> Path:
        """Return the path or refuse the argument."""
        path = Path(value)
        try:
            os.stat(path)
        except PermissionError:
            raise self.refusal(_unreadable(value), param, ctx) from None
        except OSError:
            said = Label(
                f"“{value}”不存在；请给出资料所在的文件夹、工作簿（.xlsx）或 zip 文件。",
                f"“{value}” is not there; give the folder, workbook (.xlsx) or zip file of the "
                "facts.",
            )
            raise self.refusal(said, param, ctx) from None
        if not os.access(path, os.R_OK):
            raise self.refusal(_unreadable(value), param, ctx)
        return path


def _unreadable(path: str) -> Label:
    return Label(f"“{path}”没有读取权限。", f"no permission to read “{path}”.")


class NewFile(Spoken):
    """The path of a file to be written; it must end as its kind does."""

    name = "file"

    def __init__(self, suffix: str) -> None:
        self.suffix = suffix

    def convert(self, value: Any, param: Any, ctx: Any) -> Path:
        """Return the path or refuse the argument."""
        path = Path(value)
        if os.path.isdir(path):
            said = Label(
                f"“{value}”是文件夹；请给出文件名，例如 {path / ('out' + self.suffix)}。",
                f"“{value}” is a folder; give a file in it, {path / ('out' + self.suffix)} say.",
            )
            raise self.refusal(said, param, ctx)
        if path.suffix.lower() != self.suffix:
            said = Label(
                f"“{value}”应以 {self.suffix} 结尾。", f"“{value}” should end in {self.suffix}."
            )
            raise self.refusal(said, param, ctx)
        return path


class NewFolder(Spoken):
    """The path of a folder to write into; it is made where it is missing."""

    name = "folder"

    def convert(self, value: Any, param: Any, ctx: Any) -> Path:
        """Return the path or refuse the option."""
        path = Path(value)
        if os.path.exists(path) and not os.path.isdir(path):
            said = Label(
                f"“{value}”是文件，不是文件夹；结果要写进文件夹，请换一个名字。",
                f"“{value}” is a file; results go into a folder, so give another name.",
            )
            raise self.refusal(said, param, ctx)
        return path
