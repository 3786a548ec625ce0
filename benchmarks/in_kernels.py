"""The four rules of ``flat`` in the engine: from columns in memory to rows in a buffer that is used again."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any

import pyarrow as pa

from benchmarks.flat import four_rules
from benchmarks.tables import AS_OF, ROW
from caseward.engine.columns import NONE, Columns
from caseward.engine.compiled import Compiled
from caseward.engine.evaluator import Evaluator, Place
from caseward.engine.layout import COUNTED, DUE, LATE, NEEDED, SCORED, STATUS, SUBJECT, WINDOW_END, WINDOW_START
from caseward.engine.unpacked import unpacked

_COLUMNS = (SUBJECT, WINDOW_START, WINDOW_END, DUE, STATUS, NEEDED, COUNTED, LATE, SCORED)


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
            if compiled.slow.any():
                raise AssertionError(f"{place[1]} is not all the kernel's")
            with self._lock:
                self.rows += rows.shape[1]
                self.counted += len(counted)
                if take is not None:
                    take(place[1], _table(unpacked(rows, compiled.states), first))

        Evaluator(self.document, AS_OF).rows(self.columns, consume, self.threads)


def _table(out: Any, first: int) -> Any:
    """The columns that are compared."""
    found = [out[c] + first if c == SUBJECT else out[c] for c in _COLUMNS]
    columns = [pa.array(a, mask=a == NONE if c == LATE else None) for a, c in zip(found, _COLUMNS, strict=True)]
    return pa.table(columns, names=list(ROW))
