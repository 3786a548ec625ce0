"""How numbers, hashes and bytes stand in receipts and checkpoints, read strictly: each has one way to be written."""

from __future__ import annotations

import base64
import binascii

HASH_SIZE = 32


class Refused(ValueError):
    """What was given does not prove what it should, or is not what it says it is; the sentence says why."""


class NotChecked(Refused):
    """What was given is of a sort that this program cannot check; the sentence says which."""


def number(text: str) -> int:
    """A whole number below 2**63: digits without a leading zero."""
    if not (text.isascii() and text.isdigit()) or len(text) > 19 or text != str(int(text)) or int(text) >= 2**63:
        raise Refused(f"{text[:24]!r} is no whole number")
    return int(text)


def plain_bytes(text: str) -> bytes:
    """The bytes that base64 stands for, when it is written as base64 is: padded, no spaces, no spare bits."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Refused(f"{text[:24]!r} is not base64") from None
    if base64.b64encode(found).decode() != text:
        raise Refused(f"{text[:24]!r} is not written as base64 is")
    return found


def hash_of(text: str) -> bytes:
    """A hash, 32 bytes in base64."""
    found = plain_bytes(text)
    if len(found) != HASH_SIZE:
        raise Refused(f"{text[:24]!r} is no hash")
    return found
