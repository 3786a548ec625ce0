"""The engine, DuckDB, Polars and a plain pass over the same caseload in memory.

``python -m benchmarks.compared duckdb 1000000 2`` measures one of them in this process and prints what it found;
``interleaved`` does so for all of them in fresh processes, one after the other, several times. A folder as a last
argument keeps the caseload for the next process.
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
from pathlib import Path
from statistics import median
from typing import Any

ENGINES = ("engine", "duckdb", "polars", "floor")
IN_BLOCKS = "polars in blocks"
"""The same queries, given 50,000 terms at a time by a loop of ours, so that memory is used again: no longer a query."""
_BLOCK = {IN_BLOCKS: 50_000}
COUNTS_ONLY = ("duckdb counts only", "polars counts only")
"""Rows that say how many entries counted, but not which: less than the engine gives."""


@dataclass(frozen=True, slots=True)
class Time:
    """One run after a small one: seconds of wall clock and of processor, largest memory in MiB."""

    seconds: float
    processor: float
    memory: float
    rows: int = 0


def measured(engine: str, terms: int, threads: int, folder: Path | None = None) -> Time:
    """Lay out a caseload, run a small one to warm up, then the whole one, in memory that nothing has touched yet."""
    prepared(engine, 2_000, threads)[0]()
    work, rows = prepared(engine, terms, threads, folder)
    seconds, processor = timed(work)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Time(seconds, processor, memory, rows())


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of wall clock and of processor."""
    wall, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - used


def prepared(
    engine: str, terms: int, threads: int, folder: Path | None = None
) -> tuple[Callable[[], None], Callable[[], int]]:
    """What to run, and how many rows it then gave."""
    from benchmarks.flat import flat_columns, kept_columns

    columns = flat_columns(terms, 7) if folder is None else kept_columns(terms, 7, kept_at(folder, terms))
    if engine == "nothing":
        return lambda: None, lambda: 0
    if engine in ("engine", "floor"):
        from benchmarks.in_kernels import InKernels

        own = InKernels(columns, threads)
        if engine == "engine":
            return own.run, lambda: own.rows
        from benchmarks.floor import Floor

        own.run()
        return Floor(columns, threads, own.rows, own.counted).run, lambda: own.rows
    rows = [0]

    def take(_: str, part: Any) -> None:
        rows[0] += len(part)

    def work() -> None:
        rows[0] = 0
        other.run(take)

    other = _other(engine, columns, threads, _BLOCK.get(engine, terms))
    return work, lambda: rows[0]


def _other(engine: str, columns: Any, threads: int, block: int) -> Any:
    from benchmarks.tables import tables_of

    tables, lists = tables_of(columns), engine not in COUNTS_ONLY
    if engine.startswith("polars"):
        os.environ["POLARS_MAX_THREADS"] = str(threads)  # read when it is first imported
        from benchmarks.in_polars import InPolars

        return InPolars(tables, block, lists=lists)
    from benchmarks.in_duckdb import InDuckDB

    return InDuckDB(tables, threads, lists=lists)


def interleaved(
    terms: int, threads: int, runs: int, folder: Path, say: Callable[[str], None], *engines: str
) -> dict[str, list[Time]]:
    """Each engine in a fresh process, in turn, as often as asked."""
    found: dict[str, list[Time]] = {name: [] for name in engines}
    own = [str(terms), str(threads), str(folder)]
    if not kept_at(folder, terms).exists():
        _process("nothing", *own)
    for n in range(runs):
        for name in engines:
            found[name].append(one := Time(**json.loads(_process(name, *own))))
            what = f"{n + 1}/{runs} {name}, {terms:,} terms, {threads} threads"
            say(f"{what}: {one.seconds:.2f} s, {one.processor:.2f} s of processor, {one.memory:,.0f} MiB")
    return found


def kept_at(folder: Path, terms: int) -> Path:
    """Where a caseload is kept for the next process."""
    return folder / f"caseload-{terms}.pickle"


def _process(*arguments: str) -> str:
    command = [sys.executable, "-m", "benchmarks.compared", *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def middle(times: list[Time]) -> float:
    """The median of the seconds."""
    return median(t.seconds for t in times)


if __name__ == "__main__":
    kept = Path(sys.argv[4]) if len(sys.argv) > 4 else None
    print(json.dumps(asdict(measured(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), kept))))
