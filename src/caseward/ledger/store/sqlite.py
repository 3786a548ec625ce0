"""SQLite as a database of the store: one file, one library, every commit on the disk before it returns."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from threading import Event, RLock

import apsw

from caseward.ledger.store.database import DatabaseFailed, Row, Statement, Value, Violated
from caseward.ledger.store.refusals import NoStore, UnsafeStore

#: First versions of each line without the fault that loses commits when several connections share a write-ahead log.
FIXED = ((3, 51, 3),)
BACKPORTED = {(3, 44): 6, (3, 50): 7}
#: "CWST": the file says what it is.
APPLICATION = 0x43575354
#: The longest pause, in seconds, between two looks at whether it is one's turn.
PAUSE = 0.02
#: The longest that somebody waits for a turn, in seconds: far longer than any transaction of ours takes. Without an end
#: whoever comes would hang where a process holds the file and does nothing, or the system never lets its lock go.
LONGEST_WAIT = 900.0
#: How many pauses somebody who reads on and on may hold up what follows a failure: about five seconds.
PATIENCE = 250
#: Pages in the write-ahead log from which it is carried into the file.
LONG_LOG = 2000


def log_is_safe(version: str) -> bool:
    """Whether a version of SQLite may keep a write-ahead log with several connections."""
    major, minor, patch = [int(part) for part in version.split(".")][:3]
    if (major, minor) in BACKPORTED:
        return patch >= BACKPORTED[major, minor]
    return (major, minor, patch) >= FIXED[0]


class SQLite:
    """A connection to a store's file. ``write`` false: the connection cannot change anything."""

    dialect = "sqlite"

    def __init__(
        self,
        path: Path,
        *,
        write: bool,
        create: bool = False,
        version: str | None = None,
        longest: float = LONGEST_WAIT,
    ) -> None:
        if not create and not path.is_file():
            raise NoStore(f"{path} is not there.")
        flags = apsw.SQLITE_OPEN_READWRITE | (apsw.SQLITE_OPEN_CREATE if create else 0)
        self._pages, self._lock, self._pause = 0, RLock(), Event()
        self._most_waits = self._usual_waits = math.ceil(longest / PAUSE)
        try:
            self._connection = apsw.Connection(str(path), flags=flags)
            # Before the first look: another process that is just closing the file holds it alone for a moment.
            self._connection.set_busy_handler(self._waits)
            self._cursor = self._connection.cursor()  # one for all statements: each is run to its end under the lock
            self._identify(path, create=create)
            self._prepare(write, version or apsw.sqlite_lib_version())
        except apsw.NotADBError:
            raise NoStore(f"{path} is no store: it is another kind of file.") from None
        except apsw.Error as error:
            raise _failed(error) from error

    def _identify(self, path: Path, *, create: bool) -> None:
        """A store says what it is; a new one may only take the place of a file in which nothing was ever finished."""
        db = self._connection
        tables = db.execute("SELECT count(*) FROM sqlite_schema").get
        if create and tables:
            raise NoStore(f"{path} is there already.")
        if create:
            db.execute(f"PRAGMA application_id = {APPLICATION}")
        elif not tables or db.execute("PRAGMA application_id").get != APPLICATION:
            raise NoStore(f"{path} is no store, or was never finished.")

    def _prepare(self, write: bool, version: str) -> None:
        db = self._connection
        db.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
        for setting in ("trusted_schema = OFF", "cell_size_check = ON", "recursive_triggers = ON", "mmap_size = 0"):
            db.execute(f"PRAGMA {setting}")
        db.execute("PRAGMA temp_store = MEMORY")  # nothing of a payload in a file that nobody cleans
        db.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten
        self._choose_journal(log_is_safe(version), version)
        db.execute("PRAGMA cache_size = -65536")
        db.wal_autocheckpoint(0)
        db.set_wal_hook(self._grown)
        if not write:
            db.execute("PRAGMA query_only = ON")

    def _choose_journal(self, safe: bool, version: str) -> None:
        """A write-ahead log where it is safe, a rollback journal otherwise; always every commit synced."""
        db = self._connection
        now = db.execute("PRAGMA journal_mode").get
        if now == "wal" and not safe:
            raise UnsafeStore(
                f"The file uses a write-ahead log, and SQLite {version} can lose commits there"
                " (fixed in 3.51.3, 3.50.7 and 3.44.6)."
            )
        want = "wal" if safe else "delete"
        if now != want and db.execute(f"PRAGMA journal_mode = {want}").get != want:
            raise UnsafeStore(f"The file's journal cannot be set to {want}.")
        # FULL syncs every commit to the log; beside a rollback journal only EXTRA syncs its removal too.
        db.execute(f"PRAGMA synchronous = {'FULL' if safe else 'EXTRA'}")

    def _waits(self, tried: int) -> bool:
        """Whoever comes while another writes waits, and is told to try again only after the longest wait. Waiting here
        and not in the library lets a person interrupt it.
        """
        self._pause.wait(min(0.001 * (tried + 1), PAUSE))
        return tried < self._most_waits

    def _grown(self, _connection: apsw.Connection, _name: str, pages: int) -> int:
        self._pages = pages
        return apsw.SQLITE_OK

    def execute(self, sql: str, params: Sequence[Value] = ()) -> list[Row]:
        """Run a statement with its values and return all its rows."""
        try:
            with self._lock:
                return self._cursor.execute(sql, params).fetchall()
        except apsw.Error as error:
            raise _failed(error) from error

    def executemany(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run a statement once for each row of values."""
        try:
            with self._lock:
                self._cursor.executemany(sql, rows)
        except apsw.Error as error:
            raise _failed(error) from error

    def several(self, statements: Sequence[Statement]) -> list[list[Row]]:
        """Run statements in order; the rows of each."""
        return [self.execute(*statement) for statement in statements]

    def add(self, tables: Mapping[str, Sequence[Sequence[Value]]], then: Sequence[Statement] = ()) -> list[list[Row]]:
        """Run each INSERT of one row for all its rows of values, in order; then other statements: the rows of each."""
        for sql, rows in tables.items():
            self.executemany(sql, rows)
        return self.several(then)

    def begin(self) -> None:
        """Begin a transaction that is alone in writing."""
        self.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """End it, on the disk: one fdatasync of the write-ahead log."""
        self.execute("COMMIT")

    def rollback(self) -> None:
        """End it as if it had not been."""
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except apsw.Error:
            return  # the connection is given up next; the file is as the last commit left it

    def tidy(self) -> None:
        """Carry a long write-ahead log into the file, without making anybody wait."""
        if self._pages < LONG_LOG:
            return
        try:
            self._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
        except apsw.BusyError:
            return
        except apsw.Error as error:
            raise _failed(error) from error
        self._pages = 0

    def settle(self) -> None:
        """Carry the whole write-ahead log into the file and empty it: after a failed sync, pages of it may be on no
        disk though the cache still shows them.
        """
        self._most_waits = PATIENCE
        try:
            self._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
        except apsw.Error as error:
            raise _failed(error) from error
        finally:
            self._most_waits = self._usual_waits

    def scrub(self) -> None:
        """Leave no copy of deleted rows in the file or its log. ``secure_delete`` has overwritten the rows; pages that
        once gave cells to their neighbours may keep stale ones, so the file is written anew.
        """
        self.execute("VACUUM")
        self.settle()

    def close(self) -> None:
        """Give the connection up."""
        try:
            self._connection.close()
        except apsw.Error:
            return


def _failed(error: apsw.Error) -> DatabaseFailed:
    if isinstance(error, apsw.BusyError):
        return DatabaseFailed(
            f"SQLite: {error}. Another process has held the file all the time that was waited for it: find out which"
            " (`fuser` names those who have it open), let it finish or end it, and try again. Where there is none, the"
            " system has kept its lock: mount the disk anew or restart the machine."
        )
    kind = Violated if isinstance(error, apsw.ConstraintError) else DatabaseFailed
    return kind(f"SQLite: {error}")
