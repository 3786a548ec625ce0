"""One bit of a store changed at a time: does what the store answers change, and does the check see it?

``python -m tests.unit.verify.flips --bits N`` flips every bit (or N of them) of a 200-entry store and counts.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import apsw

from caseward.cli.verify_keys import RingKeys
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


class Flips:
    """A store in memory, its true answers, and the keys to check it with."""

    def __init__(self, length: int = 20) -> None:
        folder = original(length)
        data = (folder / "record.sqlite").read_bytes()
        # In memory there is no write-ahead log; the two bytes that say so are set back.
        self.data = data[:18] + b"\x01\x01" + data[20:]
        self.keys = RingKeys(open_ring(folder / "ring.sqlite", MASTER, UNIT, entropy=dice("flips")))
        whole = loaded(self.data)
        self.values = [
            sorted({row[column] for row in whole.execute(f"SELECT * FROM {table}") if row[column] is not None})
            for _, table, column in LOOKUPS
        ]
        self.true = self.answers(self.data)

    def answers(self, data: bytes) -> object:
        """Everything that the store answers; None when it cannot be read."""
        try:
            db = loaded(data)
            rows = [[*db.execute(f"SELECT * FROM {table} ORDER BY {key}")] for table, key in TABLES.items()]
            rows.append([*db.execute(REQUESTS)])
            for (sql, _, _), values in zip(LOOKUPS, self.values, strict=True):
                rows += [[*db.execute(sql, (value,))] for value in values]
            return [rows, [*db.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY name")]]
        except (apsw.Error, UnicodeDecodeError):
            return None

    def flipped(self, bit: int) -> bytes:
        """The store with one bit changed."""
        changed = bytearray(self.data)
        changed[bit // 8] ^= 1 << bit % 8
        return bytes(changed)

    def judged(self, bit: int) -> str:
        """``harmless``, ``found``, ``unreadable``, ``told`` (said of a change that alters no answer) or ``missed``."""
        changed = self.flipped(bit)
        try:
            sound = verify_store(loaded(changed), replace(BROUGHT, keys=self.keys)).sound
        except (apsw.Error, Refused):
            return "unreadable"
        if self.answers(changed) == self.true:
            return "harmless" if sound else "told"
        return "missed" if sound else "found"

    def counted(self, bits: Iterable[int]) -> tuple[Counter[str], list[int]]:
        """How many of each, and the bits that were missed."""
        counts, missed = Counter[str](), []
        for bit in bits:
            said = self.judged(bit)
            counts[said] += 1
            if said == "missed":
                missed.append(bit)
        return counts, missed


def loaded(data: bytes) -> apsw.Connection:
    """A database in memory with these bytes."""
    db = apsw.Connection(":memory:")
    db.deserialize("main", data)
    return db


def main(arguments: list[str]) -> int:
    """Flip bits of a 200-entry store: all of them, or as many as asked, drawn by a seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bits", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--length", type=int, default=200)
    asked = parser.parse_args(arguments)
    flips = Flips(asked.length)
    every = 8 * len(flips.data)
    chosen = range(every) if not asked.bits else random.Random(asked.seed).sample(range(every), asked.bits)
    counts, missed = flips.counted(chosen)
    sys.stdout.write(
        f"{sum(counts.values()):,} of {every:,} bits of {asked.length} entries: {dict(counts)}; {missed}\n"
    )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
