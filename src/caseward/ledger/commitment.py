"""Commitments: what an envelope says of a part of the payload without saying it.

``SHA-256(label || 32 random bytes || canonical part)``. The random bytes (the *opening*) lie with the payload: with
them anybody can check the part, without them nobody can guess it, however few values it could have.
"""

from __future__ import annotations

import hmac
from functools import lru_cache
from hashlib import sha256

OPENING_SIZE = 32
_LABEL = b"caseward/part/v1\0"


@lru_cache(maxsize=256)
def label_of(name: str) -> bytes:
    """What separates commitments to parts of one name from all others."""
    return _LABEL + name.encode("ascii") + b"\0"


def commitment(name: str, opening: bytes, part: bytes) -> bytes:
    """The commitment to the canonical bytes of a part, 32 bytes. ValueError for an opening of another size."""
    if len(opening) != OPENING_SIZE:
        raise ValueError(f"an opening has {OPENING_SIZE} bytes")
    return sha256(label_of(name) + opening + part).digest()


def opens(name: str, opening: bytes, part: bytes, to: bytes) -> bool:
    """Whether opening and part are those of a commitment."""
    return len(opening) == OPENING_SIZE and hmac.compare_digest(commitment(name, opening, part), to)
