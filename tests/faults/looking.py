"""What is left of a folder after a fault, looked at as an inspector and as the next process would.

Always on a copy, so that the next life finds everything as the last one left it: journals not yet rolled back, orders
not yet carried to their end.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import apsw

from caseward.errors import CasewardError, NotFound
from caseward.interchange.kept.opened_for_checking import RingKeys, by_library
from caseward.ledger.keyring import BadRing
from caseward.ledger.orders.destruction import finish_destruction, unfinished
from caseward.ledger.orders.sealing import finish_sealing
from caseward.ledger.store.refusals import NoStore
from caseward.testing.stores import visit
from caseward.verify.note import Note
from caseward.verify.store import Brought, verify_store
from tests.faults.folder import AUTHORITIES, Folder, trust
from tests.faults.telling import Known

UNDER_WAY = "was not finished: it has no tombstone"
"""What the check says of a destruction whose order is in the log and that was cut short."""


def look(path: Path, known: Known, copy: Path, *, whole: bool = True) -> list[str]:
    """Everything that is not as it was acknowledged, as sentences.

    Every time: the independent check of all entries, tables, guards and the file's own consistency, against the heads
    that were handed out; every acknowledged entry by its bytes; exported files. A destruction that is under way is all
    that may be found. ``whole``, and whenever one is under way: the orders are carried to their end, an entry is
    appended, and the check opens every payload.
    """
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(path, copy)
    folder = Folder(copy, known.number)
    if not known.made:
        return _never_made(folder)
    try:
        seen = _checked(folder, known, ring=False)
        found = [*(one for one in seen if UNDER_WAY not in one), *_acknowledged(folder, known)]
        found += _went_on(folder, known) if (whole or seen) and not found else []
    except (CasewardError, apsw.Error) as error:
        found = [f"{type(error).__name__}: {error}"]
    return found


def _never_made(folder: Folder) -> list[str]:
    """A store whose making was cut short is whole, or is said to be none; never anything between."""
    try:
        ring = folder.ring()
        folder.open(ring).close()
        ring.close()
    except (NoStore, NotFound, BadRing, FileNotFoundError):
        return []
    except CasewardError as error:
        return [f"it was never made, and is not said to be none: {error}"]
    return []


def _checked(folder: Folder, known: Known, *, ring: bool) -> list[str]:
    db = apsw.Connection(folder.where)
    keys = folder.ring() if ring else None
    try:
        heads = [Note.parse(note) for note in known.heads.values()]
        opens = RingKeys(keys) if keys else None
        report = verify_store(db, Brought(trust(known.number), AUTHORITIES, heads, by_library, opens))
        return [] if report.sound else [*report.tables, *map(str, report.bad())]
    finally:
        db.close()
        if keys:
            keys.close()


def _acknowledged(folder: Folder, known: Known) -> Iterator[str]:
    db = apsw.Connection(folder.where)
    stored = {index: sha256(leaf).hexdigest() for index, leaf in db.execute("SELECT idx, leaf FROM entries")}
    db.close()
    if sorted(stored) != list(range(len(stored))):
        yield "the places of the entries have a gap"
    for index, digest in known.leaves.items():
        if stored.get(index) != digest:
            yield f"entry {index} was acknowledged and is {'another one' if index in stored else 'lost'}"
    for name, digest in known.files.items():
        place = folder.path / name
        if not place.exists() or sha256(place.read_bytes()).hexdigest() != digest:
            yield f"{name} was exported and is not there as it was"


def _went_on(folder: Folder, known: Known) -> Iterator[str]:
    """As the next process would: orders to their end, then one more entry; then all of it is checked with the keys."""
    ring = folder.ring()
    store = folder.open(ring)
    finish_sealing(store)
    finish_destruction(store)
    if unfinished(store):
        yield "a destruction has no tombstone after it was carried to its end"
    before = store.size
    (kept,) = store.append([visit("the next process", subject="P-next")])
    if kept.index != before:
        yield f"the next entry became {kept.index} in a log of {before}"
    now = dict(store.reader.rows("SELECT token, state FROM matters"))
    for token, allowed in known.states.items():
        if now.get(token) not in allowed:
            yield f"case {token} is {now.get(token)}; acknowledged was {' or '.join(sorted(allowed))}"
    store.close()
    ring.close()
    yield from _checked(folder, Known(number=folder.number, heads=known.heads), ring=True)
