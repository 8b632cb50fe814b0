"""Documents that the invented district, city and province issued: themed, dated, numbered."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from meritbook.interfaces.demo.catalogue import catalogue
from meritbook.interfaces.demo.days import DEMO_DAY, YEARS, working_day_from
from meritbook.interfaces.demo.draws import stream


@dataclass(frozen=True, slots=True)
class Document:
    """One document: what it is about, and the words that an entry takes from it."""

    theme: str
    issued_on: date
    reference: str
    award: str
    matter: str


@cache
def documents(theme: str, year: int) -> tuple[Document, ...]:
    """All documents of a theme issued in a year, by the day of the demo."""
    return tuple(
        document
        for document in (_document(entry, year) for entry in catalogue("documents")["document"])
        if document.theme == theme and document.issued_on <= DEMO_DAY
    )


def themes() -> frozenset[str]:
    """Every theme that the list knows."""
    return frozenset(str(entry["theme"]) for entry in catalogue("documents")["document"])


def every_document() -> tuple[Document, ...]:
    """All documents of all years."""
    named = sorted(themes())
    return tuple(found for year in YEARS for theme in named for found in documents(theme, year))


def _document(entry: dict[str, str], year: int) -> Document:
    month, day = (int(part) for part in entry["on"].split("-"))
    # Early numbers of a series go to matters that never reach the ledger.
    rng = stream("document", entry["series"], entry["on"], year)
    issued_on = working_day_from(date(year, month, day) + timedelta(days=rng.randint(-2, 2)))
    pace = stream("series", entry["series"], year).choice((5, 6, 7, 8))
    number = 2 + (issued_on - date(year, 1, 1)).days // pace
    title = entry["title"].format(year=year, last=year - 1)
    return Document(
        theme=entry["theme"],
        issued_on=issued_on,
        reference=f"{entry['series']}〔{year}〕{number}号《{title}》",
        award=entry.get("award", "").format(year=year, last=year - 1),
        matter=entry.get("matter", ""),
    )
