"""A tree of reasons as text: one line per value, its clause, and what it rests on below it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from meritbook.engine.kinds import Label, Lang
from meritbook.engine.reasons import Reason, Used
from meritbook.engine.rulebook import Citation, Rulebook, Source

WORDS = {
    "example": Label("示例", "our example"),
    "since": Label("{day} 起", "since {day}"),
    "above": Label("（见上）", "(explained above)"),
    "missing": Label("缺少：{fact}", "missing: {fact}"),
    "by": Label("依据", "by"),
    "and": Label("、", ", "),
}


def tell(reason: Reason, rulebook: Rulebook, lang: Lang) -> str:
    """Return the explanation as text with a line per value; a number of a rule is told once."""
    return "\n".join(Teller(rulebook, lang).lines(reason, lead="", below="")) + "\n"


@dataclass(slots=True)
class Teller:
    """Tells one tree."""

    rulebook: Rulebook
    lang: Lang
    told: set[str] = field(default_factory=set)
    """Parameters told already."""

    def lines(self, reason: Reason, *, lead: str, below: str) -> Iterator[str]:
        """Go through the lines of a value and of what it rests on."""
        parts = [part for part in reason.parts if not _obvious(part)]
        bar = "│ " if parts else "  "
        yield lead + _headline(reason, self.lang)
        if not reason.above:
            for line in self._details(reason, top=not lead):
                yield f"{below}{bar}  {line}"
        for part in parts:
            mark, rest = ("└ ", "  ") if part is parts[-1] else ("├ ", "│ ")
            yield from self.lines(part, lead=below + mark, below=below + rest)

    def _details(self, reason: Reason, *, top: bool) -> Iterator[str]:
        lang = self.lang
        if reason.work.said(lang):
            yield f"= {reason.work.said(lang)}"
        for note in reason.notes:
            yield f"· {note.said(lang)}"
        for used in reason.used:
            if used.name not in self.told:
                self.told.add(used.name)
                yield f"∘ {_parameter(used, lang)}"
        clause = cited(reason.citation, self.rulebook, lang, full=top)
        if clause:
            yield f"§ {clause}"
        below = {fact for part in reason.parts for fact in part.missing}
        for fact in reason.missing:
            if top or fact not in below:
                yield "? " + WORDS["missing"].said(lang).format(fact=fact.said(lang))


def _parameter(used: Used, lang: Lang) -> str:
    since = WORDS["since"].said(lang).format(day=used.since)
    equals = "：" if lang == "zh" else ": "
    return (
        used.label.said(lang) + equals + used.value.said(lang) + _cited(used.citation, lang, since)
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


def _cited(citation: Citation, lang: Lang, since: str) -> str:
    names = [*citation.sources, *([WORDS["example"].said(lang)] if citation.example else [])]
    between = "，" if lang == "zh" else ", "
    inside = between.join([WORDS["and"].said(lang).join(names), since])
    return f"〔{inside}〕" if lang == "zh" else f" [{inside}]"


def _in_brief(source: Source, lang: Lang) -> str:
    """Return a clause with what it says, and how well its wording is established."""
    sure = f"（{source.sure.said(lang)}）" if source.sure is not None else ""
    return f"{source.id} {source.passage.said(lang)}{sure}"


def cited(citation: Citation, rulebook: Rulebook, lang: Lang, *, full: bool = False) -> str:
    """Return the clauses of a rule; with `full` also what they say in brief."""
    names = list(citation.sources)
    if full:
        names = [_in_brief(rulebook.sources[name], lang) for name in names]
    if citation.example:
        names.append(WORDS["example"].said(lang))
    return ("；" if full and lang == "zh" else "; " if full else WORDS["and"].said(lang)).join(
        names
    )
