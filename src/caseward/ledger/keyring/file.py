"""The key ring as a file: SQLite, apart from the store and with a backup of its own.

Rollback journal, never WAL: a destroyed key must not live on in a log that another reader keeps open. Deleted bytes
are overwritten (``secure_delete``), every change is synced before it returns, and the journal goes with its end.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

import apsw

from caseward.errors import NotFound
from caseward.ledger.durable import sync_folder
from caseward.ledger.keyring.errors import BadRing, KeyGone, KeySealed, KeyUnknown, RingFailed
from caseward.ledger.keyring.ring import KEY_SIZE
from caseward.ledger.keyring.unit import public_of, received, sent
from caseward.ledger.keyring.wrap import NONCE_SIZE, NotOpened, locked, unlocked

FORMAT = 1
Entropy = Callable[[int], bytes]
_APPLICATION = 0x43575247  # "CWRG": the file says what it is
#: temp_store: VACUUM would copy the keys through a file in the system's temporary folder.
_PRAGMAS = (
    "journal_mode = DELETE",
    "synchronous = EXTRA",
    "secure_delete = ON",
    "trusted_schema = OFF",
    "temp_store = MEMORY",
)
_SCHEMA = """
CREATE TABLE ring (one INTEGER PRIMARY KEY CHECK (one = 1), format INTEGER NOT NULL, index_key BLOB NOT NULL,
                   unit BLOB NOT NULL) STRICT;
CREATE TABLE keys (id TEXT PRIMARY KEY, state TEXT NOT NULL CHECK (state IN ('open', 'sealed', 'destroyed')),
                   wrapped BLOB, by_order INTEGER, CHECK ((wrapped IS NULL) = (state = 'destroyed'))
                  ) STRICT, WITHOUT ROWID;
"""


def create_ring(path: Path, master: bytes, *, unit: bytes, entropy: Entropy) -> FileRing:
    """A new ring in a file that is not there yet, readable by its owner only; ``unit`` is the sealed unit's public
    key (PEM). BadRing when the file exists or a key is no key.
    """
    _checked(master)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        raise BadRing(f"{path} exists; a ring is never written over.") from None
    sync_folder(path.parent)
    connection = _connection(path)
    index_key = locked(master, entropy(NONCE_SIZE), entropy(KEY_SIZE), _purpose("index", "open"))
    with connection:
        connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        connection.execute(_SCHEMA)
        connection.execute("INSERT INTO ring VALUES (1, ?, ?, ?)", (FORMAT, index_key, unit))
    return FileRing(connection, master, None, entropy)


def open_ring(path: Path, master: bytes, unit: bytes | None = None, *, entropy: Entropy) -> FileRing:
    """The ring of a file; with the sealed unit's private key (PEM) it also opens what is sealed. BadRing when the
    file, the master key and the unit's key do not belong together; NotFound, RingFailed.
    """
    if not path.is_file():
        raise NotFound(f"There is no key ring at {path}.")
    _checked(master)
    try:
        connection = _connection(path)
        if connection.pragma("application_id") != _APPLICATION:
            raise BadRing(f"{path} is no key ring.")
        return FileRing(connection, master, unit, entropy)
    except (apsw.NotADBError, apsw.CorruptError, apsw.SQLError):
        raise BadRing(f"{path} is no key ring.") from None
    except apsw.Error as error:
        raise RingFailed(f"SQLite: {error}") from error


class FileRing:
    """A KeyRing in a file. One object may serve several threads; several processes may have the file open."""

    def __init__(self, connection: apsw.Connection, master: bytes, unit: bytes | None, entropy: Entropy) -> None:
        self._db, self._master, self._unit, self._entropy = connection, master, unit, entropy
        self._lock = RLock()
        self._known: dict[str, bytes] = {}
        self._version, self._failed = -1, False
        format_, index_key, self._unit_public = self._row("SELECT format, index_key, unit FROM ring")
        if format_ != FORMAT:
            raise BadRing(f"Its format is {format_}; this version of Caseward knows {FORMAT}.")
        self._index_key = self._unwrapped(index_key, "index", "open")
        self._check_unit()

    def __repr__(self) -> str:
        return "FileRing(…)"

    def index_key(self) -> bytes:
        """See KeyRing."""
        return self._index_key

    def new(self) -> tuple[str, bytes]:
        """See KeyRing."""
        return self.new_many(1)[0]

    def new_many(self, count: int) -> list[tuple[str, bytes]]:
        """See KeyRing."""
        made = [(self._entropy(16).hex(), self._entropy(KEY_SIZE)) for _ in range(count)]
        rows = [(key_id, self._wrapped(key, key_id, "open")) for key_id, key in made]
        with self._changing():
            self._db.executemany("INSERT INTO keys VALUES (?, 'open', ?, NULL)", rows)
        with self._lock:
            self._known.update(made)
        return made

    def key(self, key_id: str) -> bytes:
        """See KeyRing."""
        with self._alone():
            self._forget_if_changed()
            found = self._known.get(key_id)
            if found is None:
                found = self._known[key_id] = self._read(key_id)
            return found

    def state(self, key_id: str) -> str:
        """See KeyRing."""
        with self._alone():
            state, _ = self._stored(key_id)
        return state

    def sealed(self) -> frozenset[str]:
        """See KeyRing."""
        with self._alone():
            rows: list[Any] = self._db.execute("SELECT id FROM keys WHERE state = 'sealed'").fetchall()
        return frozenset(key_id for (key_id,) in rows)

    def destroyed(self) -> frozenset[str]:
        """The names of all keys that are remembered as destroyed."""
        with self._alone():
            rows: list[Any] = self._db.execute("SELECT id FROM keys WHERE state = 'destroyed'").fetchall()
        return frozenset(key_id for (key_id,) in rows)

    def seal(self, key_ids: Iterable[str], order: int) -> None:
        """See KeyRing."""
        with self._changing():
            for key_id in key_ids:
                state, wrapped = self._stored(key_id)
                if state == "open":
                    box = sent(self._unit_public, self._unwrapped(wrapped, key_id, "open"), key_id)
                    self._store(key_id, "sealed", box, order)
                elif state == "destroyed":
                    raise KeyGone(key=key_id)

    def unseal(self, key_ids: Iterable[str], order: int) -> None:
        """See KeyRing."""
        with self._changing():
            for key_id in key_ids:
                if self._stored(key_id)[0] != "open":
                    self._store(key_id, "open", self._read(key_id), order)

    def destroy(self, keys: Mapping[str, int]) -> None:
        """See KeyRing."""
        with self._changing():
            # A row stays, so that gone is not taken for unknown; the wrapped key in it is overwritten (secure_delete).
            self._db.executemany(
                "INSERT INTO keys VALUES (?, 'destroyed', NULL, ?) ON CONFLICT (id) DO UPDATE "
                "SET state = 'destroyed', wrapped = NULL, by_order = excluded.by_order WHERE state <> 'destroyed'",
                keys.items(),
            )
        with self._alone():
            # Pages that once gave cells to their neighbours may keep stale copies, which secure_delete passes over.
            self._db.execute("VACUUM")

    def rewrap(self, master: bytes) -> None:
        """Hold everything under another master key from now on; the old one opens only old copies of the file."""
        _checked(master)
        old = self._master
        with self._changing():
            rows = list(self._db.execute("SELECT id, state, wrapped FROM keys WHERE state <> 'destroyed' ORDER BY id"))
            again = [(self._moved(wrapped, i, state, old, master), i) for i, state, wrapped in rows]
            self._db.executemany("UPDATE keys SET wrapped = ? WHERE id = ?", again)
            (index_key,) = self._row("SELECT index_key FROM ring")
            self._db.execute("UPDATE ring SET index_key = ?", (self._moved(index_key, "index", "open", old, master),))
        self._master = master

    def close(self) -> None:
        """Let the file go and forget the keys."""
        with self._lock:
            self._known.clear()
            self._db.close()

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """One transaction, on disk when it ends; nothing is remembered across it."""
        with self._alone():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
            finally:
                self._known.clear()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One at a time. What the database cannot do is told as RingFailed, and the file is opened anew for whoever
        comes next: after an error nobody knows what the connection still holds, its locks among it.
        """
        with self._lock:
            try:
                if self._failed:
                    self._reopen()
                yield
            except apsw.Error as error:
                self._failed = True
                raise RingFailed(f"SQLite: {error}") from error

    def _reopen(self) -> None:
        path = Path(self._db.filename)
        self._db.close(True)
        self._db = _connection(path)
        self._failed, self._version = False, -1
        self._known.clear()

    def _forget_if_changed(self) -> None:
        """Another process may have sealed or destroyed since: its commit shows in the file's version."""
        version = self._db.pragma("data_version")
        if version != self._version:
            self._known.clear()
            self._version = version

    def _read(self, key_id: str) -> bytes:
        state, wrapped = self._stored(key_id)
        if state == "destroyed":
            raise KeyGone(key=key_id)
        content = self._unwrapped(wrapped, key_id, state)
        if state == "open":
            return content
        if self._unit is None:
            raise KeySealed(key=key_id)
        try:
            return received(self._unit, content, key_id)
        except NotOpened as error:
            raise BadRing(f"The sealed key {key_id} is not its own: {error}.") from None

    def _stored(self, key_id: str) -> tuple[str, bytes]:
        rows: list[Any] = self._db.execute("SELECT state, wrapped FROM keys WHERE id = ?", (key_id,)).fetchall()
        if not rows:
            raise KeyUnknown(f"Its name: {key_id}.")
        return rows[0][0], rows[0][1]

    def _store(self, key_id: str, state: str, content: bytes, order: int) -> None:
        row = (state, self._wrapped(content, key_id, state), order, key_id)
        self._db.execute("UPDATE keys SET state = ?, wrapped = ?, by_order = ? WHERE id = ?", row)

    def _wrapped(self, content: bytes, key_id: str, state: str) -> bytes:
        return locked(self._master, self._entropy(NONCE_SIZE), content, _purpose(key_id, state))

    def _unwrapped(self, wrapped: bytes, key_id: str, state: str) -> bytes:
        try:
            return unlocked(self._master, wrapped, _purpose(key_id, state))
        except NotOpened as error:
            raise BadRing(f"The key {key_id!r}: {error}.") from None

    def _moved(self, wrapped: bytes, key_id: str, state: str, old: bytes, new: bytes) -> bytes:
        purpose = _purpose(key_id, state)
        return locked(new, self._entropy(NONCE_SIZE), unlocked(old, wrapped, purpose), purpose)

    def _row(self, sql: str) -> tuple[Any, ...]:
        rows = self._db.execute(sql).fetchall()
        if not rows:
            raise BadRing("It is empty.")
        return tuple(rows[0])

    def _check_unit(self) -> None:
        if self._unit is None:
            return
        try:
            theirs = public_of(self._unit)
        except NotOpened as error:
            raise BadRing(f"The sealed unit's key: {error}.") from None
        if theirs != self._unit_public:
            raise BadRing("The sealed unit's key is not the one that this ring seals for.")


def _connection(path: Path) -> apsw.Connection:
    db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_NOFOLLOW)
    db.set_busy_timeout(60_000)
    for pragma in _PRAGMAS:
        db.execute(f"PRAGMA {pragma}")
    return db


def _purpose(key_id: str, state: str) -> bytes:
    return f"caseward/key/v1\0{key_id}\0{state}".encode()


def _checked(master: bytes) -> None:
    if len(master) != KEY_SIZE:
        raise BadRing(f"A master key has {KEY_SIZE} bytes; this one has {len(master)}.")
