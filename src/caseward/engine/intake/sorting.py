"""Sorting by numbers first, by texts only where numbers are alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caseward.engine.arrays import Flags, Longs

Texts = Callable[[Longs], Sequence[Any]]
"""For some rows, the keys that break ties: numpy arrays of numbers or pyarrow arrays of strings."""

_DAYS = 1 << 22  # more than the days from 1800 to 9998
_ORIGIN = 1 << 17


def packed(owner: Any, day: Any) -> Longs:
    """Owner and day as one number that sorts as the pair does."""
    found: Longs = owner.astype(np.int64) * _DAYS + (day + _ORIGIN)
    return found


def ordered(primary: Longs, rest: Sequence[Any], texts: Texts) -> Longs:
    """The rows sorted by ``primary``, then by the numbers of ``rest``, then by what ``texts`` gives; ties keep their
    order."""
    order = np.argsort(primary, kind="stable")
    ties = _ties([primary[order]])
    if not len(ties):
        return order
    rows = order[ties]
    keys = [primary[rows], *(column[rows] for column in rest)]
    within = np.lexsort(keys[::-1])
    order[ties] = rows[within]
    still = _ties([key[within] for key in keys])
    if len(still):
        places = ties[still]
        order[places] = _by_texts(order[places], [key[within][still] for key in keys], texts)
    return order


def _ties(keys: Sequence[Any]) -> Longs:
    """The places, in order, that have a neighbour with the same keys."""
    same = _same(keys)
    found = np.zeros(len(same) + 1, dtype=np.bool_)
    found[:-1] |= same
    found[1:] |= same
    return np.flatnonzero(found)


def _same(keys: Sequence[Any]) -> Flags:
    same = np.ones(max(0, len(keys[0]) - 1), dtype=np.bool_)
    for key in keys:
        same &= key[1:] == key[:-1]
    return same


def _by_texts(rows: Longs, keys: Sequence[Any], texts: Texts) -> Longs:
    group = np.concatenate([[0], np.cumsum(~_same(keys))])
    columns = [pa.array(group), *(c if isinstance(c, pa.Array) else pa.array(c) for c in texts(rows))]
    names = [str(i) for i in range(len(columns))]
    table = pa.table(columns, names=names)
    found = pc.sort_indices(table, sort_keys=[(name, "ascending") for name in names]).to_numpy()
    sorted_rows: Longs = rows[found]
    return sorted_rows
