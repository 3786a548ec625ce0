"""A receipt checked (C2SP tlog-proof): is the entry in the log that the agency's key signed, and who outside saw that
log, and when?
"""

from __future__ import annotations

from dataclasses import dataclass

from caseward.verify.merkle import leaf_hash, root_by_path
from caseward.verify.note import Head, Note, Verifier, by_hand
from caseward.verify.trust import Trust
from caseward.verify.wire import Refused, hash_of, number, plain_bytes

HEADER = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63


@dataclass(frozen=True)
class Receipt:
    """A receipt as it is written: the entry's place, the hashes beside its way up, the signed checkpoint, and what it
    carries besides (of ours: the envelope).
    """

    index: int
    path: tuple[bytes, ...]
    note: Note
    extra: bytes = b""

    @classmethod
    def parse(cls, data: bytes) -> Receipt:
        """The receipt that the bytes state. Refused otherwise."""
        proof, gap, note = data.partition(b"\n\n")
        if not gap or not proof.isascii():
            raise Refused("this is no receipt: it has no proof and checkpoint with an empty line between")
        lines = proof.decode("ascii").split("\n")
        if lines.pop(0) != HEADER:
            raise Refused("this is no receipt: its first line is another")
        extra = b""
        if lines and lines[0].startswith("extra "):
            extra = plain_bytes(lines.pop(0)[6:])
            if not extra:
                raise Refused("what the receipt carries is empty")
        if not lines or not lines[0].startswith("index "):
            raise Refused("the receipt does not say which entry it is of")
        index = number(lines.pop(0)[6:])
        if len(lines) > MOST_HASHES:
            raise Refused("the receipt has too many hashes")
        return cls(index, tuple(map(hash_of, lines)), Note.parse(note), extra)


@dataclass(frozen=True)
class Proven:
    """What a receipt proves: entry ``index`` of the log ``origin``, which then had ``size`` entries and this root;
    and the witnesses, each with the second (since 1970) at which it saw that log. ``leaf`` is what was proven;
    ``unchecked`` are witnesses whose signature could not be checked here, and does not count.
    """

    origin: str
    index: int
    size: int
    root: bytes
    witnesses: tuple[tuple[str, int], ...]
    leaf: bytes
    unchecked: tuple[str, ...] = ()


def check(data: bytes, trust: Trust, leaf: bytes = b"", verifier: Verifier = by_hand) -> Proven:
    """What a receipt proves of a leaf (the stored bytes of the envelope; without it: of what the receipt carries).

    Refused when it proves nothing. The tree is walked first, so that a forged receipt costs no signature.
    """
    receipt = Receipt.parse(data)
    if leaf and receipt.extra and leaf != receipt.extra:
        raise Refused("the receipt carries another entry than the one it is shown with")
    leaf = leaf or receipt.extra
    if not leaf:
        raise Refused("the receipt does not carry the entry, so the entry has to be given with it")
    head = Head.parse(receipt.note.text)
    if root_by_path(leaf_hash(leaf), receipt.index, head.size, receipt.path) != head.root:
        raise Refused("the entry is not in the log at that place: it was altered, or the receipt is of another entry")
    found = trust.believed(receipt.note, verifier)
    return Proven(head.origin, receipt.index, head.size, head.root, found.witnesses, leaf, found.unchecked)
