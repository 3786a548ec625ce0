"""Kind 5, *never*: an entry that is itself the breach, from a date on, with named exceptions (absence)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from caseward.dates import Period
from caseward.obligations.candidates import Candidate
from caseward.obligations.drafts import draft, not_assessable, noun
from caseward.obligations.model import Bearing, Considered, Obligation, Status
from caseward.obligations.regime import Ruling
from caseward.obligations.scope import Missing, Owed, Scope
from caseward.obligations.truth import Truth
from caseward.policy.requirement import Never

ONE = timedelta(days=1)


def evaluate_never(scope: Scope) -> Iterator[Obligation]:
    """One obligation for each entry that is or may be a breach, and one for each ruling under which there was none."""
    for ruling in scope.regime.rulings:
        life = scope.life.intersect(ruling.period)
        period = life.intersect(Period(life.start, max(life.start, scope.horizon))) if life else None
        if period is not None:
            yield from _ruling(scope, ruling, period)


def _ruling(scope: Scope, ruling: Ruling, period: Period) -> Iterator[Obligation]:
    body = ruling.requirement.never
    assert body is not None
    found = [c for c in scope.candidates(body.this)[0] if c.entry.occurred.may_be_in(period)]
    rows = [row for c in found if (row := _entry(scope, ruling, period, c, body)) is not None]
    yield from rows
    owed = scope.owed(ruling, period.end - ONE)
    if not rows and isinstance(owed, Owed):
        kept = draft(scope, owed, period, period.end - ONE)
        yield kept.with_status(Status.MET, f"the record shows no {noun(scope, body.this)}")


def _entry(scope: Scope, ruling: Ruling, period: Period, candidate: Candidate, body: Never) -> Obligation | None:
    entry = candidate.entry
    owed = scope.owed(ruling, max(entry.occurred.first, period.start))
    if owed is None:
        return None
    row = draft(
        scope, owed, Period(entry.occurred.first, entry.occurred.last + ONE), entry.occurred.last, about=entry.id
    )
    if isinstance(owed, Missing):
        return not_assessable(row, owed)
    row = row.but(counted=(entry.id,), considered=(Considered(entry.id, Bearing.COUNTED, "it is the breach"),))
    excepted, doubtful = _exceptions(scope, candidate, body)
    if excepted:
        return row.with_status(Status.EXCUSED, f"exception: {excepted}")
    if candidate.truth is Truth.UNKNOWN:
        return _undecided(row, Status.NOT_ASSESSABLE, candidate.reason, f"what is missing in {entry.id}")
    if doubtful:
        return _undecided(
            row,
            Status.NOT_ASSESSABLE,
            f"whether the exception {doubtful} applies is not recorded",
            f"what is missing in {entry.id}",
        )
    if not entry.occurred.surely_in(period):
        return _undecided(
            row,
            Status.INDETERMINATE,
            f"it may have happened before the rule was in force ({entry.occurred.text})",
            f"the exact date of {entry.id}",
        )
    return row.with_status(Status.MISSED, f"{entry.id} of {entry.occurred.text}")


def _undecided(row: Obligation, status: Status, reason: str, settles: str) -> Obligation:
    considered = tuple(replace(c, bearing=Bearing.UNKNOWN, reason=reason) for c in row.considered)
    return row.but(counted=(), considered=considered).with_status(status, reason, settles=settles)


def _exceptions(scope: Scope, candidate: Candidate, body: Never) -> tuple[str, str]:
    """The first exception that surely applies, and the first that may."""
    found = [(name, scope.matched(candidate.entry, m).truth) for name, m in sorted(body.exceptions.items())]
    sure = next((n for n, t in found if t is Truth.YES), "")
    return sure, next((n for n, t in found if t is Truth.UNKNOWN), "")
