"""The stretches of time over which a rolling clock runs: where the requirement applies, cut by changes of level and
by facts that stop it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from caseward.dates import Period, merge
from caseward.obligations.scope import Missing, Owed, Scope
from caseward.policy.requirement import Requirement

LAPSED = "the requirement no longer applied"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch in which a clock runs. ``fresh``: earlier entries do not count and a full interval runs from its start.

    ``opening``: nothing was owed the day before (the first stretch, one after a stop, or one where the requirement
    applies again), so that the deadline for the first one holds.
    ``closed_by``: why it ended, in words.
    """

    period: Period
    fresh: bool
    opening: bool
    closed_by: str

    def takes(self, day: date) -> bool:
        """Whether an entry of that day belongs to it: also one made on the very day the requirement ceased to apply,
        for it may be what ended it (the last assessment asked for, say)."""
        return self.period.contains(day) or (self.closed_by == LAPSED and day == self.period.end)


def stretches_of(scope: Scope) -> tuple[list[Stretch], list[tuple[Period, Missing]]]:
    """The stretches up to the horizon, and the periods for which it cannot be said whether anything is owed."""
    stop = min(scope.life.end, scope.horizon)
    pieces = _pieces(scope, Period(scope.life.start, max(scope.life.start, stop)))
    missing = [(p, o) for p, o in pieces if isinstance(o, Missing)]
    found: list[Stretch] = []
    for period, owed in pieces:
        if isinstance(owed, Owed):
            _extend(scope, found, period, owed)
    return found, missing


def _pieces(scope: Scope, life: Period) -> list[tuple[Period, Owed | Missing | None]]:
    """The subject's life in pieces over which what is owed does not change."""
    edges = {life.start, life.end}
    for ruling in scope.regime.rulings:
        edges |= {ruling.period.start, ruling.period.end, *scope.edges(ruling, life)}
        edges |= {d for span in _stops(scope, ruling.requirement) for d in (span.start, span.end)}
        edges |= set(scope.standing.facts.edges(ruling.requirement.watches, life))
    days = sorted(d for d in edges if life.start <= d <= life.end)
    return [(Period(a, b), _owed(scope, a)) for a, b in pairwise(days)]


def _owed(scope: Scope, day: date) -> Owed | Missing | None:
    owed = scope.owed_on(day)
    stopped = owed is not None and any(s.contains(day) for s in _stops(scope, owed.ruling.requirement))
    return None if stopped else owed


def _stops(scope: Scope, requirement: Requirement) -> list[Period]:
    rules = [r for r in requirement.interruptions if r.effect == "stop"]
    return merge(p for r in rules for p in scope.standing.facts.periods(r.fact, *r.values))


def _extend(scope: Scope, found: list[Stretch], period: Period, owed: Owed) -> None:
    """Add a piece to the last stretch, or begin another where the clock begins afresh."""
    last = found[-1] if found else None
    adjoining = last is not None and last.period.end == period.start
    fresh_change = (
        adjoining and owed.requirement.on_change == "fresh_start" and bool(_changed(scope, owed, period.start))
    )
    if last is not None and adjoining and not fresh_change:
        found[-1] = Stretch(
            Period(last.period.start, period.end), last.fresh, last.opening, _closing(scope, period.end)
        )
        return
    if last is not None and fresh_change:
        found[-1] = Stretch(
            last.period, last.fresh, last.opening, "the level or case type changed and a new interval began"
        )
    stopped = any(s.end == period.start for s in _stops(scope, owed.requirement))
    fresh = fresh_change or stopped or (owed.requirement.on_change == "fresh_start" and period.start > scope.life.start)
    opening = not adjoining or stopped
    found.append(Stretch(period, fresh, opening and not fresh_change, _closing(scope, period.end)))


def _changed(scope: Scope, owed: Owed, day: date) -> list[date]:
    return [d for d in scope.changes(owed.ruling, Period(scope.life.start, scope.horizon)) if d == day]


def _closing(scope: Scope, end: date) -> str:
    if end >= scope.horizon:
        return ""
    return "the term ended" if end >= scope.life.end else LAPSED
