"""Kernels run over a few subjects of a part, each as often as wanted, with entries chosen for each run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from caseward.engine.arrays import Ints, Longs
from caseward.engine.calls import kernel_call
from caseward.engine.columns import Columns
from caseward.engine.compiled import Compiled
from caseward.engine.doubts.entries import Entries
from caseward.engine.layout import R_COUNTED, R_SUBJECT, ROW_WIDTH
from caseward.engine.packs import Bits, Candidates

ROOM = 1 << 14  # rows of a buffer


@dataclass(slots=True)
class Run:
    """The rows of one subject in one run, or None where the kernel gave it up: a row each, as kernels write them but
    standing upright, and the places of the entries that each counted."""

    rows: Longs
    counted: list[tuple[int, ...]]

    def same(self, other: Run) -> bool:
        """Whether both wrote the same."""
        return np.array_equal(self.rows, other.rows) and self.counted == other.counted


@dataclass(frozen=True, slots=True)
class Wanted:
    """One run: of a subject (its place in the part), over some of its entries, each with a day and with the matchers
    it passes. They stand in order of day."""

    subject: int
    entries: Entries
    which: Longs
    day: Ints
    bits: Bits


def certain(subject: int, entries: Entries, bits: Bits) -> Wanted:
    """The run over those entries of which some bits are left, each on its first day."""
    which = np.flatnonzero(bits)
    return Wanted(subject, entries, which, entries.first[which], bits[which])


def run_all(compiled: Compiled, part: Columns, as_of: date, wanted: Sequence[Wanted]) -> list[Run | None]:
    """Run a kernel once for each of those wanted."""
    if not wanted:
        return []
    twice = np.repeat(np.array([w.subject for w in wanted], dtype=np.int64), 2)
    # Every second subject is nobody: where the lists of the one before it end, the next need not begin.
    ends = twice + np.tile([0, 1], len(wanted))
    spread, columns = _spread(compiled, part, twice, ends, wanted)
    kernel, arguments = kernel_call(spread, columns, as_of)
    made: list[Run | None] = [Run(np.zeros((0, ROW_WIDTH), dtype=np.int64), []) for _ in wanted]
    first, size = 0, ROOM
    while first < len(twice) - 1:
        out, counted = np.empty((ROW_WIDTH, size), dtype=np.int32), np.empty(2 * size, dtype=np.int32)
        following, rows, _ = kernel(first, len(twice) - 1, *arguments, out, counted)
        size = 2 * size if following == first else size
        _taken(out[:, :rows], counted, made)
        first = following
    for i in np.flatnonzero(spread.slow[:-1:2]).tolist():
        made[i] = None
    return made


def _taken(out: Ints, counted: Ints, made: list[Run | None]) -> None:
    """Hand the rows of a buffer to the runs they are of; all of one stand in one buffer."""
    at = np.concatenate([[0], np.cumsum(out[R_COUNTED])])
    edges = np.flatnonzero(np.diff(out[R_SUBJECT], prepend=-1, append=-1))
    for a, b in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        own = [tuple(counted[at[r] : at[r + 1]].tolist()) for r in range(a, b)]
        made[int(out[R_SUBJECT, a]) // 2] = Run(out[:, a:b].T.astype(np.int64), own)


def _spread(
    c: Compiled, part: Columns, twice: Longs, ends: Longs, wanted: Sequence[Wanted]
) -> tuple[Compiled, Columns]:
    """The tables of a requirement, and the columns, over the subjects of the runs."""
    segments = c.regime.segments._replace(offset=c.regime.segments.offset[ends])
    own = [n for w in wanted for n in (len(w.which), 0)]
    offset = np.concatenate([[0], np.cumsum(own)])
    candidates = Candidates(
        offset[: len(twice)].astype(np.int64), _joined([w.day for w in wanted], np.int32),
        _joined([w.bits for w in wanted], np.uint32), _joined([w.entries.row[w.which] for w in wanted], np.int32),
        _joined([w.entries.kind[w.which] for w in wanted], np.int32),
    )  # fmt: skip
    slow = np.tile(np.array([0, 1], dtype=np.uint8), len(wanted))
    at, start, end = c.spans
    made = replace(
        c, regime=replace(c.regime, segments=segments), spans=(np.ascontiguousarray(at[:, ends]), start, end),
        candidates=candidates, slow=slow,
    )  # fmt: skip
    by_subject = {name: getattr(part, name)[twice] for name in _READ}
    stated = part.statements
    length = stated.offset[ends[::2] + 1] - stated.offset[ends[::2]]
    begins = np.concatenate([[0], np.cumsum(length)])
    at_stated = np.arange(begins[-1]) + np.repeat(stated.offset[ends[::2]] - begins[:-1], length)
    gathered = [x[at_stated] for x in (stated.fact, stated.value, stated.start, stated.until, stated.entry)]
    stated = type(stated)(np.repeat(begins, 2)[1:-1], *gathered)
    return made, replace(part, **by_subject, statements=stated, memo={})


_READ = ("opened", "closed", "previous_end", "planned_end", "ended", "opening", "closing", "vague")


def _joined(arrays: list[Any], kind: Any) -> Any:
    return np.concatenate(arrays).astype(kind, copy=False)
