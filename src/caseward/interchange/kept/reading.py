"""A kept record as a record: the same entries as in the folder they came from, and what is withheld told one by one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from caseward.errors import BadRecord, Fault
from caseward.interchange.content import content_sha256
from caseward.interchange.kept import codes
from caseward.interchange.kept.checking import KEPT
from caseward.interchange.kept.opening import opened_record
from caseward.interchange.kept.parts import IDENTITY, entry_of_parts, is_imported
from caseward.interchange.reading import Reading, RejectedRow
from caseward.ledger.store.draft import Opened, Stored, Withheld
from caseward.record.entry import Entry, Place, Record
from caseward.record.kinds import BY_NAME

#: The class of entry that says that an earlier record was brought in, and its part.
IMPORTED: Final = "record_imported"
IMPORT: Final = "import"

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
    """What a kept record holds, as far as it can be read. ``taken`` are its entries in the order of the log;
    ``withheld`` those whose contents are; ``tables`` the kinds that imported folders had tables of, empty ones too.
    """

    record: Record
    taken: tuple[Taken, ...]
    withheld: tuple[Taken, ...]
    tables: frozenset[str] = frozenset()


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


def gathered(stored: Iterable[Stored]) -> KeptReading:
    """Entries as a record, with those that are withheld beside it."""
    found: list[Taken] = []
    tables: set[str] = set()
    for one in stored:
        entry = taken(one)
        if entry is None:
            tables.update(_tables(one))
        else:
            found.append(entry)
    record = Record.of([one.entry for one in found if one.entry is not None])
    withheld = tuple(one for one in found if one.entry is None)
    return KeptReading(record, tuple(found), withheld, frozenset(tables))


def _tables(stored: Stored) -> list[str]:
    part = stored.parts.get(IMPORT)
    if stored.envelope.kind != IMPORTED or not isinstance(part, Opened):
        return []
    return [kind for kind, _ in json.loads(part.part)["tables"]]


def as_reading(kept: KeptReading, *, strict: bool = False) -> Reading:
    """What came of reading it, in the form in which a record folder gives it; BadRecord as ``read_kept`` has it."""
    rejected = tuple(_rejected(one) for one in kept.withheld)
    kinds = Counter([entry.kind for entry in kept.record] + [one.kind for one in kept.withheld])
    faults = tuple(fault for row in rejected for fault in row.faults)
    if strict and faults:
        raise BadRecord(faults=faults)
    tables = {kind: kinds[kind] for kind in sorted({*kept.tables, *kinds})}
    return Reading(kept.record, faults, rejected, kinds.total(), tables, content_sha256(kept.record))


def _rejected(one: Taken) -> RejectedRow:
    rule, hint = REASONS[one.reason], _HINTS[one.reason]
    fault = Fault(KEPT, one.index, 0, codes.WITHHELD, one.kind, "", rule, hint)
    return RejectedRow(KEPT, one.index, one.kind, "", "", (fault,))


def read_kept(folder: Path, *, strict: bool = False, unit: Path | None = None) -> Reading:
    """Read a kept record whole, through its store. With ``strict``, BadRecord when anything in it is withheld."""
    return as_reading(read_whole(folder, unit=unit), strict=strict)


def read_whole(folder: Path, *, unit: Path | None = None) -> KeptReading:
    """Every entry of a kept record, in one pass through its store."""
    with opened_record(folder, unit=unit) as kept:
        return gathered(kept.store.stored())
