"""The public face of an entry, read from the bytes that were hashed: when, what class, which tokens, which commitments.

The bytes are matched as they stand and never written again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import pairwise
from typing import Any

from caseward.verify.wire import HASH_SIZE, Refused

FORMAT = 1
_NAME = "[a-z][a-z0-9_]{0,39}"
_PART = f'"{_NAME}":"[0-9a-f]{{64}}"'
_PLACE = r"(?:0|[1-9]\d{0,15})"
_INSTANT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"
_TIME = re.compile(_INSTANT, re.ASCII)
_SHAPE = re.compile(
    r'\{"actor":"([0-9a-f]{32})","case":"([0-9a-f]{32})","format":([0-9]{1,9}),'
    rf'"kind":"({_NAME})","parts":\{{((?:{_PART}(?:,{_PART})*)?)\}},'
    rf'"recorded":"({_INSTANT})","refers":\[((?:{_PLACE}(?:,{_PLACE})*)?)\]\}}',
    re.ASCII,
)
_LABEL = b"caseward/part/v1\0"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Envelope:
    """``recorded`` as it is written (UTC, always 27 characters, so that text order is time order). ``case`` and
    ``actor`` are random tokens; ``parts`` are commitments by name; ``refers`` are places of earlier entries.
    """

    recorded: str
    kind: str
    case: str
    actor: str
    parts: Mapping[str, bytes]
    refers: tuple[int, ...]


def read(leaf: bytes) -> Envelope:
    """The envelope that stored bytes state. Refused when they are not written as one."""
    try:
        found = _SHAPE.fullmatch(leaf.decode("ascii"))
    except UnicodeDecodeError:
        found = None
    if found is None:
        raise Refused("the entry's envelope is not written as the format has it")
    actor, case, form, kind, listed, recorded, referred = found.groups()
    if form != str(FORMAT):
        raise Refused(f"the entry's envelope is of format {form}, which this program does not know")
    micros(recorded)
    parts = [(each[1:-68], bytes.fromhex(each[-65:-1])) for each in listed.split(",")] if listed else []
    refers = tuple(map(int, referred.split(","))) if referred else ()
    if _out_of_order(refers) or (len(parts) > 1 and _out_of_order([name for name, _ in parts])):
        raise Refused("the entry's envelope lists parts or places twice or out of order")
    return Envelope(recorded, kind, case, actor, dict(parts), refers)


def _out_of_order(listed: Sequence[Any]) -> bool:
    return any(a >= b for a, b in pairwise(listed))


def micros(recorded: str) -> int:
    """An instant as envelopes write it, in microseconds since 1970. Refused when there is no such instant."""
    try:
        found = datetime.fromisoformat(recorded[:-1] if _TIME.fullmatch(recorded) else "").replace(tzinfo=UTC) - _EPOCH
    except ValueError:
        raise Refused(f"{recorded!r} is no instant") from None
    return (found.days * 86400 + found.seconds) * 1_000_000 + found.microseconds


def opens(name: str, opening: bytes, part: bytes, commitment: bytes) -> bool:
    """Whether a part of the payload and its 32 random bytes are those that the envelope is committed to."""
    fits = len(opening) == HASH_SIZE
    return fits and sha256(_LABEL + name.encode() + b"\0" + opening + part).digest() == commitment
