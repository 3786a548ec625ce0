"""The envelope: the public face of an entry, whose bytes are a leaf of the log, and nothing in it that tells who or
what.

When it was recorded, its class, random tokens for the case and for who recorded it, and a commitment to each named
part of the payload. The payload lies elsewhere and can be sealed or destroyed; the envelope stays, and every receipt
for it.
"""

from __future__ import annotations

import json
import re
from binascii import a2b_hex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

FORMAT = 1
TOKEN_SIZE = 16
_TOKEN = re.compile(r"[0-9a-f]{32}")
_HASH = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
#: An envelope of today's format as it is written: all that is read is in this form, unless somebody else wrote it.
_PART = rb'"([a-z][a-z0-9_]{0,39})":"([0-9a-f]{64})"'
_EACH_PART = re.compile(_PART)
_WRITTEN = re.compile(
    rb'\{"actor":"([0-9a-f]{32})","case":"([0-9a-f]{32})","format":1,"kind":"([a-z][a-z0-9_]{0,39})",'
    rb'"parts":\{((?:PART(?:,PART)*)?)\},"recorded":"([0-9T:.-]{26}Z)","refers":\[\]\}'.replace(
        b"PART", _PART.replace(b"(", b"(?:")
    )
)


class BadEnvelope(ValueError):
    """Bytes that are no envelope."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """``recorded`` is aware, in UTC, to the microsecond, and set by the store. ``kind`` is the class of entry.
    ``case`` and ``actor`` are random tokens of 32 hex digits; their meaning lies in what can be erased. ``parts`` are
    commitments by name, 32 bytes each. ``refers`` names earlier entries by index in the log (a correction, an order,
    a tombstone).
    """

    recorded: datetime
    kind: str
    case: str
    actor: str
    parts: Mapping[str, bytes] = field(default_factory=dict)
    refers: tuple[int, ...] = ()

    def leaf(self) -> bytes:
        """The bytes that are hashed and stored; made once, when the entry is appended."""
        data: dict[str, Any] = {
            "actor": self.actor,
            "case": self.case,
            "format": FORMAT,
            "kind": self.kind,
            "parts": {name: found.hex() for name, found in self.parts.items()},
            "recorded": time_text(self.recorded),
            "refers": list(self.refers),
        }
        _faultless(data)
        parts = {name: data["parts"][name] for name in sorted(self.parts)}
        return leaf_of(data["recorded"], self.kind, self.case, self.actor, parts, self.refers)

    @classmethod
    def parse(cls, leaf: bytes) -> Envelope:
        """The envelope that stored bytes state, of this format or an earlier one. BadEnvelope otherwise.

        Nothing is verified by writing it again: what counts is the hash of the bytes as they are stored.
        """
        if (written := _WRITTEN.fullmatch(leaf)) and (found := _read(written)):
            return found
        try:
            data = json.loads(leaf)
        except (ValueError, RecursionError):
            raise BadEnvelope("the entry's envelope is not JSON") from None
        if not isinstance(data, dict) or not isinstance(data.get("format"), int):
            raise BadEnvelope("the entry's envelope names no format")
        data = upcast(data)
        _faultless(data)
        return cls(
            recorded=time_of(data["recorded"]),
            kind=data["kind"],
            case=data["case"],
            actor=data["actor"],
            parts={name: bytes.fromhex(found) for name, found in data["parts"].items()},
            refers=tuple(data["refers"]),
        )


def leaf_of(
    recorded: str, kind: str, case: str, actor: str, parts: Mapping[str, str], refers: tuple[int, ...]
) -> bytes:
    """The canonical bytes of an envelope of today's format, from faultless texts; ``parts`` in hex, in order of their
    names. Written out, since every entry that is appended passes here; a test compares it with RFC 8785.
    """
    named = ",".join([f'"{name}":"{found}"' for name, found in parts.items()])
    return (
        f'{{"actor":"{actor}","case":"{case}","format":{FORMAT},"kind":"{kind}","parts":{{{named}}},'
        f'"recorded":"{recorded}","refers":[{",".join(map(str, refers))}]}}'
    ).encode()


def _read(written: re.Match[bytes]) -> Envelope | None:
    """The envelope of bytes in the form that we write, which need no further look; None when they do after all."""
    actor, case, kind, _, recorded = [text.decode() for text in written.groups()]
    pairs = _EACH_PART.findall(written[4])
    names = [name for name, _ in pairs]
    if names != sorted(set(names)) or not _TIME.fullmatch(recorded):
        return None
    try:
        at = time_of(recorded)
    except ValueError:
        return None
    return Envelope(at, kind, case, actor, {name.decode(): a2b_hex(made) for name, made in pairs})


#: From each earlier format to the next. Entries are never rewritten; they are read as if they were of today.
UPCASTERS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}


def upcast(data: dict[str, Any]) -> dict[str, Any]:
    """The data of an envelope in today's format. BadEnvelope for a format that is later than ours, or unknown."""
    while data["format"] != FORMAT:
        step = UPCASTERS.get(data["format"])
        if step is None:
            raise BadEnvelope(f"format {data['format']} is not known here; a newer version of Caseward wrote it")
        data = step(data)
    return data


@lru_cache(maxsize=1024)
def is_name(text: str) -> bool:
    """Whether a text can name a kind of entry or a part of a payload."""
    return bool(_NAME.fullmatch(text))


def time_text(at: datetime) -> str:
    """An instant as envelopes write it: UTC, six digits of a second, always 27 characters."""
    there = at if at.tzinfo is UTC else at.astimezone(UTC)
    return there.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def time_of(text: str) -> datetime:
    """The instant that an envelope states."""
    return datetime.fromisoformat(text)


def _faultless(data: Mapping[str, Any]) -> None:
    wrong = [name for name, test in _TESTS.items() if not test(data.get(name))]
    wrong += sorted(set(data) - {*_TESTS, "format"})
    if wrong:
        raise BadEnvelope(f"the entry's envelope has faults in: {', '.join(wrong)}")


def _is_time(value: Any) -> bool:
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        return False
    try:
        time_of(value)
    except ValueError:
        return False
    return True


def _are_parts(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    return all(
        isinstance(k, str) and _NAME.fullmatch(k) and isinstance(v, str) and _HASH.fullmatch(v)
        for k, v in value.items()
    )


def _are_places(value: Any) -> bool:
    whole = isinstance(value, list) and all(type(n) is int and 0 <= n < 2**53 for n in value)
    return whole and value == sorted(set(value))


_TESTS: dict[str, Callable[[Any], bool]] = {
    "actor": lambda v: isinstance(v, str) and bool(_TOKEN.fullmatch(v)),
    "case": lambda v: isinstance(v, str) and bool(_TOKEN.fullmatch(v)),
    "kind": lambda v: isinstance(v, str) and bool(_NAME.fullmatch(v)),
    "parts": _are_parts,
    "recorded": _is_time,
    "refers": _are_places,
}
