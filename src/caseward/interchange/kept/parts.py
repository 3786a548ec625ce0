"""What an entry says, as the named parts of a payload, and the entry again from its parts. Nothing is lost on the way.

``identity`` is who said it and under which id, ``facts`` what happened and when, ``note`` the writer's own words, and
each private column is a part of its own: each is committed to by itself, so each can be shown, and proven, by itself.
Which parts an envelope names depends on the kind of entry and on whether there is a note, never on what was filled.
"""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from caseward.dates import When, parse_instant, parse_when
from caseward.interchange.content import instant_text
from caseward.ledger.canonical import Plain
from caseward.record.entry import Entry, Value
from caseward.record.fields import Field, FieldType
from caseward.record.kinds import BY_NAME
from caseward.record.readers import READERS

IDENTITY: Final = "identity"
FACTS: Final = "facts"
NOTE: Final = "note"
PRIVATE: Final = "private_"
UNIVERSAL: Final = "UTC"
_TIMES = (FieldType.WHEN, FieldType.INSTANT, FieldType.DAY)


def parts_of(entry: Entry, *, imported: bool, zone: str = UNIVERSAL) -> dict[str, Plain]:
    """The parts of an entry by name.

    ``imported``: it comes from an earlier system, and what that says of when it was recorded is kept. Otherwise the
    store's own clock says it, and ``zone`` is where that clock is read.
    """
    private = private_fields(entry.kind)
    facts: dict[str, Plain] = {"occurred": entry.occurred.text}
    for name, value in entry.values.items():
        if name not in private:
            facts[name] = _carried(value)
    claimed = instant_text(entry.recorded) if imported and entry.recorded is not None else None
    identity: dict[str, Plain] = {
        "id": _text(entry.id),
        "imported": imported,
        "recorded": claimed,
        "recorded_by": _text(entry.recorded_by),
        "source": _text(entry.source),
    }
    if not imported and zone != UNIVERSAL:
        identity["zone"] = zone
    parts: dict[str, Plain] = {IDENTITY: identity, FACTS: facts}
    if entry.note:
        parts[NOTE] = {"text": _text(entry.note)}
    for name in private:
        value_ = entry.values.get(name)
        parts[PRIVATE + name] = {"value": None if value_ is None else _carried(value_)}
    return parts


def entry_of_parts(kind: str, recorded: datetime, parts: Mapping[str, Any]) -> Entry:
    """The entry that parts state (as ``parts_of`` made them), with the time at which the store took it."""
    identity, facts = parts[IDENTITY], dict(parts[FACTS])
    occurred = parse_when(facts.pop("occurred"))
    private = private_fields(kind)  # an entry made before the kind had such a column has no part for it
    said = facts | {name: parts[PRIVATE + name]["value"] for name in private if PRIVATE + name in parts}
    fields = _fields(kind)
    values = {name: _value(fields[name], said[name]) for name in fields if said.get(name) is not None}
    return Entry(
        id=_plain(identity["id"]),
        kind=kind,
        occurred=occurred,
        recorded=_recorded(identity, recorded),
        recorded_by=_plain(identity["recorded_by"]),
        source=_plain(identity["source"]),
        note=_plain(parts[NOTE]["text"]) if NOTE in parts else "",
        values=values,
    )


def is_imported(parts: Mapping[str, Any]) -> bool:
    """Whether the parts are those of an entry that an earlier system recorded."""
    return parts[IDENTITY]["imported"] is True


@cache
def private_fields(kind: str) -> tuple[str, ...]:
    """The private columns of a kind."""
    return tuple(field.name for field in BY_NAME[kind].fields if field.private)


@cache
def _fields(kind: str) -> dict[str, Field]:
    return {field.name: field for field in BY_NAME[kind].fields}


def _recorded(identity: Mapping[str, Any], taken: datetime) -> datetime | None:
    if identity["imported"]:
        return parse_instant(identity["recorded"]) if identity["recorded"] else None
    return taken.astimezone(ZoneInfo(identity.get("zone", UNIVERSAL)))


def _carried(value: Value) -> Plain:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, When):
        return value.text
    return [_text(item) for item in value] if isinstance(value, tuple) else value


def _text(text: str) -> Plain:
    # The canonical form takes text in Unicode's NFC form alone. Other text must come back as it was, so its bytes go.
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    return {"utf8": base64.b64encode(text.encode()).decode()}


def _plain(said: str | Mapping[str, str]) -> str:
    return said if isinstance(said, str) else base64.b64decode(said["utf8"]).decode()


def _value(field: Field, said: Any) -> Value:
    if isinstance(said, list):
        return tuple(_plain(item) for item in said)
    if isinstance(said, bool | int):
        return said
    text = _plain(said)
    return READERS[field.type](field, text) if field.type in _TIMES else text
