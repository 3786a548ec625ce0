"""What the store asks of a database: four ways to run a statement, and a transaction that nobody else writes beside.

Statements are the same for every database, written with ``?``; the few words that differ are those of ``schema``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

Value: TypeAlias = int | str | bytes | None
Row: TypeAlias = tuple[Any, ...]
Statement: TypeAlias = tuple[str, Sequence[Value]]


class DatabaseFailed(Exception):
    """The database could not do it: disk, space, connection, damage. What it held is as the last commit left it, but
    nobody may go on with this connection.
    """


class Violated(DatabaseFailed):
    """A constraint or a trigger refused a statement."""


class Asked(Protocol):
    """What answers statements: a connection, or what looks after one."""

    def execute(self, sql: str, params: Sequence[Value] = ()) -> list[Row]:
        """Run a statement with its values and return all its rows."""


class Tables(Asked, Protocol):
    """What can be done within a transaction."""

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""

    def executemany(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run a statement once for each row of values."""

    def several(self, statements: Sequence[Statement]) -> list[list[Row]]:
        """Run statements that do not depend on each other's answers, in order; the rows of each."""

    def add(self, tables: Mapping[str, Sequence[Sequence[Value]]], then: Sequence[Statement] = ()) -> list[list[Row]]:
        """Run each INSERT of one row for all its rows of values, in order; then other statements: the rows of each."""


class Database(Tables, Protocol):
    """A connection used by one thread at a time. Everything raises DatabaseFailed, nothing of the driver's own."""

    def begin(self) -> None:
        """Begin a transaction that is alone in writing; waits for its turn, as long as others may take."""

    def commit(self) -> None:
        """End it; when this returns, what it wrote survives a loss of power."""

    def rollback(self) -> None:
        """End it as if it had not been. Never raises; harmless where there is none."""

    def tidy(self) -> None:
        """Do what may wait until nobody does (carry the write-ahead log into the file)."""

    def settle(self) -> None:
        """After a failure: write what was read back from it to the disk anew, so that nothing hangs on a cache."""

    def scrub(self) -> None:
        """Leave no copy of deleted rows in the files of the database: not in free space, not in a log of changes."""

    def close(self) -> None:
        """Give the connection up. Never raises."""
