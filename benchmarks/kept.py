"""``python -m benchmarks.kept``: what keeping an entry costs, beside plain SQLite with the same bytes and settings.

Everything is run in turns, with a probe of the disk beside it, for disks change their speed by themselves: seconds are
only worth something as ratios. Processor time is given beside a signature's, which a quiet machine makes in 32 µs.
"""

from __future__ import annotations

import argparse
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from caseward.ledger.keyring import create_ring, new_unit
from caseward.ledger.keys import PrivateKey, Signer, new_signer
from caseward.ledger.store.draft import Draft
from caseward.ledger.store.opening import create_store, open_store
from caseward.ledger.store.sqlite import SQLite
from caseward.ledger.store.store import Store

ORIGIN, TURN, ROUNDS, BATCH = "example.org/bench", 200, 5, 1000


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one thing: microseconds by the clock and of processor time."""

    wall: float
    processor: float


class Unsigning:
    """A private key that signs nothing, to see what signing costs."""

    def sign(self, _: bytes) -> bytes:
        """No signature at all."""
        return bytes(64)


def now() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


def draft(n: int, people: int) -> Draft:
    """A contact of ordinary length, of one of so many people."""
    facts = {"occurred": "2026-02-01", "mode": "in_person", "with": "supervised_person", "outcome": "spoke", "n": n}
    note = {"text": f"Met at the office. Employment unchanged, next appointment given. Number {n}."}
    identity = {"id": f"C-{n}", "imported": False, "recorded": None, "recorded_by": "officer-7", "source": "field"}
    parts = {"facts": facts, "identity": identity, "note": note}
    return Draft("contact", f"P-{n % people}", "T-1", "officer-7", parts, id=f"C-{n}")


def made(folder: Path, name: str, *, signed: bool = True) -> tuple[Store, Signer]:
    """A new store in a folder; without signatures when asked."""
    signer = new_signer(ORIGIN)
    ring = create_ring(folder / f"{name}.ring", bytes(32), unit=new_unit()[1], entropy=secrets.token_bytes)
    store = create_store(str(folder / name), ORIGIN, signer, ring, now, entropy=secrets.token_bytes)
    if not signed and store.pen is not None:
        from dataclasses import replace
        from typing import cast

        store.pen = replace(store.pen, signer=Signer(signer.public, cast("PrivateKey", Unsigning())))
    return store, signer


class Plain:
    """The same bytes in one plain table, with the same settings: the least that keeping them durably can cost."""

    def __init__(self, path: Path) -> None:
        self._db = SQLite(path, write=True, create=True)
        self._db.execute("CREATE TABLE entries (idx INTEGER PRIMARY KEY, leaf BLOB, parts BLOB)")
        self._rows = self._db.execute("SELECT 1") and 0

    def append(self, sizes: Sequence[tuple[int, int]]) -> None:
        """One transaction of rows, each with so many bytes of envelope and of payload."""
        self._db.begin()
        rows = [(self._rows + n, bytes(leaf), bytes(parts)) for n, (leaf, parts) in enumerate(sizes)]
        self._db.executemany("INSERT INTO entries VALUES (?, ?, ?)", rows)
        self._db.commit()
        self._db.tidy()
        self._rows += len(rows)


def each(work: Callable[[int], object], numbers: Iterator[int], turns: int = TURN) -> Cost:
    """What one of them costs, over a turn."""
    wall, processor = time.perf_counter(), time.process_time()
    for _ in range(turns):
        work(next(numbers))
    return Cost((time.perf_counter() - wall) / turns * 1e6, (time.process_time() - processor) / turns * 1e6)


def turns(folder: Path) -> dict[str, list[Cost]]:
    """The costs of each kind, in rounds."""
    signed, signer = made(folder, "signed")
    unsigned, _ = made(folder, "unsigned", signed=False)
    plain, probe = Plain(folder / "plain"), os.open(folder / "probe", os.O_CREAT | os.O_RDWR)
    (kept,) = signed.append([draft(0, 50)])
    size = len(kept.leaf), sum(len(row[0]) for row in signed.reader.rows("SELECT box FROM parts WHERE idx = 1"))
    works: dict[str, Callable[[int], object]] = {
        "signature": lambda n: signer.sign(b"%d" % n),
        "disk probe": lambda n: (os.pwrite(probe, bytes(4096), n % 64 * 4096), os.fdatasync(probe)),
        "plain": lambda _: plain.append([size]),
        "unsigned": lambda n: unsigned.append([draft(n, 50)]),
        "signed": lambda n: signed.append([draft(n, 50)]),
    }
    numbers = iter(range(1, 10_000_000))
    found: dict[str, list[Cost]] = {name: [] for name in works}
    for turn in range(ROUNDS + 1):
        for name, work in works.items():
            cost = each(work, numbers)
            if turn:
                found[name].append(cost)
    return found


def bulk(folder: Path, entries: int) -> tuple[Store, Cost, Cost]:
    """A store of so many entries, what one of them cost in batches, and what it cost in plain SQLite."""
    store, signer = made(folder, "bulk")
    plain = Plain(folder / "bulk-plain")
    people = max(entries // 200, 1)
    spent, others = Cost(0, 0), Cost(0, 0)
    for first in range(0, entries, BATCH):
        drafts = [draft(n, people) for n in range(first, min(first + BATCH, entries))]
        spent = _added(spent, each(lambda _, d=drafts: store.append(d), iter([0]), 1))
        others = _added(others, each(lambda _, d=drafts: plain.append([(400, 700)] * len(d)), iter([0]), 1))
    store.close()
    ring = store.pen.ring if store.pen else None
    wall = time.perf_counter()
    again = open_store(str(folder / "bulk"), signer, ring, now, entropy=secrets.token_bytes)
    print(f"open a store of {again.size:,} entries: {(time.perf_counter() - wall) * 1e3:.1f} ms")
    return (
        again,
        Cost(spent.wall / entries, spent.processor / entries),
        Cost(others.wall / entries, others.processor / entries),
    )


def _added(a: Cost, b: Cost) -> Cost:
    return Cost(a.wall + b.wall, a.processor + b.processor)


def reads(store: Store, entries: int) -> None:
    """Reading one subject, as known at an instant, and issuing a receipt."""
    people = max(entries // 200, 1)
    size = store.size_at(now())
    views = [
        each(lambda _, n=n: list(store.of_subject(f"P-{n * 7919 % people}", size=size)), iter([0]), 1)
        for n in range(50)
    ]
    issued = [each(lambda _, n=n: store.receipt(n * 104729 % entries), iter([0]), 1) for n in range(200)]
    print(f"one subject of {people:,}, 200 entries each, payloads opened: {median(c.wall for c in views) / 1e3:.2f} ms")
    print(f"a receipt from the store: p99 {sorted(c.wall for c in issued)[-2] / 1e3:.2f} ms")


def syncs(batches: int) -> str:
    """How many times the disk was synced for so many acknowledged batches, counted by strace."""
    if not shutil.which("strace"):
        return "not counted: strace is not installed"
    command = [sys.executable, "-m", "benchmarks.kept", "--batches", str(batches)]
    with tempfile.NamedTemporaryFile("r") as log:
        trace = ["strace", "-f", "-o", log.name, "-e", "trace=fdatasync,fsync,write", "-e", "signal=none"]
        subprocess.run([*trace, *command], capture_output=True, check=True)
        between = log.read().split("begin batches")[1].split("end batches")[0]
    return f"{len(re.findall(r'(?:fdatasync|fsync)[(]', between))} for {batches} batches"


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=50_000, help="entries of the store that is read")
    parser.add_argument("--folder", type=Path, help="where to measure; a temporary folder otherwise")
    parser.add_argument("--batches", type=int, help="only append so many batches of one (for counting syncs)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        folder = Path(name)
        if asked.batches:
            store, _ = made(folder, "counted")
            store.append([draft(0, 1)])
            os.write(2, b"begin batches\n")
            for n in range(1, asked.batches + 1):
                store.append([draft(n, 1)])
            os.write(2, b"end batches\n")
            return 0
        _report(folder, asked.entries)
    return 0


def _report(folder: Path, entries: int) -> None:
    costs = turns(folder)
    for name, found in costs.items():
        wall, processor = median(c.wall for c in found), median(c.processor for c in found)
        print(f"{name:11} {wall:8.0f} µs wall, {processor:6.0f} µs processor")
    for name in ("unsigned", "signed"):
        ratio = median(p.wall / c.wall for p, c in zip(costs["plain"], costs[name], strict=True))
        print(f"{name} beside plain SQLite, entry by entry: {ratio:.2f} of its speed")
    print(f"syncs: {syncs(100)}")
    store, own, other = bulk(folder, entries)
    print(f"in batches of {BATCH}: {own.processor:.1f} µs processor an entry ({1e6 / own.wall:,.0f} a second);"
          f" plain SQLite {other.processor:.1f} µs ({1e6 / other.wall:,.0f} a second)")  # fmt: skip
    reads(store, entries)


if __name__ == "__main__":
    sys.exit(main())
