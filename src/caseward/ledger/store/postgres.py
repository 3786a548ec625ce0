"""PostgreSQL as a database of the store: one schema, one writer at a time, every commit on the disk before it returns.

The strict sequence is kept by an advisory lock that lasts as long as the transaction. Held through the sync, it keeps
the server from committing several writers at once, so the queue of writers puts many requests into one commit instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from threading import RLock
from typing import Any

import psycopg
from psycopg import errors

from caseward.ledger.store.database import DatabaseFailed, Row, Statement, Value, Violated
from caseward.ledger.store.postgres_lists import name_of, packed, taught
from caseward.ledger.store.refusals import NoStore, UnsafeStore

SCHEMA = "caseward"
#: Taken by whoever writes: any number, the same for all; one database holds one store.
LOCK = 0x63617365
#: What the server must say, or it would acknowledge what a loss of power takes back.
SAFE = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "local", "remote_write", "remote_apply"),
}
_SETTINGS = f"""
    SELECT current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit'),
           current_setting('server_encoding'), pg_is_in_recovery(), to_regclass('{SCHEMA}.entries') IS NOT NULL
"""

_OTHERS = f"""
    SELECT tablename FROM pg_tables
    WHERE schemaname = '{SCHEMA}' AND NOT pg_has_role(tableowner, 'USAGE') ORDER BY tablename LIMIT 1
"""


class PostgreSQL:
    """A connection to a store's database. ``write`` false: the connection cannot change anything."""

    dialect = "postgresql"

    def __init__(self, url: str, *, write: bool, create: bool = False) -> None:
        self._lock = RLock()
        try:
            self._connection = psycopg.connect(url, autocommit=True, application_name="caseward", **_ALIVE)
        except psycopg.Error as error:
            raise _failed(error) from error
        try:
            taught(self._connection)
            self._prepare(write=write, create=create)
        except BaseException:
            self.close()
            raise

    def _prepare(self, *, write: bool, create: bool) -> None:
        *durable, encoding, replica, there = self.execute(_SETTINGS)[0]
        wrong = [
            f"{name} = {found}"
            for (name, allowed), found in zip(SAFE.items(), durable, strict=True)
            if found not in allowed
        ]
        if wrong:
            raise UnsafeStore(f"The server runs with {' and '.join(wrong)}: it would acknowledge what it can lose.")
        if encoding != "UTF8":
            raise UnsafeStore(f"The database's encoding is {encoding}; it has to be UTF8.")
        if replica and write:
            raise UnsafeStore("The server is a replica; a record is written, and decided about, at the primary.")
        if there == create:
            raise NoStore(
                "There is a store in the database already." if create else "There is no store in the database."
            )
        if create:
            self.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        self.execute(f"SET search_path = {SCHEMA}, pg_temp")
        if not write:
            self.execute("SET default_transaction_read_only = on")

    def execute(self, sql: str, params: Sequence[Value] = ()) -> list[Row]:
        """Run a statement with its values and return all its rows."""
        try:
            with self._lock:
                return _rows(self._connection.execute(_own(sql), params or None, binary=True))
        except psycopg.Error as error:
            raise _failed(error) from error

    def executemany(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run a statement once for each row of values."""
        self.add({sql: [*rows]})

    def several(self, statements: Sequence[Statement]) -> list[list[Row]]:
        """Run statements that do not depend on each other's answers, in one go; the rows of each."""
        if len(statements) < 2:
            return [self.execute(*statement) for statement in statements]
        try:
            with self._lock:
                asked, lost = [], None
                with self._connection.pipeline():
                    try:
                        asked = [self._connection.execute(_own(s), p or None, binary=True) for s, p in statements]
                    except psycopg.Error as error:  # raised below: the pipeline would tell the log of it when it ends
                        lost = error
                if lost is not None:
                    raise lost
                return [_rows(cursor) for cursor in asked]
        except psycopg.Error as error:
            raise _failed(error) from error

    def add(self, tables: Mapping[str, Sequence[Sequence[Value]]], then: Sequence[Statement] = ()) -> list[list[Row]]:
        """Run each INSERT of one row for all its rows of values, then other statements, in order and in one go."""
        added = [statement for sql, rows in tables.items() for statement in in_columns(sql, rows)]
        return self.several([*added, *then])[len(added) :]

    def begin(self) -> None:
        """Begin a transaction that is alone in writing: what it reads is what the one before it committed."""
        self.several((("BEGIN ISOLATION LEVEL READ COMMITTED", ()), ("SELECT pg_advisory_xact_lock(?)", (LOCK,))))

    def commit(self) -> None:
        """End it, on the disk. DatabaseFailed when the server rolled it back, or did not say what it did."""
        try:
            with self._lock, self._connection.cursor() as cursor:
                cursor.execute("COMMIT")
                said = cursor.statusmessage
        except psycopg.Error as error:
            raise _failed(error) from error
        if said != "COMMIT":  # a transaction that had failed is "committed" by rolling it back
            raise DatabaseFailed(f"PostgreSQL answered the commit with {said}.")

    def rollback(self) -> None:
        """End it as if it had not been."""
        try:
            if self._connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
                self._connection.execute("ROLLBACK")
        except psycopg.Error:
            return  # the connection is given up next; the server ends its transaction

    def tidy(self) -> None:
        """The server does so by itself."""

    def settle(self) -> None:
        """Nothing: a server whose sync failed stops, and what it then recovers is what is on the disk."""

    def scrub(self) -> None:
        """Write the tables anew without the rows that were deleted, which takes whoever owns them, and nobody who
        still reads as of before. What the write-ahead log holds of them: ``docs/how-to/keep-on-postgresql.md``.
        """
        if others := self.execute(_OTHERS):
            raise DatabaseFailed(
                f"The table {others[0][0]} belongs to another role, and only its owner can have it written anew "
                "without what was deleted: run `caseward destroy STORE --finish` as the owner."
            )
        for table in ("parts", "ids", "superseded", "matters", "actors", "requests"):
            self._rewrite(table)
        with suppress(DatabaseFailed):  # a checkpoint comes by itself; who may not ask for one waits for it
            self.execute("CHECKPOINT")

    def _rewrite(self, table: str) -> None:
        """VACUUM (FULL) keeps deleted rows that somebody's transaction from before can still see, and tells so."""
        told: list[str] = []
        self._connection.add_notice_handler(lambda notice: told.append(notice.message_detail or ""))
        self.execute(f"VACUUM (FULL, VERBOSE) {table}")
        if any(int(found[1]) for detail in told if (found := re.match(r"(\d+) ", detail))):
            raise DatabaseFailed(
                f"Somebody still reads {table} as it was before rows were deleted, and the server keeps them for that "
                "long: end that transaction, then run `caseward destroy STORE --finish`."
            )

    def close(self) -> None:
        """Give the connection up."""
        try:
            self._connection.close()
        except psycopg.Error:
            return


#: A server that went away without a word is noticed within a minute.
_ALIVE: dict[str, Any] = {"keepalives": 1, "keepalives_idle": 20, "keepalives_interval": 10, "keepalives_count": 4}


@lru_cache(maxsize=256)
def _own(statement: str) -> bytes:
    """A statement of the store in the driver's words. Values never come into its text."""
    return statement.replace("?", "%s").encode()


def _rows(cursor: psycopg.Cursor[Row]) -> list[Row]:
    return cursor.fetchall() if cursor.description else []


def in_columns(sql: str, rows: Sequence[Sequence[Value]]) -> list[Statement]:
    """An INSERT of one row made into one of all rows, whose values come as a list for each column: the server then
    has one statement to run. One of each row when a list holds values of several kinds.
    """
    into, values, row = sql.partition(" VALUES ")
    columns = [*zip(*rows, strict=True)]
    kinds = [{type(value) for value in column if value is not None} for column in columns]
    if not values or any(len(kind) != 1 for kind in kinds) or not set(row) <= set("(?, )"):
        return [(sql, each) for each in rows]
    lists = [packed(kind.pop(), column) for kind, column in zip(kinds, columns, strict=True)]
    # %b: as bytes. What is no list of ours would else be written out as text.
    marks = ", ".join(f"%b::{name_of(found)}" for found in lists)
    return [(f"{into} SELECT * FROM unnest({marks})", lists)]


def _failed(error: psycopg.Error) -> DatabaseFailed:
    kind = Violated if isinstance(error, errors.IntegrityError) else DatabaseFailed
    said = " ".join(str(error).split())
    return kind(f"PostgreSQL: {said}")
