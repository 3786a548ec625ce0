"""Canonical bytes: RFC 8785 within a narrow profile, so that two writers can never disagree about them.

Objects with ASCII keys, lists, text in Unicode's NFC form, whole numbers within 2**53-1, true, false and null. No
fractions. What is stored is what is hashed: verifying reads the stored bytes and never makes them again.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

Plain: TypeAlias = "bool | int | str | Sequence[Plain] | Mapping[str, Plain] | None"
MOST = 2**53 - 1
DEEPEST = 32


class NotCanonical(ValueError):
    """A value lies outside the profile."""


#: Within the profile the standard library's encoder writes what RFC 8785 asks for, byte for byte (a test compares it
#: with another implementation): keys of ASCII sort alike by character and by UTF-16 unit, numbers are whole.
_ENCODER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False, default=dict
)


def _made() -> Callable[[object], str]:
    """What encodes. ``JSONEncoder.encode`` makes the library's own encoder anew for every value, which takes longer
    than a small value does; where Python has that one, it is made once.
    """
    make = getattr(json.encoder, "c_make_encoder", None)
    if make is None:
        return _ENCODER.encode
    text = json.encoder.encode_basestring
    once = make(None, _ENCODER.default, text, None, ":", ",", True, False, False)
    return lambda value: "".join(once(value, 0))


#: The canonical text of a value that is known to lie within the profile, save that text may be in any form.
TEXT_OF = _made()
#: Values that need no look inside once the whole is known to be ASCII.
_EASY = frozenset({str, bool, int, type(None)})
_STR = frozenset({str})


#: Where a value stands in the whole: the place of what holds it, and its key or number there. Written out only for a
#: message.
_Place: TypeAlias = "tuple[_Place, str | int] | None"


def canonical(value: Plain) -> bytes:
    """The bytes of a value. NotCanonical when it lies outside the profile."""
    if type(value) is dict and _is_easy(value):
        text = TEXT_OF(value)
        if text.isascii():  # ASCII is in NFC form, and its keys are ASCII too
            return text.encode()
    _check(value, None, 0)
    try:
        return TEXT_OF(value).encode()
    except UnicodeEncodeError:
        raise NotCanonical("value has half of a character") from None


def _is_easy(value: dict[object, object]) -> bool:
    kinds = {*map(type, value.values())}
    if not kinds <= _EASY or not _STR.issuperset(map(type, value)) or "" in value:
        return False
    return int not in kinds or all(-MOST <= inner <= MOST for inner in value.values() if type(inner) is int)


def _check(value: object, place: _Place, depth: int) -> None:
    if isinstance(value, str):
        if not value.isascii() and not unicodedata.is_normalized("NFC", value):
            raise NotCanonical(f"{_written(place)} is text that is not in Unicode's NFC form")
    elif isinstance(value, int):
        if not -MOST <= value <= MOST:
            raise NotCanonical(f"{_written(place)} is a number beyond 2**53-1")
    elif value is not None:
        _check_inside(value, place, depth)


def _check_inside(value: object, place: _Place, depth: int) -> None:
    if depth > DEEPEST:
        raise NotCanonical(f"{_written(place)} is nested more than {DEEPEST} deep")
    if isinstance(value, dict) or isinstance(value, Mapping):  # noqa: SIM101 (the first is much the faster to ask)
        for key, inner in value.items():
            if not isinstance(key, str) or not key.isascii() or not key:
                raise NotCanonical(f"{_written(place)} has a key that is not ASCII: {key!r}")
            # Most values are plain ASCII text, which needs no look inside.
            if type(inner) is not str or not inner.isascii():
                _check(inner, (place, key), depth + 1)
    elif isinstance(value, list | tuple):
        for i, inner in enumerate(value):
            _check(inner, (place, i), depth + 1)
    else:
        raise NotCanonical(f"{_written(place)} is a {type(value).__name__}, which has no canonical form here")


def _written(place: _Place) -> str:
    if place is None:
        return "value"
    holder, key = place
    return f"{_written(holder)}[{key}]" if isinstance(key, int) else f"{_written(holder)}.{key}"
