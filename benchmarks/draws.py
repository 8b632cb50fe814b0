"""Numbers that look drawn by lot, each a pure function of a seed, a stream and a key.

A value depends on nothing but its own key, so a delivery comes out the same whatever the size of
the pieces it is made in, and a record can be looked up again (a reversal finds its entry) without
keeping it. The mixing is the finaliser of SplitMix64, written in wrapping 64-bit integers.
"""

import polars as pl

_STEP = 0x9E3779B97F4A7C15
_ROUNDS = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))
_LAST_SHIFT = 31
_WORD = 1 << 64


def _word(value: int) -> pl.Expr:
    return pl.lit(value % _WORD, dtype=pl.UInt64)


def mixed(key: pl.Expr, *, seed: int, stream: int) -> pl.Expr:
    """Return 64 well mixed bits for each key; another stream gives independent bits."""
    bits = key.cast(pl.UInt64) + _word((seed * 1009 + stream + 1) * _STEP)
    for shift, factor in _ROUNDS:
        bits = (bits ^ (bits // _word(1 << shift))) * _word(factor)
    return bits ^ (bits // _word(1 << _LAST_SHIFT))


def draw(key: pl.Expr, *, seed: int, stream: int, below: int) -> pl.Expr:
    """Return an integer from 0 up to, but not including, `below` for each key."""
    bits = mixed(key, seed=seed, stream=stream) // _word(1 << 32)
    return (bits % _word(below)).cast(pl.Int64)


def piece(bits: str, *, at: pl.Expr, width: int) -> pl.Expr:
    """Cut the `at`-th piece of `width` bits out of the column `bits`."""
    shift = pl.lit(2, dtype=pl.UInt64).pow(at.cast(pl.UInt32) * width)
    return ((pl.col(bits) // shift) % _word(1 << width)).cast(pl.Int64)
