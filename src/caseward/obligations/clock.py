"""A rolling clock in minutes, one for each unit, running only while a fact holds (safety checks of youths in rooms)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from caseward.dates import Period, When
from caseward.obligations.candidates import Candidate, in_period
from caseward.obligations.drafts import draft
from caseward.obligations.lengths import duration
from caseward.obligations.model import Bearing, Considered, Obligation, Status
from caseward.obligations.scope import Owed, Scope
from caseward.obligations.truth import Truth
from caseward.policy.values import Matcher
from caseward.record.subjects import Span

ONE = timedelta(days=1)


def evaluate_clock(scope: Scope) -> Iterator[Obligation]:
    """For each span of the fact, and each value of the key, one obligation for each check owed, and one for the last
    stretch to its end."""
    spans = [s for s in scope.standing.subject.spans if s.starts.first <= scope.as_of]
    seen: dict[int, _Seen] = {}  # by matcher: a year of checks is looked through once, not once for each night
    for span in sorted(spans, key=lambda s: (s.starts.sort_key, str(s.value), s.entry)):
        owed = scope.owed_on(span.starts.first)
        body = owed.requirement.apart if isinstance(owed, Owed) else None
        if isinstance(owed, Owed) and body is not None and span.fact == body.during:
            matcher = owed.what_counts
            if id(matcher) not in seen:
                seen[id(matcher)] = _looked_through(scope, matcher, body.per)
            yield from _span(scope, owed, span, seen[id(matcher)], str(span.value) if body.per else "")


@dataclass(frozen=True, slots=True)
class _Seen:
    """The entries that count or may count, and those refused, by the key they name (blank: they name none)."""

    found: Mapping[str, list[Candidate]]
    refused: Mapping[str, list[Considered]]

    def may_serve(self, key: str) -> list[Candidate]:
        """Those of the key, and those that may be of it because one of the two is not named."""
        return [c for k, own in self.found.items() if k == key or not k or not key for c in own]


def _looked_through(scope: Scope, matcher: Matcher | None, per: str) -> _Seen:
    found, refused = scope.candidates(matcher) if matcher else ([], [])
    by_key: dict[str, list[Candidate]] = {}
    for candidate in found:
        by_key.setdefault(candidate.entry.text(per), []).append(candidate)
    keys = {e.id: e.text(per) for e in scope.standing.subject.entries}
    out: dict[str, list[Considered]] = {}
    for considered in refused:
        out.setdefault(keys[considered.entry], []).append(considered)
    return _Seen(by_key, out)


def _span(scope: Scope, owed: Owed, span: Span, seen: _Seen, key: str) -> Iterator[Obligation]:
    start, end = span.starts.instant, span.until.instant if span.until else None
    if start is None or end is None:
        yield _unclocked(scope, owed, span)
        return
    days = _days(start, end)
    own = [c for c in seen.found.get(key, ()) if c.truth is Truth.YES]
    timed = sorted((c.entry.occurred.instant, c.entry.id) for c in own if c.entry.occurred.instant is not None)
    settled = {i for _, i in timed}
    doubtful = [c for c in seen.may_serve(key) if c.entry.id not in settled and c.entry.occurred.may_be_in(days)]
    refused = in_period(scope.entry, seen.refused.get(key, ()), days)
    yield from _checks(scope, owed, span, end, [(t, i) for t, i in timed if start <= t <= end], doubtful, refused)


def _checks(
    scope: Scope,
    owed: Owed,
    span: Span,
    end: datetime,
    timed: list[tuple[datetime, str]],
    doubtful: list[Candidate],
    refused: tuple[Considered, ...],
) -> Iterator[Obligation]:
    interval = owed.length("interval")
    assert interval is not None
    allowed = timedelta(minutes=duration(interval, span.starts.first).minutes or 0)
    anchor = span.starts.instant
    assert anchor is not None
    for at, entry in timed:
        while at - anchor >= 2 * allowed:  # the next would have fallen due: this one was missed and the clock restarts
            yield _missed(scope, owed, span, anchor, allowed, doubtful, refused)
            anchor += allowed
        yield _done(scope, owed, span, anchor, allowed, at, entry)
        anchor = at
    while end - anchor > allowed:
        if (anchor + allowed).date() > scope.as_of:
            yield _row(scope, owed, span, anchor, allowed).with_status(Status.PENDING, "its time has not come")
            return
        yield _missed(scope, owed, span, anchor, allowed, doubtful, refused)
        anchor += allowed


def _row(scope: Scope, owed: Owed, span: Span, anchor: datetime, allowed: timedelta) -> Obligation:
    due = anchor + allowed
    row = draft(scope, owed, _days(anchor, due), due.date(), about=f"{span.value} {anchor.isoformat()}".strip())
    return row.but(minute=int(due.timestamp() // 60))


def _done(
    scope: Scope, owed: Owed, span: Span, anchor: datetime, allowed: timedelta, at: datetime, entry: str
) -> Obligation:
    row = _row(scope, owed, span, anchor, allowed)
    row = row.but(counted=(entry,), considered=(Considered(entry, Bearing.COUNTED, "it counts"),))
    gap = _minutes(at - anchor)
    if at - anchor <= allowed:
        return row.with_status(Status.MET, f"{gap} after the one before")
    return row.but(late_by_days=0).with_status(
        Status.LATE, f"{gap} after the one before, at most {_minutes(allowed)} allowed"
    )


def _missed(
    scope: Scope,
    owed: Owed,
    span: Span,
    anchor: datetime,
    allowed: timedelta,
    doubtful: list[Candidate],
    refused: tuple[Considered, ...],
) -> Obligation:
    row = _row(scope, owed, span, anchor, allowed)
    near = [c for c in doubtful if _near(c.entry.occurred, anchor, anchor + 2 * allowed)]
    if near:
        names = ", ".join(c.entry.id for c in near)
        return row.with_status(
            Status.NOT_ASSESSABLE,
            f"the time, unit or manner of {names} is not recorded",
            settles=f"the actual time, unit and manner of {names}",
        )
    seen = tuple(r for r in refused if _between(scope.entry(r.entry).occurred.instant, anchor, anchor + 2 * allowed))
    return row.but(considered=seen).with_status(
        Status.MISSED, f"no check within {_minutes(allowed)} of {anchor.isoformat(timespec='minutes')}"
    )


def _unclocked(scope: Scope, owed: Owed, span: Span) -> Obligation:
    last: date = span.until.last if span.until else scope.as_of
    row = draft(scope, owed, Period(span.starts.first, max(last, span.starts.first) + ONE), last, about=str(span.value))
    return row.with_status(
        Status.NOT_ASSESSABLE,
        f"the times of {span.entry} are not recorded to the minute",
        settles=f"the start and end of {span.entry} to the minute",
    )


def _near(at: When, start: datetime, end: datetime) -> bool:
    """Whether an entry may lie in a stretch: to the second where its time is known, else by its days."""
    return _between(at.instant, start, end) if at.instant is not None else at.may_be_in(_days(start, end))


def _between(at: datetime | None, start: datetime, end: datetime) -> bool:
    return at is not None and start <= at < end


def _days(start: datetime, end: datetime) -> Period:
    return Period(start.date(), max(start.date(), end.date()) + ONE)


def _minutes(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    return f"{seconds // 60} minutes" + (f" {seconds % 60} seconds" if seconds % 60 else "")
