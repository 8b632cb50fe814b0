"""Mistakes in a rulebook: each is refused with its file, its line and what would be right."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from meritbook.engine import Rulebook, RulebookError, load
from meritbook.engine.problems import Problem
from meritbook.engine.terms import Constant, walk
from tests.engine.referee.example_book import BOXES
from tests.engine.referee.mistakes import HEAVY, MISTAKES, YEARLY, Mistake


def written(folder: Path, text: str | bytes, name: str = "rulebook.yaml") -> Path:
    """Write one file of the rulebook `boxes`; return the folder of the rulebook."""
    book = folder / "boxes"
    book.mkdir(exist_ok=True)
    content = text if isinstance(text, bytes) else text.encode()
    (book / name).write_bytes(content)
    return book


def problems_of(book: Path) -> tuple[Problem, ...]:
    """Load what has to be refused and return what is wrong with it."""
    with pytest.raises(RulebookError) as refusal:
        load(book)
    return refusal.value.problems


def loaded(folder: Path, right: str = "", wrong: str = "") -> Rulebook:
    """Load the small rulebook with one piece written differently."""
    assert right in BOXES
    return load(written(folder, BOXES.replace(right, wrong, 1)))


# A rule called like an operator, or like a table, cannot be misread: the default rulebook has both.
TELLABLE = ("  total:\n", "  things:\n")


@pytest.mark.parametrize(
    "mistake",
    [mistake for mistake in MISTAKES if mistake.wrong not in TELLABLE],
    ids=lambda mistake: f"{mistake.right.strip()[:24]} → {mistake.wrong.strip()[:40]}",
)
def test_a_mistake_is_refused_with_its_place_and_what_would_be_right(
    mistake: Mistake, tmp_path: Path
) -> None:
    assert mistake.right in BOXES
    start = BOXES.index(mistake.right)
    text = BOXES.replace(mistake.right, mistake.wrong, 1)
    place = text.index(mistake.at) if mistake.at else start + _leading(mistake.wrong)
    line = text.count("\n", 0, place) + 1

    found = problems_of(written(tmp_path, text))

    assert all(problem.file == "boxes/rulebook.yaml" for problem in found)
    there = [problem for problem in found if problem.line == line]
    assert any(mistake.said in str(problem) for problem in there), found
    assert all(problem.remedy for problem in there)


def _leading(text: str) -> int:
    return len(text) - len(text.lstrip())


def test_the_rulebook_without_mistakes_is_loaded(tmp_path: Path) -> None:
    book = loaded(tmp_path)

    assert book.id == "boxes"
    assert set(book.nodes) == {"heavy", "load", "yearly", "score", "bulk", "too_heavy"}


@pytest.mark.parametrize("name", TELLABLE)
def test_a_rule_may_be_called_like_an_operator_or_a_table(name: str, tmp_path: Path) -> None:
    book = loaded(tmp_path, "  heavy:\n", name)

    assert name.strip(" :\n") in book.nodes


def test_several_mistakes_are_all_reported_in_the_order_of_their_lines(tmp_path: Path) -> None:
    text = BOXES.replace(HEAVY, "is: things.wieght > limit")
    text = text.replace("column: weight\n", "column: wieght\n")
    text = text.replace("is: band(score, weight_bands)", "is: band(score)")
    text = text.replace("gates: [too_heavy]", "gates: [to_heavy]")

    found = problems_of(written(tmp_path, text))

    lines = [text[: text.index(piece)].count("\n") + 1 for piece in (
        "column: wieght", "is: things.wieght", "is: band(score)", "gates: [to_heavy]",
    )]  # fmt: skip
    assert [problem.line for problem in found] == lines


def test_one_mistake_in_a_source_is_reported_once(tmp_path: Path) -> None:
    text = BOXES.replace("{document: order, zh: 第一条", "{document: ordre, zh: 第一条")

    assert len(problems_of(written(tmp_path, text))) == 1


def test_one_mistake_in_a_node_is_reported_once(tmp_path: Path) -> None:
    text = BOXES.replace(YEARLY, "is: load")

    assert len(problems_of(written(tmp_path, text))) == 1


def test_a_circle_is_told_with_all_its_steps_and_once(tmp_path: Path) -> None:
    text = BOXES.replace(YEARLY, "is: score + total(load)")

    found = problems_of(written(tmp_path, text))

    assert len(found) == 1
    assert any(way in found[0].wrong for way in ("yearly → score → yearly", "score → yearly → sc"))


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (BOXES.replace("  limit:", "\tlimit:"), 71, "\\t"),
        (BOXES.replace("  limit:", "  limit: ["), 73, "not YAML"),
        (BOXES.replace("{zh: 上限, en: limit}", "{zh: 上限, en: limit"), 73, "not YAML"),
        (BOXES.replace("value: 10.50", "value: *ten"), 73, "'ten'"),
        (BOXES.replace("options:", "---\noptions:"), 17, "another document"),
        (BOXES.encode("gb18030"), 1, "UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_line(
    text: str | bytes, line: int, said: str, tmp_path: Path
) -> None:
    (problem,) = problems_of(written(tmp_path, text))

    assert (problem.file, problem.line) == ("boxes/rulebook.yaml", line)
    assert said in problem.wrong
    assert problem.remedy


def test_mistakes_of_several_files_are_reported_together_with_their_files(tmp_path: Path) -> None:
    written(
        tmp_path, "nodes:\n  more: {at: box, is: limit, citation: A1, label: more}\n", "more.yaml"
    )
    book = written(tmp_path, BOXES.replace(HEAVY, "is: things.wieght > limit"))

    found = {(problem.file, problem.line) for problem in problems_of(book)}

    assert ("boxes/more.yaml", 2) in found
    assert any(file == "boxes/rulebook.yaml" for file, _ in found)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("nodes:\n  load:\n    label: {zh: 重, en: load}\n", 2, "also in boxes/more.yaml:2"),
        ("window: {years: 4, citation: A1}\n", 1, "'window' stands in two files"),
        ("parameters:\n  limit: {value: 1}\n", 2, "'limit' is declared twice"),
        ("recipes:\n  soup: {salt: 1}\n", 1, "unknown section 'recipes'"),
    ],
)
def test_what_stands_in_two_files_or_in_none_known_is_refused(
    text: str, line: int, said: str, tmp_path: Path
) -> None:
    written(tmp_path, text, "more.yaml")

    found = problems_of(written(tmp_path, BOXES))

    # Of two declarations the one in the file that comes later is told with the place of the first.
    wanted = said.replace("boxes/more.yaml:2", "boxes/more.yaml")
    assert any(wanted in str(problem) for problem in found)
    assert all(problem.remedy for problem in found)
    assert any(("boxes/more.yaml", line) == (p.file, p.line) or p.line > 1 for p in found)


@pytest.mark.parametrize("section", ["window", "outcomes", "rulebook"])
def test_a_missing_section_is_told_with_the_file_that_lacks_it(
    section: str, tmp_path: Path
) -> None:
    start = BOXES.index(f"{section}:")
    end = BOXES.index("\n\n", start) + 2

    found = problems_of(written(tmp_path, BOXES[:start] + BOXES[end:]))

    assert any(section in str(problem) for problem in found)
    assert all(problem.file == "boxes/rulebook.yaml" and problem.line > 0 for problem in found)


def test_a_folder_without_a_rulebook_is_refused(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path)

    assert "holds no rulebook.yaml" in problem.wrong
    assert problem.remedy


def test_a_contract_that_is_not_there_is_refused(tmp_path: Path) -> None:
    text = BOXES.replace("  decimals: 2", "  extends: contrct")

    (problem, *_) = problems_of(written(tmp_path, text))

    assert (problem.line, "contrct.yaml" in problem.wrong) == (6, True)


@pytest.mark.parametrize("rule", ["in_force: {from: 2018-06-26", "2018-06-26: 40"])
@pytest.mark.parametrize("day", ["20180626", "2018-W26-2", "2018-6-26", "2018/06/26", "26 June"])
def test_only_a_day_in_full_is_taken_for_a_day(rule: str, day: str, tmp_path: Path) -> None:
    text = BOXES.replace(rule, rule.replace("2018-06-26", day))

    assert any(f"'{day}' is not a day" in p.wrong for p in problems_of(written(tmp_path, text)))


def test_two_rules_must_not_set_the_same_name(tmp_path: Path) -> None:
    other = (
        "readings:\n  other:\n    one:\n      label: {zh: 一, en: one}\n"
        "      sets: {heavy_years: each}\n      citation: A1\n"
    )

    found = problems_of(written(tmp_path, BOXES.replace("readings:\n", other)))

    assert any("'heavy_years'" in problem.wrong for problem in found)


@pytest.mark.parametrize(
    ("written_as", "exactly"),
    [
        ("0.1", "0.1"),
        ("10.50", "10.50"),
        ("12345678901234.56", "12345678901234.56"),
        ("-0.005", "-0.005"),
        ("3", "3"),
    ],
)
def test_a_number_is_what_is_written_to_the_last_digit(
    written_as: str, exactly: str, tmp_path: Path
) -> None:
    book = loaded(tmp_path, "value: 10.50", f"value: {written_as}")
    ((_, value),) = book.parameters["limit"].values
    rule = loaded(tmp_path, HEAVY, f"is: things.weight > {written_as}").nodes["heavy"].expression

    constants = [term for term in walk(rule.term) if isinstance(term, Constant)]

    assert value == Decimal(exactly)
    ((scaled, scale),) = [(held.value, held.type.scale) for held in constants]
    assert isinstance(scaled, int)
    assert Decimal(scaled).scaleb(-scale) == Decimal(exactly)


def test_what_the_language_calls_yes_or_a_number_stays_the_text_that_was_written(
    tmp_path: Path,
) -> None:
    book = loaded(tmp_path, "{zh: 重, en: heavy}", "{zh: 1.10, en: yes}")

    label = book.nodes["heavy"].label

    assert (label.zh, label.en) == ("1.10", "yes")


def test_the_digest_names_the_text_and_not_the_ends_of_lines(tmp_path: Path) -> None:
    for name in ("unix", "windows", "other"):
        (tmp_path / name).mkdir()
    here = load(written(tmp_path / "unix", BOXES))
    windows = load(written(tmp_path / "windows", BOXES.replace("\n", "\r\n")))
    other = load(written(tmp_path / "other", BOXES.replace("value: 60", "value: 61")))

    assert here.digest == windows.digest
    assert here.digest != other.digest
