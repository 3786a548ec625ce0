"""Segments of requirements that read nothing of a subject: the policy alone cuts time, alike for everybody."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from caseward.engine.arrays import NONE, Ints
from caseward.engine.columns import Columns
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
    n, each, own = len(columns), len(kept), outcome[kept].astype(np.int32)
    stop = np.minimum(np.maximum(columns.closed, columns.opened + 1), horizon)
    needs = np.zeros(n, dtype=np.uint32)
    for k, o in enumerate(own.tolist()):
        ends = begins[k + 1] if k + 1 < each else stop
        needs |= np.where((begins[k] < stop) & (ends > columns.opened), tables.needs[o], np.uint32(0))
    offset, at = room.array("offset", n + 1, np.int64), room.array("start", n * each, np.int32)
    signature = room.array("signature", n * each, np.int32)
    offset[:] = np.arange(0, (n + 1) * each, each)
    at.reshape(n, each)[:] = begins
    signature.reshape(n, each)[:] = own
    return Segments(offset, at, signature), needs
