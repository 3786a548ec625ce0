"""Making a store, and opening one: what is refused is refused here, before anything is read or written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from caseward.errors import BadRequest
from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.keyring import KeyRing
from caseward.ledger.keys import Signer
from caseward.ledger.note import Note
from caseward.ledger.store.append import TOLERANCE, Pen, Writing
from caseward.ledger.store.continuing import check_continues
from caseward.ledger.store.database import Database, DatabaseFailed
from caseward.ledger.store.draft import Draft, Signed
from caseward.ledger.store.head import NOTHING, load_head, named_head, subtree
from caseward.ledger.store.marks import Marks
from caseward.ledger.store.reading import Reader
from caseward.ledger.store.refusals import DamagedStore, NoStore, NotOpenedForThat, StoreFailed
from caseward.ledger.store.schema import FORMAT, tables
from caseward.ledger.store.sqlite import SQLite
from caseward.ledger.store.sqlite_guards import guards
from caseward.ledger.store.store import Store
from caseward.ledger.store.tokens import Tokens

Clock = Callable[[], datetime]
Entropy = Callable[[int], bytes]


def connect(where: str, *, write: bool, create: bool = False) -> Database:
    """A connection to the store at a file's path or a database's URL. DatabaseFailed, NoStore, UnsafeStore."""
    kind, there, _ = where.partition("://")
    if not there:
        return SQLite(Path(where), write=write, create=create)
    if kind not in ("postgresql", "postgres"):
        raise BadRequest(f"{kind} is no kind of store that is known here; it is a file's path or postgresql://…")
    try:
        from caseward.ledger.store.postgres import PostgreSQL
    except ImportError:
        raise BadRequest("A store in PostgreSQL needs the driver: pip install 'caseward[postgres]'.") from None
    return PostgreSQL(where, write=write, create=create)


def create_store(where: str, origin: str, signer: Signer, ring: KeyRing, now: Clock, *, entropy: Entropy) -> Store:
    """A new store at a file's path, whose first entry says that the log was opened. ``origin`` is its name for ever,
    and the name of its key; ``now`` gives aware times, ``entropy`` that many random bytes (``secrets.token_bytes``).
    """
    if signer.public.name != origin:
        raise NotOpenedForThat(f"The key is named {signer.public.name!r}; the log is {origin!r}.")
    pen = Pen(signer, ring, Marks(ring.index_key()), now, entropy)
    try:
        db = connect(where, write=True, create=True)
        _made(db, origin, pen)
    except DatabaseFailed as error:
        raise StoreFailed(str(error)) from error
    return open_store(where, signer, ring, now, entropy=entropy)


def _made(db: Database, origin: str, pen: Pen) -> None:
    db.begin()
    try:
        for statement in (*tables(db.dialect), *_guards(db.dialect)):
            db.execute(statement)
        vkey = str(pen.signer.public)
        db.execute("INSERT INTO log (one, origin, format, vkey) VALUES (1, ?, ?, ?)", (origin, FORMAT, vkey))
        db.execute("INSERT INTO head (one, size, note) VALUES (1, 0, ?)", (b"",))
        tokens = Tokens(pen.ring, pen.marks, pen.entropy)
        writing = Writing(db, pen, tokens, NOTHING, Signed(lambda level, place: subtree(db, level, place)))
        writing.append([Draft("log_opened", "", "", "", {"log": {"format": FORMAT, "origin": origin, "vkey": vkey}})])
        writing.finish()
        db.commit()
    except BaseException:
        db.rollback()
        raise
    finally:
        db.close()


def _guards(dialect: str) -> tuple[str, ...]:
    if dialect == "sqlite":
        return guards()
    from caseward.ledger.store import postgres_guards

    return (*postgres_guards.guards(), *postgres_guards.grants())


def open_store(
    where: str,
    signer: Signer | None,
    ring: KeyRing | None,
    now: Clock | None = None,
    *,
    entropy: Entropy | None = None,
    seen: Sequence[Note] = (),
    tolerance: timedelta = TOLERANCE,
) -> Store:
    """The store at a file's path. Without ``signer`` for reading only; without ``ring`` only envelopes can be read.

    ``seen`` are heads kept elsewhere (what a witness cosigned): RolledBack when the store does not contain them.
    DamagedStore, UnsafeStore, ClockWentBack (when it is to be written), NotOpenedForThat for another key than the one
    in use.
    """
    marks = Marks(ring.index_key()) if ring else None
    pen = None
    if signer is not None:
        if ring is None or marks is None or now is None or entropy is None:
            raise NotOpenedForThat("Writing needs the key ring, the clock and a source of chance.")
        pen = Pen(signer, ring, marks, now, entropy, tolerance)
    try:
        reads = connect(where, write=False)
    except DatabaseFailed as error:
        raise StoreFailed(str(error)) from error
    store = Store(
        "", Reader(partial(connect, where, write=False), ring, marks, reads), partial(connect, where, write=True), pen
    )
    try:
        store.origin = _checked(reads, seen)
        if pen is not None:
            with store.transaction():
                pass  # the key in use, the clock and the head, checked as every append checks them
    except BaseException as error:
        store.close()
        if isinstance(error, DatabaseFailed):
            raise StoreFailed(str(error)) from error
        raise
    return store


def _checked(db: Database, seen: Sequence[Note]) -> str:
    """The origin of a store that agrees with its signed head and contains what was cosigned and seen."""
    rows = db.execute("SELECT origin, format FROM log")
    if len(rows) != 1:
        raise DamagedStore("It does not say which log it is.")
    origin, format_ = rows[0]
    if format_ != FORMAT:
        raise NoStore(f"Its layout is {format_}; this version of Caseward knows {FORMAT}.")
    # Asked before the head: while others append and have newer heads cosigned, only then can it not be behind.
    cosigned = db.execute("SELECT note FROM cosigned ORDER BY size DESC LIMIT 1")
    head = load_head(db, named_head(db))
    for note in (*(Note.parse(bytes(row[0])) for row in cosigned), *seen):
        check_continues(db, head.size, Checkpoint.parse(note.text))
    return str(origin)
