"""Whether the stored log continues a head that was seen: the one we wrote ourselves, or one that a witness cosigned."""

from __future__ import annotations

from collections.abc import Sequence

from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.keys import PublicKey
from caseward.ledger.note import Note
from caseward.ledger.store.database import Asked
from caseward.ledger.store.head import checked_note, newest_note, subtree
from caseward.ledger.store.refusals import DamagedStore, RolledBack
from caseward.ledger.tree import Frontier, leaf_hash, root_of

#: Entries hashed at once when the store is looked at again.
_AT_ONCE = 1000


def check_continues(db: Asked, size: int, seen: Checkpoint) -> None:
    """RolledBack unless the stored log of ``size`` begins with a head that was seen."""
    if seen.size > size:
        raise RolledBack(f"It has {size} entries; one with {seen.size} was seen.")
    if root_of(seen.size, lambda level, place: subtree(db, level, place)) != seen.root:
        raise RolledBack(f"Its first {seen.size} entries are not those that were seen.")


def rehashed(db: Asked, known: Frontier, size: int) -> Frontier:
    """The tree of ``size`` entries, grown from a smaller one that is known by hashing the stored entries since."""
    while known.size < size:
        end = min(known.size + _AT_ONCE, size)
        rows = db.execute("SELECT leaf FROM entries WHERE idx >= ? AND idx < ? ORDER BY idx", (known.size, end))
        if len(rows) != end - known.size:
            raise DamagedStore(f"Of the entries {known.size} to {end - 1} there are {len(rows)}.")
        known, _ = known.extended(leaf_hash(bytes(row[0])) for row in rows)
    return known


def keep_cosigned(db: Asked, note: Note, origin: str, keys: Sequence[PublicKey]) -> None:
    """Insert a cosigned head, or add its signatures to the one kept; see Store.keep_cosigned."""
    _, head = checked_note(str(note).encode(), keys)
    if head.origin != origin:
        raise DamagedStore(f"That head is of {head.origin!r}.")
    check_continues(db, newest_note(db)[0], head)
    rows = db.execute("SELECT note FROM cosigned WHERE size = ?", (head.size,))
    if not rows:
        db.execute("INSERT INTO cosigned (size, note) VALUES (?, ?)", (head.size, str(note).encode()))
        return
    kept = Note.parse(bytes(rows[0][0]))
    added = [s for s in note.signatures if s not in kept.signatures]
    if added:
        merged = Note(kept.text, (*kept.signatures, *added))
        db.execute("UPDATE cosigned SET note = ? WHERE size = ?", (str(merged).encode(), head.size))
