"""The boxes that hold payloads: each part of an entry with its opening, locked under the key of its matter.

A box is bound to the commitment that the envelope makes to its part, so a box moved to another entry or another part
does not open; and what it holds is checked against that commitment again.
"""

from __future__ import annotations

from caseward.errors import CasewardError
from caseward.ledger.commitment import OPENING_SIZE, opens
from caseward.ledger.keyring.wrap import NONCE_SIZE, Key, NotOpened, cipher, locked, unlocked

__all__ = ["NONCE_SIZE", "BrokenBox", "Key", "boxed", "cipher", "opened"]


class BrokenBox(CasewardError):
    """A payload does not open under its key, or is not what its envelope committed to."""

    code = "CW514"
    sentence = "A payload was altered, or is not the one that its entry committed to."
    hint = "run `caseward verify`: it names every entry that was altered"


def boxed(key: Key, name: str, opening: bytes, part: bytes, commitment: bytes, nonce: bytes) -> bytes:
    """A part (its canonical bytes) in its box: nonce (12, fresh) || AES-256-GCM of opening (32) || part. ValueError
    when the opening and the part are not those of the commitment.
    """
    if not opens(name, opening, part, commitment):
        raise ValueError(f"the commitment is not to this {name}")
    return locked(key, nonce, opening + part, commitment)


def opened(key: Key, name: str, box: bytes, commitment: bytes) -> tuple[bytes, bytes]:
    """The opening and the canonical bytes of a part. BrokenBox when it is not what the commitment says."""
    try:
        content = unlocked(key, box, commitment)
    except NotOpened:
        raise BrokenBox(part=name) from None
    opening, part = content[:OPENING_SIZE], content[OPENING_SIZE:]
    if not opens(name, opening, part, commitment):
        raise BrokenBox(part=name)
    return opening, part
