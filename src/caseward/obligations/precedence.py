"""Kind 4, *before … require …*: this may not happen unless that happened first (precedence)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from caseward.dates import Period
from caseward.obligations.candidates import Candidate
from caseward.obligations.drafts import draft, looked_at, not_assessable, noun, waiting_on_facts
from caseward.obligations.lengths import due_from, duration
from caseward.obligations.model import Obligation, Status
from caseward.obligations.quota import Held
from caseward.obligations.regime import Ruling
from caseward.obligations.scope import Missing, Owed, Scope
from caseward.obligations.truth import Truth
from caseward.policy.requirement import Before
from caseward.policy.values import Length

ONE = timedelta(days=1)


def evaluate_before(scope: Scope) -> Iterator[Obligation]:
    """One obligation for each entry that needed another before it: met, missed, or not decided."""
    for ruling in scope.regime.rulings:
        body = ruling.requirement.before
        assert body is not None
        yield from _under(scope, ruling, body)


def _under(scope: Scope, ruling: Ruling, body: Before) -> Iterator[Obligation]:
    """The entries that fell under one ruling."""
    for candidate in scope.candidates(body.this)[0]:
        owed = scope.owed_on(candidate.first)
        if owed is None or owed.ruling != ruling:
            continue
        window = Period(candidate.first, candidate.last + ONE)
        row = draft(scope, owed, window, candidate.last, about=candidate.entry.id)
        yield not_assessable(row, owed) if isinstance(owed, Missing) else _judged(scope, owed, row, candidate, body)


def _judged(scope: Scope, owed: Owed, row: Obligation, this: Candidate, body: Before) -> Obligation:
    found, refused = scope.candidates(body.require)
    if body.answers:
        found = [c for c in found if c.entry.text(body.answers) == this.entry.id]
        refused = [r for r in refused if scope.entry(r.entry).text(body.answers) == this.entry.id]
    within = owed.length("within")
    placed = [(c, _precedes(scope, owed, c, this, within)) for c in found if c.entry.id != this.entry.id]
    held = Held(
        tuple(c for c, t in placed if c.truth is Truth.YES and t is Truth.YES),
        tuple(c for c, t in placed if c.truth is Truth.YES and t is Truth.UNKNOWN),
        tuple(c for c, t in placed if c.truth is Truth.UNKNOWN and t is not Truth.NO),
    )
    row = _status(scope, row, this, held, body)
    return row.but(considered=looked_at(held, row.counted, refused))


def _status(scope: Scope, row: Obligation, this: Candidate, held: Held, body: Before) -> Obligation:
    if held.sure:
        last = held.sure[-1].entry
        return row.but(counted=(last.id,)).with_status(Status.MET, f"{last.id} of {last.occurred.text} came first")
    if this.truth is Truth.UNKNOWN:
        return row.with_status(
            Status.NOT_ASSESSABLE, f"{this.entry.id}: {this.reason}", settles=f"what is missing in {this.entry.id}"
        )
    if held.possible:
        names = ", ".join(c.entry.id for c in held.possible)
        return row.with_status(
            Status.INDETERMINATE,
            f"{names} may or may not have come first",
            settles=f"the exact times of {names} and {this.entry.id}",
        )
    if held.unknown:
        return waiting_on_facts(row, held)
    return row.with_status(
        Status.MISSED,
        f"the record shows no {noun(scope, body.require)} before {this.entry.id} of {this.entry.occurred.text}",
    )


def _precedes(scope: Scope, owed: Owed, required: Candidate, this: Candidate, within: Length | None) -> Truth:
    """Whether the required entry came first and recently enough, whatever the times of both may be."""
    a, b = required.entry.occurred, this.entry.occurred
    if a.instant is not None and b.instant is not None:
        return (
            Truth.YES
            if a.instant <= b.instant and _recent_instant(scope, owed, a.instant, b.instant, within)
            else Truth.NO
        )
    if required.first > this.last or not _recent(scope, owed, required.last, this.first, within):
        return Truth.NO
    return (
        Truth.YES
        if required.last <= this.first and _recent(scope, owed, required.first, this.last, within)
        else Truth.UNKNOWN
    )


def _recent_instant(scope: Scope, owed: Owed, required: datetime, this: datetime, within: Length | None) -> bool:
    minutes = duration(within, required.date()).minutes if within else None
    if minutes is not None:
        return this - required <= timedelta(minutes=minutes)
    return _recent(scope, owed, required.date(), this.date(), within)


def _recent(scope: Scope, owed: Owed, required: date, this: date, within: Length | None) -> bool:
    return within is None or due_from(within, required, scope.calendar(owed.requirement)) >= this
