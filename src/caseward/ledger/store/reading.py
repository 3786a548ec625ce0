"""Reading: envelopes, payloads, receipts, and the log as it was, over a connection that never writes.

The log only grows, so whatever was read of it stays true while others append: long answers are read in pieces and hold
nothing open.
"""

from __future__ import annotations

import heapq
import json
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from threading import RLock

from caseward.ledger.envelope import Envelope
from caseward.ledger.keyring import KeyGone, KeyRing, KeySealed, KeyUnknown
from caseward.ledger.note import Note
from caseward.ledger.payload import BrokenBox, Key, cipher, opened
from caseward.ledger.proof import Receipt
from caseward.ledger.store.database import Database, DatabaseFailed, Row, Value
from caseward.ledger.store.draft import SYSTEM_KINDS, Opened, Parts, Stored, Withheld
from caseward.ledger.store.head import micros, newest_note, subtree
from caseward.ledger.store.marks import Marks
from caseward.ledger.store.refusals import DamagedStore, NotOpenedForThat, StoreFailed
from caseward.ledger.store.schema import OWN_KINDS
from caseward.ledger.store.tokens import open_name
from caseward.ledger.tree import inclusion_proof, root_of

#: Entries read at once.
PIECE = 500
_AT_ONCE = 100
_FOREVER = 2**62


@dataclass(slots=True)
class Reader:
    """Reads a store. Without ``ring`` only envelopes; ``marks`` comes with it."""

    connect: Callable[[], Database]
    ring: KeyRing | None = field(default=None, repr=False)
    marks: Marks | None = None
    _db: Database | None = None
    _lock: RLock = field(default_factory=RLock, repr=False)

    def rows(self, sql: str, params: Sequence[Value] = ()) -> list[Row]:
        """The rows of a statement that changes nothing. A connection that was lost since it was last used is replaced
        once; StoreFailed when the new one cannot answer either.
        """
        with self._lock:
            if self._db is not None:
                try:
                    return self._db.execute(sql, params)
                except DatabaseFailed:
                    self.close()  # says nothing yet about the database: a server may have been started again
            try:
                self._db = self.connect()
                return self._db.execute(sql, params)
            except DatabaseFailed as error:
                self.close()
                raise StoreFailed(str(error)) from error

    def execute(self, sql: str, params: Sequence[Value] = ()) -> list[Row]:
        """The same, by the name that a connection has for it."""
        return self.rows(sql, params)

    def size(self) -> int:
        """Entries in the log."""
        return newest_note(self)[0]

    def head(self) -> Note:
        """The signed head of the newest commit."""
        return Note.parse(newest_note(self)[1])

    def leaves(self, first: int, end: int) -> Iterator[bytes]:
        """The bytes of envelopes ``first`` up to ``end``, in order."""
        return (leaf for _, leaf in self._range(first, end))

    def stored(self, first: int = 0, end: int = _FOREVER) -> Iterator[Stored]:
        """Entries ``first`` up to ``end`` with their parts, in order."""
        return self._with_parts(self._range(first, end))

    def of_kind(self, kind: str, *, size: int | None = None) -> Iterator[Stored]:
        """Entries of a class, in order; those of the first ``size`` entries of the log when asked."""
        by = f"{OWN_KINDS} AND kind" if kind in SYSTEM_KINDS else "kind"
        return self._with_parts(self._by(by, kind, _FOREVER if size is None else size))

    def of_subject(self, subject: str, matter: str | None = None, *, size: int | None = None) -> Iterator[Stored]:
        """Entries of a subject, or of one matter of theirs, in order; as the log was at ``size`` when asked."""
        marks, end = self._marks(), _FOREVER if size is None else size
        if matter is None:
            found = self.rows("SELECT token FROM matters WHERE subject = ? ORDER BY token", (marks.subject(subject),))
        else:
            found = self.rows("SELECT token FROM matters WHERE matter = ?", (marks.matter(subject, matter),))
        return self._with_parts(iter(heapq.merge(*(self._by("case_token", row[0], end) for row in found))))

    def parts(self, index: int) -> Parts:
        """The parts of an entry by name, each opened or withheld. ValueError for an index beyond the log."""
        for entry in self.stored(index, index + 1):
            return entry.parts
        raise ValueError(f"there is no entry {index}")

    def index_of(self, id_: str) -> int | None:
        """The place of the entry with an id of its own."""
        rows = self.rows("SELECT idx FROM ids WHERE mark = ?", (self._marks().id(id_),))
        return rows[0][0] if rows else None

    def superseded_by(self, index: int) -> int | None:
        """The correction that supersedes an entry."""
        rows = self.rows("SELECT by_idx FROM superseded WHERE idx = ?", (index,))
        return rows[0][0] if rows else None

    def token_of(self, subject: str, matter: str) -> str | None:
        """The token that stands for a matter in envelopes."""
        rows = self.rows("SELECT token FROM matters WHERE matter = ?", (self._marks().matter(subject, matter),))
        return rows[0][0] if rows else None

    def matter_of(self, token: str) -> tuple[str, str] | Withheld:
        """The subject and the matter that a case token stands for."""
        rows = self.rows("SELECT key_id, name FROM matters WHERE token = ?", (token,))
        if not rows or rows[0][1] is None:
            return Withheld("destroyed")
        key = self._key(rows[0][0])
        if isinstance(key, Withheld):
            return key
        try:
            found = json.loads(open_name(key, bytes(rows[0][1])))
        except BrokenBox:
            return Withheld("broken")
        return found["subject"], found["matter"]

    def matter_key(self, subject: str, matter: str) -> bytes | Withheld:
        """The key of a matter, for what lies beside the store and is to go with it."""
        rows = self.rows("SELECT key_id FROM matters WHERE matter = ?", (self._marks().matter(subject, matter),))
        return self._key(rows[0][0]) if rows else Withheld("destroyed")

    def subjects(self) -> Iterator[str]:
        """Whom matters are about, by name, each as often as they have matters that can be opened."""
        for (token,) in self.rows("SELECT token FROM matters ORDER BY token"):
            found = self.matter_of(token)
            if not isinstance(found, Withheld):
                yield found[0]

    def actor_of(self, token: str) -> str | Withheld:
        """Who an actor token stands for."""
        rows = self.rows("SELECT name FROM actors WHERE token = ?", (token,))
        if self.marks is None:
            return Withheld("no_key")
        try:
            return str(json.loads(open_name(self.marks.actors_key(), bytes(rows[0][0])))["actor"])
        except (BrokenBox, IndexError):
            return Withheld("broken")

    def size_at(self, instant: datetime) -> int:
        """How many entries had been recorded by an instant, that microsecond included."""
        return bisect_right(range(self.size()), micros(instant), key=self._recorded)

    def subtree(self, level: int, place: int) -> bytes:
        """The hash of a perfect subtree."""
        return subtree(self, level, place)

    def root(self, size: int) -> bytes:
        """The root of the log when it had that many entries."""
        return root_of(size, self.subtree)

    def receipt(self, index: int) -> Receipt:
        """The receipt of an entry: to the newest cosigned head that covers it, otherwise to the newest head."""
        leaf = next(self.leaves(index, index + 1), None)
        if leaf is None:
            raise ValueError(f"there is no entry {index}")
        rows = self.rows("SELECT size, note FROM cosigned WHERE size > ? ORDER BY size DESC LIMIT 1", (index,))
        size, note = rows[0] if rows else newest_note(self)
        return Receipt(index, inclusion_proof(index, size, self.subtree), Note.parse(bytes(note)), leaf)

    def cosigned(self) -> Note | None:
        """The newest head that a witness cosigned."""
        rows = self.rows("SELECT note FROM cosigned ORDER BY size DESC LIMIT 1")
        return Note.parse(bytes(rows[0][0])) if rows else None

    def close(self) -> None:
        """Give the connection up."""
        with self._lock:
            if self._db is not None:
                self._db.close()
            self._db = None

    def _recorded(self, index: int) -> int:
        rows = self.rows("SELECT recorded FROM entries WHERE idx = ?", (index,))
        if not rows:
            raise DamagedStore(f"Entry {index} is not stored.")
        return int(rows[0][0])

    def _marks(self) -> Marks:
        if self.marks is None:
            raise NotOpenedForThat("Finding a subject or an id needs the key ring.")
        return self.marks

    def _range(self, first: int, end: int) -> Iterator[tuple[int, bytes]]:
        sql = "SELECT idx, leaf FROM entries WHERE idx >= ? AND idx < ? ORDER BY idx LIMIT ?"
        return self._pieces(sql, (), first, end)

    def _by(self, column: str, value: str, end: int) -> Iterator[tuple[int, bytes]]:
        sql = f"SELECT idx, leaf FROM entries WHERE {column} = ? AND idx >= ? AND idx < ? ORDER BY idx LIMIT ?"
        return self._pieces(sql, (value,), 0, end)

    def _pieces(self, sql: str, params: tuple[Value, ...], first: int, end: int) -> Iterator[tuple[int, bytes]]:
        while first < end:
            rows = self.rows(sql, (*params, first, end, PIECE))
            yield from ((index, bytes(leaf)) for index, leaf in rows)
            if len(rows) < PIECE:
                return
            first = rows[-1][0] + 1

    def _with_parts(self, entries: Iterator[tuple[int, bytes]]) -> Iterator[Stored]:
        while some := [(index, leaf, Envelope.parse(leaf)) for index, leaf in islice(entries, _AT_ONCE)]:
            boxes = self._boxes([index for index, _, _ in some])
            keys: dict[str, Key | Withheld] = {}  # for these few only: a key may be sealed or destroyed at any time
            for index, leaf, envelope in some:
                yield Stored(index, leaf, envelope, self._parts(envelope, boxes.get(index, {}), keys))

    def _boxes(self, indices: Sequence[int]) -> dict[int, dict[str, tuple[str, bytes]]]:
        sql = f"SELECT idx, name, key_id, box FROM parts WHERE idx IN ({', '.join('?' * len(indices))})"
        found: dict[int, dict[str, tuple[str, bytes]]] = {}
        for index, name, key_id, box in self.rows(sql, indices):
            found.setdefault(index, {})[name] = key_id, bytes(box)
        return found

    def _parts(
        self, envelope: Envelope, boxes: Mapping[str, tuple[str, bytes]], keys: dict[str, Key | Withheld]
    ) -> Parts:
        found: dict[str, Opened | Withheld] = {}
        for name, made in envelope.parts.items():
            if name not in boxes:
                found[name] = self._absent(envelope.case)
                continue
            key_id, box = boxes[name]
            if key_id not in keys:
                key = self._key(key_id)
                keys[key_id] = cipher(key) if isinstance(key, bytes) else key
            found[name] = _part(name, keys[key_id], box, made)
        return found

    def _key(self, key_id: str) -> bytes | Withheld:
        if self.ring is None:
            return Withheld("no_key")
        try:
            return self.ring.key(key_id)
        except KeySealed:
            return Withheld("sealed")
        except KeyGone:
            return Withheld("destroyed")
        except KeyUnknown:
            return Withheld("no_key")

    def _absent(self, token: str) -> Withheld:
        """A part that is not there: destroyed when its matter is, broken otherwise."""
        rows = self.rows("SELECT state FROM matters WHERE token = ?", (token,))
        return Withheld("destroyed" if not rows or rows[0][0] == "destroyed" else "broken")


def _part(name: str, key: Key | Withheld, box: bytes, commitment: bytes) -> Opened | Withheld:
    if isinstance(key, Withheld):
        return key
    try:
        return Opened(*opened(key, name, box, commitment))
    except BrokenBox:
        return Withheld("broken")
