"""A small kept record with everything in it, made by the store itself: what the independent check is tried on."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

import apsw

from caseward.interchange.kept.opened_for_checking import RingKeys, by_library
from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.envelope import Envelope
from caseward.ledger.keyring import create_ring, new_unit, open_ring
from caseward.ledger.keys import COSIGN_ED25519, Signer, new_signer
from caseward.ledger.note import Note, cosign, sign
from caseward.ledger.orders.order import Order
from caseward.ledger.orders.sealing import seal
from caseward.ledger.store.draft import Draft
from caseward.ledger.store.head import micros
from caseward.ledger.store.opening import create_store
from caseward.ledger.tree import Frontier, leaf_hash
from caseward.verify.note import Key
from caseward.verify.store import Brought, verify_store
from caseward.verify.trust import Trust
from tests.unit.ledger_orders.kept import destroyed, dice

ORIGIN, MASTER = "county.example/record", bytes(range(32))
UNIT, UNIT_PUBLIC = new_unit()
LOG, WITNESS, COUNSEL = (
    new_signer(ORIGIN),
    new_signer("inspector.example/w", COSIGN_ED25519),
    new_signer("county-counsel"),
)
POLICY = f"log {LOG.public}\nwitness inspector {WITNESS.public}\nquorum inspector\n"
TRUST = Trust.parse(POLICY.encode())
#: Where what lies in the small record: an entry of each sort.
CORRECTED, SEALED, GONE, ORDER, STONE, SEEN = 3, 9, 12, 18, 19, 15

#: What no check of a store can hold against its log, and every report says.
UNCHECKED = [
    (
        "the keys and digests of 1 requests are not in the log: were they changed, a repetition of one of these"
        " requests would be refused"
    )
]


def clock(start=datetime(2023, 5, 1, tzinfo=UTC)):
    ticks = count()
    return lambda: start + timedelta(minutes=next(ticks))


def draft(n, term, kind="contact", **more):
    identity = {"id": f"e-{n}", "imported": False, "recorded": None, "recorded_by": "officer 4", "source": ""}
    parts = {"identity": identity, "facts": {"occurred": "2023-05-01", "n": n}}
    return Draft(kind, "P-1", term, f"officer {n % 2}", parts, id=f"e-{n}", **more)


def order(action, term, number):
    court = ("Superior Court", number, date(2023, 4, 12), "Welf. & Inst. Code § 786", "judge", "records clerk")
    return Order(action, *court, "P-1", (term,))


def built(folder: Path, length=20, where=""):
    """A record of at least 20 entries: three cases, a correction, one case sealed, one destroyed, one head cosigned."""
    ring = create_ring(folder / "ring.sqlite", MASTER, unit=UNIT_PUBLIC, entropy=dice("ring"))
    store = create_store(where or str(folder / "record.sqlite"), ORIGIN, LOG, ring, clock(), entropy=dice("store"))
    store.append([draft(n, "T-1") for n in range(1, 6)], request="first")
    store.append([draft(6, "T-1", "correction", corrects=("e-3",))])
    store.append([draft(n, f"T-{n % 3 + 1}") for n in range(7, length - 4)])
    cosigned(store)
    seal(store, order("seal", "T-2", "S-1"))
    store.append([draft(length, "T-1")])
    asked = order("destroy", "T-3", "D-1")
    destroyed(store, asked, COUNSEL, (COUNSEL.public,))
    store.close()
    ring.close()


def cosigned(store, late=60):
    """The head of a store, seen by the witness a minute after its newest entry."""
    head = store.head()
    newest = next(iter(store.stored(store.size - 1))).envelope.recorded
    note = head.signed(cosign(head.text, WITNESS, int(newest.timestamp()) + late))
    store.keep_cosigned(note)
    return note


@cache
def original(length=20) -> Path:
    """The folder of a record that nobody touched."""
    folder = Path(mkdtemp(prefix="caseward-verify-"))
    built(folder, length)
    return folder


def copied(to: Path, length=20) -> Path:
    """A copy of the record, to be spoiled; the path of its store."""
    for path in original(length).iterdir():
        shutil.copy(path, to / path.name)
    return to / "record.sqlite"


BROUGHT = Brought(TRUST, (Key.parse(str(COUNSEL.public)),), verifier=by_library)


def checked(path: Path, *, keys=True, unit=None, **more):
    """What the check says of a store."""
    ring = open_ring(path.parent / "ring.sqlite", MASTER, unit, entropy=dice("check")) if keys else None
    db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        return verify_store(db, replace(BROUGHT, keys=RingKeys(ring) if ring else None, **more))
    finally:
        db.close()
        if ring:
            ring.close()


def tampered(path: Path, *statements: str):
    """Statements run by somebody who can write the file and knows how to get rid of triggers."""
    db = apsw.Connection(str(path))
    triggers = [*db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")]
    for name, _ in triggers:
        db.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        db.execute(statement)
    for _, sql in triggers:
        db.execute(sql)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def rewritten(path: Path, change: Callable[[list[bytes]], list[bytes]], signer: Signer = LOG) -> Note:
    """Somebody with the file and a key changes leaves and makes everything fit again, columns and subtrees, up to a new
    signed head, which is given."""
    db = apsw.Connection(str(path))
    leaves = change([bytes(leaf) for (leaf,) in db.execute("SELECT leaf FROM entries ORDER BY idx")])
    db.close()
    frontier, statements = Frontier(), ["DELETE FROM tree", "DELETE FROM entries"]
    for index, leaf in enumerate(leaves):
        frontier, made = frontier.appended(leaf_hash(leaf))
        statements += [f"INSERT INTO tree VALUES ({level}, {place}, x'{h.hex()}')" for level, place, h in made]
        said = Envelope.parse(leaf)
        columns = f"{micros(said.recorded)}, '{said.kind}', '{said.case}', '{said.actor}'"
        statements.append(f"INSERT INTO entries VALUES ({index}, x'{leaf.hex()}', {columns})")
    note = sign(str(Checkpoint(ORIGIN, len(leaves), frontier.root())), [signer])
    head = f"size = {len(leaves)}, note = x'{str(note).encode().hex()}'"
    tampered(path, *statements, f"UPDATE head SET {head}", f"DELETE FROM parts WHERE idx >= {len(leaves)}")
    return note
