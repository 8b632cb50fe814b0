"""The closed language of rules: ordinary notation, parsed with `ast`, nothing but the listed forms.

Names, numbers and words in quotes; `+ - *`, comparisons (also chained), `and or not`,
`a if b else c`, `table[key]`, and calls of named operators. No loops, no attributes of values,
no division (`ratio` is the only one). What the names mean is decided by `resolving`.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from meritbook.engine.numerals import PLAIN, numeral
from meritbook.engine.terms import Term

ALLOWED: tuple[type[ast.AST], ...] = (
    ast.Expression,
    ast.Name,
    ast.Load,
    ast.Attribute,
    ast.Constant,
    ast.BinOp,
    ast.Add,
    ast.Sub,
    ast.Mult,
    ast.UnaryOp,
    ast.USub,
    ast.Not,
    ast.BoolOp,
    ast.And,
    ast.Or,
    ast.Compare,
    ast.Eq,
    ast.NotEq,
    ast.Lt,
    ast.LtE,
    ast.Gt,
    ast.GtE,
    ast.In,
    ast.NotIn,
    ast.IfExp,
    ast.Subscript,
    ast.Call,
    ast.keyword,
    ast.Tuple,
)

DIVIDE = "use ratio(a, b): the one division, rounded half up"
PLAINER = "only + - * and named operators"
OVER_ROWS = "use total, count, some or every over the finer grain"
KNOWING = "write known(x) or not known(x)"
SIGNS: Mapping[type[ast.AST], tuple[str, str]] = {
    ast.Div: ("/", DIVIDE),
    ast.FloorDiv: ("//", DIVIDE),
    ast.Mod: ("%", PLAINER),
    ast.Pow: ("**", PLAINER),
    ast.MatMult: ("@", PLAINER),
    ast.LShift: ("<<", PLAINER),
    ast.RShift: (">>", PLAINER),
    ast.BitXor: ("^", PLAINER),
    ast.Invert: ("~", "write 'not'"),
    ast.UAdd: ("+", "leave it out: a number without a sign is above zero"),
    ast.BitAnd: ("&", "write 'and'"),
    ast.BitOr: ("|", "write 'or'"),
    ast.Is: ("is", KNOWING),
    ast.IsNot: ("is not", KNOWING),
}
"""Signs of another language: how each is written, and what to write instead."""
REMEDIES: Mapping[type[ast.AST], str] = {
    ast.Lambda: "write the rule as a node of its own",
    ast.ListComp: OVER_ROWS,
    ast.GeneratorExp: OVER_ROWS,
}
TYPED: Mapping[str, str] = {
    "÷": "ratio(a, b)",
    "×": "*",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "＞": ">",  # noqa: RUF001
    "＜": "<",  # noqa: RUF001
    "＝": "==",  # noqa: RUF001
    "（": "(",
    "）": ")",
    "，": ",",
    "“": '"',
    "”": '"',
}
"""Signs as a Chinese keyboard or a printed page has them, and how the language writes them."""
NOTATION = "ordinary notation: names, numbers, words in quotes, + - * < <= == and or not if else"
NESTED = 60
"""Levels within levels: nobody can read more, and an evaluation could not go through them."""


class ExpressionError(Exception):
    """An expression that cannot be: `wrong` says what, `remedy` what would be right.

    `missing` is the name that could not be found, where that is the mistake.
    """

    def __init__(self, wrong: str, remedy: str, *, missing: str = "") -> None:
        super().__init__(wrong)
        self.wrong, self.remedy, self.missing = wrong, remedy, missing


@dataclass(frozen=True, slots=True)
class Expression:
    """A rule as written, where it stands, and what it means."""

    text: str
    file: str
    line: int
    term: Term


def one_line(text: str) -> str:
    """Return a rule that may go over several lines as one."""
    return " ".join(text.split())


def parse(text: str) -> ast.expr:
    """Parse an expression and refuse every form outside the language.

    Numbers become `Numeral`. Raises `ExpressionError` with what is wrong and what would be right.
    """
    line = one_line(text)
    try:
        tree = ast.parse(line, mode="eval")
        comment = _comment(line)
    except (SyntaxError, ValueError, MemoryError, RecursionError, tokenize.TokenError) as error:
        offset = getattr(error, "offset", None)
        where = f" near column {offset}" if offset else ""
        raise ExpressionError(f"cannot be read{where}: '{_cut(line)}'", _retyped(line)) from error
    if comment:
        raise ExpressionError(
            f"'{_cut(comment)}' would not be read", "put the comment on a line above the rule"
        )
    _check_forms(tree)
    _check_depth(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            node.value = _exact(node, line)
    return tree.body


def _check_forms(tree: ast.Expression) -> None:
    for node in ast.walk(tree):
        if isinstance(node, ALLOWED):
            continue
        remedy = REMEDIES.get(type(node), "use the operators listed in rulebooks/README.md")
        sign, remedy = SIGNS.get(type(node)) or (_cut(ast.unparse(node)), remedy)
        raise ExpressionError(f"'{sign}' is not part of the rule language", remedy)


def _check_depth(tree: ast.Expression) -> None:
    level: list[ast.AST] = [tree]
    for _ in range(NESTED):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    if level:
        raise ExpressionError(
            f"more than {NESTED} levels stand within each other", "write parts as nodes"
        )


def _exact(node: ast.Constant, line: str) -> Any:
    """Return the value of a constant; a number exactly as its digits say."""
    if isinstance(node.value, bool) or not isinstance(node.value, int | float | complex):
        return node.value
    written = ast.get_source_segment(line, node) or ""
    number = numeral(written)
    if number is None:
        raise ExpressionError(f"'{_cut(written)}' is not a number", PLAIN)
    return number


def _comment(line: str) -> str:
    """Return the part of a rule that would be passed over."""
    tokens = tokenize.generate_tokens(io.StringIO(line).readline)
    return next((token.string for token in tokens if token.type == tokenize.COMMENT), "")


def _retyped(line: str) -> str:
    """Return what would be right: which signs to write otherwise, or the notation."""
    signs = [f"{plain} for {sign}" for sign, plain in TYPED.items() if sign in line]
    return f"write {', '.join(signs)}" if signs else NOTATION


def _cut(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:80]}…"
