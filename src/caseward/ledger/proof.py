"""A receipt: proof, checked offline, that an entry is in the log (C2SP tlog-proof v1), with the checkpoint it leads
to.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from caseward.ledger.base64_text import decoded
from caseward.ledger.checkpoint import BadCheckpoint, Checkpoint, read_hash, whole_number
from caseward.ledger.note import BadNote, Note
from caseward.ledger.tree import check_inclusion, leaf_hash

HEADER = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63


class BadReceipt(ValueError):
    """A receipt is not written as one."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The place of an entry, the hashes that lead from it to the root, and the signed checkpoint.

    ``extra`` is carried and not proven: the envelope itself, so that a receipt can be read without the store.
    """

    index: int
    hashes: tuple[bytes, ...]
    note: Note
    extra: bytes = b""

    def __str__(self) -> str:
        extra = f"extra {base64.b64encode(self.extra).decode()}\n" if self.extra else ""
        path = "".join(f"{base64.b64encode(h).decode()}\n" for h in self.hashes)
        return f"{HEADER}\n{extra}index {self.index}\n{path}\n{self.note}"

    @property
    def checkpoint(self) -> Checkpoint:
        """The checkpoint it leads to (its signatures are checked by whoever trusts keys)."""
        return Checkpoint.parse(self.note.text)

    def check(self, leaf: bytes) -> None:
        """BadProof unless the leaf (its bytes) stands at the index in the checkpoint's log. Says nothing of
        signatures.
        """
        head = self.checkpoint
        check_inclusion(leaf_hash(leaf), self.index, head.size, self.hashes, head.root)

    @classmethod
    def parse(cls, data: bytes) -> Receipt:
        """The receipt that the bytes state. BadReceipt when they are none."""
        proof, gap, rest = data.partition(b"\n\n")
        try:
            lines = proof.decode("ascii").split("\n")
        except UnicodeDecodeError:
            raise BadReceipt("the proof is not plain text") from None
        if not gap or lines.pop(0) != HEADER:
            raise BadReceipt(f"it does not begin with {HEADER!r}, or has no checkpoint")
        try:
            extra = _extra(lines)
            index = _index(lines)
            if len(lines) > MOST_HASHES:
                raise BadReceipt(f"more than {MOST_HASHES} hashes")
            found = cls(index, tuple(map(read_hash, lines)), Note.parse(rest), extra)
            _ = found.checkpoint
        except (BadCheckpoint, BadNote) as error:
            raise BadReceipt(str(error)) from None
        return found


def _extra(lines: list[str]) -> bytes:
    if not lines or not lines[0].startswith("extra "):
        return b""
    encoded = lines.pop(0).removeprefix("extra ")
    try:
        found = decoded(encoded)
    except ValueError:
        raise BadReceipt("the extra data is not base64") from None
    if not found:
        raise BadReceipt("the extra data is empty")
    return found


def _index(lines: list[str]) -> int:
    if not lines or not lines[0].startswith("index "):
        raise BadReceipt("it does not say which entry it is about")
    return whole_number(lines.pop(0).removeprefix("index "))
