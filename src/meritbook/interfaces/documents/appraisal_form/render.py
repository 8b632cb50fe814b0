"""Print appraisal forms: one person's, or a whole unit's in one file."""

import datetime
from collections.abc import Sequence

from meritbook.interfaces.documents import typesetting
from meritbook.interfaces.documents.appraisal_form.labels import Language, labels
from meritbook.interfaces.documents.appraisal_form.model import AppraisalForm
from meritbook.interfaces.documents.appraisal_form.preparation import prepare
from meritbook.interfaces.documents.glyphs import MissingCharacter

_TEMPLATE = "appraisal_form/template.typ"


class NoForms(ValueError):
    """There is nothing to print: a PDF without pages does not exist."""


def _data(forms: Sequence[AppraisalForm], lang: Language) -> dict[str, object]:
    if not forms:
        raise NoForms
    typefaces = typesetting.typefaces()
    words = labels(lang)
    return {
        "lang": lang,
        "title": words["title"],
        "words": words,
        "fonts": typefaces.families,
        "forms": [prepare(form, lang=lang, typefaces=typefaces)[0] for form in forms],
    }


def render_forms(forms: Sequence[AppraisalForm], *, lang: Language, at: datetime.datetime) -> bytes:
    """Return the forms as one PDF/A-2b, each person with page numbers of their own.

    Args:
        forms: one form, or those of a unit in the order of printing.
        lang: language of the fixed words; the forms' own texts come in that language already.
        at: the instant of printing, with time zone; equal forms and instants give equal bytes.

    Raises:
        NoForms: the sequence is empty.
        NaiveTimestamp: the instant has no time zone.
    """
    return typesetting.print_pdf(_TEMPLATE, _data(forms, lang), at=at)


def render_previews(
    forms: Sequence[AppraisalForm], *, lang: Language, dots_per_inch: float = 110
) -> list[bytes]:
    """Return the forms as one PNG picture per page, to be looked at on the screen.

    Raises:
        NoForms: the sequence is empty.
    """
    return typesetting.print_pictures(_TEMPLATE, _data(forms, lang), dots_per_inch=dots_per_inch)


def missing_characters(
    forms: Sequence[AppraisalForm], *, lang: Language
) -> tuple[MissingCharacter, ...]:
    """Return the characters that no font in use can show, so that a caller can warn of them.

    The printed form shows each of them as its code point and lists them under its head.
    """
    typefaces = typesetting.typefaces()
    return tuple(
        missing for form in forms for missing in prepare(form, lang=lang, typefaces=typefaces)[1]
    )
