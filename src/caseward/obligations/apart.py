"""Kind 2, *at most a duration apart*: a rolling clock from the n-th last qualifying entry (bounded recurrence)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from caseward.dates import Period
from caseward.obligations.candidates import Candidate
from caseward.obligations.chain import Chain, Done
from caseward.obligations.clock import evaluate_clock
from caseward.obligations.drafts import draft, not_assessable
from caseward.obligations.lengths import back_from
from caseward.obligations.model import Bearing, Considered, Obligation, Status
from caseward.obligations.placements import Placed, cleared, decided
from caseward.obligations.scope import Owed, Scope
from caseward.obligations.stretches import Stretch, stretches_of
from caseward.obligations.truth import Truth
from caseward.obligations.unmet import with_earliest_unmet


def evaluate_apart(scope: Scope) -> Iterator[Obligation]:
    """The chain of obligations of a rolling clock, stretch by stretch."""
    body = scope.regime.rulings[0].requirement.apart
    assert body is not None
    if body.per or body.during:
        yield from evaluate_clock(scope)
        return
    stretches, missing = stretches_of(scope)
    for period, lacking in missing:
        yield not_assessable(draft(scope, lacking, period, period.end - timedelta(days=1)), lacking)
    for stretch in stretches:
        yield from _stretch(scope, stretch)


def _stretch(scope: Scope, stretch: Stretch) -> list[Obligation]:
    owed = scope.owed_on(stretch.period.start)
    assert isinstance(owed, Owed)
    matcher = owed.what_counts
    if matcher is None:
        return []
    found, refused = scope.candidates(matcher)
    usable = [c for c in found if c.last >= _earliest(scope, stretch, owed) and c.first <= stretch.period.end]

    def run(placed: Placed) -> list[Obligation]:
        before = _grouped((c, d) for c, d in placed if d < stretch.period.start)
        within = _grouped((c, d) for c, d in placed if stretch.takes(d))
        return list(Chain(scope, stretch, before, within).obligations())

    return with_earliest_unmet(
        [_explained(scope, row, usable, refused) for row in decided(usable, scope.as_of, _memory(owed), run)]
    )


def _doubtful(candidate: Candidate) -> bool:
    return candidate.truth is Truth.UNKNOWN or not candidate.entry.occurred.precise


def _memory(owed: Owed) -> int:
    number = owed.number("count")
    return number.value if number else 1


def _earliest(scope: Scope, stretch: Stretch, owed: Owed) -> date:
    """The first day whose entries count: the start of the term, or a look-back before it that never enters an earlier
    episode."""
    if stretch.fresh:
        return stretch.period.start
    start = scope.life.start
    if owed.requirement.look_back is None:
        return start
    previous = scope.standing.subject.previous_end
    return max(d for d in (back_from(owed.requirement.look_back, start), previous) if d is not None)


def _grouped(placed: Iterable[tuple[Candidate, date]]) -> tuple[Done, ...]:
    """Entries of one day close one obligation together: two on one date never make an obligation of no days."""
    days = groupby(placed, key=lambda p: p[1])
    return tuple(Done(day, tuple(c.entry.id for c, _ in group)) for day, group in days)


def _explained(scope: Scope, row: Obligation, found: list[Candidate], refused: Sequence[Considered]) -> Obligation:
    """The entries looked at between the opening of the obligation and its due day or its completion."""
    done = [scope.entry(i).occurred.last for i in row.counted]
    period = Period(row.window_start, max([row.window_end, *(d + timedelta(days=1) for d in done)]))
    decided_row = row.status not in (Status.INDETERMINATE, Status.NOT_ASSESSABLE)
    counted = [Considered(i, Bearing.COUNTED, "it counts") for i in row.counted if decided_row]
    unsure = [c for c in found if c.entry.occurred.may_be_in(period) and not decided_row and _doubtful(c)]
    doubtful = [
        Considered(
            c.entry.id,
            Bearing.POSSIBLE if not c.reason else Bearing.UNKNOWN,
            c.reason or f"its date is {c.entry.occurred.text}",
        )
        for c in unsure
    ]
    beside = _supplementary(scope, row, period)
    shown = {c.entry for c in (*counted, *doubtful, *beside)}
    seen = [r for r in refused if r.entry not in shown and scope.entry(r.entry).occurred.may_be_in(period)]
    return cleared(row.but(considered=tuple(sorted([*counted, *doubtful, *beside, *seen]))))


def _supplementary(scope: Scope, row: Obligation, period: Period) -> list[Considered]:
    """Entries shown beside the obligation, never counted."""
    ruling = scope.regime.on(row.window_start)
    matcher = ruling.requirement.supplementary if ruling else None
    if matcher is None:
        return []
    found = [c.entry for c in scope.candidates(matcher)[0] if c.entry.occurred.may_be_in(period)]
    words = "shown beside the obligation, never counted"
    return [Considered(e.id, Bearing.SUPPLEMENTARY, words) for e in found if e.id not in row.counted]
