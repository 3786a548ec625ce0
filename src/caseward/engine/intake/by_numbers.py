"""Sorting by numbers first, by texts only where numbers are alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caseward.engine.arrays import Flags, Longs
from caseward.engine.jit import kernel

Settle: TypeAlias = Callable[[Longs, Longs], Longs]
"""For rows that are alike in every number, and the number of the group of each: the order in which they come, as
places among them, group after group."""

_DAYS = 1 << 22  # more than the days from 1800 to 9998
_ORIGIN = 1 << 17
_FEW = 64  # rows of a group that are sorted one by one


@dataclass(frozen=True, slots=True)
class By:
    """A column of some rows, taken only of those asked for."""

    column: Any
    rows: Longs

    def __getitem__(self, some: Any) -> Any:
        return self.column[self.rows[some]]


def packed(owner: Any, day: Any) -> Longs:
    """Owner and day as one number that sorts as the pair does."""
    found: Longs = owner.astype(np.int64) * _DAYS + (day + _ORIGIN)
    return found


def ordered(primary: Longs, rest: Sequence[Any], settle: Settle) -> Longs:
    """The rows sorted by ``primary``, then by the numbers of ``rest``, then as ``settle`` says."""
    order = np.argsort(primary, kind="stable")
    ties = _tied(primary, order)
    if not len(ties):
        return order
    rows = order[ties]
    keys = [primary[rows], *(column[rows] for column in rest)]
    within = _within(keys)
    order[ties] = rows[within]
    still = _ties([key[within] for key in keys])
    if len(still):
        places = ties[still]
        alike = _same([key[within][still] for key in keys])
        group = np.concatenate([[0], np.cumsum(~alike)])
        order[places] = order[places][settle(order[places], group)]
    return order


def sorted_places(group: Longs, keys: Sequence[Any]) -> Longs:
    """The order of rows by group and then by keys: numpy arrays of numbers, pyarrow arrays of strings."""
    columns = [pa.array(group), *(c if isinstance(c, pa.Array) else pa.array(c) for c in keys)]
    names = [str(i) for i in range(len(columns))]
    table = pa.table(columns, names=names)
    found: Longs = pc.sort_indices(table, sort_keys=[(name, "ascending") for name in names]).to_numpy().astype(np.int64)
    return found


def _ties(keys: Sequence[Any]) -> Longs:
    """The places, in order, that have a neighbour with the same keys."""
    same = _same(keys)
    found = np.zeros(len(same) + 1, dtype=np.bool_)
    found[:-1] |= same
    found[1:] |= same
    return np.flatnonzero(found)


def _within(keys: Sequence[Any]) -> Longs:
    """The order of rows by all keys, where they stand in order of the first: most are few that share it."""
    place = np.arange(len(keys[0]))
    columns = np.empty((len(place), len(keys)), dtype=np.int64)
    for i, key in enumerate(keys):
        columns[:, i] = key
    if _sorted_within(columns, place, _FEW):
        return place
    order: Longs = np.lexsort(keys[::-1])
    return order


@kernel
def _sorted_within(columns, place, few):  # type: ignore[no-untyped-def]
    """Put the rows of each group that shares the first column in order of the others; false where one is large."""
    begins = 0
    for i in range(1, len(place)):
        if columns[i, 0] != columns[i - 1, 0]:
            begins = i
        if i - begins >= few:
            return False
        k = i
        while k > begins:
            before = True  # whether the row above may stay there: rows alike stay as they are
            for c in range(1, columns.shape[1]):
                a, b = columns[place[k - 1], c], columns[i, c]
                if a != b:
                    before = a < b
                    break
            if before:
                break
            place[k] = place[k - 1]
            k -= 1
        place[k] = i
    return True


@kernel
def _tied(numbers, order):  # type: ignore[no-untyped-def]
    """The places, in order, that have a neighbour with the same number."""
    found, many, last = np.empty(len(order), dtype=np.int64), 0, -1
    for i in range(1, len(order)):
        if numbers[order[i]] == numbers[order[i - 1]]:
            if last != i - 1:
                found[many] = i - 1
                many += 1
            found[many] = last = i
            many += 1
    return found[:many].copy()


def _same(keys: Sequence[Any]) -> Flags:
    same = np.ones(max(0, len(keys[0]) - 1), dtype=np.bool_)
    for key in keys:
        same &= key[1:] == key[:-1]
    return same
