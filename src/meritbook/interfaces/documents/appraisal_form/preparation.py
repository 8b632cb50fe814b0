"""From the form's dataclasses to the JSON that the template reads."""

import dataclasses

from meritbook.interfaces.documents.appraisal_form.labels import Language, labels
from meritbook.interfaces.documents.appraisal_form.model import AppraisalForm
from meritbook.interfaces.documents.glyphs import GlyphCheck, MissingCharacter, each_text
from meritbook.interfaces.documents.typefaces import Typefaces

# A row stays on one page unless its text is this long; a taller row must be able to flow on.
_LONG_ENTRY_CHARACTERS = 400
_LONG_OPINION_CHARACTERS = 110


def _place_in_words(place: str, words: dict[str, str]) -> str:
    """Name a place such as `.ledger.quarters.entries.basis` by the form's own headings."""
    keys = place.strip(".").split(".")
    known = dict.fromkeys(words[key] for key in (keys[0], keys[-1]) if key in words)
    return " ".join(known) or keys[-1]


def _mark_long_texts(form: AppraisalForm, data: dict[str, object]) -> None:
    ledger, opinions = data["ledger"], data["opinions"]
    assert isinstance(ledger, dict)
    assert isinstance(opinions, dict)
    for quarter, printed_quarter in zip(form.ledger.quarters, ledger["quarters"], strict=True):
        for entry, printed in zip(quarter.entries, printed_quarter["entries"], strict=True):
            length = len(entry.item) + len(entry.basis) + len(entry.note)
            printed["long"] = length > _LONG_ENTRY_CHARACTERS
    for key in ("own", "unit", "appraisal_office", "organisation_department"):
        opinions[key]["long"] = len(opinions[key]["text"]) > _LONG_OPINION_CHARACTERS


def _missing_in_words(missing: tuple[MissingCharacter, ...], words: dict[str, str]) -> list[str]:
    """Say each missing character once, with all places where it stands."""
    places: dict[MissingCharacter, list[str]] = {}
    for found in missing:
        places.setdefault(dataclasses.replace(found, place=""), []).append(found.place)
    return [
        f"{found.named}{words['open']}{words['enumeration'].join(where)}{words['close']}"
        for found, where in places.items()
    ]


def prepare(
    form: AppraisalForm, *, lang: Language, typefaces: Typefaces
) -> tuple[dict[str, object], tuple[MissingCharacter, ...]]:
    """Return a form as the template reads it, and the characters that it cannot show."""
    words = labels(lang)
    check = GlyphCheck(typefaces, subject=form.person.person_id)
    data = each_text(
        dataclasses.asdict(form),
        "",
        lambda text, place: check.printable(text, _place_in_words(place, words)),
    )
    assert isinstance(data, dict)
    _mark_long_texts(form, data)
    data["missing"] = _missing_in_words(check.missing, words)
    return data, check.missing
