"""A call that cannot be meant ends with code 2 and a sentence that says what would be right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.interfaces.cli.calling import Called, called, done, started
from tests.interfaces.cli.conftest import DAY

OUT = "results"


def both(*arguments: object) -> tuple[Called, Called]:
    """Call in Chinese and in English."""
    return called(*arguments, "--lang", "zh"), called(*arguments, "--lang", "en")


def test_a_day_before_any_edition_is_refused_with_the_editions_there_are(
    facts: Path, tmp_path: Path
) -> None:
    for words in (
        ["evaluate", facts, "--out", tmp_path / OUT],
        ["explain", facts, "YX0934"],
        ["compare", facts, "--with", "negative_record=any_year_both"],
    ):
        zh, en = both(*words, "--on", "2017-12-31")
        assert (zh.code, en.code) == (2, 2)
        assert "2017-12-31 时规则书 qixingguan-2018 尚未生效（2018-06-26 起）" in zh.err
        assert "on 2017-12-31 the rulebook qixingguan-2018 is not in force yet" in en.err
        for edition in ("qixingguan-2018  2018-06-26–…", "national-2020  2021-01-01–…"):
            assert edition in zh.err
            assert edition in en.err
    assert not (tmp_path / OUT).exists()


@pytest.mark.parametrize("day", ["2018-6-26", "20180626", "2018-02-30", "26.06.2018", "heute", ""])
def test_a_day_is_written_in_one_way(facts: Path, tmp_path: Path, day: str) -> None:
    zh, en = both("evaluate", facts, "--on", day, "--out", tmp_path / OUT)

    assert (zh.code, en.code) == (2, 2)
    assert f"--on：“{day}”不是日期；写作 2018-06-26 这样的年-月-日。" in zh.err
    assert f"--on: “{day}” is no day; write it as year-month-day" in en.err


def test_facts_that_are_not_there_are_refused(tmp_path: Path) -> None:
    zh, en = both("check", tmp_path / "nowhere")

    assert (zh.code, en.code) == (2, 2)
    assert "nowhere”不存在；请给出资料所在的文件夹" in zh.err
    assert "nowhere” is not there; give the folder" in en.err


def test_results_do_not_go_into_a_file(facts: Path, workbook: Path) -> None:
    zh, en = both("evaluate", facts, "--on", DAY, "--out", workbook)

    assert (zh.code, en.code) == (2, 2)
    assert "是文件，不是文件夹" in zh.err
    assert "is a file; results go into a folder" in en.err


@pytest.mark.parametrize(
    ("reading", "zh_said", "en_said"),
    [
        ("soft", "应写作“规则=读法”，例如 negative_record=", "should be of the form GATE=NAME"),
        ("height=any", "“height”没有几种读法可选", "states no readings for “height”"),
        (
            "mediocre_record=soft",
            "没有读法“soft”。可选：\n  each_year_both",
            "has no reading “soft”",
        ),
    ],
)
def test_a_reading_that_is_not_stated_is_refused_with_those_that_are(
    facts: Path, tmp_path: Path, reading: str, zh_said: str, en_said: str
) -> None:
    zh, en = both("evaluate", facts, "--on", DAY, "--out", tmp_path, "--reading", reading)

    assert (zh.code, en.code) == (2, 2)
    assert zh_said in zh.err
    assert en_said in en.err


def test_an_unknown_rulebook_is_refused_with_those_that_are_there(facts: Path) -> None:
    zh, en = both("check", facts, "--rulebook", "atlantis")

    assert (zh.code, en.code) == (2, 2)
    assert "没有规则书“atlantis”。已有：national-2020、" in zh.err
    assert "there is no rulebook “atlantis”. There are: national-2020," in en.err


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (["evaluate"], "缺少 FACTS。", "FACTS is missing."),
        (["check", ".", "--loud"], "没有选项“--loud”", "there is no option “--loud”"),
        (["appraise"], "没有命令“appraise”。可选：demo", "there is no command “appraise”."),
        (["check", ".", "--rulebook"], "选项 --rulebook 后面缺少值", "requires an argument"),
        (["check", ".", "."], "参数不对", "unexpected extra argument"),
        (["check", ".", "--lang", "fr"], "--lang 只能是 zh、en 之一", "--lang 只能是"),
    ],
)
def test_a_mistyped_call_is_answered_with_how_it_is_called(
    words: list[str], zh: str, en: str
) -> None:
    in_zh = called(*words)
    in_en = called(words[0], "--lang", "en", *words[1:]) if "--lang" not in words else in_zh

    assert (in_zh.code, in_en.code) == (2, 2)
    assert zh in in_zh.err
    assert "用法：./run " in in_zh.err
    assert en in in_en.err


def test_an_unknown_format_is_refused_with_those_there_are(facts: Path, tmp_path: Path) -> None:
    zh, en = both("evaluate", facts, "--on", DAY, "--out", tmp_path, "--format", "xml")

    assert (zh.code, en.code) == (2, 2)
    assert "--format 只能是 csv、parquet、json 之一" in zh.err
    assert "--format must be one of csv, parquet, json" in en.err


@pytest.mark.parametrize(
    ("locale", "said"),
    [("zh_CN.UTF-8", "没有命令"), ("en_GB.UTF-8", "no command"), ("C.UTF-8", "没有命令")],
)
def test_the_locale_chooses_the_language(
    monkeypatch: pytest.MonkeyPatch, locale: str, said: str
) -> None:
    monkeypatch.setenv("LC_ALL", locale)

    assert said in called("nonsense").err


@pytest.mark.parametrize("words", [[], ["rules"]])
def test_a_command_without_words_shows_its_help(words: list[str]) -> None:
    call = called(*words)

    assert call.code == 2
    assert "用法：" in call.err


@pytest.mark.parametrize(
    "command", ["demo", "evaluate", "explain", "compare", "form", "check", "template", "rules"]
)
def test_help_is_in_one_language_at_a_time(command: str) -> None:
    zh, en = done(command, "--help"), called(command, "--lang", "en", "--help")
    listed = done("--help").out

    assert f"\n  {command} " in listed
    assert re.search("[\u4e00-\u9fff]", zh.out)
    if command != "rules":  # it takes no --lang itself
        assert not re.search("[\u4e00-\u9fff]", en.out)
        assert en.code == 0


def test_the_version_is_the_one_that_the_project_states() -> None:
    inside, outside = done("--version"), started("--version")

    assert re.fullmatch(r"meritbook \d+\.\d+\.\d+\n", inside.out)
    assert outside.out == inside.out
