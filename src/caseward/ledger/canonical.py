"""Canonical bytes: RFC 8785 within a narrow profile, so that two writers can never disagree about them.

Objects with ASCII keys, lists, text in Unicode's NFC form, whole numbers within 2**53-1, true, false and null. No
fractions. What is stored is what is hashed: verifying reads the stored bytes and never makes them again.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import rfc8785

Plain: TypeAlias = "bool | int | str | Sequence[Plain] | Mapping[str, Plain] | None"
MOST = 2**53 - 1
DEEPEST = 32


class NotCanonical(ValueError):
    """A value lies outside the profile."""


def canonical(value: Plain) -> bytes:
    """The bytes of a value. NotCanonical when it lies outside the profile."""
    _check(value, "value", 0)
    return rfc8785.dumps(value)


def _check(value: object, place: str, depth: int) -> None:
    if depth > DEEPEST:
        raise NotCanonical(f"{place} is nested more than {DEEPEST} deep")
    if value is None or isinstance(value, int):
        if value is not None and abs(value) > MOST:
            raise NotCanonical(f"{place} is a number beyond 2**53-1")
    elif isinstance(value, str):
        _check_text(value, place)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            _check_key(key, place)
            _check(inner, f"{place}.{key}", depth + 1)
    elif isinstance(value, list | tuple):
        for i, inner in enumerate(value):
            _check(inner, f"{place}[{i}]", depth + 1)
    else:
        raise NotCanonical(f"{place} is a {type(value).__name__}, which has no canonical form here")


def _check_key(key: object, place: str) -> None:
    if not isinstance(key, str) or not key.isascii() or not key:
        raise NotCanonical(f"{place} has a key that is not ASCII: {key!r}")


def _check_text(value: str, place: str) -> None:
    if not value.isascii() and not unicodedata.is_normalized("NFC", value):
        raise NotCanonical(f"{place} is text that is not in Unicode's NFC form")
    if any("\ud800" <= c <= "\udfff" for c in value):
        raise NotCanonical(f"{place} has half of a character")
