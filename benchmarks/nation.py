"""Parquet to Parquet, the whole command: ``python -m benchmarks.nation [terms]``.

The command: wall clock, seconds of processor, memory of all its processes. Against it a plain pass: reading the
columns that the policy asks for, and writing every file of the answer again with the same codec, encodings and row
groups, in as many processes. Both have run before on few terms, so that modules and kernels are compiled.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import pyarrow.parquet as pq

from benchmarks.clock import CASEWARD
from caseward.engine.intake import needed_columns, open_data_set
from caseward.engine.output.parts import ROW_GROUP, WRITTEN
from caseward.policy.load import load_policy

TOP = Path(__file__).resolve().parents[1]
POLICY = TOP / "policies/us-ca-los-angeles/adult.yaml"
AS_OF, WORKERS, FEW = "2022-12-31", 2, 64


@dataclass(slots=True)
class Took:
    """Seconds on the wall, and of processor in all processes."""

    wall: float = 0.0
    processor: float = 0.0


@dataclass(frozen=True, slots=True)
class Nation:
    """What the command and the plain pass took; ``memory`` is the most of all processes together, in GiB."""

    terms: int
    rows: int
    command: Took
    plain: Took
    memory: float


@contextmanager
def clocked() -> Iterator[Took]:
    """What the processes started and ended in the block took."""
    found, wall, used = Took(), time.perf_counter(), _processor()
    yield found
    found.wall, found.processor = time.perf_counter() - wall, _processor() - used


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


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
    _evaluated(made(FEW, scratch), scratch / "few", scratch)
    record, out = made(terms, scratch), scratch / f"evaluated-{terms}"
    with clocked() as command:
        memory = _evaluated(record, out, scratch)
    parts = sorted((out / "obligations").rglob("*.parquet"))
    rows = sum(pq.read_metadata(p).num_rows for p in parts)
    return Nation(terms, rows, command, plain(record, parts, scratch / "plain"), memory / 2**30)


def _evaluated(record: Path, out: Path, scratch: Path) -> int:
    """Run the command, as where modules may be kept compiled: the most bytes of memory it held."""
    command = ["evaluate", str(record), "--policy", str(POLICY), "--as-of", AS_OF, "--workers", str(WORKERS)]
    kept = {n: v for n, v in os.environ.items() if n != "PYTHONDONTWRITEBYTECODE"}
    child = subprocess.Popen(
        [CASEWARD, *command, "--out", str(out), "--force"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**kept, "PYTHONPYCACHEPREFIX": str(scratch / "compiled")},
    )  # fmt: skip
    with watched(child.pid) as memory:
        if child.wait():
            raise SystemExit(f"caseward {' '.join(command)} ended with {child.returncode}")
    return memory.most


def plain(record: Path, parts: list[Path], out: Path) -> Took:
    """Read what the policy asks for, and write every part again, in as many processes as the command."""
    out.mkdir(exist_ok=True)
    needs = needed_columns([load_policy(POLICY).document])
    tables = (table for kind, table in open_data_set(record).tables.items() if kind in needs.kinds)
    work: list[tuple[Path, tuple[str, ...], Path | None]] = [
        (record / file.name, needs.whole(table.kind.name), None) for table in tables for file in table.files
    ]
    work += [(part, (), out / f"{n}.parquet") for n, part in enumerate(parts)]
    work.sort(key=lambda w: -w[0].stat().st_size)
    with ProcessPoolExecutor(WORKERS) as pool:
        took = list(pool.map(_passed, work))
    return Took(sum(t.wall for t in took) / WORKERS, sum(t.processor for t in took))


def _passed(work: tuple[Path, tuple[str, ...], Path | None]) -> Took:
    """Reading columns of a file; of a part of the answer only writing it again."""
    source, names, target = work
    found = pq.ParquetFile(source)
    table = None if target is None else found.read()
    wall, processor = time.perf_counter(), time.process_time()
    if table is None:
        for n in range(found.num_row_groups):
            found.read_row_group(n, columns=[name for name in names if name in found.schema_arrow.names])
    else:
        options = {**WRITTEN, "store_schema": True}
        pq.write_table(table, target, row_group_size=ROW_GROUP, **options)
    return Took(time.perf_counter() - wall, time.process_time() - processor)


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
    command, passed = found.command, found.plain
    print(f"{found.terms:,} terms, {found.rows:,} obligations: {command.wall:.1f} s in {found.memory:.2f} GiB;")
    print(f"plain reading and writing {passed.wall:.1f} s: {command.wall / passed.wall:.1f} times that")
    ratio = command.processor / passed.processor
    print(f"of processor {command.processor:.1f} s and {passed.processor:.1f} s: {ratio:.1f} times")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
