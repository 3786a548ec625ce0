"""``python -m benchmarks.kept``: what keeping an entry costs, beside plain SQLite with the same bytes and settings.

Everything is run in turns, with a probe of the disk beside it, for disks change their speed by themselves: seconds are
only worth something as ratios. Processor time is given beside a signature's, which a quiet machine makes in 32 µs.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.kept_bulk import bulk, imported, issued
from benchmarks.kept_large import grown
from benchmarks.kept_store import Cost, Plain, draft, each, least, made, usual
from caseward.ledger.store.draft import Draft

TURN, ROUNDS = 200, 5


def turns(folder: Path) -> tuple[dict[str, list[Cost]], tuple[int, int]]:
    """The costs of each kind, measured in turns; and how many bytes of envelope and of payload an entry has."""
    signed, signer = made(folder, "signed")
    unsigned, _ = made(folder, "unsigned", signed=False)
    plain, probe = Plain(folder / "plain"), os.open(folder / "probe", os.O_CREAT | os.O_RDWR)
    (kept,) = signed.append([draft(0, 50)])
    size = len(kept.leaf), sum(len(row[0]) for row in signed.reader.rows("SELECT box FROM parts WHERE idx = 1"))
    works: dict[str, Callable[[Draft], object]] = {
        "signature": lambda _: signer.sign(b"anything"),
        "disk probe": lambda _: (os.pwrite(probe, bytes(4096), 0), os.fdatasync(probe)),
        "plain": lambda _: plain.append([size]),
        "unsigned": lambda one: unsigned.append([one]),
        "signed": lambda one: signed.append([one]),
    }
    found: dict[str, list[Cost]] = {name: [] for name in works}
    for turn in range(ROUNDS):
        drafts = [draft(n, 50) for n in range(1 + turn * TURN, 1 + (turn + 1) * TURN)]
        for name, work in works.items():
            found[name] += each(work, drafts)
    return found, size


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
    parser.add_argument("--entries", type=int, default=50_000, help="entries of the store that is opened and read")
    parser.add_argument("--bulk", type=int, default=20_000, help="entries kept in batches")
    parser.add_argument("--terms", type=int, default=100, help="terms of the made record that is imported by command")
    parser.add_argument("--folder", type=Path, help="where to measure; a temporary folder otherwise")
    parser.add_argument("--large", type=Path, help="where the store that is read lies, and stays to be gone on with")
    parser.add_argument("--batches", type=int, help="only append so many batches of one (for counting syncs)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        folder = Path(name)
        if asked.batches:
            counted(folder, asked.batches)
            return 0
        size = report(folder)
        bulk(folder, asked.bulk, size)
        issued(folder)
        imported(folder, asked.terms)
        grown(asked.large or folder / "large", asked.entries)
    return 0


def counted(folder: Path, batches: int) -> None:
    """Append batches of one between two marks that a trace of system calls shows."""
    store, _ = made(folder, "counted")
    store.append([draft(0, 1)])
    os.write(2, b"begin batches\n")
    for n in range(1, batches + 1):
        store.append([draft(n, 1)])
    os.write(2, b"end batches\n")


def report(folder: Path) -> tuple[int, int]:
    """What one entry costs, printed; how many bytes of envelope and of payload it has."""
    costs, size = turns(folder)
    signature = least(costs["signature"])
    for name, found in costs.items():
        own = least(found)
        print(
            f"{name:11} {usual(found):8.0f} µs by the clock, {own:6.0f} processor = {own / signature:5.1f} signatures"
        )
    plain = costs["plain"]
    for name in ("unsigned", "signed"):
        found = costs[name]
        print(
            f"{name} beside plain SQLite, entry by entry: {usual(plain) / usual(found):.2f} of its speed by the clock, "
            f"{least(plain) / least(found):.2f} by processor time"
        )
    print(f"syncs: {syncs(100)}", flush=True)
    return size


if __name__ == "__main__":
    sys.exit(main())
