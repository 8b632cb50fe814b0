"""The closed language of rules: ordinary notation, parsed with `ast`, nothing but the listed forms.

Names, numbers and words in quotes; `+ - *`, comparisons (also chained), `and or not`,
`a if b else c`, `table[key]`, and calls of named operators. No loops, no attributes of values,
no division (`ratio` is the only one). What the names mean is decided by `resolving`.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

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

REMEDIES: dict[type[ast.AST], str] = {
    ast.Div: "use ratio(a, b): the one division, rounded half up",
    ast.FloorDiv: "use ratio(a, b): the one division, rounded half up",
    ast.Pow: "only + - * and named operators",
    ast.Mod: "only + - * and named operators",
    ast.Lambda: "write the rule as a node of its own",
    ast.ListComp: "use total, count, some or every over the finer grain",
    ast.GeneratorExp: "use total, count, some or every over the finer grain",
    ast.BitAnd: "write 'and'",
    ast.BitOr: "write 'or'",
    ast.Is: "write known(x) or not known(x)",
    ast.IsNot: "write known(x) or not known(x)",
}


class ExpressionError(Exception):
    """An expression that cannot be: `wrong` says what, `remedy` what would be right."""

    def __init__(self, wrong: str, remedy: str = "") -> None:
        super().__init__(wrong)
        self.wrong, self.remedy = wrong, remedy


@dataclass(frozen=True, slots=True)
class Expression:
    """A rule as written, where it stands, and what it means."""

    text: str
    file: str
    line: int
    term: Term


def parse(text: str) -> ast.expr:
    """Parse an expression and refuse every form outside the language.

    Raises `ExpressionError` with what is wrong and what would be right.
    """
    try:
        tree = ast.parse(" ".join(text.split()), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        offset = getattr(error, "offset", None)
        where = f" near column {offset}" if offset else ""
        raise ExpressionError(
            f"cannot be read{where}: {text.strip()!r}",
            "ordinary notation: names, numbers, words in quotes, + - * < <= == and or not if else",
        ) from error
    for node in ast.walk(tree):
        if not isinstance(node, ALLOWED):
            remedy = REMEDIES.get(type(node), "use the operators listed in rulebooks/README.md")
            raise ExpressionError(f"{type(node).__name__} is not part of the rule language", remedy)
    return tree.body
