"""``python -m benchmarks.kept_postgres``: sixteen writers on PostgreSQL, beside plain inserts of the same bytes.

Plain: sixteen connections, each inserting one row and committing it, on the same server with the same settings; the
server syncs them in groups. The record: sixteen threads that ask the queue of one store (``--processes`` for several)
and wait for the receipt. Both are run in turns, with a probe of the disk beside them, for disks change their speed by
themselves. Processor seconds are those of the clients and of the server.
"""

from __future__ import annotations

import argparse
import os
import secrets
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psycopg

from benchmarks.kept_store import ORIGIN, draft, now
from caseward.ledger.keyring import create_ring, new_unit
from caseward.ledger.keys import new_signer
from caseward.ledger.store.opening import create_store
from caseward.ledger.store.store import Store
from caseward.ledger.store.writer import WriterQueue
from tests.postgresql.cluster import Cluster

WRITERS, TURN, ROUNDS = 16, 50, 7


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of all writers: seconds by the clock, and of processor in the clients and in the server."""

    wall: float
    client: float
    server: float


def made(folder: Path, url: str) -> Store:
    """A new store in a database, its keys in a folder."""
    ring = create_ring(folder / "ring", bytes(32), unit=new_unit()[1], entropy=secrets.token_bytes)
    return create_store(url, ORIGIN, new_signer(ORIGIN), ring, now, entropy=secrets.token_bytes)


class Plain:
    """Rows of the same bytes in one table, each committed by itself, by as many connections as there are writers."""

    def __init__(self, url: str, size: tuple[int, int]) -> None:
        self._row = tuple(map(bytes, size))
        self._connections = [psycopg.connect(url, autocommit=True, prepare_threshold=1) for _ in range(WRITERS)]
        self._connections[0].execute(
            "CREATE TABLE plain (idx BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, leaf BYTEA, parts BYTEA)"
        )

    def write(self, writer: int) -> None:
        """What one writer does in a turn."""
        connection = self._connections[writer]
        for _ in range(TURN):
            connection.execute("INSERT INTO plain (leaf, parts) VALUES (%s, %s)", self._row)

    def close(self) -> None:
        """Give the connections up."""
        for connection in self._connections:
            connection.close()


def turn(pool: ThreadPoolExecutor, cluster: Cluster, write: Callable[[int], None]) -> Turn:
    """All writers at once."""
    before = time.perf_counter(), time.process_time(), cluster.processor()
    list(pool.map(write, range(WRITERS)))
    after = time.perf_counter(), time.process_time(), cluster.processor()
    return Turn(*(b - a for a, b in zip(before, after, strict=True)))


def probe(folder: Path) -> float:
    """Microseconds that a sync of one page takes, the median of fifty."""
    handle, took = os.open(folder / "probe", os.O_CREAT | os.O_RDWR), []
    for _ in range(50):
        began = time.perf_counter()
        os.pwrite(handle, secrets.token_bytes(4096), 0)
        os.fdatasync(handle)
        took.append((time.perf_counter() - began) * 1e6)
    os.close(handle)
    return median(took)


def measured(folder: Path, cluster: Cluster) -> None:
    """Run them in turns and print."""
    store = made(folder, cluster.new_database())
    (kept,) = store.append([draft(0, 50)])
    size = len(kept.leaf), sum(len(row[0]) for row in store.reader.rows("SELECT box FROM parts WHERE idx = 1"))
    plain, queue, written = Plain(cluster.new_database(), size), WriterQueue(store), [0] * WRITERS

    def keep(writer: int) -> None:
        for _ in range(TURN):
            written[writer] += 1
            n = 1 + writer * 1_000_000 + written[writer]
            queue.append([draft(n, 50)], request=f"r-{n}")

    found: dict[str, list[Turn]] = {"plain": [], "record": []}
    ratios, syncs = [], []
    with ThreadPoolExecutor(WRITERS) as pool:
        for write in (plain.write, keep):  # once, for nothing: statements are prepared, pages are in memory
            turn(pool, cluster, write)
        for _ in range(ROUNDS):
            syncs.append(probe(folder))
            found["plain"].append(turn(pool, cluster, plain.write))
            found["record"].append(turn(pool, cluster, keep))
            ratios.append(found["plain"][-1].wall / found["record"][-1].wall)
    queue.close()
    store.close()
    plain.close()
    _report(found, ratios, syncs)


def _report(found: dict[str, list[Turn]], ratios: list[float], syncs: list[float]) -> None:
    rows = WRITERS * TURN
    for name, turns in found.items():
        wall, client, server = (min(getattr(t, what) for t in turns) for what in ("wall", "client", "server"))
        print(f"{name:7} {rows / wall:7,.0f} a second by the clock at best; processor per entry "
              f"{client / rows * 1e6:5.0f} µs client, {server / rows * 1e6:5.0f} µs server")  # fmt: skip
    print(f"{WRITERS} writers: {median(ratios):.2f} of plain inserts (median of {ROUNDS} turns, "
          f"{min(ratios):.2f} to {max(ratios):.2f}); a sync {min(syncs):.0f} to {max(syncs):.0f} µs")  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="where the cluster lies; a temporary folder otherwise")
    asked = parser.parse_args()
    tempfile.tempdir = asked.folder and str(asked.folder)
    cluster = Cluster()
    try:
        with tempfile.TemporaryDirectory() as name:
            measured(Path(name), cluster)
    finally:
        cluster.remove()


if __name__ == "__main__":
    main()
