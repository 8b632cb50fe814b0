"""The rules engine: rulebooks in, facts in, findings with their reasons out."""

from meritbook.engine.comparison import Change, Comparison, compare
from meritbook.engine.evaluation import NotInForce, evaluate, evaluate_chunks
from meritbook.engine.explanation import NothingToExplain, explain
from meritbook.engine.facts import Facts, hold
from meritbook.engine.findings import Findings
from meritbook.engine.loading import load
from meritbook.engine.problems import RulebookError
from meritbook.engine.reasons import Reason
from meritbook.engine.rulebook import Rulebook, UnknownReading
from meritbook.engine.telling import tell

__all__ = [
    "Change",
    "Comparison",
    "Facts",
    "Findings",
    "NotInForce",
    "NothingToExplain",
    "Reason",
    "Rulebook",
    "RulebookError",
    "UnknownReading",
    "compare",
    "evaluate",
    "evaluate_chunks",
    "explain",
    "hold",
    "load",
    "tell",
]
