"""Every process of a PostgreSQL server killed at once, at random moments, under several clients.

``python -m tests.faults.postgres_kills --kills 2000 --seed 1``. Three processes append, correct, seal, destroy, export
and ask for receipts (``postgres_lives``), and live on; the server is killed whole, sometimes again while it recovers, and
started again. After each start the store is verified in one snapshot by the independent check, and every entry ever
acknowledged in it has to be there by its bytes. When a store is left for the next, orders are carried to their end, an
entry is appended, and the check opens every payload. A server that is killed takes nothing with it that it has written, so
the cluster may lie in memory; its settings are the safe ones, since the store refuses others. The control says that
entries are kept before they are (it runs first, and the campaign is void unless it is caught).
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import selectors
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import psycopg
from psycopg import IsolationLevel

from caseward.interchange.kept.opened_for_checking import RingKeys, by_library
from caseward.ledger.keyring import FileRing
from caseward.ledger.orders.destruction import finish_destruction, unfinished
from caseward.ledger.orders.sealing import finish_sealing
from caseward.testing.stores import visit
from caseward.verify.note import Note
from caseward.verify.store import Brought, verify_store
from tests.faults.folder import AUTHORITIES, trust
from tests.faults.looking import UNDER_WAY
from tests.faults.marks import Tally, go_on
from tests.faults.postgres_lives import DEEDS, ORDERS, Client, KnownOfServer, ServerFolder, TooEarly, lived
from tests.postgresql.cluster import Cluster

LIVES = 25
"""Kills of one store before the next is made: it stays small, so that checking it takes milliseconds."""
SMALL = (
    "shared_buffers=16MB",
    "max_connections=40",
    "max_wal_size=64MB",
    "min_wal_size=32MB",
    "log_min_messages=fatal",
)


def campaign(cluster: Cluster, folder: Path, kills: int, seed: str, kind: type[Client] = Client) -> Tally:
    """Kill the server that often; the control ends when it is caught."""
    found = Tally()
    while found.cycles < kills and not (found.wrong and kind is not Client):
        place, known, chance = folder / f"kept-{found.cycles}", KnownOfServer(), random.Random(f"{seed} {found.cycles}")
        place.mkdir(parents=True)
        kept = ServerFolder(place, url=cluster.new_database())
        kept.make()
        with clients(kept, f"{seed}-{found.cycles}", kind) as pipes:
            for _ in range(min(LIVES, kills - found.cycles)):
                listen(pipes, known, chance.random() * chance.choice((0.05, 0.2, 0.4)))
                killed(cluster, chance)
                found.cycles += 1
                listen(pipes, known, 0)
                known.wrong += looked(kept, known, None)
                if known.wrong:
                    break
        listen(pipes, known, 0)
        known.wrong += [] if known.wrong else went_on(kept, known)
        cluster.drop_database(kept.url)
        shutil.rmtree(place)
        found.add(Tally(0, len(known.leaves), [f"seed {seed}: {one}" for one in known.wrong], known.inside))
    return found


@contextmanager
def clients(folder: ServerFolder, name: str, kind: type[Client]) -> Iterator[dict[int, int]]:
    """Three clients as processes, killed at the end; their pipes by number."""
    pipes, children = {}, []
    for n, deeds in enumerate((ORDERS, DEEDS, DEEDS)):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            lived(folder, writing, f"{name.replace(' ', '.')}-{n}", kind, deeds)
        os.close(writing)
        os.set_blocking(reading, False)
        pipes[n] = reading
        children.append(child)
    try:
        yield pipes
    finally:
        for child in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def listen(pipes: dict[int, int], known: KnownOfServer, seconds: float) -> None:
    """Take in what the clients say for so long, and what they have said already."""
    with selectors.DefaultSelector() as watched:
        for n, pipe in pipes.items():
            watched.register(pipe, selectors.EVENT_READ, n)
        until = time.monotonic() + seconds
        while (ready := watched.select(max(0, until - time.monotonic()))) and watched.get_map():
            for found, _ in ready:
                said = os.read(found.fd, 1 << 20)
                known.heard(found.data, said)
                if not said:
                    watched.unregister(found.fd)
            if time.monotonic() > until + 1:
                return


def killed(cluster: Cluster, chance: random.Random) -> None:
    """Kill all of the server, now and then again while it recovers, and start it."""
    cluster.kill()
    while chance.random() < 0.2:
        cluster.launch()
        time.sleep(chance.random() * 0.15)
        cluster.kill()
    cluster.start()


def looked(folder: ServerFolder, known: KnownOfServer, ring: FileRing | None) -> list[str]:
    """Everything that is not as it was acknowledged; with the ring, every payload is opened."""
    with psycopg.connect(folder.url, options="-c search_path=caseward") as db:
        db.isolation_level = IsolationLevel.REPEATABLE_READ
        heads = [Note.parse(note) for note in known.heads.values()]
        opens = RingKeys(ring) if ring else None
        report = verify_store(db, Brought(trust(0), AUTHORITIES, heads, by_library, opens, dialect="postgresql"))
        seen = [] if report.sound else [*report.tables, *map(str, report.bad())]
        stored = {index: sha256(leaf).hexdigest() for index, leaf in db.execute("SELECT idx, leaf FROM entries")}
    found = [one for one in seen if ring or UNDER_WAY not in one]
    if sorted(stored) != list(range(len(stored))):
        found.append("the places of the entries have a gap")
    for index, digest in known.leaves.items():
        if stored.get(index) != digest:
            found.append(f"entry {index} was acknowledged and is {'another one' if index in stored else 'lost'}")
    for name, digest in known.files.items():
        if sha256((folder.path / name).read_bytes()).hexdigest() != digest:
            found.append(f"{name} was exported and is not there as it was")
    return found


def went_on(folder: ServerFolder, known: KnownOfServer) -> list[str]:
    """As the next process would: orders to their end, what nobody answered asked again, one more entry, all checked."""
    ring = folder.ring()
    store = folder.open(ring)
    finish_sealing(store)
    finish_destruction(store)
    found = ["a destruction has no tombstone after it was carried to its end"] if unfinished(store) else []
    before = store.size
    (kept,) = store.append([visit("the next process", subject="P-next")])
    if kept.index != before:
        found.append(f"the next entry became {kept.index} in a log of {before}")
    now = dict(store.reader.rows("SELECT token, state FROM matters"))
    for token, allowed in known.states.items():
        if now.get(token) not in allowed:
            found.append(f"case {token} is {now.get(token)}; acknowledged was {' or '.join(sorted(allowed))}")
    store.close()
    found += looked(folder, known, ring)
    ring.close()
    return found


def main() -> None:
    """The campaign by its command."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=2_000)
    options.add_argument("--seed", default="1")
    chosen = options.parse_args()
    gc.freeze()
    cluster = Cluster(*SMALL, memory=True)
    try:
        with tempfile.TemporaryDirectory() as place:
            print(cluster.version(), flush=True)
            folder = Path(place)

            def some(before: int, kills: int) -> Tally:
                return campaign(cluster, folder, kills, f"{chosen.seed} {before}")

            def control() -> Tally:
                return campaign(cluster, folder, 200, "control", TooEarly)

            go_on("postgres_kills", chosen.kills, some, control, batch=2 * LIVES)
    finally:
        cluster.remove()


if __name__ == "__main__":
    main()
