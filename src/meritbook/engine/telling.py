"""A tree of reasons as text: one line per value, its clause, and what it rests on below it."""

from __future__ import annotations

from collections.abc import Iterator

from meritbook.engine.kinds import Label, Lang
from meritbook.engine.reasons import Reason
from meritbook.engine.rulebook import Citation, Rulebook

WORDS = {
    "example": Label("示例", "our example"),
    "since": Label("{day} 起", "since {day}"),
    "above": Label("（见上）", "(explained above)"),
    "missing": Label("缺少：{fact}", "missing: {fact}"),
    "by": Label("依据", "by"),
    "and": Label("、", ", "),
}


def tell(reason: Reason, rulebook: Rulebook, lang: Lang) -> str:
    """Return the explanation as text with a line per value."""
    lines = list(_lines(reason, rulebook, lang, lead="", below="", settled=True))
    return "\n".join(lines) + "\n"


def _lines(
    reason: Reason, rulebook: Rulebook, lang: Lang, *, lead: str, below: str, settled: bool
) -> Iterator[str]:
    yield lead + _headline(reason, lang)
    bar = "│ " if any(not _obvious(part) for part in reason.parts) else "  "
    for line in _details(reason, rulebook, lang, top=lead == ""):
        yield f"{below}{bar}  {line}"
    parts = [part for part in reason.parts if not _obvious(part)]
    for part in parts:
        last = part is parts[-1]
        mark, rest = ("└ ", "  ") if last else ("├ ", "│ ")
        yield from _lines(
            part, rulebook, lang, lead=below + mark, below=below + rest, settled=settled
        )


def _obvious(reason: Reason) -> bool:
    """Tell whether a line would only repeat what the operation above it says."""
    counted = isinstance(reason.value, int) and not isinstance(reason.value, bool)
    bare = not (reason.parts or reason.used or reason.notes or reason.missing)
    return counted and bare and bool(reason.work.zh or reason.above)


def _headline(reason: Reason, lang: Lang) -> str:
    label, place, said = (each.said(lang) for each in (reason.label, reason.place, reason.said))
    where = f"〔{place}〕" if place and lang == "zh" else f" [{place}]" if place else ""
    equals = "：" if lang == "zh" else ": "
    after = WORDS["above"].said(lang) if reason.above else ""
    return f"{label}{where}{equals}{said}{' ' if after and lang == 'en' else ''}{after}"


def _details(reason: Reason, rulebook: Rulebook, lang: Lang, *, top: bool) -> Iterator[str]:
    if reason.above:
        return
    work = reason.work.said(lang)
    if work:
        yield f"= {work}"
    for note in reason.notes:
        yield f"· {note.said(lang)}"
    for used in reason.used:
        since = WORDS["since"].said(lang).format(day=used.since)
        equals = "：" if lang == "zh" else ": "
        yield f"∘ {used.label.said(lang)}{equals}{used.value.said(lang)}" + _cited(
            used.citation, lang, since
        )
    clause = cited(reason.citation, rulebook, lang, full=top)
    if clause:
        yield f"§ {clause}"
    told = {fact for part in reason.parts for fact in part.missing}
    for fact in reason.missing if top else (f for f in reason.missing if f not in told):
        yield "? " + WORDS["missing"].said(lang).format(fact=fact.said(lang))


def _cited(citation: Citation, lang: Lang, since: str) -> str:
    names = [*citation.sources, *([WORDS["example"].said(lang)] if citation.example else [])]
    between = "，" if lang == "zh" else ", "
    inside = between.join([WORDS["and"].said(lang).join(names), since])
    return f"〔{inside}〕" if lang == "zh" else f" [{inside}]"


def cited(citation: Citation, rulebook: Rulebook, lang: Lang, *, full: bool = False) -> str:
    """Return the clauses of a rule; with `full` also what they say in brief."""
    names = list(citation.sources)
    if full:
        names = [f"{n} {rulebook.sources[n].passage.said(lang)}" for n in names]
    if citation.example:
        names.append(WORDS["example"].said(lang))
    return ("；" if full and lang == "zh" else "; " if full else WORDS["and"].said(lang)).join(
        names
    )
