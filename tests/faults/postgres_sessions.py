"""256 sessions on PostgreSQL by 64 writers in 4 processes, clients killed at random: each append once and in order.

``python -m tests.faults.postgres_sessions --appends 1000000 --seed 1``. Each process has 32 stores open, which makes 64
sessions: one to read and one to write with in each. Its 16 writers share the queue of one store, and each goes every
fourth time through a store of its own, so that queues and single appends of all processes wait for one lock. What is
looked at is what ``writers`` looks at: no gap, no double, the order of each writer, nobody told to try again, and the whole
store verified. The control asks again without a request key: it has to leave doubles.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from threading import Lock, Thread

import psycopg

from caseward.interchange.kept.opened_for_checking import by_library
from caseward.ledger.store.draft import Draft, Kept
from caseward.ledger.store.store import Store
from caseward.ledger.store.writer import WriterQueue
from caseward.verify.report import Report
from caseward.verify.store import Brought, verify_store
from tests.faults.folder import trust
from tests.faults.marks import Tally, go_on
from tests.faults.postgres_lives import ServerFolder
from tests.faults.writers import EACH, PROCESSES, WRITERS, Campaign, keep_asking, ran, writers_of
from tests.postgresql.cluster import Cluster

SESSIONS = 256
STORES = SESSIONS // PROCESSES // 2
APPENDS_A_KILL = 4_000
ROOM = ("max_connections=300", "shared_buffers=128MB")


class Turns:
    """Where one writer asks: three times in the queue of its process, then in a store of its own."""

    def __init__(self, queue: WriterQueue, own: Sequence[Store]) -> None:
        self._queue, self._own, self._asked = queue, own, count()

    def append(self, drafts: Sequence[Draft], *, request: str = "") -> tuple[Kept, ...]:
        """Ask, and wait for the answer."""
        turn, alone = divmod(next(self._asked), 4)
        if alone < 3 or not self._own:
            return self._queue.append(drafts, request=request)
        return self._own[turn % len(self._own)].append(drafts, request=request)


@dataclass
class Sessions(Campaign):
    """``writers`` in a database."""

    appends_a_kill: int = APPENDS_A_KILL

    def process(self, n: int, pipe: int) -> None:
        """All stores open; writers go on where the last ones were answered."""
        try:
            ring, lock = self.folder.ring(), Lock()
            shared, *others = (self.folder.open(ring) for _ in range(STORES))
            for store in others:
                store.append([])  # opens the connection to write with
            with WriterQueue(shared) as queue:
                asking = [Turns(queue, others[w::EACH]) for w in range(EACH)]
                threads = [
                    Thread(target=keep_asking, args=(self, w, turns, pipe, lock))
                    for w, turns in zip(writers_of(n), asking, strict=True)
                ]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
        except BaseException as error:
            os.write(pipe, f"process {n}: {type(error).__name__} {' '.join(str(error).split())}\n".encode())
        finally:
            os._exit(0)

    def judged(self) -> tuple[int, Report]:
        """See Campaign."""
        with psycopg.connect(self.folder.where, options="-c search_path=caseward") as db:
            ((size,),) = db.execute("SELECT count(*) FROM entries").fetchall()
            return size, verify_store(db, Brought(trust(0), (), (), by_library, dialect="postgresql"))


def campaign(cluster: Cluster, place: Path, appends: int, seed: str, *, keyed: bool = True) -> Tally:
    """That many appends, in a database of their own."""
    place.mkdir(parents=True)
    folder = ServerFolder(place, url=cluster.new_database())
    folder.make()
    found = ran(Sessions(folder, appends, keyed), seed)
    cluster.drop_database(folder.url)
    return found


def main() -> None:
    """The campaign by its command."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--appends", type=int, default=1_000_000)
    options.add_argument("--at-once", type=int, default=100_000, help="appends to one store")
    options.add_argument("--seed", default="1")
    chosen = options.parse_args()
    cluster = Cluster(*ROOM)
    try:
        with tempfile.TemporaryDirectory() as name:
            place = Path(name)
            print(cluster.version(), flush=True)

            def some(before: int, appends: int) -> Tally:
                return campaign(cluster, place / f"{before}", appends, f"{chosen.seed} {before}")

            def control() -> Tally:
                return campaign(cluster, place / "control", 5_000, "control", keyed=False)

            whole = chosen.appends // WRITERS * WRITERS
            go_on("postgres_sessions", whole, some, control, batch=chosen.at_once // WRITERS * WRITERS)
    finally:
        cluster.remove()


if __name__ == "__main__":
    main()
