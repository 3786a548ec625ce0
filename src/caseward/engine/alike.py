"""Segments of requirements that read nothing of a subject: the policy alone cuts time, alike for everybody."""

from __future__ import annotations

from collections.abc import Sequence

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
) -> tuple[Segments, npt.NDArray[np.uint32]]:
    """The segments of some subjects, and by subject which matchers what is asked of it needs. ``number`` has the
    signature of the days before the first edge, and from each edge on."""
    start = np.array([NONE, *edges], dtype=np.int32)
    outcome = tables.outcome[number]
    first = max(int(np.searchsorted(start, int(columns.opened.min()) - 1, side="right")) - 1, 0)
    kept = [k for k in range(first, len(start)) if k == first or outcome[k] != outcome[k - 1]]
    begins = np.array([NONE, *start[kept[1:]]], dtype=np.int32)
    n, own = len(columns), outcome[kept].astype(np.int32)
    needs = room.array("needs", n, np.uint32)
    _needed(columns.opened, columns.closed, horizon, begins, tables.needs[own], needs)
    each, name = len(kept), f"alike {begins.tolist()} {own.tolist()}"
    if len(room.held.get(f"{name} offset", ())) < n + 1:
        most = n + n // 4
        room.held[f"{name} offset"] = np.arange(0, (most + 1) * each, each, dtype=np.int64)
        room.held[f"{name} start"], room.held[f"{name} signature"] = np.tile(begins, most), np.tile(own, most)
    offset, at, signature = (room.held[f"{name} {x}"] for x in ("offset", "start", "signature"))
    return Segments(offset[: n + 1], at[: n * each], signature[: n * each]), needs


@kernel
def _needed(opened, closed, horizon, begins, needs, out):  # type: ignore[no-untyped-def]
    """By subject which matchers the segments need in which it is supervised."""
    out[:] = 0
    for k in range(len(begins)):
        begin, need, endless = begins[k], needs[k], k + 1 == len(begins)
        until = NONE if endless else begins[k + 1]
        for i in range(len(out)):
            stop = min(max(np.int32(closed[i]), np.int32(opened[i] + 1)), np.int32(horizon))
            end = stop if endless else np.int32(until)
            out[i] |= need if (begin < stop) & (end > opened[i]) else np.uint32(0)
