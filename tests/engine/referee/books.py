"""Small rulebooks about boxes and the things in them, written to a folder and loaded.

A box is what is evaluated; `things` lie in a box, `notes` are about a year of it, `moves` and
`repairs` happen on a day. Every column may be empty but for ids, years and days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from meritbook.engine import Rulebook, load

LABEL = {"zh": "标签", "en": "label"}
ROW = {"label": LABEL, "row": LABEL}
ID = {**LABEL, "type": "text", "required": "true"}
BOX = {**ID, "refers": "boxes"}
RULED = {"label": LABEL, "citation": "example"}


def column(kind: str, **more: str) -> dict[str, Any]:
    """Return the declaration of a column."""
    return {**LABEL, "type": kind, **more}


HEAD = {
    "id": "boxes",
    "title": LABEL,
    "jurisdiction": LABEL,
    "in_force": {"from": "1900-01-01"},
}
OPTIONS = {
    "metal": {
        "label": LABEL,
        "ranked": ["gold", "silver", "iron"],
        "values": dict.fromkeys(("gold", "silver", "iron", "none"), LABEL),
    },
    "colour": {"label": LABEL, "values": dict.fromkeys(("red", "blue", "green"), LABEL)},
}
VALUES = {
    **{name: column("decimal") for name in ("a", "b", "c")},
    **{name: column("integer") for name in ("m", "n")},
    **{name: column("boolean") for name in ("p", "q", "r")},
    **{name: column("date") for name in ("d", "e")},
    **{name: column("metal") for name in ("w", "v")},
    "k": column("colour"),
    "y": column("year"),
    "t": column("text"),
}
TABLES = {
    "boxes": {
        **ROW,
        "key": "box_id",
        "columns": {"box_id": ID, "opened_on": column("date"), "size": column("decimal")},
    },
    "things": {
        **ROW,
        "key": "thing_id",
        "columns": {
            "thing_id": ID,
            "box_id": BOX,
            "replaces": column("text", refers="things"),
            **VALUES,
        },
    },
    "notes": {
        **ROW,
        "dated": "year",
        "columns": {
            "box_id": BOX,
            "year": column("year", required="true"),
            "kind": column("colour", required="true"),
            **VALUES,
        },
    },
    "moves": {
        **ROW,
        "dated": "moved_on",
        "derived": {"year": "year(moves.moved_on)", "quarter": "quarter(moves.moved_on)"},
        "columns": {
            "box_id": BOX,
            "moved_on": column("date", required="true"),
            "kind": column("colour", required="true"),
            "place": column("text"),
            **VALUES,
        },
    },
    "places": {
        **ROW,
        "dated": "since",
        "columns": {
            "place": column("text", required="true"),
            "since": column("date", required="true"),
            "year": column("year", required="true"),
            "a": column("decimal"),
        },
    },
}
GRAINS = {
    "box": {"label": LABEL, "entity": "boxes"},
    "year": {
        "label": LABEL,
        "years": "box",
        "exists": "not known(boxes.opened_on) or year >= year(boxes.opened_on)",
    },
    "quarter": {"label": LABEL, "within": "year", "keys": ["quarter"], "from": ["moves"]},
    "kind": {"label": LABEL, "within": "year", "keys": ["kind"], "from": ["moves", "notes"]},
    "stay": {"label": LABEL, "pair": ["moves", "places"], "on": "place"},
}


def small_book(
    folder: Path, nodes: Mapping[str, tuple[str, ...]], **sections: Mapping[str, Any]
) -> Rulebook:
    """Write and load a rulebook of these nodes: name → (grain, expression) or with a type.

    `sections` add parameters, ladders, picks, readings or anything else to the declared tables.
    """
    written: dict[str, Any] = {
        "rulebook": HEAD,
        "window": {"years": "3", "citation": "example"},
        "options": OPTIONS,
        "tables": TABLES,
        "grains": GRAINS,
        "nodes": {name: node(*parts) for name, parts in nodes.items()},
    }
    for section, content in sections.items():
        written[section] = {**written.get(section, {}), **content}
    folder.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(written, allow_unicode=True, sort_keys=False)
    (folder / "rulebook.yaml").write_text(text, encoding="utf-8")
    return load(folder)


def node(grain: str, rule: str, kind: str | None = None) -> dict[str, Any]:
    """Return the declaration of a node."""
    typed = {"type": kind} if kind else {}
    return {**RULED, "at": grain, "is": rule, **typed}


def parameter(value: Any, *, dated: bool = False, **more: str) -> dict[str, Any]:
    """Return the declaration of a parameter; if `dated`, the value is a mapping of days."""
    return {**RULED, "values" if dated else "value": value, **more}


def ladder(of: str, **content: Any) -> dict[str, Any]:
    """Return the declaration of a ladder."""
    return {**RULED, "of": of, **content}


def boxes(count: int, **cells: Any) -> list[dict[str, Any]]:
    """Return so many boxes, all with the same cells."""
    return [{"box_id": f"b{number}", **cells} for number in range(count)]


def in_boxes(groups: Sequence[Sequence[Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """Return the rows of each group in a box of its own, each row with an id."""
    rows = [{"box_id": f"b{number}", **row} for number, group in enumerate(groups) for row in group]
    return [{"thing_id": f"t{place}", **row} for place, row in enumerate(rows)]
