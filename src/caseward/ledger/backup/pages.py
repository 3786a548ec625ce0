"""SQLite files copied page by page while others write to them, and read without being touched."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import apsw

from caseward.ledger.backup.errors import BadBackup
from caseward.ledger.durable import sync_file
from caseward.ledger.store.database import DatabaseFailed, Row, Value

#: Pages copied at a time. Between two times progress is told and a person may interrupt.
PAGES = 1024

#: Told of progress: how much is done, and of how much.
Told = Callable[[int, int], None]


def copy_pages(source: Path, target: Path, told: Told = lambda _done, _of: None) -> None:
    """Copy a database as of one moment into a file that is not there yet, readable by its owner alone; on disk when
    this returns. Nobody who writes waits. DatabaseFailed.
    """
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        with closing(_opened(source)) as reads, closing(apsw.Connection(str(target))) as writes:
            # A transaction that reads keeps its moment: without it every commit of somebody else would begin the copy
            # anew, and it would never end while others write.
            reads.execute("BEGIN")
            reads.execute("SELECT count(*) FROM sqlite_schema").fetchall()
            with writes.backup("main", reads, "main") as copying:
                while not copying.done:
                    copying.step(PAGES)
                    told(copying.page_count - copying.remaining, copying.page_count)
            reads.execute("COMMIT")
    except apsw.Error as error:
        raise DatabaseFailed(f"SQLite: {error}") from error
    sync_file(target)


def _opened(source: Path) -> apsw.Connection:
    db = apsw.Connection(str(source), flags=apsw.SQLITE_OPEN_READWRITE)
    db.set_busy_timeout(60_000)
    db.execute("PRAGMA query_only = ON")
    return db


class Still:
    """A database's file that nobody writes, read without a lock, a journal or any change to it; also from a medium
    that cannot be written.
    """

    def __init__(self, path: Path) -> None:
        flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
        try:
            self._db = apsw.Connection(f"file:{quote(str(path.resolve()))}?immutable=1", flags=flags)
            self._db.execute("PRAGMA trusted_schema = OFF")
            broken = self._db.execute("PRAGMA quick_check(1)").fetchall()
        except apsw.Error as error:
            raise BadBackup(f"{path.name} is no database that can be read: {error}.") from None
        if broken != [("ok",)]:
            raise BadBackup(f"{path.name} is damaged: {broken[0][0]}.")

    def execute(self, sql: str, params: Sequence[Value] = ()) -> list[Row]:
        """Run a statement with its values and return all its rows."""
        try:
            return self._db.execute(sql, params).fetchall()
        except apsw.Error as error:
            raise DatabaseFailed(f"SQLite: {error}") from error

    def close(self) -> None:
        """Let the file go."""
        self._db.close()
