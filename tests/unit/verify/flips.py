"""One bit of a store changed at a time: does what the store answers change, and does the check see it?

``tests.faults.flips`` changes every bit of a store of 200 entries.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import apsw

from caseward.interchange.kept.opened_for_checking import RingKeys, by_library
from caseward.ledger.keyring import open_ring
from caseward.verify.store import verify_store
from caseward.verify.wire import Refused
from tests.unit.ledger_orders.kept import dice
from tests.unit.verify.stores import BROUGHT, MASTER, UNIT, original

TABLES = {
    "log": "one", "entries": "idx", "parts": "idx, name", "tree": "level, place", "head": "one", "cosigned": "size",
    "matters": "token", "actors": "token", "ids": "mark", "superseded": "idx", "countersigned": "idx", "destroying": "token",
}  # fmt: skip
#: Key and digest of a request are marks over what was asked, which nothing in the log repeats: changed, a repetition
#: of that request is refused, or taken for a new one (and its ids are then refused, for they are in the store).
REQUESTS = "SELECT first, count FROM requests ORDER BY first"
#: How the store looks things up: a statement, and the table and column whose values it is asked with.
LOOKUPS = (
    ("SELECT * FROM entries WHERE idx = ?", "entries", 0),
    ("SELECT idx FROM entries WHERE recorded <= ? ORDER BY recorded", "entries", 2),
    ("SELECT idx FROM entries WHERE kind = ? ORDER BY idx", "entries", 3),
    ("SELECT idx FROM entries WHERE case_token = ? ORDER BY idx", "entries", 4),
    ("SELECT * FROM parts WHERE idx = ?", "entries", 0),
    ("SELECT mark FROM ids WHERE idx = ?", "entries", 0),
    ("SELECT idx FROM ids WHERE mark = ?", "ids", 0),
    ("SELECT by_idx FROM superseded WHERE idx = ?", "entries", 0),
    ("SELECT idx FROM superseded WHERE by_idx = ?", "entries", 0),
    ("SELECT * FROM matters WHERE token = ?", "matters", 0),
    ("SELECT token FROM matters WHERE subject = ? ORDER BY token", "matters", 2),
    ("SELECT token FROM matters WHERE matter = ?", "matters", 3),
    ("SELECT * FROM actors WHERE mark = ?", "actors", 1),
    ("SELECT place, hash FROM tree WHERE level = ? ORDER BY place", "tree", 0),
)


class Remembering:
    """The keys of a ring, which say of the same thing the same without working it out again."""

    def __init__(self, keys: RingKeys) -> None:
        self.opened, self.id_mark = cache(keys.opened), cache(keys.id_mark)
        self.matter_fault, self.actor_fault = cache(keys.matter_fault), cache(keys.actor_fault)


class Flips:
    """A store in memory, its true answers, and the keys to check it with."""

    def __init__(self, length: int = 20, folder: Path | None = None, unit: bytes = UNIT, brought=BROUGHT) -> None:
        folder = folder or original(length)
        data = (folder / "record.sqlite").read_bytes()
        # In memory there is no write-ahead log; the two bytes that say so are set back.
        self.data = data[:18] + b"\x01\x01" + data[20:]
        ring = open_ring(folder / "ring.sqlite", MASTER, unit, entropy=dice("flips"))
        self.brought = replace(brought, keys=Remembering(RingKeys(ring)), verifier=cache(by_library))
        whole = loaded(self.data)
        self.values = [
            sorted({row[column] for row in whole.execute(f"SELECT * FROM {table}") if row[column] is not None})
            for _, table, column in LOOKUPS
        ]
        self.db = self._asking()
        self.statements = [*_statements()]
        self.true = [*self.answers()]

    def _asking(self) -> apsw.Connection:
        """A connection to a store in memory, with what it is asked beside it."""
        db = loaded(self.data)
        db.execute("ATTACH ':memory:' AS asked")
        for n, values in enumerate(self.values):
            db.execute(f"CREATE TABLE asked.v{n} (value)")
            db.executemany(f"INSERT INTO asked.v{n} VALUES (?)", [(value,) for value in values])
        return db

    def answers(self) -> Iterator[list[tuple]]:
        """Everything that the store answers, statement by statement."""
        return (self.db.execute(sql).fetchall() for sql in self.statements)

    def altered(self, data: bytes) -> bool:
        """Whether a store with these bytes gives another answer, or none."""
        try:
            self.db.deserialize("main", data)
            return any(now != then for now, then in zip(self.answers(), self.true, strict=True))
        except (apsw.Error, UnicodeDecodeError):
            self.db = self._asking()  # what could not be read leaves nothing behind in another connection
            return True

    def flipped(self, bit: int) -> bytes:
        """The store with one bit changed."""
        changed = bytearray(self.data)
        changed[bit // 8] ^= 1 << bit % 8
        return bytes(changed)

    def judged(self, bit: int, *, closely: bool = True) -> str:
        """``harmless``, ``found``, ``unreadable``, ``told`` (said of a change that alters no answer) or ``missed``.
        Not ``closely``: whether what was found alters an answer is not asked, which takes half as long.
        """
        data = self.flipped(bit)
        try:
            sound = verify_store(loaded(data), self.brought).sound
        except (apsw.Error, Refused):
            return "unreadable"
        altered = self.altered(data) if sound or closely else True
        return ("missed" if sound else "found") if altered else ("harmless" if sound else "told")

    def counted(self, bits: Iterable[int], *, closely: bool = True) -> tuple[Counter[str], list[int]]:
        """How many of each, and the bits that were missed."""
        counts, missed = Counter[str](), []
        for bit in bits:
            said = self.judged(bit, closely=closely)
            counts[said] += 1
            if said == "missed":
                missed.append(bit)
        return counts, missed


def _statements() -> Iterator[str]:
    yield from (f"SELECT * FROM {table} ORDER BY {key}" for table, key in TABLES.items())
    yield REQUESTS
    yield "SELECT type, name, sql FROM main.sqlite_schema ORDER BY name"
    for n, (sql, _, _) in enumerate(LOOKUPS):
        what, table, where = re.fullmatch(r"SELECT (.+) FROM (\w+) WHERE (\w+ <?=) \?.*", sql).groups()
        what = f"{table}.*" if what == "*" else what
        # Asked with one value after the other, by the index that the statement takes for each.
        yield f"SELECT v.rowid, {what} FROM asked.v{n} v CROSS JOIN main.{table} ON {table}.{where} v.value"


def loaded(data: bytes) -> apsw.Connection:
    """A database in memory with these bytes."""
    db = apsw.Connection(":memory:")
    db.deserialize("main", data)
    return db
