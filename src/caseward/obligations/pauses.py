"""Spans that interrupt a clock, and what a pause does to a due day."""

from __future__ import annotations

from datetime import date, timedelta

from caseward.dates import Period, covered_days
from caseward.obligations.scope import Scope
from caseward.policy.requirement import Requirement


def spans_that(scope: Scope, requirement: Requirement, effect: str) -> list[Period]:
    """The spans of facts with an effect (pause, stop, restart, waive).

    Of a span that is open only the days up to ``as_of`` are known.
    """
    rules = [r for r in requirement.interruptions if r.effect == effect]
    found = [p for r in rules for p in scope.standing.facts.periods(r.fact, *r.values)]
    return [Period(p.start, min(p.end, scope.horizon)) for p in found if p.start < scope.horizon]


def postponed(scope: Scope, requirement: Requirement, counted_from: date, due: date) -> date:
    """A due day moved by every day on which its clock was paused, the days gained included."""
    spans = spans_that(scope, requirement, "pause")
    wanted, paused = due, -1
    while spans:
        now = covered_days(Period(counted_from, max(due, counted_from) + timedelta(days=1)), spans)
        if now == paused:
            break
        paused, due = now, wanted + timedelta(days=now)
    return due
