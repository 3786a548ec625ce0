"""Exports that may still be out: a destruction cannot reach them, so whoever carries it out is told where they are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from caseward.ledger.store.draft import Opened
from caseward.ledger.store.store import Store

_KIND, _PART = "export_made", "export"


@dataclass(frozen=True, slots=True)
class ExportOut:
    """An export that the log knows of: the index of its entry, its name, what it was for, and the last day on which it
    may be kept (None: nobody said).
    """

    index: int
    name: str
    purpose: str
    expires: date | None


def exports_out(store: Store, subject: str, today: date) -> tuple[ExportOut, ...]:
    """Exports of everybody, or of this subject, that have not expired by a day."""
    found = []
    for entry in store.reader.of_kind(_KIND):
        part = entry.parts.get(_PART)
        if not isinstance(part, Opened):
            continue
        said = json.loads(part.part)
        expires = date.fromisoformat(said["expires"]) if said.get("expires") else None
        if said.get("person") in (None, subject) and (expires is None or expires >= today):
            found.append(ExportOut(entry.index, said.get("name", ""), said.get("purpose", ""), expires))
    return tuple(found)
