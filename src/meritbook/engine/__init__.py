"""The rules engine: rulebooks in, facts in, findings with their reasons out."""

from meritbook.engine.evaluation import NotInForce, evaluate, evaluate_chunks
from meritbook.engine.facts import Facts, hold
from meritbook.engine.findings import Findings
from meritbook.engine.loading import load
from meritbook.engine.problems import RulebookError
from meritbook.engine.rulebook import Rulebook, UnknownReading

__all__ = [
    "Facts",
    "Findings",
    "NotInForce",
    "Rulebook",
    "RulebookError",
    "UnknownReading",
    "evaluate",
    "evaluate_chunks",
    "hold",
    "load",
]
