"""What is wrong with a rulebook: every problem names its file, its line and what would be right."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from meritbook.engine.expressions import ExpressionError


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a rulebook file."""

    file: str
    line: int
    wrong: str
    remedy: str

    def __str__(self) -> str:
        remedy = f" → {self.remedy}" if self.remedy else ""
        return f"{self.file}:{self.line}: {self.wrong}{remedy}"


class RulebookError(Exception):
    """A rulebook that cannot be used, with all its problems."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class ItemError(Exception):
    """A mistake at one place; caught where the next entry can still be read."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(slots=True)
class Problems:
    """The mistakes found so far."""

    found: list[Problem] = field(default_factory=list)

    @contextmanager
    def caught(self, file: str = "", line: int = 0) -> Iterator[None]:
        """Keep a mistake made inside and go on after the block."""
        try:
            yield
        except ItemError as error:
            if error.problem not in self.found:
                self.found.append(error.problem)
        except ExpressionError as error:
            self.found.append(Problem(file, line, error.wrong, error.remedy))

    def stop_if_any(self) -> None:
        """Raise `RulebookError` with everything found so far."""
        if self.found:
            raise RulebookError(tuple(sorted(self.found, key=lambda p: (p.file, p.line))))
