"""What an entry says, as plain data and as canonical bytes (RFC 8785), apart from where and how it is kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from hashlib import sha256

from caseward.dates import When
from caseward.ledger.canonical import TEXT_OF
from caseward.record.entry import Entry, Value
from caseward.record.kinds import BY_NAME

Plain = str | int | bool | list[str]


def plain_entry(entry: Entry) -> dict[str, Plain]:
    """The filled columns by name, in the documented order of the kind: texts, whole numbers, booleans, lists."""
    said: dict[str, Value] = {**_common(entry), **entry.values}
    return {f.name: _plain(said[f.name]) for f in BY_NAME[entry.kind].all_fields if f.name in said}


def content_of(entry: Entry) -> bytes:
    """The canonical bytes of what the entry says, its kind included."""
    said: dict[str, Value] = {**_common(entry), **entry.values}
    known = _columns(entry.kind)
    # Names come in order of the alphabet whatever order they are given in.
    plain = {name: _plain(value) for name, value in said.items() if name in known}
    # Names are ASCII and numbers whole and within 2**53-1, so this is RFC 8785 to the byte: a test compares.
    return TEXT_OF({"kind": entry.kind, "said": plain}).encode()


def content_sha256(entries: Iterable[Entry]) -> str:
    """A hash of what a record says. Entries must come in canonical order, as a ``Record`` holds them."""
    hashed = sha256()
    for entry in entries:
        hashed.update(content_of(entry) + b"\n")
    return hashed.hexdigest()


def instant_text(instant: datetime) -> str:
    """An instant as it is written in a table: to the second, with its own zone, ``Z`` for universal time."""
    text = instant.isoformat(timespec="seconds")
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


@cache
def _columns(kind: str) -> frozenset[str]:
    return frozenset(field.name for field in BY_NAME[kind].all_fields)


def _common(entry: Entry) -> dict[str, Value]:
    said: dict[str, Value] = {"id": entry.id, "occurred": entry.occurred}
    if entry.recorded is not None:
        said["recorded"] = instant_text(entry.recorded)
    if entry.recorded_by:
        said["recorded_by"] = entry.recorded_by
    if entry.source:
        said["source"] = entry.source
    if entry.note:
        said["note"] = entry.note
    return said


def _plain(value: Value) -> Plain:
    if type(value) is str:
        return value
    if isinstance(value, When):
        return value.text
    return list(value) if isinstance(value, tuple) else value
