"""The four rules of ``flat`` in the engine: from columns in memory to rows in a buffer that is used again."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.flat import four_rules
from benchmarks.tables import AS_OF
from caseward.engine.columns import NONE, Columns
from caseward.engine.compiled import Compiled
from caseward.engine.evaluator import Evaluator, Place
from caseward.engine.layout import (
    NEEDS,
    R_ABOUT,
    R_COUNTED,
    R_DUE,
    R_EXTRA,
    R_SAID,
    R_START,
    R_STATE,
    R_SUBJECT,
    SAID_STATUS,
    SCORES,
)
from caseward.engine.regimes import State


class InKernels:
    """The engine over columns in memory, which it leaves as they are."""

    def __init__(self, columns: Columns, threads: int) -> None:
        self.columns, self.threads, self.document = columns, threads, four_rules()
        self.rows = self.counted = 0
        self._lock = Lock()

    def run(self, take: Callable[[str, Any], None] | None = None) -> None:
        """Everything: the policy made ready, segments, masks and rows; ``take`` is given the rows of each buffer."""
        self.rows = self.counted = 0

        def consume(place: Place, compiled: Compiled, first: int, rows: Any, counted: Any) -> None:
            if np.count_nonzero(compiled.slow.view(np.bool_)):
                raise AssertionError(f"{place[1]} is not all the kernel's")
            with self._lock:
                self.rows += rows.shape[1]
                self.counted += len(counted)
                if take is not None:
                    take(place[1], _table(compiled, rows, counted.copy(), first))

        Evaluator(self.document, AS_OF).rows(self.columns, consume, self.threads)


def _table(compiled: Compiled, rows: Any, counted: Any, first: int) -> Any:
    """The columns that are compared."""
    ends = np.concatenate([[0], np.cumsum(rows[R_COUNTED])]).astype(np.int32)
    asked = np.array([_asked(compiled, state) for state in compiled.regime.states])
    return pa.table({
        "term": rows[R_SUBJECT] + first,
        "asked": asked[rows[R_STATE]],
        "about": pa.array(rows[R_ABOUT], mask=rows[R_ABOUT] < 0),
        "window_start": rows[R_START],
        "due": rows[R_DUE],
        "status": rows[R_SAID] & SAID_STATUS,
        "needed": rows[R_SAID] >> NEEDS,
        "scored": rows[R_SAID] & SCORES != 0,
        "counted": pa.ListArray.from_arrays(pa.array(ends), pa.array(counted)),
        "extra": pa.array(rows[R_EXTRA], mask=rows[R_EXTRA] == NONE),
    })  # fmt: skip


def _asked(compiled: Compiled, state: State) -> int:
    """Which row of the requirement's table, and 3 more under the directive."""
    template = compiled.regime.templates[state.template]
    rows = template.requirement.rows
    return (rows.index(state.row) if state.row in rows else 0) + (3 if template.overlay else 0)
