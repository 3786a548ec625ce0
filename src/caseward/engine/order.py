"""Rows in the order of their keys: kernels write them so as a rule; where they do not, they are sorted."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caseward.engine.arrays import Ints, Longs
from caseward.engine.jit import kernel
from caseward.engine.layout import DUE, SUBJECT, WINDOW_END, WINDOW_START

_SHORT = 32  # rows of a run, on average, below which they are taken one by one


class Piece(NamedTuple):
    """Some rows of one requirement with what they are sorted by; ``about`` None: empty throughout. ``sorted``: they
    are."""

    table: Any
    subject: Ints
    about: Any
    start: Ints
    ordinal: Ints
    sorted: bool
    kind: str


def in_order(pieces: Sequence[Piece]) -> Any:
    """One table of the pieces of one id, by subject, what it is about, window, position and kind."""
    table = pa.concat_tables([p.table for p in pieces])
    if all(p.sorted for p in pieces) and all(a.subject[-1] < b.subject[0] for a, b in pairwise(pieces)):
        return table
    if len({p.kind for p in pieces}) == 1:
        # Each subject stands in one piece whole: what is in order by itself needs only be laid between the others.
        found = [p if p.sorted else _by_itself(p) for p in pieces if len(p.subject)]
        order = np.argsort(np.concatenate([p.subject for p in found]), kind="stable")
        return _taken(pa.concat_tables([p.table for p in found]), order)
    return _taken(table, _by_keys(pieces))


def _by_itself(piece: Piece) -> Piece:
    order = _by_keys([piece])
    return piece._replace(table=piece.table.take(pa.array(order)), subject=piece.subject[order])


def _by_keys(pieces: Sequence[Piece]) -> Longs:
    """The order of the rows of all pieces by subject, what it is about, window, position and kind."""
    subject, start, ordinal = (np.concatenate([p[i] for p in pieces]) for i in (1, 3, 4))
    about = _ranked([p.about for p in pieces], [len(p.subject) for p in pieces])
    kinds = sorted({p.kind for p in pieces})
    kind = np.repeat([kinds.index(p.kind) for p in pieces], [len(p.subject) for p in pieces])
    order: Longs = np.lexsort((kind, ordinal, start, about, subject))
    return order


def _taken(table: Any, order: Longs) -> Any:
    """Rows in an order: where they stand in few runs, as slices, and nothing is copied."""
    cuts = np.flatnonzero(np.diff(order) != 1) + 1
    if len(cuts) * _SHORT > len(order):
        return table.take(pa.array(order))
    bounds = [0, *cuts.tolist(), len(order)]
    return pa.concat_tables([table.slice(order[a], b - a) for a, b in pairwise(bounds)])


def ordinals(out: Ints, about: Any) -> tuple[Ints, bool]:
    """The position of each row among those of its subject, by window, due day and what set it off; and whether the
    rows come in the order of their keys."""
    ordinal = np.empty(out.shape[1], dtype=np.int32)
    ends = out[WINDOW_END] if about is None else out[DUE]
    if _counted_up(out[SUBJECT], out[WINDOW_START], out[DUE], ends, ordinal) and _rises(out[SUBJECT], about):
        return ordinal, True
    about = _ranked([about], [out.shape[1]])
    order = np.lexsort((out[WINDOW_END], about, out[DUE], out[WINDOW_START], out[SUBJECT]))
    subject = out[SUBJECT][order]
    begins = np.concatenate([[True], subject[1:] != subject[:-1]])
    place = np.arange(len(order))
    ordinal[order] = place - np.maximum.accumulate(np.where(begins, place, 0))
    return ordinal, False


def _rises(subject: Ints, about: Any) -> bool:
    """Whether what the rows of a subject are about comes in order, each once."""
    if about is None:
        return True
    again = np.flatnonzero(subject[1:] == subject[:-1])
    return bool(pc.all(pc.less(about.take(pa.array(again)), about.take(pa.array(again + 1)))).as_py() is not False)


def _ranked(texts: list[Any], lengths: list[int]) -> Longs:
    """A number for each text that sorts as the text does; None stands for all empty."""
    if all(t is None for t in texts):
        return np.zeros(sum(lengths), dtype=np.int64)
    every = [empty(n) if t is None else t for t, n in zip(texts, lengths, strict=True)]
    found = pa.concat_arrays(every).dictionary_encode()
    rank = np.empty(len(found.dictionary), dtype=np.int64)
    rank[pc.sort_indices(found.dictionary).to_numpy()] = np.arange(len(rank))
    ranks: Longs = rank[found.indices.to_numpy()]
    return ranks


def empty(length: int) -> Any:
    """So many empty texts."""
    ends = np.zeros(length + 1, dtype=np.int32)
    return pa.StringArray.from_buffers(length, pa.py_buffer(ends), pa.py_buffer(b""))


@kernel
def _counted_up(subject, start, due, end, ordinal):  # type: ignore[no-untyped-def]
    """Number the rows of each subject from 0; false where they do not come in order."""
    number = 0
    ordered = True
    for i in range(len(subject)):
        number = number + 1 if i > 0 and subject[i] == subject[i - 1] else 0
        ordinal[i] = number
        if number > 0 and start[i] <= start[i - 1]:
            same = start[i] == start[i - 1]
            later = due[i] > due[i - 1] or (due[i] == due[i - 1] and end[i] >= end[i - 1])
            ordered = ordered and same and later
    return ordered
