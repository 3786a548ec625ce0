"""What sets a clock off: an entry, the k-th of a kind, k in a row, a fact that begins, ends or changes, the start or
end of the term."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from caseward.dates import When
from caseward.obligations.lengths import due_from
from caseward.obligations.scope import Scope
from caseward.obligations.truth import Truth
from caseward.policy.requirement import Trigger
from caseward.policy.requirement import When as Response
from caseward.record.entry import Entry
from caseward.record.subjects import Span


@dataclass(frozen=True, slots=True)
class Firing:
    """One setting-off: when, which entry, whether it is certain that it fires, and the span that set it off when a
    fact did."""

    at: When
    entry: str
    truth: Truth
    reason: str
    priority: int
    span: Span | None = None

    @property
    def sort_key(self) -> tuple[object, ...]:
        """By time; on one day the lowest priority number wins."""
        return (self.at.first, self.at.last, self.priority, self.at.sort_key, self.entry)


def firings_of(scope: Scope, response: Response) -> list[Firing]:
    """Every firing up to ``as_of``, in order; of several triggers that fire by the same entry, the first listed."""
    found: dict[tuple[str, object], Firing] = {}
    for trigger in response.triggers:
        for firing in _fired(scope, trigger):
            if firing.at.first <= scope.as_of:
                found.setdefault((firing.entry, firing.at), firing)
    return sorted(found.values(), key=lambda f: f.sort_key)


def _fired(scope: Scope, trigger: Trigger) -> Iterator[Firing]:
    subject = scope.standing.subject
    if trigger.on == "start":
        yield Firing(subject.opened, subject.opening, Truth.YES, "", trigger.priority)
    elif trigger.on == "end":
        if subject.closed is not None:
            yield Firing(subject.closed, "", Truth.YES, "", trigger.priority)
    elif trigger.on == "entry":
        yield from _entries(scope, trigger)
    else:
        yield from _facts(scope, trigger)


def _entries(scope: Scope, trigger: Trigger) -> Iterator[Firing]:
    assert trigger.entry is not None
    if trigger.in_a_row:
        yield from _runs(scope, trigger)
        return
    found = scope.candidates(trigger.entry)[0]
    if trigger.nth == 1:
        yield from (Firing(c.entry.occurred, c.entry.id, c.truth, c.reason, trigger.priority) for c in found)
        return
    sure = [c.entry for c in found if c.truth is Truth.YES]
    yield from _kth(trigger, sure)


def _kth(trigger: Trigger, entries: list[Entry]) -> Iterator[Firing]:
    """The k-th of a kind; with ``run_within``, each time k fall within that time, counting none of them twice."""
    if trigger.run_within is None:
        yield from (_firing(e, trigger) for e in entries[trigger.nth - 1 : trigger.nth])
        return
    run: list[Entry] = []
    for entry in entries:
        run = [*(e for e in run if entry.occurred.first <= due_from(trigger.run_within, e.occurred.first, None)), entry]
        if len(run) == trigger.nth:
            yield _firing(entry, trigger)
            run = []


def _runs(scope: Scope, trigger: Trigger) -> Iterator[Firing]:
    """K in a row, broken by an entry that matches ``broken_by``; runs do not overlap."""
    assert trigger.entry is not None
    run: list[Entry] = []
    for entry in (e for e in scope.standing.subject.entries if e.occurred.first <= scope.as_of):
        if trigger.broken_by is not None and scope.matched(entry, trigger.broken_by).truth is Truth.YES:
            run = []
        elif scope.matched(entry, trigger.entry).truth is Truth.YES:
            run = [*_recent(run, entry, trigger), entry]
            if len(run) == trigger.nth:
                yield _firing(entry, trigger)
                run = []


def _recent(run: list[Entry], entry: Entry, trigger: Trigger) -> list[Entry]:
    if trigger.run_within is None:
        return run
    return [e for e in run if entry.occurred.first <= due_from(trigger.run_within, e.occurred.first, None)]


def _firing(entry: Entry, trigger: Trigger) -> Firing:
    return Firing(entry.occurred, entry.id, Truth.YES, "", trigger.priority)


def _facts(scope: Scope, trigger: Trigger) -> Iterator[Firing]:
    spans = sorted(
        (s for s in scope.standing.subject.spans if s.fact == trigger.fact),
        key=lambda s: (s.starts.sort_key, str(s.value), s.entry),
    )
    for i, span in enumerate(spans):
        fits = not trigger.values or span.value in trigger.values
        if trigger.on == "fact_begins" and fits:
            yield Firing(span.starts, span.entry, Truth.YES, "", trigger.priority, span)
        elif trigger.on == "fact_ends" and fits and span.until is not None:
            yield Firing(span.until, span.entry, Truth.YES, "", trigger.priority, span)
        elif trigger.on == "fact_changes" and fits and _is_change(spans, i, trigger):
            yield Firing(span.starts, span.entry, Truth.YES, "", trigger.priority, span)


def _is_change(spans: list[Span], i: int, trigger: Trigger) -> bool:
    if i == 0:
        return not trigger.ignore_first
    return spans[i - 1].value != spans[i].value
