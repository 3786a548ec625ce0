"""``python -m benchmarks.verifying``: what checking a whole store costs, and a receipt.

The yardstick of a store is one process that reads its rows in order and hashes their bytes with SHA-256: of every table
that the check holds against the log, every row; of each row the envelope, the box, the hash or the mark. Beside it the
least: the rows with boxes only measured, and nothing hashed but envelopes. All in turns, in processor seconds of this
process, the least of several.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path

import apsw

from benchmarks.kept_store import ORIGIN, draft, now
from caseward.interchange.kept.opened_for_checking import RingKeys, by_library
from caseward.ledger.keyring import FileRing, create_ring, new_unit
from caseward.ledger.keys import COSIGN_ED25519, new_signer
from caseward.ledger.note import cosign
from caseward.ledger.store.opening import create_store
from caseward.ledger.store.store import Store
from caseward.verify.note import Verifier, by_hand
from caseward.verify.receipt import check
from caseward.verify.seen import Keys
from caseward.verify.store import Brought, verify_store
from caseward.verify.trust import Trust

BATCH, RECEIPTS = 2000, 1000
#: Every row in order, and which of its columns are hashed.
WHOLE = (
    ("SELECT idx, leaf, recorded, kind, case_token, actor_token FROM entries ORDER BY idx", 1),
    ("SELECT idx, name, key_id, box FROM parts ORDER BY idx, name", 3),
    ("SELECT level, place, hash FROM tree ORDER BY level, place", 2),
    ("SELECT mark, idx FROM ids ORDER BY mark", 0),
)
LEAST = (WHOLE[0], (WHOLE[1][0].replace("box", "length(box)"), None), *((sql, None) for sql, _ in WHOLE[2:]))


@contextmanager
def made(folder: Path, entries: int) -> Iterator[tuple[Store, FileRing, Trust]]:
    """A store of so many contacts, its ring, and whom to believe; a witness saw its newest head."""
    signer, witness = new_signer(ORIGIN), new_signer("inspector.example/w", COSIGN_ED25519)
    ring = create_ring(folder / "ring", bytes(32), unit=new_unit()[1], entropy=secrets.token_bytes)
    store = create_store(str(folder / "record.sqlite"), ORIGIN, signer, ring, now, entropy=secrets.token_bytes)
    people = max(entries // 200, 1)
    for first in range(1, entries, BATCH):
        store.append([draft(n, people) for n in range(first, min(first + BATCH, entries))])
    head = store.head()
    store.keep_cosigned(head.signed(cosign(head.text, witness, int(time.time()))))
    policy = f"log {signer.public}\nwitness inspector {witness.public}\nquorum inspector\n"
    yield store, ring, Trust.parse(policy.encode())
    store.close()
    ring.close()


def opened(folder: Path) -> apsw.Connection:
    """The store's file, with the cache that the command has."""
    database = apsw.Connection(str(folder / "record.sqlite"), flags=apsw.SQLITE_OPEN_READWRITE)
    database.execute("PRAGMA query_only = ON; PRAGMA cache_size = -65536")
    return database


def read(folder: Path, what: tuple[tuple[str, int | None], ...]) -> None:
    """Read rows in order, and hash a column of each."""
    database = opened(folder)
    for sql, column in what:
        for row in database.execute(sql):
            if column is not None:
                sha256(row[column]).digest()


def checked(folder: Path, trust: Trust, keys: Keys | None = None) -> None:
    """Check all of the store."""
    report = verify_store(opened(folder), Brought(trust, verifier=by_library, keys=keys))
    assert report.sound, report


def seconds(work: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """How long it takes."""
    began = clock()
    work()
    return clock() - began


def stores(folder: Path, trust: Trust, ring: FileRing, rounds: int) -> Iterator[str]:
    """What a check costs beside the yardsticks."""
    works: dict[str, Callable[[], object]] = {
        "reading and hashing every row": lambda: read(folder, WHOLE),
        "reading rows, hashing envelopes": lambda: read(folder, LEAST),
        "verify": lambda: checked(folder, trust),
    }
    found: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            found[name].append(seconds(work))
    whole, least, verify = (min(found[name]) for name in works)
    yield from (f"{name:34} {min(took):8.2f} s" for name, took in found.items())
    yield f"verify: {verify / whole:.2f} times reading and hashing every row, {verify / least:.2f} times the least"
    opening = seconds(lambda: checked(folder, trust, RingKeys(ring)))
    yield f"verify, every payload opened with its key {opening:8.2f} s, {opening / whole:.2f} times"


def receipts(store: Store, trust: Trust) -> Iterator[str]:
    """Size of receipts, and what one check takes, with the library's signatures and by hand."""
    issued = [store.receipt(n * 104_729 % store.size) for n in range(RECEIPTS)]
    whole = [str(one).encode() for one in issued]
    bare = max(len(data) - len(str(one).encode().split(b"\n")[1]) - 1 for data, one in zip(whole, issued, strict=True))
    yield f"receipts: {bare:,} bytes at most, with their envelope {max(map(len, whole)):,}"
    ways: tuple[tuple[str, Verifier], ...] = (("library", by_library), ("standard library alone", by_hand))
    for name, verifier in ways:
        took = sorted(seconds(partial(check, data, trust, verifier=verifier)) * 1e3 for data in whole)
        yield f"a receipt checked, {name}: median {took[RECEIPTS // 2]:.2f} ms, p99 {took[-RECEIPTS // 100]:.2f} ms"


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where to measure; a temporary folder otherwise")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as name, made(Path(name), asked.entries) as (store, ring, trust):
        sys.stdout.write(f"{store.size:,} entries\n")
        for lines in (stores(Path(name), trust, ring, asked.rounds), receipts(store, trust)):
            sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
