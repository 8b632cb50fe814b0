"""Every worked example of every rulebook holds, and reads as one."""

from __future__ import annotations

import pytest

from tests.rulebooks.worked_examples import Example, every_example, loaded, mismatches


@pytest.mark.parametrize("example", every_example(), ids=str)
def test_a_worked_example_comes_out_as_worked(example: Example) -> None:
    different = mismatches(loaded(example.folder), example)

    note = example.note["en"].strip()
    assert not different, "\n".join([str(example), note, "", *different])


@pytest.mark.parametrize("example", every_example(), ids=str)
def test_a_worked_example_says_in_both_languages_what_it_shows(example: Example) -> None:
    assert set(example.note) == {"zh", "en"}
    assert all(words.strip() for words in example.note.values())
    assert example.expect
