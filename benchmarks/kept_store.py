"""What the benchmarks of the kept record share: stores to fill, drafts, plain SQLite beside them, and costs."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any, cast

from caseward.ledger.keyring import create_ring, new_unit
from caseward.ledger.keys import PrivateKey, Signer, new_signer
from caseward.ledger.store.draft import Draft
from caseward.ledger.store.opening import create_store
from caseward.ledger.store.sqlite import SQLite
from caseward.ledger.store.store import Store

ORIGIN = "example.org/bench"


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
        store.pen = replace(store.pen, signer=Signer(signer.public, cast("PrivateKey", Unsigning())))
    return store, signer


class Plain:
    """The same bytes in one plain table, with the same settings: the least that keeping them durably can cost."""

    def __init__(self, path: Path) -> None:
        self._db = SQLite(path, write=True, create=True)
        self._db.execute("CREATE TABLE entries (idx INTEGER PRIMARY KEY, leaf BLOB, parts BLOB)")
        self._rows = 0

    def append(self, sizes: Sequence[tuple[int, int]]) -> None:
        """One transaction of rows, each with so many bytes of envelope and of payload."""
        self._db.begin()
        rows = [(self._rows + n, bytes(leaf), bytes(parts)) for n, (leaf, parts) in enumerate(sizes)]
        self._db.executemany("INSERT INTO entries VALUES (?, ?, ?)", rows)
        self._db.commit()
        self._db.tidy()
        self._rows += len(rows)


def each(work: Callable[[Any], object], things: Iterable[Any]) -> list[Cost]:
    """What each of them costs."""
    found = []
    for thing in things:
        wall, processor = time.perf_counter(), time.process_time()
        work(thing)
        found.append(Cost((time.perf_counter() - wall) * 1e6, (time.process_time() - processor) * 1e6))
    return found


def usual(costs: Sequence[Cost]) -> float:
    """The median by the clock."""
    return median(cost.wall for cost in costs)


def least(costs: Sequence[Cost]) -> float:
    """The lowest tenth of processor time: what other work on the machine changes least."""
    return sorted(cost.processor for cost in costs)[len(costs) // 10]
