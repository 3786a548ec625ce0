"""Stores for the tests of orders: real files, a clock set by hand, chance that is the same in every run."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from hashlib import shake_256
from itertools import count
from pathlib import Path

from caseward.ledger.keyring import create_ring, new_unit, open_ring
from caseward.ledger.keys import ED25519, new_signer, signer_from_pem
from caseward.ledger.note import sign
from caseward.ledger.orders.destruction import destroy, request
from caseward.ledger.orders.order import Order
from caseward.ledger.orders.plan import planned
from caseward.ledger.store.draft import Draft
from caseward.ledger.store.opening import create_store, open_store

ORIGIN = "county.example/record"
MASTER = bytes(range(32))
UNIT, UNIT_PUBLIC = new_unit()
COUNSEL = new_signer("county-counsel")
DAY, TODAY = date(2023, 4, 12), date(2023, 5, 1)


def dice(seed="dice"):
    turns = count()
    return lambda size: shake_256(f"{seed}/{next(turns)}".encode()).digest(size)


def clock(start=datetime(2023, 5, 1, tzinfo=UTC)):
    ticks = count()
    return lambda: start + timedelta(seconds=next(ticks))


def made(folder: Path):
    """A new store in a folder, with its ring and its key."""
    signer = new_signer(ORIGIN)
    (folder / "log.pem").write_text(signer.to_pem())
    ring = create_ring(folder / "ring.sqlite", MASTER, unit=UNIT_PUBLIC, entropy=dice("ring"))
    return create_store(str(folder / "record.sqlite"), ORIGIN, signer, ring, clock(), entropy=dice("store"))


def opened(folder: Path, unit=None, seed="again", start=datetime(2023, 6, 1, tzinfo=UTC)):
    """The store of a folder opened anew, as another process would."""
    signer = signer_from_pem(ORIGIN, ED25519, (folder / "log.pem").read_text())
    ring = open_ring(folder / "ring.sqlite", MASTER, unit, entropy=dice(seed + "ring"))
    return open_store(str(folder / "record.sqlite"), signer, ring, clock(start), entropy=dice(seed))


def closed(store):
    store.close()
    store.pen.ring.close()


def draft(subject, matter, text, kind="contact", **more):
    return Draft(kind, subject, matter, "officer 4", {"facts": {"outcome": "spoke"}, "note": {"text": text}}, **more)


def order(action="seal", subject="P-1", matters=("T-1",), number="YJ-23-0412", day=DAY):
    return Order(
        action, "Superior Court", number, day, "Welf. & Inst. Code § 786", "judge of department 203", "records clerk 7",
        subject, matters,
    )  # fmt: skip


def requested(store, an_order):
    return request(store, planned(store, an_order, TODAY))


def destroyed(store, an_order, authority=COUNSEL, listed=(COUNSEL.public,)):
    """An order of destruction, countersigned and carried out."""
    return destroy(store, an_order, sign(requested(store, an_order).text(), [authority]), listed)


def reasons(store, index):
    """Why each part of an entry is withheld; an empty text for one that can be read."""
    return {name: getattr(part, "reason", "") for name, part in sorted(store.parts(index).items())}
