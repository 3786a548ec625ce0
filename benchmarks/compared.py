"""The engine, DuckDB, Polars and a plain pass over the same caseload in memory.

``python -m benchmarks.compared duckdb 1000000 2`` measures one of them in this process and prints what it found;
``interleaved`` does so for all of them in fresh processes, one after the other, several times.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

ENGINES = ("engine", "duckdb", "polars", "floor")
IN_BLOCKS = "polars in blocks"
"""The same queries, given 50,000 terms at a time by a loop of ours, so that memory is used again: no longer a query."""
_BLOCK = {IN_BLOCKS: 50_000}


@dataclass(frozen=True, slots=True)
class Time:
    """One run after a small one: seconds of wall clock and of processor, largest memory in MiB."""

    seconds: float
    processor: float
    memory: float
    rows: int = 0


def measured(engine: str, terms: int, threads: int) -> Time:
    """Lay out a caseload, run a small one to warm up, then the whole one, in memory that nothing has touched yet."""
    prepared(engine, 2_000, threads)[0]()
    work, rows = prepared(engine, terms, threads)
    seconds, processor = timed(work)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Time(seconds, processor, memory, rows())


def timed(work: Callable[[], None]) -> tuple[float, float]:
    """Seconds of wall clock and of processor."""
    wall, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - used


def prepared(engine: str, terms: int, threads: int) -> tuple[Callable[[], None], Callable[[], int]]:
    """What to run, and how many rows it then gave."""
    from benchmarks.flat import flat_columns

    columns = flat_columns(terms, 7)
    if engine in ("engine", "floor"):
        from benchmarks.in_kernels import InKernels

        own = InKernels(columns, threads)
        if engine == "engine":
            return own.run, lambda: own.rows
        from benchmarks.floor import Floor

        own.run()
        return Floor(columns, threads, own.rows, own.counted).run, lambda: own.rows
    return _other(engine, columns, threads, _BLOCK.get(engine, terms))


def _other(engine: str, columns: Any, threads: int, block: int) -> tuple[Callable[[], None], Callable[[], int]]:
    from benchmarks.tables import tables_of

    tables, rows = tables_of(columns), [0]

    def take(_: str, part: Any) -> None:
        rows[0] += len(part)

    def run(whole: Callable[[int, Callable[[str, Any], None]], None]) -> Callable[[], None]:
        def work() -> None:
            rows[0] = 0
            whole(block, take)

        return work

    if engine in ("polars", IN_BLOCKS):
        os.environ["POLARS_MAX_THREADS"] = str(threads)  # read when it is first imported
        from benchmarks.in_polars import InPolars

        return run(InPolars(tables).run), lambda: rows[0]
    from benchmarks.in_duckdb import InDuckDB

    return run(InDuckDB(tables, threads).run), lambda: rows[0]


def interleaved(
    terms: int, threads: int, runs: int, say: Callable[[str], None], *engines: str
) -> dict[str, list[Time]]:
    """Each engine in a fresh process, in turn, as often as asked."""
    found: dict[str, list[Time]] = {name: [] for name in engines}
    for n in range(runs):
        for name in engines:
            command = [sys.executable, "-m", "benchmarks.compared", name, str(terms), str(threads)]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            found[name].append(Time(**json.loads(done.stdout)))
            one = found[name][-1]
            say(
                f"{n + 1}/{runs} {name}, {terms:,} terms, {threads} threads: {one.seconds:.2f} s, {one.memory:,.0f} MiB"
            )
    return found


def middle(times: list[Time]) -> float:
    """The median of the seconds."""
    return median(t.seconds for t in times)


if __name__ == "__main__":
    print(json.dumps(asdict(measured(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))))
