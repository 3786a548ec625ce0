"""The witness (C2SP tlog-witness): somebody outside who signs a log's head only when it continues what they saw
before.

A witness keeps one head for each log. Checking and keeping are one step of its store, and the head is kept before the
answer leaves: otherwise two requests at once could roll it back. The same bytes go over HTTP and, for an office
without a network, in files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from caseward.ledger.checkpoint import BadCheckpoint, Checkpoint, read_hash, whole_number
from caseward.ledger.keys import PublicKey, Signer
from caseward.ledger.note import BadNote, Note, cosign
from caseward.ledger.tree import EMPTY_ROOT, BadProof, check_consistency

MOST_HASHES = 63
SIZE_TYPE = "text/x.tlog.size"


@dataclass(frozen=True, slots=True)
class Head:
    """The last head of a log that was cosigned: size, root, and the checkpoint as it was received."""

    size: int = 0
    root: bytes = EMPTY_ROOT
    note: bytes = b""


class Slot(Protocol):
    """The place of one log in a witness's store, held by nobody else meanwhile."""

    def read(self) -> Head:
        """The head kept; size 0 where there is none."""

    def keep(self, head: Head) -> None:
        """Keep a head; it is on disk when this returns."""


class Copies(Protocol):
    """A witness's copies of the entries of logs."""

    def covers(self, origin: str, head: Checkpoint) -> str:
        """Nothing when every entry of a head is held; else what is wrong, in one sentence."""


#: Opens the slot of an origin for one request; others wait.
Store = Callable[[str], AbstractContextManager[Slot]]


@dataclass(frozen=True, slots=True)
class Request:
    """A log asks for a cosignature: the size that the witness saw last, a proof from it, and the new checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    note: Note

    def __bytes__(self) -> bytes:
        from base64 import b64encode

        lines = [f"old {self.old}", *(b64encode(h).decode() for h in self.proof)]
        return ("\n".join(lines) + f"\n\n{self.note}").encode()

    @classmethod
    def parse(cls, data: bytes) -> Request:
        """The request that the bytes state. BadNote or BadCheckpoint when they are none."""
        head, gap, rest = data.partition(b"\n\n")
        if not gap or not head.isascii():
            raise BadNote("a request is a size, hashes, an empty line and a checkpoint")
        lines = head.decode("ascii").split("\n")
        first = lines.pop(0)
        if not first.startswith("old ") or len(lines) > MOST_HASHES:
            raise BadNote("a request begins with the old size and has at most 63 hashes")
        return cls(whole_number(first[4:]), tuple(map(read_hash, lines)), Note.parse(rest))


@dataclass(frozen=True, slots=True)
class Answer:
    """A status as HTTP has it, what is said, and its type. 200 carries the cosignature lines."""

    status: int
    body: str = ""
    type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Witness:
    """The keys it signs with, the logs it knows by origin, where it keeps their heads, and its copies, if it keeps any:
    then it cosigns only what it could copy.
    """

    signers: tuple[Signer, ...]
    logs: Mapping[str, PublicKey]
    store: Store
    mirror: Copies | None = None

    def answer(self, data: bytes, time: int) -> Answer:
        """Cosign the checkpoint of a request at a time (seconds since 1970), or say by status why not."""
        try:
            request = Request.parse(data)
            head = Checkpoint.parse(request.note.text)
        except (BadNote, BadCheckpoint) as error:
            return Answer(400, f"{error}\n")
        log = self.logs.get(head.origin)
        if log is None:
            return Answer(404, "this log is not known here\n")
        try:
            if not request.note.verified([log]):
                return Answer(403, "no signature of the log that is known here\n")
        except BadNote as error:
            return Answer(403, f"{error}\n")
        if request.old > head.size:
            return Answer(400, "the old size is larger than the new one\n")
        with self.store(head.origin) as slot:
            return self._cosigned(request, head, slot, time)

    def _cosigned(self, request: Request, head: Checkpoint, slot: Slot, time: int) -> Answer:
        kept = slot.read()
        if request.old != kept.size:
            return Answer(409, f"{kept.size}\n", SIZE_TYPE)
        if head.size == kept.size and kept.note and head.root != kept.root:
            # Two heads of one size and different roots: the log shows different people different pasts.
            return Answer(409, f"{kept.size}\n", SIZE_TYPE)
        try:
            check_consistency(kept.size, head.size, request.proof, kept.root, head.root)
        except BadProof as error:
            return Answer(422, f"{error}\n")
        lacking = self.mirror.covers(head.origin, head) if self.mirror else ""
        if lacking:
            return Answer(422, f"{lacking}\n")
        # Order matters: kept on disk first, then signed, then answered. A crash between leaves us having seen more than
        # we said, never having said more than we remember.
        slot.keep(Head(head.size, head.root, str(request.note).encode()))
        return Answer(200, "".join(str(cosign(request.note.text, signer, time)) for signer in self.signers))
