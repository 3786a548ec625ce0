"""A store copied row by row, from one database into another of whichever kind: the tables and their rows are the same
everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from caseward.ledger.backup.pages import Told
from caseward.ledger.store.database import Asked, Database, Row

#: Each table: the columns of its key, and the others. ``destroying`` is empty between transactions.
TABLES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "log": (("one",), ("origin", "format", "vkey")),
    "entries": (("idx",), ("leaf", "recorded", "kind", "case_token", "actor_token")),
    "parts": (("idx", "name"), ("key_id", "box")),
    "tree": (("level", "place"), ("hash",)),
    "head": (("one",), ("size", "note")),
    "cosigned": (("size",), ("note",)),
    "countersigned": (("idx",), ("note",)),
    "requests": (("key",), ("digest", "first", "count")),
    "matters": (("token",), ("key_id", "subject", "matter", "name", "state")),
    "actors": (("token",), ("mark", "name")),
    "ids": (("mark",), ("idx",)),
    "superseded": (("idx",), ("by_idx",)),
}
#: Rows read and written at a time.
ROWS = 2000


def copy_rows(source: Asked, target: Database, told: Told = lambda _done, _of: None) -> None:
    """Copy every row. The tables of ``target`` are there, empty and not yet guarded; both are in a transaction."""
    of = sum(int(source.execute(f"SELECT count(*) FROM {table}")[0][0]) for table in TABLES)
    done = 0
    for table, (key, rest) in TABLES.items():
        columns = (*key, *rest)
        insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' for _ in columns)})"
        for rows in _pieces(source, table, key, columns):
            target.executemany(insert, rows)
            done += len(rows)
            told(done, of)


def _pieces(source: Asked, table: str, key: tuple[str, ...], columns: tuple[str, ...]) -> Iterator[list[Row]]:
    """All rows in pieces, by key: each piece begins after the last row of the one before."""
    listed, order = ", ".join(columns), ", ".join(key)
    after = f"({order}) > ({', '.join('?' for _ in key)})"
    end = f"ORDER BY {order} LIMIT {ROWS}"
    rows = source.execute(f"SELECT {listed} FROM {table} {end}")
    while rows:
        yield rows
        rows = source.execute(f"SELECT {listed} FROM {table} WHERE {after} {end}", rows[-1][: len(key)])
