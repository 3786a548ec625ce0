"""A kept record as a record: the same entries as in the folder they came from, and what is withheld told one by one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from caseward.errors import BadRecord, Fault
from caseward.interchange.content import content_sha256
from caseward.interchange.kept import codes
from caseward.interchange.kept.checking import KEPT
from caseward.interchange.kept.opening import opened_record
from caseward.interchange.kept.parts import IDENTITY, entry_of_parts, is_imported
from caseward.interchange.reading import Reading, RejectedRow
from caseward.ledger.store.draft import Stored, Withheld
from caseward.record.entry import Entry, Place, Record
from caseward.record.kinds import BY_NAME

#: Why contents may be withheld, worst first, as a fault says it.
REASONS: dict[str, str] = {
    "broken": "its contents do not open: they were altered or removed",
    "no_key": "its contents were not opened: no key was given",
    "destroyed": "its contents were destroyed under an order",
    "sealed": "its contents are sealed under an order",
}
_HINTS = {
    "broken": "run `caseward verify`, which says what was changed",
    "no_key": "open the record with its key ring",
    "destroyed": "its receipt still proves that it was there",
    "sealed": "whoever holds the sealed unit's key can read it",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """An entry of the record as it stands in the log: where, of which kind, when the store took it. ``entry`` is None
    when its contents are withheld, and ``reason`` says why.
    """

    index: int
    kind: str
    taken: datetime
    entry: Entry | None
    imported: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class KeptReading:
    """Everything that a kept record holds, as far as it can be read."""

    record: Record
    withheld: tuple[Taken, ...]
    imported: frozenset[str] = field(default_factory=frozenset)
    size: int = 0


def taken(stored: Stored) -> Taken | None:
    """An entry of the record; None for one that the record's own keeping wrote."""
    envelope = stored.envelope
    if envelope.kind not in BY_NAME or IDENTITY not in envelope.parts:
        return None
    reasons = {_reason(stored, name) for name in envelope.parts}
    for reason in REASONS:
        if reason in reasons:
            return Taken(stored.index, envelope.kind, envelope.recorded, None, reason=reason)
    parts = {name: json.loads(part.part) for name, part in stored.parts.items() if not isinstance(part, Withheld)}
    entry = entry_of_parts(envelope.kind, envelope.recorded, parts)
    placed = replace(entry, place=Place(KEPT, stored.index))
    return Taken(stored.index, envelope.kind, envelope.recorded, placed, is_imported(parts))


def _reason(stored: Stored, name: str) -> str:
    part = stored.parts.get(name)
    if part is None:
        return "broken"
    return part.reason if isinstance(part, Withheld) else ""


def gathered(found: Iterable[Taken], size: int) -> KeptReading:
    """Entries as a record, with those that are withheld beside it."""
    entries: list[Entry] = []
    withheld: list[Taken] = []
    imported: set[str] = set()
    for one in found:
        if one.entry is None:
            withheld.append(one)
            continue
        entries.append(one.entry)
        if one.imported:
            imported.add(one.entry.id)
    return KeptReading(Record.of(entries), tuple(withheld), frozenset(imported), size)


def as_reading(kept: KeptReading) -> Reading:
    """What came of reading it, in the form in which a record folder gives it."""
    rejected = tuple(_rejected(one) for one in kept.withheld)
    kinds = [entry.kind for entry in kept.record] + [one.kind for one in kept.withheld]
    faults = tuple(fault for row in rejected for fault in row.faults)
    sha256 = content_sha256(kept.record)
    return Reading(kept.record, faults, rejected, len(kinds), dict(Counter(sorted(kinds))), sha256)


def _rejected(one: Taken) -> RejectedRow:
    rule, hint = REASONS[one.reason], _HINTS[one.reason]
    fault = Fault(KEPT, one.index, 0, codes.WITHHELD, one.kind, "", rule, hint)
    return RejectedRow(KEPT, one.index, one.kind, "", "", (fault,))


def read_kept(folder: Path, *, strict: bool = False, unit: Path | None = None) -> Reading:
    """Read a kept record whole, through its store. With ``strict``, BadRecord when anything in it is withheld."""
    with opened_record(folder, unit=unit) as kept:
        reading = as_reading(gathered(_all(kept.store.stored()), kept.store.size))
    if strict and reading.faults:
        raise BadRecord(faults=reading.faults)
    return reading


def _all(stored: Iterable[Stored]) -> Iterator[Taken]:
    return (found for one in stored if (found := taken(one)) is not None)
