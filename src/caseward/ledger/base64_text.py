"""Bytes as the formats of C2SP write them: base64 in one way only, so that no two texts say the same."""

from __future__ import annotations

from base64 import b64decode, b64encode


def decoded(text: str) -> bytes:
    """The bytes that a text stands for. ValueError when it is no base64, or not padded as it is, or has spare bits."""
    found = b64decode(text, validate=True)
    if b64encode(found).decode() != text:
        raise ValueError("this is not how base64 is written")
    return found
