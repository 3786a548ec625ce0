"""Parquet to Parquet, the whole command: ``python -m benchmarks.nation [terms]``.

The command's wall clock and the memory of all its processes, against reading every file of the record and writing every
file of the answer again, plainly, in as many processes.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import pyarrow.parquet as pq

from benchmarks.clock import CASEWARD

TOP = Path(__file__).resolve().parents[1]
POLICY = TOP / "policies/us-ca-los-angeles/adult.yaml"
AS_OF, WORKERS = "2022-12-31", 2


@dataclass(frozen=True, slots=True)
class Nation:
    """Seconds of the command and of the plain pass; the largest memory of all processes together, in GiB."""

    terms: int
    rows: int
    seconds: float
    plain: float
    memory: float


def made(terms: int, scratch: Path) -> Path:
    """A record folder of so many synthetic terms, two years each, few flaws."""
    record = scratch / f"nation-{terms}"
    if not record.exists():
        make = ["synth", "--terms", str(terms), "--whole", "--flaws", "0.1", "--seed", "1", "--format", "parquet"]
        command = [CASEWARD, *make, "--out", str(record), "--force", "--json"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return record


def evaluated(terms: int, scratch: Path) -> Nation:
    """Make a record, evaluate it, and read and write the same files plainly."""
    record, out = made(terms, scratch), scratch / f"evaluated-{terms}"
    command = ["evaluate", str(record), "--policy", str(POLICY), "--as-of", AS_OF, "--workers", str(WORKERS)]
    started = time.perf_counter()
    whole = [CASEWARD, *command, "--out", str(out), "--force"]
    child = subprocess.Popen(whole, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with watched(child.pid) as memory:
        if child.wait():
            raise SystemExit(f"caseward {' '.join(command)} ended with {child.returncode}")
    seconds = time.perf_counter() - started
    parts = sorted((out / "obligations").rglob("*.parquet"))
    rows = sum(pq.read_metadata(p).num_rows for p in parts)
    return Nation(terms, rows, seconds, plain(record, parts, scratch / "plain"), memory.most / 2**30)


def plain(record: Path, parts: list[Path], out: Path) -> float:
    """Read every table of the record and write every part again, in as many processes as the command: seconds."""
    out.mkdir(exist_ok=True)
    inputs = sorted(record.rglob("*.parquet"))
    work = [(p, None) for p in inputs] + [(p, out / f"{n}.parquet") for n, p in enumerate(parts)]
    work.sort(key=lambda w: -w[0].stat().st_size)
    with ProcessPoolExecutor(WORKERS) as pool:
        return sum(pool.map(_passed, work)) / WORKERS


def _passed(work: tuple[Path, Path | None]) -> float:
    """Seconds of reading a file; of a part of the answer only those of writing it again."""
    source, target = work
    started, found = time.perf_counter(), pq.ParquetFile(source)
    tables = (found.read_row_group(n) for n in range(found.num_row_groups))
    if target is None:
        for _ in tables:
            pass
        return time.perf_counter() - started
    table, codec = found.read(), found.metadata.row_group(0).column(0).compression
    started = time.perf_counter()
    pq.write_table(table, target, compression=codec)
    return time.perf_counter() - started


class watched:  # noqa: N801 - used as a statement
    """The memory of a process and all that come of it, looked at ten times a second while the block runs."""

    def __init__(self, pid: int) -> None:
        self.pid, self.most, self._over = pid, 0, Event()
        self._thread = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> watched:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.1):
            self.most = max(self.most, sum(_held(p) for p in _family(self.pid)))


def _family(pid: int) -> set[int]:
    """A process and all that come of it."""
    parents: dict[int, int] = {}
    for place in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            parents[int(place.name)] = int((place / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
    found, before = {pid}, 0
    while len(found) > before:
        before = len(found)
        found |= {child for child, parent in parents.items() if parent in found}
    return found


def _held(pid: int) -> int:
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        return int(next(x for x in lines if x.startswith("Pss:")).split()[1]) * 1024
    return 0


def main(terms: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as scratch:
        found = evaluated(terms, Path(scratch))
    print(f"{found.terms:,} terms, {found.rows:,} obligations: {found.seconds:.1f} s in {found.memory:.2f} GiB;")
    print(f"plain reading and writing {found.plain:.1f} s: {found.seconds / found.plain:.1f} times that")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
