"""``make bench-quick``: the engine against DuckDB, Polars and a plain pass, 100,000 terms, two threads, in one process.

Medians of five, one after the other in turn; of Polars the quicker of one query and blocks of terms. Ends with 1 where
a ratio misses its target.
"""

from __future__ import annotations

import sys
from statistics import median

from benchmarks.compared import ENGINES, IN_BLOCKS, prepared, timed
from benchmarks.targets import DUCKDB, FLOOR, POLARS

TERMS, THREADS, RUNS = 100_000, 2, 5


def main() -> int:
    """Measure, print, and say whether the targets are reached."""
    works = {name: prepared(name, TERMS, THREADS) for name in (*ENGINES, IN_BLOCKS)}
    for work, _ in works.values():
        work()
    found: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(RUNS):
        for name, (work, _rows) in works.items():
            found[name].append(timed(work)[0])
    seconds = {name: median(own) for name, own in found.items()}
    seconds["polars"] = min(seconds["polars"], seconds.pop(IN_BLOCKS))
    rows = works["engine"][1]()
    print(f"{TERMS:,} terms, {rows:,} obligations, {THREADS} threads: the engine takes {seconds['engine']:.3f} s")
    missed = 0
    for name, target in (("duckdb", DUCKDB), ("polars", POLARS), ("floor", FLOOR)):
        ratio = seconds[name] / seconds["engine"] if name != "floor" else seconds["engine"] / seconds[name]
        holds = target.holds(ratio)
        missed += not holds
        what = "times the floor" if name == "floor" else "times as fast"
        print(f"{name:7} {seconds[name]:7.3f} s {ratio:6.1f} {what}; wanted {target}: {'yes' if holds else 'NO'}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
