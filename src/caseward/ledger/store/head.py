"""The head of the store as somebody who writes or proves needs it: size, widest subtrees, newest time, signed note.

Loading it checks it: a store whose head its own key did not sign, or whose tree does not lead to the signed root, is
not written to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from caseward.ledger.checkpoint import BadCheckpoint, Checkpoint
from caseward.ledger.envelope import BadEnvelope, Envelope
from caseward.ledger.keys import BadKey, PublicKey
from caseward.ledger.note import BadNote, Note
from caseward.ledger.store.database import Asked
from caseward.ledger.store.refusals import DamagedStore
from caseward.ledger.tree import EMPTY_ROOT, Frontier, frontier_of, leaf_hash

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(at: datetime) -> int:
    """Microseconds since 1970 in UTC, as the column ``recorded`` holds them."""
    return (at - _EPOCH) // _MICROSECOND


def instant(number: int) -> datetime:
    """The instant of a number of microseconds since 1970."""
    return _EPOCH + number * _MICROSECOND


@dataclass(frozen=True, slots=True)
class Head:
    """Where the log ends: its widest perfect subtrees, when its newest entry was recorded (microseconds since 1970),
    and the signed checkpoint, also as it is stored.
    """

    frontier: Frontier
    recorded: int
    note: Note
    stored: bytes

    @property
    def size(self) -> int:
        """Entries in the log."""
        return self.frontier.size


NOTHING = Head(Frontier(), -(2**62), Note("\n"), b"")


def subtree(db: Asked, level: int, place: int) -> bytes:
    """The stored hash of a perfect subtree. DamagedStore when it is not there."""
    rows = db.execute("SELECT hash FROM tree WHERE level = ? AND place = ?", (level, place))
    if not rows or len(rows[0][0]) != len(EMPTY_ROOT):
        raise DamagedStore(f"The subtree {place} of level {level} is not in the table of the tree.")
    return bytes(rows[0][0])


def newest_note(db: Asked) -> tuple[int, bytes]:
    """The size and the note of the head as they are stored. DamagedStore when there is none."""
    rows = db.execute("SELECT size, note FROM head")
    if len(rows) != 1:
        raise DamagedStore("The head of the log is not there.")
    return rows[0][0], bytes(rows[0][1])


def named_head(db: Asked) -> tuple[PublicKey, int, bytes]:
    """The key that the log says is in use, and the size and the note of its head as they are stored. In one statement:
    between two, another process may change the key. DamagedStore when they are not there.
    """
    rows = db.execute("SELECT log.vkey, head.size, head.note FROM log CROSS JOIN head")
    if len(rows) != 1:
        raise DamagedStore("It does not say which log it is, or its head is not there.")
    vkey, size, stored = rows[0]
    try:
        return PublicKey.parse(vkey), size, bytes(stored)
    except BadKey as error:
        raise DamagedStore(f"It does not say by which key it is signed: {error}.") from None


def load_head(db: Asked, named: tuple[PublicKey, int, bytes]) -> Head:
    """The head that was named, checked against the key, the tree and the newest entry. DamagedStore when they do not
    agree.
    """
    key, size, stored = named
    note, found = checked_note(stored, [key])
    if found.size != size:
        raise DamagedStore(f"The head says {size} entries; what is signed says {found.size}.")
    frontier = frontier_of(size, lambda level, place: subtree(db, level, place))
    if frontier.root() != found.root:
        raise DamagedStore(f"The tree of {size} entries does not lead to the signed root.")
    return Head(frontier, _newest(db, size), note, stored)


def checked_note(stored: bytes, keys: Sequence[PublicKey]) -> tuple[Note, Checkpoint]:
    """A stored checkpoint that one of the log's keys signed. DamagedStore otherwise."""
    try:
        note = Note.parse(stored)
        head = Checkpoint.parse(note.text)
        signed = note.verified(keys)
    except (BadNote, BadCheckpoint) as error:
        raise DamagedStore(f"The signed head cannot be read: {error}.") from None
    if not any(key.name == head.origin for key, _ in signed):
        raise DamagedStore("The head is not signed by the log's own key.")
    return note, head


def _newest(db: Asked, size: int) -> int:
    """When the newest entry was recorded, from its own bytes."""
    rows = db.execute("SELECT leaf FROM entries WHERE idx = ?", (size - 1,))
    if not rows:
        raise DamagedStore(f"The head says {size} entries; entry {size - 1} is not stored.")
    leaf = bytes(rows[0][0])
    if leaf_hash(leaf) != subtree(db, 0, size - 1):
        raise DamagedStore(f"Entry {size - 1} is not the one that the tree holds.")
    try:
        return micros(Envelope.parse(leaf).recorded)
    except BadEnvelope as error:
        raise DamagedStore(f"Entry {size - 1} cannot be read: {error}.") from None
