"""A small log made by the writer's own parts, for the checkers to look at."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from caseward.ledger.bundle import Run
from caseward.ledger.canonical import canonical
from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.commitment import commitment
from caseward.ledger.envelope import Envelope
from caseward.ledger.keys import COSIGN_ED25519, ED25519, signer_of
from caseward.ledger.note import cosign, sign
from caseward.ledger.proof import Receipt
from caseward.ledger.tree import Frontier, inclusion_proof, leaf_hash, root_of
from caseward.verify.trust import Trust

ORIGIN = "agency.example/record"
START = datetime(2022, 1, 1, 8, tzinfo=UTC)
CASE, OTHER, OFFICER = "c" * 32, "0" * 32, "a" * 32
OPENING = bytes(range(32))


def key(seed, name=ORIGIN, type_=ED25519):
    """A key that is the same in every run."""
    return signer_of(name, type_, Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32))


LOG, WITNESS = key(1), key(2, "inspector.example/w", COSIGN_ED25519)
POLICY = f"log {LOG.public}\nwitness inspector {WITNESS.public}\nquorum inspector\n".encode()
TRUST = Trust.parse(POLICY)
PART = canonical({"id": "term-1"})


def envelope(n):
    """Entry n: one a day, a contact, each seventh for the case, each 35th a desertion report."""
    kind = "desertion_report" if n % 35 == 14 else "term" if n == 0 else "contact"
    parts = {"facts": commitment("facts", OPENING, b"{}"), "identity": commitment("identity", OPENING, PART)}
    return Envelope(START + timedelta(days=n), kind, CASE if n % 7 == 0 else OTHER, OFFICER, parts)


class Log:
    """So many entries, with every subtree, and a signed head of any size."""

    def __init__(self, size, signer=LOG, leaf=lambda n: envelope(n).leaf()):
        self.signer, self.kept, frontier = signer, {}, Frontier()
        self.leaves = [leaf(n) for n in range(size)]
        for data in self.leaves:
            frontier, made = frontier.appended(leaf_hash(data))
            self.kept |= {(level, place): found for level, place, found in made}

    def at(self, level, place):
        return self.kept[level, place]

    def head(self, size=None, origin=ORIGIN, *, seen=True):
        size = len(self.leaves) if size is None else size
        note = sign(str(Checkpoint(origin, size, root_of(size, self.at))), [self.signer])
        return note.signed(cosign(note.text, WITNESS, 1_700_000_000 + size)) if seen else note

    def receipt(self, index, size=None, *, extra=True, **more):
        note = self.head(size, **more)
        size = len(self.leaves) if size is None else size
        path = inclusion_proof(index, size, self.at)
        return Receipt(index, path, note, self.leaves[index] if extra else b"")

    def run(self, first=0, end=None, heads=()):
        end = len(self.leaves) if end is None else end
        return Run(first, end, self.leaves[first:end], self.at, heads or (self.head(),))


def text(data):
    """Bytes as bundles write them."""
    return b64encode(data).decode()
