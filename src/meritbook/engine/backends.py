"""What the lowering leaves to whoever runs it: the few points at which engines differ in cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import narwhals.stable.v2 as nw

Frame = nw.LazyFrame[Any]


def _as_integer(truth: nw.Expr) -> nw.Expr:
    return truth.cast(nw.Int64)


def _as_it_is(frame: Frame) -> Frame:
    return frame


@dataclass(frozen=True, slots=True)
class Backend:
    """An engine's ways; the defaults run anywhere."""

    share: Callable[[Frame], Frame] = _as_it_is
    """Marks a frame on which several others rest, where an engine is slow to find that out."""
    countable: Callable[[nw.Expr], nw.Expr] = _as_integer
    """Makes a truth value something that can be summed."""


def _cached(frame: Frame) -> Frame:
    shared: Frame = nw.from_native(frame.to_native().cache())
    return shared


def _truth_as_it_is(truth: nw.Expr) -> nw.Expr:
    return truth


ANY = Backend()
POLARS = Backend(share=_cached, countable=_truth_as_it_is)
