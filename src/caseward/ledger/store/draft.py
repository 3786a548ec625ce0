"""What goes into the store and what comes out of it: drafts, acknowledgements, entries as they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from caseward.ledger.canonical import Plain
from caseward.ledger.envelope import Envelope
from caseward.ledger.note import Note
from caseward.ledger.proof import Receipt
from caseward.ledger.tree import Frontier, Subtrees, inclusion_proof

#: The one kind of entry that supersedes others: what its envelope refers to is superseded by it.
CORRECTION = "correction"
#: Kinds that the record's own keeping writes. They may refer to other entries without superseding them.
SYSTEM_KINDS = frozenset(
    {
        "log_opened",
        "key_rotated",
        "sealing_order",
        "unsealing_order",
        "destruction_order",
        "tombstone",
        "recovery",
        "policy_adopted",
        "export_made",
    }
)


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry on its way in. ``kind`` is its class. ``subject`` and ``matter`` say in clear whose it is and which
    term or petition of theirs, ``actor`` who recorded it: the store turns them into random tokens. ``parts`` are the
    payload by name. ``id`` is the entry's own id, unique in the store; empty for none. ``corrects`` names the entries
    it supersedes by id; only a correction may. ``refers`` names earlier entries by index; only kinds of the store's own
    keeping may.
    """

    kind: str
    subject: str
    matter: str
    actor: str
    parts: Mapping[str, Plain]
    id: str = ""
    corrects: tuple[str, ...] = ()
    refers: tuple[int, ...] = ()


@dataclass(slots=True)
class Signed:
    """What the receipts of one commit share: its signed head, and the subtrees that lead to it. Empty until then.
    ``before`` was the tree when the commit began; ``stored`` finds the subtrees of it that are in wider ones.
    """

    stored: Subtrees
    before: Frontier = field(default_factory=Frontier)
    subtrees: dict[tuple[int, int], bytes] = field(default_factory=dict)
    size: int = 0
    note: Note | None = None

    def receipt(self, index: int, leaf: bytes) -> Receipt:
        """The receipt of an entry of this commit. ValueError before the commit."""
        if self.note is None:
            raise ValueError("an entry has a receipt once it is committed")
        if self.before.size:  # only now: most receipts are asked for long after, and then not of us
            self.subtrees, self.before = self.before.widest() | self.subtrees, Frontier()
        return Receipt(index, inclusion_proof(index, self.size, self._subtree), self.note, leaf)

    def _subtree(self, level: int, place: int) -> bytes:
        return self.subtrees.get((level, place)) or self.stored(level, place)


@dataclass(frozen=True, slots=True)
class Kept:
    """An acknowledgement: the entry's place in the log, the envelope's bytes, and what its receipt is made of."""

    index: int
    leaf: bytes
    signed: Signed

    @property
    def receipt(self) -> Receipt:
        """Proof that the entry is in the log whose head was signed in the same commit. It carries the envelope."""
        return self.signed.receipt(self.index, self.leaf)


@dataclass(frozen=True, slots=True)
class Opened:
    """A part of a payload that could be read: its opening (32 bytes) and canonical bytes."""

    opening: bytes
    part: bytes


@dataclass(frozen=True, slots=True)
class Withheld:
    """A part that could not be read, and why: ``sealed``, ``destroyed``, ``no_key`` (the store was opened without
    keys) or ``broken`` (what is stored does not open the commitment, or is not there).
    """

    reason: str


Parts: TypeAlias = Mapping[str, Opened | Withheld]


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry as it is kept: its place, its envelope, and its parts by name."""

    index: int
    leaf: bytes
    envelope: Envelope
    parts: Parts
