"""A plain pass that reads every input byte once and writes as many bytes as the rows have."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from caseward.engine.columns import Columns
from caseward.engine.evaluator import BUFFER
from caseward.engine.jit import kernel
from caseward.engine.layout import ROW_WIDTH


class Floor:
    """Reads the columns that the engine reads; writes ``rows`` rows and ``counted`` places into one buffer for each
    thread, used again and again as the engine's is."""

    def __init__(self, columns: Columns, threads: int, rows: int, counted: int) -> None:
        spans, coded = columns.spans, (columns.source.coded("contact", n)[0] for n in ("outcome", "mode"))
        by_subject = (columns.opened, columns.closed, columns.previous_end, columns.vague, columns.doubtful)
        by_entry = (columns.row, columns.first, columns.last, columns.kind, *coded)
        by_span = (spans.fact, spans.value, spans.start, spans.end, spans.offset, columns.offset)
        self.arrays = [_words(a) for a in (*by_subject, *by_entry, *by_span)]
        self.threads, self.size = threads, rows * ROW_WIDTH + counted
        self.bytes = 4 * (self.size + sum(map(len, self.arrays)))
        self.total = 0

    def run(self) -> None:
        """The pass."""
        with ThreadPoolExecutor(self.threads) as pool:
            self.total = sum(pool.map(self._part, range(self.threads)))

    def _part(self, worker: int) -> int:
        total = 0
        for array in self.arrays:
            a, b = (len(array) * w // self.threads for w in (worker, worker + 1))
            total += int(_read(array[a:b]))
        _written(np.empty(BUFFER * ROW_WIDTH, dtype=np.int32), self.size // self.threads)
        return total


def _words(array: Any) -> Any:
    """The array's bytes as int32, four at a time."""
    whole = np.ascontiguousarray(array).view(np.uint8)
    return whole[: len(whole) // 4 * 4].view(np.int32)


@kernel
def _read(a):  # type: ignore[no-untyped-def]
    total = np.int64(0)
    for x in a:
        total += x
    return total


@kernel
def _written(out, count):  # type: ignore[no-untyped-def]
    done = 0
    while done < count:
        for i in range(min(len(out), count - done)):
            out[i] = i ^ done
        done += len(out)
