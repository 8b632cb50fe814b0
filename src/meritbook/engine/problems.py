"""What is wrong with a rulebook: every problem names its file, its line and what would be right."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a rulebook file."""

    file: str
    line: int
    wrong: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.wrong} → {self.remedy}"


class RulebookError(Exception):
    """A rulebook that cannot be used, with all its problems."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class ItemError(Exception):
    """A mistake at one place; caught where the next entry can still be read.

    `missing` is the name that could not be found, where that is the mistake.
    """

    def __init__(self, problem: Problem, missing: str = "") -> None:
        super().__init__(str(problem))
        self.problem, self.missing = problem, missing


@dataclass(slots=True)
class Problems:
    """The mistakes found so far."""

    found: list[Problem] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    """Names that are declared, but not rightly: whatever misses them is not told as well."""

    @contextmanager
    def caught(self, name: str = "") -> Iterator[None]:
        """Keep a mistake made inside and go on after the block; the name counts as broken."""
        try:
            yield
        except ItemError as error:
            if error.missing not in self.broken and error.problem not in self.found:
                self.found.append(error.problem)
            if name:
                self.broken.add(name)

    def stop_if_any(self) -> None:
        """Raise `RulebookError` with everything found so far."""
        if self.found:
            raise RulebookError(tuple(sorted(self.found, key=lambda p: (p.file, p.line))))
