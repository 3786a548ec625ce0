"""Kernels against a plain pass over the same bytes: ``python -m benchmarks.engine [terms] [threads]``.

Medians of five. Other work on the machine moves the seconds; trust the ratios.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import numpy as np

from benchmarks.flat import FIRST, flat_columns, four_rules
from caseward.engine.calls import kernel_call
from caseward.engine.columns import Columns
from caseward.engine.compiled import Compiled
from caseward.engine.evaluator import BUFFER, Evaluator
from caseward.engine.jit import kernel
from caseward.engine.layout import ROW_WIDTH

AS_OF = FIRST + timedelta(days=730)


def main(terms: int, threads: int) -> None:
    """Measure and print, one line for each part."""
    columns, document = flat_columns(terms, 7), four_rules()
    warm = flat_columns(200, 1)
    for found in _compiled(warm, document).values():
        _ran(found, warm, AS_OF, 1)
    started = time.perf_counter()
    compiled = _compiled(columns, document)
    compiling = time.perf_counter() - started
    print(f"{terms:,} terms, {len(columns.row):,} entries; tables, segments and masks: {compiling:.2f} s")
    rows: dict[str, tuple[int, int]] = {}
    seconds: dict[str, float] = {}
    for name, found in compiled.items():
        rows[name] = _ran(found, columns, AS_OF, threads)
        seconds[name] = _median(lambda found=found: _ran(found, columns, AS_OF, threads))  # type: ignore[misc]
        count, taken = rows[name][0], seconds[name]
        print(f"  {name:10} {count:>12,} rows {taken:7.3f} s {count / taken / 1e6:8.1f} M rows/s")
    total, written = sum(seconds.values()), sum(r for r, _ in rows.values())
    floor = _median(lambda: _floor(columns, list(compiled.values()), rows))
    print(f"all kernels {total:.3f} s, {written:,} rows, {written / total / 1e6:.1f} M rows/s on {threads} threads")
    print(f"plain read and write of the same bytes on 1 thread {floor:.3f} s: {total / floor:.1f} times the floor")


def _compiled(columns: Columns, document: Any) -> dict[str, Compiled]:
    return {place[1]: found for place, found in Evaluator(document, AS_OF).compiled(columns).items()}


def _ran(compiled: Compiled, columns: Columns, as_of: date, threads: int) -> tuple[int, int]:
    """Rows and counted entries; each thread fills one buffer again and again, as a writer of Arrow batches would let
    it."""
    cuts = [len(columns) * w // threads for w in range(threads + 1)]
    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(lambda w: _part(compiled, columns, as_of, cuts[w], cuts[w + 1]), range(threads)))
    return sum(r for r, _ in found), sum(t for _, t in found)


def _part(compiled: Compiled, columns: Columns, as_of: date, first: int, last: int) -> tuple[int, int]:
    out, counted = np.empty((ROW_WIDTH, BUFFER), dtype=np.int32), np.empty(2 * BUFFER, dtype=np.int32)
    function, arguments = kernel_call(compiled, columns, as_of)
    rows = taken = 0
    while first < last:
        first, more, also = function(first, last, *arguments, out, counted)
        rows, taken = rows + more, taken + also
    return rows, taken


def _floor(columns: Columns, compiled: list[Compiled], rows: dict[str, tuple[int, int]]) -> None:
    """Read every byte that the kernels read once, write as many as they write, into one buffer used again."""
    _read_days(columns.opened, columns.closed)
    for found in compiled:
        segments, entries = found.regime.segments, found.candidates
        for array in (entries.day, entries.bits, segments.start, segments.signature):
            _read_days(array, array[:0])
    out = np.empty(BUFFER * ROW_WIDTH, dtype=np.int32)
    _written(out, sum(r * ROW_WIDTH + t for r, t in rows.values()))


@kernel
def _read_days(a, b):  # type: ignore[no-untyped-def]
    total = np.int64(0)
    for x in a:
        total += x
    for x in b:
        total += x
    return total


@kernel
def _written(out, count):  # type: ignore[no-untyped-def]
    done = 0
    while done < count:
        for i in range(min(len(out), count - done)):
            out[i] = i ^ done
        done += len(out)


def _median(work: Callable[[], object]) -> float:
    found = []
    for _ in range(5):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return statistics.median(found)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000, int(sys.argv[2]) if len(sys.argv) > 2 else 1)
