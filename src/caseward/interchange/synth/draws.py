"""Seeded draws for many terms, or many rows, at once.

Each draw is a number worked out from the seed, the number of the term (and of the row) and the name of what is drawn,
with the finishing step of SplitMix64 (Steele, Lea and Flood, 2014). It hangs on nothing else: not on how many terms are
asked for, in what order or on how many processes they are made, nor on the version of a library.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from math import ceil
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from caseward.interchange.synth.rates import SHARES, rate

Array: TypeAlias = npt.NDArray[Any]
Words: TypeAlias = npt.NDArray[np.uint64]

_AT_ONCE = 1 << 14  # numbers mixed at once, so that they stay in the cache of a processor
_STEP = np.uint64(0x9E3779B97F4A7C15)
_BY_ROW = np.uint64(0xD1B54A32D192ED03)


class Draws:
    """The chances of an array of terms or rows: each draw gives one number for each of them."""

    def __init__(self, base: Words) -> None:
        self._base = base

    @classmethod
    def of(cls, seed: int, numbers: Array) -> Draws:
        """The chances of terms by their numbers."""
        return cls(_mixed(numbers.astype(np.uint64) * _STEP + _key(f"caseward {seed}")))

    def rows(self, name: str, owner: Array, number: Array) -> Draws:
        """The chances of rows of these terms: ``owner`` is the place of the term, ``number`` tells its rows apart."""
        base = self._base[owner]
        base += number.astype(np.uint64) * _BY_ROW
        base += _key(name)
        return Draws(_mixed(base))

    def table(self, name: str, drawn: str, width: int) -> tuple[Draws, Words]:
        """``rows`` for each term and each number below ``width``, and their ``bits`` of ``drawn``."""
        base = self._base[:, None] + (np.arange(width, dtype=np.uint64) * _BY_ROW + _key(name))
        draw = Draws(_mixed(base.reshape(-1)))
        return draw, draw.bits(drawn)

    def take(self, chosen: Array) -> Draws:
        """The chances of some of the rows."""
        return Draws(self._base[chosen])

    def bits(self, name: str) -> Words:
        """Sixty-four bits for each."""
        return _mixed(self._base + _key(name))

    def quarters(self, name: str) -> list[npt.NDArray[np.uint16]]:
        """Four numbers of sixteen bits for each: quick draws, a little coarser."""
        return quartered(self.bits(name))

    def share(self, name: str) -> npt.NDArray[np.float64]:
        """Numbers from 0 to 1, 1 excluded."""
        return (self.bits(name) >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def chance(self, name: str, *, named: str = "", of: float = 1.0) -> npt.NDArray[np.bool_]:
        """Whether something with that rate, times ``of``, happens. ``named``: the rate, where the draw is not it."""
        # The same as ``share(name) < ...``, in whole numbers.
        return np.asarray(self.bits(name) >> np.uint64(11) < np.uint64(ceil(rate(named or name) * of * 2.0**53)))

    def whole(self, name: str, least: int, most: Any) -> npt.NDArray[np.int64]:
        """Whole numbers from ``least`` to ``most`` (one number or an array), both included."""
        return np.asarray(least + (self.share(name) * (np.maximum(most, least) - least + 1)).astype(np.int64))

    def day(self, name: str, first: Array, until: Array) -> npt.NDArray[np.int64]:
        """Days from ``first`` to the day before ``until``; ``first`` where there is none between."""
        return np.asarray(first + self.whole(name, 0, np.maximum(until - first - 1, 0)))

    def by(self, name: str, words: Sequence[str], shares: Mapping[str, float] | None = None) -> Array:
        """Places in ``words`` by the named shares (-1 for the empty word)."""
        weights = SHARES[name].weights if shares is None else shares
        return lookup(tuple(words), tuple(weights.items())).take((self.bits(name) >> np.uint64(48)).astype(np.int64))


def quartered(bits: Words) -> list[npt.NDArray[np.uint16]]:
    """Each sixty-four bits as four numbers of sixteen."""
    four = bits.astype("<u8", copy=False).view("<u2").reshape(-1, 4)
    return [four[:, i] for i in range(4)]


def pick(chosen: npt.NDArray[np.bool_], one: Any, other: Any) -> Array:
    """``np.where`` for whole numbers of one narrow type: without a branch for each, so many times as fast."""
    kind = np.result_type(*(x for x in (one, other) if isinstance(x, np.ndarray)))
    one, other = np.asarray(one, dtype=kind), np.asarray(other, dtype=kind)
    return np.asarray(other ^ ((one ^ other) & -chosen.astype(kind)))


def below(share: float) -> int:
    """The number below which a draw of sixteen bits falls with that chance."""
    return round(share * 65_536)


@cache
def lookup(words: tuple[str, ...], weights: tuple[tuple[str, float], ...]) -> Array:
    """By a draw of sixteen bits: the place in ``words`` of the word drawn, -1 for the empty word."""
    edges = np.cumsum([w for _, w in weights])
    ends = np.round(edges / edges[-1] * 65_536).astype(np.int64)
    places = [words.index(w) if w else -1 for w, _ in weights]
    return np.repeat(np.array(places, dtype=np.int16), np.diff(ends, prepend=0))


@cache
def _key(name: str) -> np.uint64:
    return np.uint64(int.from_bytes(sha256(name.encode()).digest()[:8], "little"))


def _mixed(x: Words) -> Words:
    """SplitMix64's last step, in place."""
    for begin in range(0, len(x), _AT_ONCE):
        part = x[begin : begin + _AT_ONCE]
        part ^= part >> np.uint64(30)
        part *= np.uint64(0xBF58476D1CE4E5B9)
        part ^= part >> np.uint64(27)
        part *= np.uint64(0x94D049BB133111EB)
        part ^= part >> np.uint64(31)
    return x
