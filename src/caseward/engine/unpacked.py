"""The rows of a kernel unpacked: what they hold, and what follows from the rest, each in a row of its own.

A kernel writes eight int32 for each obligation. The end of the window is the day after the due day, or the start where
that is later; the template is the one its state belongs to.
"""

from __future__ import annotations

import numpy as np

from caseward.engine.arrays import NONE, Ints, Longs
from caseward.engine.jit import kernel
from caseward.engine.layout import (
    ABOUT,
    COUNTED,
    DUE,
    LATE,
    LATE_DONE,
    NEEDED,
    NEEDS,
    NOT_ASSESSABLE,
    OUT_WIDTH,
    R_ABOUT,
    R_COUNTED,
    R_DUE,
    R_EXTRA,
    R_SAID,
    R_START,
    R_STATE,
    R_SUBJECT,
    S_TEMPLATE,
    SAID_STATUS,
    SCORED,
    SCORES,
    STATE,
    STATUS,
    SUBJECT,
    TEMPLATE,
    UNMET,
    WINDOW_END,
    WINDOW_START,
)
from caseward.engine.workspace import Workspace


def unpacked(rows: Ints, states: Longs, room: Workspace | None = None) -> Ints:
    """What a kernel wrote (ROW_WIDTH by rows) as one int32 row for each of OUT_WIDTH columns, in the workspace, or
    in memory of its own."""
    room = room or Workspace()
    out: Ints = room.table("unpacked", OUT_WIDTH, rows.shape[1], np.int32)[:, : rows.shape[1]]
    _unpacked(rows, states, out)
    return out


@kernel
def _unpacked(rows, states, out):  # type: ignore[no-untyped-def]
    for r in range(rows.shape[1]):
        said, extra = rows[R_SAID, r], rows[R_EXTRA, r]
        status = said & SAID_STATUS
        # What was done late stays so where whether it was owed cannot be said.
        late = status == LATE_DONE or (status == NOT_ASSESSABLE and rows[R_COUNTED, r] > 0)
        out[SUBJECT, r] = rows[R_SUBJECT, r]
        out[TEMPLATE, r] = states[rows[R_STATE, r], S_TEMPLATE]
        out[STATE, r] = rows[R_STATE, r]
        out[ABOUT, r] = rows[R_ABOUT, r]
        out[WINDOW_START, r] = rows[R_START, r]
        out[WINDOW_END, r] = max(rows[R_DUE, r] + 1, rows[R_START, r])
        out[DUE, r] = rows[R_DUE, r]
        out[STATUS, r] = status
        out[NEEDED, r] = said >> NEEDS
        out[SCORED, r] = said & SCORES != 0
        out[LATE, r] = extra if late else NONE
        out[UNMET, r] = NONE if late else extra
        out[COUNTED, r] = rows[R_COUNTED, r]
