"""The glossary says what the facts contract and the default rulebook say, in the same words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROW = re.compile(r"^\| ([^|]+?) \| `([\w.]+)` \| [^|]* ?\| [^|]* ?\|$", re.MULTILINE)


@pytest.fixture(scope="module")
def rows(root: Path) -> list[tuple[str, str]]:
    """中文 and English identifier of each row of the glossary."""
    return ROW.findall((root / "docs" / "glossary.md").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def words(rows: list[tuple[str, str]]) -> dict[str, str]:
    """English identifier → 中文."""
    return {identifier: chinese for chinese, identifier in rows}


@pytest.fixture(scope="module")
def rules(root: Path) -> dict[str, dict[str, Any]]:
    """Section → name → what is declared, of the contract and the default rulebook together."""
    merged: dict[str, dict[str, Any]] = {}
    edition = root / "rulebooks" / "qixingguan-2018"
    for file in [root / "rulebooks" / "contract.yaml", *sorted(edition.rglob("*.yaml"))]:
        if "examples" in file.parts:
            continue
        for section, declared in yaml.safe_load(file.read_text(encoding="utf-8")).items():
            if isinstance(declared, dict):
                merged.setdefault(section, {}).update(declared)
    return merged


def chinese(declared: dict[str, Any]) -> dict[str, str]:
    """Name → its Chinese label."""
    return {name: thing["label"]["zh"] for name, thing in declared.items()}


def options(rules: dict[str, dict[str, Any]]) -> dict[str, str]:
    """`list.option` → its Chinese word."""
    return {
        f"{name}.{key}": label["zh"]
        for name, declared in rules["options"].items()
        for key, label in declared["values"].items()
    }


@pytest.mark.parametrize("section", ["tables", "options", "outputs"])
def test_every_table_list_and_output_stands_in_the_glossary(
    rules: dict[str, dict[str, Any]], words: dict[str, str], section: str
) -> None:
    declared = chinese(rules[section])

    assert {name: words.get(name) for name in declared} == declared


def test_every_option_stands_in_the_glossary(
    rules: dict[str, dict[str, Any]], words: dict[str, str]
) -> None:
    declared = options(rules)

    assert {name: words.get(name) for name in declared} == declared


def test_every_result_column_and_gate_stands_in_the_glossary(
    rules: dict[str, dict[str, Any]], words: dict[str, str]
) -> None:
    shown = {
        name
        for output in rules["outputs"].values()
        for name in [*output["columns"], *output.get("gates", [])]
    }
    declared = {name: zh for name, zh in chinese(rules["nodes"]).items() if name in shown}

    assert {name: words.get(name) for name in declared} == declared


def test_no_option_of_the_glossary_is_unknown_to_the_rules(
    rules: dict[str, dict[str, Any]], words: dict[str, str]
) -> None:
    assert {word for word in words if "." in word} - set(options(rules)) == set()


def test_an_identifier_is_explained_once(rows: list[tuple[str, str]]) -> None:
    identifiers = [identifier for _, identifier in rows]

    assert sorted(identifiers) == sorted(set(identifiers))
