"""What sets a clock off: an entry, the k-th of a kind, k in a row, a fact that begins, ends or changes, the start or
end of the term."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from caseward.dates import When
from caseward.obligations.runs import Run, runs_of
from caseward.obligations.scope import Scope
from caseward.obligations.truth import Truth
from caseward.policy.requirement import Trigger
from caseward.policy.requirement import When as Response
from caseward.record.subjects import Span

#: The kinds of entry that end a subject.
CLOSINGS = frozenset({"term_end", "facility_closed"})


@dataclass(frozen=True, slots=True)
class Firing:
    """One setting-off: when, which entry, whether it is certain that it fires, and the span that set it off when a
    fact did.

    When it is not certain, ``reason`` says why, ``settles`` what would settle it, ``by_date`` whether that is a date.
    """

    at: When
    entry: str
    truth: Truth
    reason: str
    priority: int
    span: Span | None = None
    settles: str = ""
    by_date: bool = False
    ends: bool = False  # set off by the end of the subject itself: what is owed then outlives it

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
            closing = (e.id for e in subject.entries if e.kind in CLOSINGS and e.occurred == subject.closed)
            yield Firing(subject.closed, next(closing, ""), Truth.YES, "", trigger.priority, ends=True)
    elif trigger.on == "entry":
        yield from _entries(scope, trigger)
    else:
        yield from _facts(scope, trigger)


def _entries(scope: Scope, trigger: Trigger) -> Iterator[Firing]:
    assert trigger.entry is not None
    if trigger.in_a_row or trigger.nth > 1:
        yield from (_counted(run, trigger) for run in runs_of(scope, trigger))
        return
    for c in scope.candidates(trigger.entry)[0]:
        missing = f"what is missing in {c.entry.id}"
        yield Firing(c.entry.occurred, c.entry.id, c.truth, c.reason, trigger.priority, settles=missing)


def _counted(run: Run, trigger: Trigger) -> Firing:
    truth = Truth.UNKNOWN if run.doubt else Truth.YES
    return Firing(
        run.entry.occurred, run.entry.id, truth, run.doubt, trigger.priority, settles=run.settles, by_date=run.by_date
    )


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
