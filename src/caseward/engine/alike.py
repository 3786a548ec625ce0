"""Segments of requirements that read nothing of a subject: the policy alone cuts time, alike for everybody."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from caseward.engine.arrays import NONE, Ints
from caseward.engine.columns import Columns
from caseward.engine.jit import kernel
from caseward.engine.regimes import Tables
from caseward.engine.segments import Segments
from caseward.engine.workspace import Workspace


def alike(
    columns: Columns, edges: Sequence[int], tables: Tables, number: Ints, horizon: int, room: Workspace
) -> tuple[Segments, npt.NDArray[np.uint32], Callable[[int, int], object]]:
    """The segments of some subjects, an array for which matchers what is asked of each needs, and what fills that for
    a block of them. ``number`` has the signature of the days before the first edge, and from each edge on."""
    first = max(bisect_right((NONE, *edges), int(columns.opened.min()) - 1) - 1, 0)
    outcome = tables.outcome[number]
    begins, own, name = _pieces(tuple(edges), outcome.tobytes(), outcome.dtype.str, first)
    n, each = len(columns), len(own)
    needs = room.array("needs", n, np.uint32)
    given = (columns.opened, columns.closed, horizon, begins, tables.needs[own], needs)
    if len(room.held.get(f"{name} offset", ())) < n + 1:
        most = n + n // 4
        room.held[f"{name} offset"] = np.arange(0, (most + 1) * each, each, dtype=np.int64)
        room.held[f"{name} start"], room.held[f"{name} signature"] = np.tile(begins, most), np.tile(own, most)
    offset, at, signature = (room.held[f"{name} {x}"] for x in ("offset", "start", "signature"))
    segments = Segments(offset[: n + 1], at[: n * each], signature[: n * each])
    return segments, needs, lambda begun, end: _needed(begun, end, *given)


@lru_cache(maxsize=256)
def _pieces(edges: tuple[int, ...], outcomes: bytes, kind: str, first: int) -> tuple[Ints, Ints, str]:
    """Where the pieces begin that differ from the ``first`` on, what each of them asks, and a name for them."""
    outcome = np.frombuffer(outcomes, dtype=kind)
    kept = [k for k in range(first, len(outcome)) if k == first or outcome[k] != outcome[k - 1]]
    begins = np.array([NONE, *(edges[k - 1] for k in kept[1:])], dtype=np.int32)
    own = outcome[kept].astype(np.int32)
    return begins, own, f"alike {begins.tolist()} {own.tolist()}"


@kernel
def _needed(begun, end, opened, closed, horizon, begins, needs, out):  # type: ignore[no-untyped-def]
    """By subject, from ``begun`` up to ``end``, which matchers the segments need in which it is supervised."""
    opened, closed, out = opened[begun:end], closed[begun:end], out[begun:end]
    out[:] = 0
    for k in range(len(begins)):
        begin, need, endless = begins[k], needs[k], k + 1 == len(begins)
        until = NONE if endless else begins[k + 1]
        for i in range(len(out)):
            stop = min(max(np.int32(closed[i]), np.int32(opened[i] + 1)), np.int32(horizon))
            ceases = stop if endless else np.int32(until)
            out[i] |= need if (begin < stop) & (ceases > opened[i]) else np.uint32(0)
