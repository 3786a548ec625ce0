"""Many entries at once, the whole import by command, and receipts: parts of ``python -m benchmarks.kept``."""

from __future__ import annotations

import json
import resource
import secrets
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.kept_store import Plain, draft, each, least, made, usual
from caseward.ledger.canonical import canonical
from caseward.ledger.commitment import commitment
from caseward.ledger.payload import cipher
from caseward.ledger.proof import Receipt
from caseward.ledger.store.sqlite import SQLite

BATCH = 2_000
PEOPLE = 500


def bulk(folder: Path, entries: int, size: tuple[int, int]) -> None:
    """Entries kept in batches, with plain SQLite of the same bytes beside it, and the least that is in them."""
    store, _ = made(folder, "bulk")
    plain, own, other = Plain(folder / "bulk-plain"), [], []
    for first in range(0, entries, BATCH):
        drafts = [draft(n, PEOPLE) for n in range(first, first + BATCH)]
        own += each(store.append, [drafts])
        other += each(plain.append, [[size] * BATCH])
    store.close()
    rate, clock = 1e6 * BATCH / least(own), 1e6 * BATCH / usual(own)
    print(
        f"in batches of {BATCH:,}: {least(own) / BATCH:.1f} µs processor an entry "
        f"({rate:,.0f} a second of processor, {clock:,.0f} by the clock); plain SQLite {least(other) / BATCH:.1f} µs; "
        f"canonical form, commitment and lock of its three parts alone {floor():.1f} µs",
        flush=True,
    )


def floor() -> float:
    """Processor microseconds that the payload of one entry takes at least."""
    key, parts = cipher(bytes(32)), draft(1, 1).parts

    def work(_: object) -> None:
        for _n in range(500):
            for name, value in parts.items():
                opening, data = bytes(32), canonical(value)
                key.encrypt(secrets.token_bytes(12), opening + data, commitment(name, opening, data))

    return least(each(work, range(10))) / 500


def issued(folder: Path) -> None:
    """Receipts of single entries: what issuing takes beyond the commit, and what checking takes."""
    store, signer = made(folder, "issued")
    store.append([draft(n, PEOPLE) for n in range(10_000)])
    commit, commits = SQLite.commit, [0.0]

    def timed(db: SQLite) -> None:
        began = time.perf_counter()
        commit(db)
        commits[0] = time.perf_counter() - began

    texts, over, after = [], [], []
    SQLite.commit = timed  # type: ignore[method-assign]
    try:
        for n in range(20_000, 21_000):
            began = time.perf_counter()
            (kept,) = store.append([draft(n, PEOPLE)])
            acknowledged = time.perf_counter()
            texts.append(str(kept.receipt).encode())
            done = time.perf_counter()
            after.append(done - acknowledged)
            over.append(done - began - commits[0])
    finally:
        SQLite.commit = commit  # type: ignore[method-assign]
    checks = each(lambda text: _checked(text, signer.public), texts)
    print(
        f"a receipt, by the clock: p99 {_p99(over) * 1e3:.2f} ms from asking to its text without the commit itself; "
        f"p99 {_p99(after) * 1e3:.2f} ms after the acknowledgement; checked, with its signature, in "
        f"{usual(checks) / 1e3:.3f} ms, p99 {_p99([c.wall for c in checks]) / 1e3:.3f} ms; "
        f"{len(texts[-1]):,} bytes with its envelope",
        flush=True,
    )
    store.close()


def _checked(text: bytes, key: object) -> None:
    receipt = Receipt.parse(text)
    if not receipt.note.verified([key]):  # type: ignore[list-item]
        raise ValueError("not signed")
    receipt.check(receipt.extra)


def _p99(values: list[float]) -> float:
    return sorted(values)[len(values) * 99 // 100]


def imported(folder: Path, terms: int) -> None:
    """A made record brought in by the commands themselves, with all that they start."""
    record, kept = folder / "made", folder / "kept"
    _run("synth", "--terms", str(terms), "--whole", "--format", "csv", "--out", str(record))
    _run("init", str(kept), "--origin", "example.org/bench")
    idle = _children()
    _run("import", str(kept), str(record), "--dry-run", "--json")
    began, before = time.perf_counter(), _children()
    said = json.loads(_run("import", str(kept), str(record), "--json"))
    wall, processor, reading = time.perf_counter() - began, _children() - before, before - idle
    entries = said["brought"]
    print(
        f"`caseward import` of {entries:,} entries: {processor * 1e6 / entries:.0f} µs processor an entry "
        f"({entries / processor:,.0f} a second of processor, {entries / wall:,.0f} by the clock), of which "
        f"{reading * 1e6 / entries:.0f} µs are its start and reading and checking the record",
        flush=True,
    )


def _run(*arguments: str) -> str:
    command = [str(Path(sys.executable).with_name("caseward")), *arguments]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
