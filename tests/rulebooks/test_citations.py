"""Every rule says where it comes from, and examples show each rule on both sides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from meritbook.engine.kinds import Kind
from meritbook.engine.rulebook import Citation, Rulebook
from meritbook.engine.terms import Banded, Lookup, walk
from tests.rulebooks.conftest import ReachOf
from tests.rulebooks.worked_examples import examples_of, folders, loaded

each_rulebook = pytest.mark.parametrize("folder", folders(), ids=lambda folder: str(folder.name))

NEVER_UNKNOWN = {
    # "Otherwise passed": what is not on record does not exclude.
    ("qixingguan-2018", "third_prize_unit"): "C5",
    ("qixingguan-2018", "virtue_integrity"): "C6",
    # A count of registered grades is always known.
    ("national-2020-quota", "over_quota"): "考核规定比例",
}
"""Gates that always come to a conclusion, with the clause that makes them."""


def possible(rulebook: Rulebook, gate: str) -> set[str]:
    """Return the outcomes that a gate can have."""
    words = rulebook.outcomes
    assert words is not None
    decided = {words.true, words.false}
    return decided if (rulebook.id, gate) in NEVER_UNKNOWN else {*decided, words.unknown}


def citations(rulebook: Rulebook) -> Iterator[tuple[str, Citation]]:
    """Go through everything in a rulebook that has to say where it comes from."""
    yield "window", rulebook.window.citation
    for section in (rulebook.nodes, rulebook.parameters, rulebook.ladders, rulebook.picks):
        for name, rule in section.items():
            yield name, rule.citation
    for rule_name, held in rulebook.readings.items():
        for reading in held.choices.values():
            yield f"{rule_name}={reading.name}", reading.citation


@each_rulebook
def test_every_rule_says_where_it_comes_from(folder: Path) -> None:
    silent = [name for name, c in citations(loaded(folder)) if not c.sources and not c.example]

    assert not silent


@each_rulebook
def test_every_citation_leads_to_a_passage_in_both_languages(folder: Path) -> None:
    rulebook = loaded(folder)

    for name, citation in citations(rulebook):
        for cited in citation.sources:
            assert cited in rulebook.sources, f"{name} cites '{cited}', which is no source"
    for source in rulebook.sources.values():
        words = (source.document.zh, source.document.en, source.passage.zh, source.passage.en)
        assert all(text.strip() for text in words), f"{source.id} has an empty passage"


@each_rulebook
def test_every_example_cites_a_source_of_its_rulebook(folder: Path) -> None:
    known = set(loaded(folder).sources)

    for example in examples_of(folder):
        assert example.clauses, f"{example} cites nothing"
        assert set(example.clauses) <= known, f"{example} cites what is no source"


@each_rulebook
def test_every_source_is_cited(folder: Path) -> None:
    rulebook = loaded(folder)
    cited = {source for _, citation in citations(rulebook) for source in citation.sources}
    cited |= {clause for example in examples_of(folder) for clause in example.clauses}

    assert set(rulebook.sources) <= cited, sorted(set(rulebook.sources) - cited)


@each_rulebook
def test_every_rule_has_an_example_of_its_clause(folder: Path) -> None:
    shown = {clause for example in examples_of(folder) for clause in example.clauses}

    for name, citation in citations(loaded(folder)):
        assert citation.example or shown & set(citation.sources), f"{name} has no example"


@each_rulebook
def test_every_result_is_worked_out_in_some_example(folder: Path, reach: ReachOf) -> None:
    rulebook = loaded(folder)
    columns = {n for output in rulebook.outputs.values() for n in output.columns.values()}
    results = (columns & set(rulebook.nodes)) | set(rulebook.gates)

    assert [name for name in sorted(results) if not reach(folder).expected(name)] == []


@each_rulebook
def test_every_gate_is_shown_with_each_of_its_outcomes(folder: Path, reach: ReachOf) -> None:
    rulebook = loaded(folder)

    for name in rulebook.gates:
        assert reach(folder).expected(name) == possible(rulebook, name), name


@each_rulebook
def test_every_truth_occurs_both_ways(folder: Path, reach: ReachOf) -> None:
    values = reach(folder).values

    for name, node in loaded(folder).nodes.items():
        if node.type.kind is Kind.BOOLEAN:
            assert {True, False} <= values[name], f"{name} is only {values[name]}"


@each_rulebook
def test_everything_that_a_rule_asks_is_answered_both_ways(folder: Path, reach: ReachOf) -> None:
    reached = reach(folder)

    for place, answers in reached.conditions.items():
        assert {True, False} <= answers, f"{reached.rules[place]} asks {place}: only {answers}"


@each_rulebook
def test_every_band_and_every_key_of_a_table_is_reached(folder: Path, reach: ReachOf) -> None:
    rulebook, reached = loaded(folder), reach(folder)

    for name, node in rulebook.nodes.items():
        for term in walk(node.expression.term):
            if isinstance(term, Banded):
                bands = {band.option for band in rulebook.ladders[term.ladder].values[-1][1]}
                assert bands <= reached.expected(name), f"{name} lacks {bands}"
            if isinstance(term, Lookup):
                held = rulebook.parameters[term.parameter].values[-1][1]
                assert isinstance(held, Mapping)
                missing = set(held) - reached.keys[term.parameter]
                assert not missing, f"{term.parameter} is never asked for {sorted(missing)}"


@each_rulebook
def test_every_reading_is_shown_on_both_sides(folder: Path) -> None:
    rulebook = loaded(folder)

    for rule, held in rulebook.readings.items():
        for name in held.choices:
            shown = {
                row[rule]
                for example in examples_of(folder)
                if example.readings.get(rule, held.chosen) == name
                for row in example.expect
                if rule in row
            }
            wanted = possible(rulebook, rule) if rule in rulebook.gates else set()
            assert shown >= wanted, f"{rule}={name} is only shown as {sorted(shown)}"
            assert len(shown) > 1, f"{rule}={name} is only shown as {sorted(shown)}"
