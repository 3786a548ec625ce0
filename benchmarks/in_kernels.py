"""The four rules of ``flat`` in the engine: from columns in memory to rows in a buffer that is used again."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.flat import four_rules
from benchmarks.tables import AS_OF
from caseward.engine.columns import NONE, Columns
from caseward.engine.compiled import Compiled
from caseward.engine.layout import (
    COUNTED,
    DUE,
    LATE,
    NEEDED,
    OUT_WIDTH,
    SCORED,
    STATUS,
    SUBJECT,
    WINDOW_END,
    WINDOW_START,
)
from caseward.engine.plan import IN_FORCE
from caseward.engine.regimes import Rules
from caseward.engine.run import BUFFER, Run, kernel_call

_COLUMNS = (SUBJECT, WINDOW_START, WINDOW_END, DUE, STATUS, NEEDED, COUNTED, LATE, SCORED)


class InKernels:
    """The engine over columns in memory, which it leaves as they are."""

    def __init__(self, columns: Columns, threads: int) -> None:
        self.columns, self.threads = columns, threads
        self.rules = Rules.of(four_rules(), IN_FORCE)
        self.rows = self.counted = 0

    def run(self, take: Callable[[str, Any], None] | None = None) -> None:
        """Everything: tables, segments, masks and rows; ``take`` is given each filled buffer."""
        self.columns.memo.clear()
        self.rows = self.counted = 0
        run = Run(self.rules.document, self.columns, AS_OF, self.threads, self.rules)
        cuts = [len(self.columns) * w // self.threads for w in range(self.threads + 1)]
        with ThreadPoolExecutor(self.threads) as pool:
            for key in self.rules.templates():
                compiled = run.compiled(key)
                if compiled is None or compiled.slow.any():
                    raise AssertionError(f"{key[0]} is not all the kernel's")
                parts = pool.map(
                    lambda w, c=compiled, k=key: self._part(c, k[0], cuts[w], cuts[w + 1], take), range(self.threads)
                )  # type: ignore[misc]
                for rows, counted in parts:
                    self.rows, self.counted = self.rows + rows, self.counted + counted

    def _part(self, compiled: Compiled, rule: str, first: int, last: int, take: Any) -> tuple[int, int]:
        out, counted = np.empty((OUT_WIDTH, BUFFER), dtype=np.int32), np.empty(2 * BUFFER, dtype=np.int32)
        function, arguments = kernel_call(compiled, self.columns, AS_OF)
        rows = taken = 0
        while first < last:
            first, more, also = function(first, last, *arguments, out, counted)
            rows, taken = rows + more, taken + also
            if take is not None:
                take(rule, _table(out[:, :more]))
        return rows, taken


def _table(out: Any) -> Any:
    """A copy of a buffer's rows with the columns that are compared."""
    names = ("term", "window_start", "window_end", "due", "status", "needed", "counted", "late", "scored")
    found = [pa.array(out[c].copy(), mask=out[c] == NONE if c == LATE else None) for c in _COLUMNS]
    return pa.table(found, names=list(names))
