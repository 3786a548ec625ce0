"""Texts looked up among texts in the same order, and texts told apart, byte by byte."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from caseward.engine.arrays import Bytes, Flags, Ints, Longs
from caseward.engine.jit import kernel

_START, _TIMES = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)  # FNV-1a
_OTHER = np.uint64(0x9E3779B97F4A7C15)
_MARKS = 1 << 20

Hashes: TypeAlias = npt.NDArray[np.uint64]


def buffers(array: Any) -> tuple[Ints, Bytes, Bytes]:
    """The offsets, bytes and validity of a ``pyarrow.StringArray`` as numpy arrays, its own offset allowed for."""
    _, offsets, data = array.buffers()
    n = len(array)
    at = np.frombuffer(offsets, dtype=np.int32, count=array.offset + n + 1)[array.offset :] if offsets else None
    text = np.frombuffer(data, dtype=np.uint8) if data is not None and data.size else np.zeros(1, dtype=np.uint8)
    valid = np.ones(n, dtype=np.uint8) if array.null_count == 0 else _valid(array)
    return np.zeros(n + 1, dtype=np.int32) if at is None else at, text, valid


def _valid(array: Any) -> Bytes:
    found: Bytes = array.is_valid().cast(pa.uint8()).to_numpy()
    return found


def places(asked: Any, known: Any, start: int = 0) -> Longs:
    """The place of each text (a ``pyarrow.StringArray`` without nulls) among those known, -1 where it is not there.

    What is asked in the order of what is known, from ``start`` on, is found by walking along; the rest is looked up.
    """
    place = np.full(len(asked), -1, dtype=np.int64)
    walked = walk(*buffers(known)[:2], len(known), *buffers(asked)[:2], start, place)
    if walked < len(asked):
        rest = pc.index_in(asked[walked:], value_set=known).cast(pa.int64()).fill_null(-1)
        place[walked:] = rest.to_numpy(zero_copy_only=False)
    return place


def hashed(array: Any) -> Hashes:
    """A number for each text of an array of strings; texts that are alike have the same."""
    offsets, data, valid = buffers(array)
    found = np.empty(len(valid), dtype=np.uint64)
    _hashed(offsets, data, found)
    return found


def may_repeat(hashes: list[Hashes]) -> bool:
    """Whether some text may stand twice, by the numbers of all: False is certain, True is to be looked at."""
    found = np.sort(np.concatenate([np.zeros(0, dtype=np.uint64), *hashes]))
    return bool((found[1:] == found[:-1]).any())


def found_in(texts: Any, hashes: Hashes, few: Any) -> Flags:
    """Which texts are among a few; only those of which the number may be one of theirs are compared."""
    marks = np.zeros(_MARKS, dtype=np.bool_)
    marks[hashed(few) % np.uint64(_MARKS)] = True
    found: Flags = marks[hashes % np.uint64(_MARKS)]
    rows = np.flatnonzero(found)
    found[rows] = pc.is_in(texts.take(pa.array(rows)), value_set=few).to_numpy(zero_copy_only=False)
    return found


def turns(texts: Any) -> Flags:
    """Where a text differs from the one before it."""
    found: Flags = _turns(*buffers(texts)).view(np.bool_)
    return found


@kernel
def _hashed(offsets: Any, data: Any, out: Any) -> None:
    """A number of 64 bits for each text, from two that take every other byte: neither waits for the other."""
    for i in range(len(out)):
        one, two, k, b = _START, _OTHER, offsets[i], offsets[i + 1]
        while k + 1 < b:
            one = (one ^ np.uint64(data[k])) * _TIMES
            two = (two ^ np.uint64(data[k + 1])) * _TIMES
            k += 2
        if k < b:
            one = (one ^ np.uint64(data[k])) * _TIMES
        number = (one ^ (two >> np.uint64(29)) ^ np.uint64(b - offsets[i])) * _TIMES + two
        out[i] = number ^ (number >> np.uint64(32))


@kernel
def _turns(offsets, data, valid):  # type: ignore[no-untyped-def]
    out = np.zeros(len(valid), dtype=np.uint8)
    for i in range(len(valid)):
        if i == 0 or valid[i] != valid[i - 1]:
            out[i] = 1
            continue
        a, b, n = offsets[i - 1], offsets[i], offsets[i + 1] - offsets[i]
        if b - a != n:
            out[i] = 1
            continue
        for k in range(n - 1, -1, -1):  # ids of neighbours differ at the end
            if data[a + k] != data[b + k]:
                out[i] = 1
                break
    return out


@kernel
def walk(known_at: Any, known: Any, most: int, asked_at: Any, asked: Any, start: int, place: Any) -> int:
    """The place of each text asked for among those known, when both stand in one order, from ``start`` on; how many
    were found before the first that was not."""
    p = start
    for i in range(len(place)):
        a, n = asked_at[i], asked_at[i + 1] - asked_at[i]
        while p < most:
            b, k = known_at[p], n - 1
            if known_at[p + 1] - b == n:
                while k >= 0 and known[b + k] == asked[a + k]:  # ids of neighbours differ at the end
                    k -= 1
                if k < 0:
                    break
            p += 1
        if p == most:
            return i
        place[i] = p
    return len(place)


@kernel
def settle(group: Any, kind: Any, number: Any, offsets: Any, data: Any, place: Any) -> None:
    """Put the rows of each small group in order of kind and text (by ``number``)."""
    for i in range(1, len(place)):
        k, moved = i, place[i]
        while k > 0 and group[k - 1] == group[i]:
            a, b = place[k - 1], moved
            before = kind[a] < kind[b]
            if kind[a] == kind[b]:
                p, q = offsets[number[a]], offsets[number[b]]
                n, m = offsets[number[a] + 1] - p, offsets[number[b] + 1] - q
                j = 0
                while j < n and j < m and data[p + j] == data[q + j]:
                    j += 1
                before = n <= m if j in (n, m) else data[p + j] < data[q + j]
            if before:
                break
            place[k] = place[k - 1]
            k -= 1
        place[k] = moved
