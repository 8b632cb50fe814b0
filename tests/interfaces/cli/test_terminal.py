"""Text stands in columns and folds where it may, wide characters counted as two."""

from __future__ import annotations

import io

import pytest

from meritbook.interfaces.cli.terminal import (
    Column,
    Screen,
    clipped,
    folded,
    joined,
    padded,
    screen,
    table,
    width,
    wrapped,
)


class Terminal(io.StringIO):
    """A stream that somebody looks at."""

    def isatty(self) -> bool:
        return True


def test_wide_characters_take_two_columns_and_colours_none() -> None:
    assert width("好 good") == 7
    assert width("\x1b[31m不得纳入\x1b[0m") == 8
    assert width("e\u0301") == 1


def test_cells_are_filled_to_their_side() -> None:
    assert padded("差", 5) == "差   "
    assert padded("12", 5, right=True) == "   12"


def test_a_line_that_does_not_fit_is_cut_with_a_sign() -> None:
    assert clipped("实绩鉴定等次", 8) == "实绩鉴…"
    assert clipped("fits", 4) == "fits"


def test_a_table_stands_straight() -> None:
    lines = table([Column("单位"), Column("n", right=True)], [["云岫区", "1"], ["U2", "100"]])

    assert lines == ["  单位      n", "  ───────────", "  云岫区    1", "  U2      100"]


def test_headings_stand_over_their_columns() -> None:
    columns = [Column("x"), Column("a", right=True), Column("b", right=True)]
    lines = table(columns, [["r", "1", "2"]], groups=[("long heading", 2)], lead="")

    assert lines[0].endswith("long") or lines[0].endswith("heading")
    assert width(lines[-1]) == width(lines[-2])


@pytest.mark.parametrize("room", [20, 31, 44])
def test_wrapped_lines_fit_and_begin_with_what_may_begin_a_line(room: int) -> None:
    text = "量化结果记入实绩考核档案，写入鉴定表（B4）；鉴定结果分为“好”“较好”等 4 个等次。"

    lines = wrapped(text, room, hang="  ")

    assert all(width(line) <= room for line in lines)
    assert all(line.strip()[0] not in "，。；）”" for line in lines)
    assert all(line[-1] not in "（“" for line in lines)
    assert "".join(line.strip() for line in lines).replace(" ", "") == text.replace(" ", "")


def test_pieces_are_put_on_lines_whole() -> None:
    assert joined(["one", "two", "three"], 9) == ["one · two", "three"]


def test_the_branches_of_a_tree_run_on_beside_folded_lines() -> None:
    tree = (
        "top: passed\n"
        "│   = one thing and another thing\n"
        "├ first branch with a long name: yes\n"
        "│ │   = because of this and that\n"
        "│ └ leaf: 1\n"
        "└ last branch with a long name: no\n"
    )

    assert folded(tree, 24) == (
        "top: passed\n"
        "│   = one thing and\n"
        "│     another thing\n"
        "├ first branch with a\n"
        "│ │   long name: yes\n"
        "│ │   = because of this\n"
        "│ │     and that\n"
        "│ └ leaf: 1\n"
        "└ last branch with a\n"
        "      long name: no\n"
    )


def test_colour_is_for_terminals_and_can_be_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "90")

    assert screen(io.StringIO()) == Screen()
    assert screen(Terminal()) == Screen(width=90, colour=True)
    assert screen(Terminal()).tone("x", "bad") == "\x1b[31mx\x1b[0m"
    monkeypatch.setenv("NO_COLOR", "1")
    assert screen(Terminal()).tone("x", "bad") == "x"
