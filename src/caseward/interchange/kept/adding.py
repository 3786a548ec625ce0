"""New entries into a kept record: checked with one another and against what is kept, then all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from caseward.errors import BadRecord, Fault
from caseward.interchange.kept.checking import check_against, entry_named
from caseward.interchange.kept.drafts import draft_of, in_order
from caseward.interchange.kept.holding import Holding
from caseward.interchange.rows import CheckedRow
from caseward.ledger.envelope import Envelope
from caseward.ledger.store.draft import Draft
from caseward.ledger.store.store import Store
from caseward.record.entry import Entry

MOST_FAULTS = 100
LATE = timedelta(days=1)
"""An entry recorded longer than this after it happened counts as back-dated."""


class NotTaken(BadRecord):
    """New entries have faults; none of them was recorded."""

    code = "CW543"
    sentence = "These entries have faults; none of them was recorded."
    hint = "correct the places named above, then send all of them again"


@dataclass(frozen=True, slots=True)
class Ready:
    """Entries that are checked, in the order in which they go in, each with its draft; and whether the request was
    acknowledged before.
    """

    entries: tuple[Entry, ...]
    drafts: tuple[Draft, ...]
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Added:
    """What came of new entries: each with its place in the log and how long after it happened it was recorded."""

    entries: tuple[Entry, ...]
    places: tuple[int, ...]
    lags: tuple[timedelta, ...]
    repeated: bool = False

    @property
    def late(self) -> int:
        """How many are back-dated."""
        return sum(lag > LATE for lag in self.lags)


def ready(rows: Sequence[CheckedRow], store: Store, zone: str, request: str = "") -> Ready:
    """Rows that were each checked by themselves, checked against what is kept. NotTaken with every fault."""
    held = Holding(store)
    repeated = bool(request) and acknowledged(store, request)
    # What was acknowledged before is in the store by now, and would be refused as being there twice.
    refuse(sorted({f for row in rows for f in row.faults}) if repeated else check_against(rows, held))
    entries = tuple(in_order(row.entry for row in rows if row.entry is not None))
    drafts = (draft_of(e, lambda id_: entry_named(rows, held, id_), imported=False, zone=zone) for e in entries)
    return Ready(entries, tuple(drafts), repeated)


def add(found: Ready, store: Store, zone: str, request: str = "") -> Added:
    """Record entries in one transaction; on disk when this returns. What the store refuses is raised as it is."""
    kept = store.append(found.drafts, request=request)
    at = [Envelope.parse(k.leaf).recorded.astimezone(ZoneInfo(zone)) for k in kept]
    lags = tuple(lag(entry, recorded) for entry, recorded in zip(found.entries, at, strict=True))
    return Added(found.entries, tuple(k.index for k in kept), lags, found.repeated)


def again(store: Store, request: str) -> Added | None:
    """What a request that was acknowledged before was told; None for a new one. What is withheld by now is left out."""
    rows = _requested(store, request)
    if not rows:
        return None
    held = Holding(store)
    found = [one for index in range(rows[0][0], sum(rows[0])) if (one := held.at(index)) and one.entry]
    entries = tuple(one.entry for one in found if one.entry)
    lags = tuple(lag(e, e.recorded) if e.recorded else timedelta() for e in entries)
    return Added(entries, tuple(one.index for one in found), lags, repeated=True)


def taking_time(store: Store, now: datetime) -> datetime:
    """No sooner than the store will take what comes next, in whole seconds: now, or the newest entry's time."""
    newest = [Envelope.parse(leaf).recorded for leaf in store.leaves(store.size - 1, store.size)]
    at = max([now, *newest])
    return at if at.microsecond == 0 else at.replace(microsecond=0) + timedelta(seconds=1)


def acknowledged(store: Store, request: str) -> bool:
    """Whether a request was acknowledged before. The store was opened with its keys."""
    return bool(_requested(store, request))


def _requested(store: Store, request: str) -> list[tuple[int, int]]:
    """The first place of what a request recorded, and how many entries."""
    marks = store.reader.marks
    assert marks is not None
    sql = "SELECT first, count FROM requests WHERE key = ?"
    return [(first, count) for first, count in store.reader.rows(sql, (marks.request(request),))]


def refuse(faults: Sequence[Fault]) -> None:
    """NotTaken when there are faults: the first hundred, and how many more."""
    if faults:
        more = len(faults) - MOST_FAULTS
        raise NotTaken(f"{more:,} more are not shown." if more > 0 else "", faults=faults[:MOST_FAULTS])


def lag(entry: Entry, recorded: datetime) -> timedelta:
    """How long after it happened an entry was recorded, at least; nothing when it may have been at once."""
    if entry.occurred.instant is not None:
        return max(recorded - entry.occurred.instant, timedelta())
    return max(recorded.date() - entry.occurred.last, timedelta())
