"""What the requests of one commit ask of the tables, asked for together; and the rows they add, added together.

A request looks up whether it was made before, its ids, its matter and its actor, and adds a few rows to each table. A
server that is asked for each of these separately spends its time, and the log's lock, on the way to and fro.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from caseward.ledger.store.database import Asked, Row, Statement, Tables, Value

#: Keys in one statement. The list is filled up to a power of two, so that there are few different statements.
_AT_ONCE = 128
_INSERT = re.compile(r"INSERT INTO (\w+) \(([\w, ]+)\) VALUES")


@dataclass(frozen=True, slots=True)
class Lookup:
    """Columns of a table by a column that is unique in it."""

    table: str
    key: str
    columns: tuple[str, ...]
    _written: dict[int, str] = field(default_factory=dict, compare=False, repr=False)

    def statement(self, keys: Sequence[Value]) -> Statement:
        """What finds the rows of some keys, each with its key first."""
        wide = 1 << (len(keys) - 1).bit_length()
        written = self._written.get(wide)
        if written is None:
            written = self._written[wide] = (
                f"SELECT {self.key}, {', '.join(self.columns)} FROM {self.table}"
                f" WHERE {self.key} IN ({', '.join('?' * wide)})"
            )
        return written, keys if wide == len(keys) else (*keys, *[keys[-1]] * (wide - len(keys)))


REQUESTS = Lookup("requests", "key", ("digest", "first", "count"))
IDS = Lookup("ids", "mark", ("idx",))
MATTERS = Lookup("matters", "matter", ("token", "key_id", "state"))
ACTORS = Lookup("actors", "mark", ("token",))
_LOOKUPS = {lookup.table: lookup for lookup in (REQUESTS, IDS, MATTERS, ACTORS)}


def find(db: Asked, lookup: Lookup, keys: Sequence[Value]) -> dict[Value, Row]:
    """The rows of those keys that are in the table, by key."""
    if isinstance(db, Together):
        return db.find(lookup, keys)
    if len(keys) == 1:
        return _keyed(db.execute(*lookup.statement(keys)))
    return _keyed(row for some in _pieces(keys) for row in db.execute(*lookup.statement(some)))


@dataclass(slots=True)
class Together:
    """A database in a transaction that many requests share. What was foreseen is answered from memory; rows wait until
    something else than a lookup is asked, and are then added in the order in which their tables were first named.
    """

    db: Tables
    _known: dict[Lookup, dict[Value, Row | None]] = field(default_factory=dict)
    _waiting: dict[str, list[Sequence[Value]]] = field(default_factory=dict)

    def foresee(self, wanted: Iterable[tuple[Lookup, Iterable[Value]]]) -> None:
        """Ask for all that will be looked up, in one go."""
        pieces = [(lookup, some) for lookup, keys in wanted for some in _pieces([*dict.fromkeys(keys)])]
        answers = self.db.several([lookup.statement(some) for lookup, some in pieces])
        for (lookup, some), rows in zip(pieces, answers, strict=True):
            self._known.setdefault(lookup, {}).update(dict.fromkeys(some) | _keyed(rows))

    @property
    def dialect(self) -> str:
        """See Database."""
        return self.db.dialect

    def find(self, lookup: Lookup, keys: Sequence[Value]) -> dict[Value, Row]:
        """See ``find``."""
        known = self._known.setdefault(lookup, {})
        if missing := [key for key in keys if key not in known]:
            self.foresee([(lookup, missing)])
        return {key: row for key in keys if (row := known[key]) is not None}

    def execute(self, sql: str, params: Sequence[Value] = ()) -> list[Row]:
        """Run a statement; a row that is added may wait."""
        if _INSERT.match(sql):
            self.executemany(sql, [params])
            return []
        self.flush()
        if not sql.startswith("SELECT"):
            self._known.clear()
        return self.db.execute(sql, params)

    def executemany(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Add rows, later. They are found from now on."""
        added = [*rows]
        self._waiting.setdefault(sql, []).extend(added)
        if (into := _INSERT.match(sql)) and (lookup := _LOOKUPS.get(into[1])):
            columns = into[2].split(", ")
            places = [columns.index(column) for column in (lookup.key, *lookup.columns)]
            known = self._known.setdefault(lookup, {})
            known.update((row[places[0]], tuple(row[place] for place in places[1:])) for row in added)

    def several(self, statements: Sequence[Statement]) -> list[list[Row]]:
        """See Database."""
        waiting, self._waiting = self._waiting, {}
        return self.db.add(waiting, statements)

    def add(self, tables: Mapping[str, Sequence[Sequence[Value]]], then: Sequence[Statement] = ()) -> list[list[Row]]:
        """See Database."""
        for sql, rows in tables.items():
            self.executemany(sql, rows)
        return self.several(then) if then else []

    def flush(self) -> None:
        """Add the rows that wait."""
        if self._waiting:
            self.several(())


def _keyed(rows: Iterable[Row]) -> dict[Value, Row]:
    """Rows by their first column, without it."""
    return {bytes(row[0]) if isinstance(row[0], memoryview) else row[0]: row[1:] for row in rows}


def _pieces(keys: Sequence[Value]) -> list[Sequence[Value]]:
    return [keys[at : at + _AT_ONCE] for at in range(0, len(keys), _AT_ONCE)]
