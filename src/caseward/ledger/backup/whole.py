"""Whether a copy of a store is whole: its head signed by a trusted key, every entry hashed to the signed root."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from caseward.ledger.backup.pages import Told
from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.keys import PublicKey
from caseward.ledger.note import Note
from caseward.ledger.store.continuing import rehashed
from caseward.ledger.store.database import Asked
from caseward.ledger.store.head import instant, load_head, named_head
from caseward.ledger.store.refusals import DamagedStore
from caseward.ledger.tree import Frontier

_STEP = 50_000


@dataclass(frozen=True, slots=True)
class Whole:
    """A store that was found whole: its signed head, and when its newest entry was recorded."""

    note: Note
    newest: datetime

    @property
    def head(self) -> Checkpoint:
        """Origin, size and root."""
        return Checkpoint.parse(self.note.text)

    @property
    def root(self) -> str:
        """The root in base64, as checkpoints write it."""
        return b64encode(self.head.root).decode()


def whole(db: Asked, trusted: Iterable[PublicKey], told: Told = lambda _done, _of: None) -> Whole:
    """The head of a store whose every entry leads to it. DamagedStore when it is not whole, or signed by a key that
    is not among those trusted.
    """
    named, rows = named_head(db), db.execute("SELECT origin FROM log")
    key, origin = named[0], rows[0][0]
    if key not in set(trusted) or key.name != origin:
        raise DamagedStore(f"It says that it is {origin!r} with the key {key}, which the trust policy does not name.")
    head = load_head(db, named)
    grown = Frontier()
    while grown.size < head.size:
        grown = rehashed(db, grown, min(grown.size + _STEP, head.size))
        told(grown.size, head.size)
    if grown.root() != head.frontier.root():
        raise DamagedStore("Its entries do not lead to the signed root.")
    return Whole(head.note, instant(head.recorded))
