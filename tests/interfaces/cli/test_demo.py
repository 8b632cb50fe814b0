"""`demo` makes a district once, evaluates and shows it; its commands work as they are printed."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from meritbook.interfaces.cli.terminal import width
from tests.interfaces.cli.calling import done, started


@pytest.mark.slow
def test_the_demo_is_made_once_shown_and_ready_to_be_tried(tmp_path: Path) -> None:
    folder = tmp_path / "demo"

    first = started("demo", "--dir", folder, "--lang", "zh")
    again = started("demo", "--dir", folder, "--lang", "zh")

    assert (first.code, first.err, again.code, again.err) == (0, "", 0, "")
    for said in ("各单位", "门槛", "年度考核与鉴定不一致", "三个人", "文件", "接下来可以试试"):
        assert f"\n{said}\n" in first.out
    assert "\x1b" not in first.out
    prose = [line for line in first.out.splitlines() if str(folder) not in line]
    assert max(width(line) for line in prose) <= 100
    assert "文件与上次相同，没有重新生成。" in again.out
    assert "文件与上次相同" not in first.out
    upto = first.out.index("\n文件\n")
    assert again.out[:upto] == first.out[:upto]
    _each_command_printed_works(first.out, folder)
    _the_workbook_gave_the_same_bytes(folder)
    assert len(list((folder / "forms").glob("*.pdf"))) == 2


def _the_workbook_gave_the_same_bytes(folder: Path) -> None:
    for name in ("appraisals.csv", "eligibility.csv"):
        made = (folder / "results" / name).read_bytes()
        assert (folder / "mine" / name).read_bytes() == made


def _each_command_printed_works(text: str, folder: Path) -> None:
    commands = [line.split("./run ")[1] for line in text.splitlines() if "./run " in line]
    told, tried = commands[:3], commands[3:]
    assert [line.split()[0] for line in tried] == [
        "explain",
        "evaluate",
        "compare",
        "form",
        "rules",
    ]
    for line in tried:
        done(*shlex.split(line))
    record = json.loads(done(*shlex.split(told[0]), "--json").out)
    assert record["explanation"]["name"] == "grade"
    assert (folder / "form.pdf").read_bytes().startswith(b"%PDF")
