"""Clocks in minutes and hours between entries whose time of day is recorded."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from caseward.obligations.candidates import Candidate
from caseward.obligations.drafts import looked_at, waiting_on_facts
from caseward.obligations.model import Considered, Obligation, Status
from caseward.obligations.quota import Held
from caseward.obligations.scope import Scope
from caseward.obligations.truth import Truth


def in_hours(
    scope: Scope,
    row: Obligation,
    started: datetime,
    due_at: datetime,
    found: list[Candidate],
    refused: tuple[Considered, ...],
) -> Obligation:
    """Judge a response to the second. A response known only to its day is on time or late only if every time of that
    day is."""
    bounds = [(c, *_bounds(c, started)) for c in found]
    after = [(c, low, high) for c, low, high in bounds if high >= started]
    sure = tuple(c for c, low, high in after if c.truth is Truth.YES and low >= started and high <= due_at)
    possible = tuple(c for c, low, high in after if c.truth is Truth.YES and c not in sure and low <= due_at)
    unknown = tuple(c for c, low, _ in after if c.truth is Truth.UNKNOWN and low <= due_at)
    held = Held(sure, possible, unknown)
    row = _status(scope, row, due_at, held, [(c, low) for c, low, _ in after if c.truth is Truth.YES and low > due_at])
    return row.but(considered=looked_at(held, row.counted, refused))


def _bounds(candidate: Candidate, started: datetime) -> tuple[datetime, datetime]:
    """The earliest and latest instant; a day without a time is taken in the zone of the trigger."""
    at = candidate.entry.occurred.instant
    if at is not None:
        return at, at
    zone = started.tzinfo or UTC
    low = datetime.combine(candidate.first, time.min, zone)
    return low, datetime.combine(candidate.last, time.max, zone)


def _status(
    scope: Scope,
    row: Obligation,
    due_at: datetime,
    held: Held,
    late: list[tuple[Candidate, datetime]],
) -> Obligation:
    if len(held.sure) >= row.needed:
        chosen = held.sure[: row.needed]
        return row.but(counted=tuple(c.entry.id for c in chosen)).with_status(
            Status.MET, f"{chosen[-1].entry.id} of {chosen[-1].entry.occurred.text}"
        )
    if len(held.sure) + len(held.possible) >= row.needed:
        names = ", ".join(c.entry.id for c in held.possible)
        return row.with_status(
            Status.INDETERMINATE, f"the time of day of {names} is not recorded", settles=f"the time of day of {names}"
        )
    if len(held.all) >= row.needed:
        return waiting_on_facts(row, held)
    if late:
        candidate, at = sorted(late, key=lambda p: (p[1], p[0].entry.id))[0]
        row = row.but(counted=(candidate.entry.id,), late_by_days=(at.date() - row.due).days)
        return row.with_status(
            Status.LATE,
            f"{candidate.entry.id} of {candidate.entry.occurred.text}, {_span(at - due_at)} after it was due",
        )
    if scope.as_of <= row.due:
        return row.with_status(Status.PENDING, f"it can be done until {due_at.isoformat(timespec='minutes')}")
    if scope.life.end <= scope.as_of:
        return row.with_status(Status.MISSED, "the record shows no response")
    return row.but(earliest_unmet=row.due + timedelta(days=1)).with_status(
        Status.OVERDUE, "the record shows no response; it can still be done"
    )


def _span(delta: timedelta) -> str:
    minutes = int(delta.total_seconds() // 60)
    return f"{minutes // 60} hours {minutes % 60} minutes" if minutes >= 60 else f"{minutes} minutes"
