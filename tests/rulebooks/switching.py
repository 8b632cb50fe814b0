"""Changing one entry of a rulebook, in a copy of its folder, to see whether an example notices."""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import yaml

from meritbook.engine import Rulebook, load
from meritbook.engine.kinds import Kind, Type
from meritbook.engine.rulebook import Node
from meritbook.engine.terms import walk
from tests.rulebooks.worked_examples import Example, loaded, mismatches


def changed(folder: Path, place: Path, path: Sequence[str], value: str, kind: str = "") -> Rulebook:
    """Return a rulebook with another value at `path`, loaded from a copy of its folder in `place`.

    `kind` is the type that the entry gets beside it, where the value alone does not tell.
    """
    copy = place / folder.name
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("examples"))
    for contract in folder.parent.glob("*.yaml"):
        shutil.copy(contract, place)
    for file in sorted(copy.rglob("*.yaml")):
        text = file.read_text(encoding="utf-8")
        found = _entry(yaml.compose(text), path)
        if found is not None:
            typed = _entry(yaml.compose(text), (*path[:-1], "type")) is not None
            file.write_text(_replaced(text, *found, value, "" if typed else kind), encoding="utf-8")
            return load(copy)
    raise AssertionError(f"{folder.name} has no {'.'.join(path)}")


def _entry(node: yaml.Node | None, path: Sequence[str]) -> tuple[yaml.Node, yaml.Node] | None:
    """Return key and value of the entry at a path."""
    key = node
    for name in path:
        if not isinstance(node, yaml.MappingNode):
            return None
        key, node = next(((k, v) for k, v in node.value if k.value == name), (None, None))
    return None if key is None or node is None else (key, node)


def _replaced(text: str, key: yaml.Node, old: yaml.Node, value: str, kind: str) -> str:
    start, end = old.start_mark.index, old.end_mark.index
    ending = "\n" if text[start:end].endswith("\n") else ""
    beside = f"\n{' ' * key.start_mark.column}type: {kind}" if kind else ""
    return f"{text[:start]}{json.dumps(value)}{beside}{ending}{text[end:]}"


def type_name(kind: Type) -> str:
    """Return a type as a rulebook writes it."""
    return kind.options or "" if kind.kind is Kind.OPTION else str(kind.kind)


def switched_off(folder: Path, place: Path, node: Node) -> Rulebook:
    """Return a rulebook in which a gate never excludes, or any other rule yields unknown."""
    section, entry = ("gates", "excludes") if node.gate else ("nodes", "is")
    if node.gate:
        return changed(folder, place, (section, node.name, entry), "false")
    return changed(folder, place, (section, node.name, entry), "unknown", type_name(node.type))


def citing(examples: Iterable[Example], clauses: Iterable[str]) -> list[Example]:
    """Return the examples of any of these clauses."""
    wanted = set(clauses)
    return [example for example in examples if wanted & set(example.clauses)]


def first_to_notice(rulebook: Rulebook, examples: Iterable[Example]) -> Example | None:
    """Return the first example that fails with this rulebook and passes with its own."""
    for example in examples:
        if mismatches(rulebook, example, empty_as_absent=False):
            assert not mismatches(loaded(example.folder), example), f"{example} fails as it is"
            return example
    return None


def showing_first(examples: Iterable[Example], rules: Collection[str]) -> list[Example]:
    """Order examples so that those which work out these rules come first: they soon notice."""
    return sorted(
        examples, key=lambda e: not any(name in row for row in e.expect for name in rules)
    )


def rules_with(rulebook: Rulebook, number: str) -> set[str]:
    """Return the rules that name a parameter or a ladder."""
    return {
        name
        for name, node in rulebook.nodes.items()
        for term in walk(node.expression.term)
        if number in (getattr(term, "parameter", None), getattr(term, "ladder", None))
    }


def with_number(rulebook: Rulebook, name: str, key: str | None, number: Decimal) -> Rulebook:
    """Return a rulebook with another number in a parameter or another bound in a ladder.

    The number must not have more decimals than the one it replaces.
    """
    digest = f"{rulebook.digest} {name} {key} {number}"
    if name in rulebook.ladders:
        ladder = rulebook.ladders[name]
        moved = tuple(
            (day, tuple(replace(b, at_least=number) if b.option == key else b for b in bands))
            for day, bands in ladder.values
        )
        ladders = {**rulebook.ladders, name: replace(ladder, values=moved)}
        return replace(rulebook, ladders=ladders, digest=digest)
    parameter = rulebook.parameters[name]
    values = tuple(
        (day, {**value, key: number} if isinstance(value, Mapping) and key else number)
        for day, value in parameter.values
    )
    parameters = {**rulebook.parameters, name: replace(parameter, values=values)}
    return replace(rulebook, parameters=parameters, digest=digest)
