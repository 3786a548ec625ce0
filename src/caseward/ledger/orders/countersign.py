"""What a second person signs before anything is destroyed: exactly which entries, of which log, under which order.

A signed note (C2SP signed-note) whose text is

    caseward/destruction/v1
    ORIGIN
    order HMAC-SHA-256 OF THE ORDER'S PARTICULARS, IN HEX
    below SIZE
    case TOKEN COUNT SHA-256 OF THEIR LEAF HASHES, IN HEX        one line for each case, by token

It covers every entry of those cases whose index is below SIZE, and no other. It names nobody. Whoever deletes cannot
make it alone: it counts only with the signature of an authority's key, and whoever checks brings that key along.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from caseward.ledger.canonical import Plain, canonical
from caseward.ledger.keys import COSIGNS, PublicKey
from caseward.ledger.note import BadNote, Note
from caseward.ledger.orders.errors import NotCountersigned
from caseward.ledger.tree import leaf_hash

FIRST_LINE = "caseward/destruction/v1"
_HEX = r"[0-9a-f]{64}"
_WHOLE = r"(?:0|[1-9][0-9]{0,15})"
_ORDER = re.compile(rf"order ({_HEX})")
_BELOW = re.compile(rf"below ({_WHOLE})")
_CASE = re.compile(rf"case ([0-9a-f]{{32}}) ({_WHOLE}) ({_HEX})")


@dataclass(frozen=True, slots=True, order=True)
class Affected:
    """A case that is to be destroyed: its token, how many entries it has, and the digest of their leaf hashes."""

    token: str
    count: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be destroyed. ``order`` is the digest of the order's particulars (32 bytes); ``below`` the size of
    the log that was looked at.
    """

    origin: str
    order: bytes
    below: int
    cases: tuple[Affected, ...]

    def text(self) -> str:
        """The text that is signed."""
        head = f"{FIRST_LINE}\n{self.origin}\norder {self.order.hex()}\nbelow {self.below}\n"
        return head + "".join(f"case {c.token} {c.count} {c.digest.hex()}\n" for c in sorted(self.cases))

    @classmethod
    def parse(cls, text: str) -> Request:
        """The request that a text states. NotCountersigned when it is none."""
        lines = text.split("\n")
        if len(lines) < 6 or lines.pop() or lines[0] != FIRST_LINE:
            raise NotCountersigned(f"This is no request for a destruction: it does not begin with {FIRST_LINE!r}.")
        order, below = _ORDER.fullmatch(lines[2]), _BELOW.fullmatch(lines[3])
        found = [_CASE.fullmatch(line) for line in lines[4:]]
        cases = tuple(Affected(m[1], int(m[2]), bytes.fromhex(m[3])) for m in found if m)
        if not order or not below or len(cases) < len(found):
            raise NotCountersigned("A line of the request cannot be read.")
        made = cls(lines[1], bytes.fromhex(order[1]), int(below[1]), cases)
        if made.text() != text:
            raise NotCountersigned("The cases of the request are not in order.")
        return made


def digest_of_order(particulars: Plain, secret: bytes) -> bytes:
    """The digest that stands for an order: under a secret of the record, so that nobody can test guesses at it."""
    return hmac.digest(secret, b"caseward/order/v1\0" + canonical(particulars), "sha256")


def digest_of_leaves(leaves: Iterable[bytes]) -> tuple[int, bytes]:
    """How many leaves, and the SHA-256 of their leaf hashes one after the other, by index."""
    found, count = sha256(), 0
    for leaf in leaves:
        found.update(leaf_hash(leaf))
        count += 1
    return count, found.digest()


def countersigned_by(note: Note, authorities: Sequence[PublicKey], log: Sequence[PublicKey]) -> tuple[str, ...]:
    """The names of the authorities that signed the note. NotCountersigned when none did, or one's signature is false.

    A key that signs the log is nobody's second signature, whatever list it is on.
    """
    own = {key.raw for key in log}
    others = [key for key in authorities if key.raw not in own and key.type not in COSIGNS]
    if not others:
        raise NotCountersigned("No authority other than the log itself is listed for this record.")
    try:
        signed = note.verified(others)
    except BadNote as error:
        raise NotCountersigned(f"{error}.") from None
    if not signed:
        raise NotCountersigned("None of the authorities listed for this record signed it.")
    return tuple(key.name for key, _ in signed)
