"""What an imprecise record may mean: the outermost readings of a subject, and what all of them agree on.

The days on which a term began and ended, and the edges of its facts, may be known only within bounds. Each outermost
reading is evaluated; an obligation that one of them does not have, or answers otherwise, is indeterminate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from caseward.dates import EARLIEST, When
from caseward.obligations.model import Obligation, Status
from caseward.policy.model import PolicyDocument
from caseward.record.subjects import Reading, Subject

OPEN = frozenset({Status.PENDING, Status.OVERDUE})


@dataclass(frozen=True, slots=True)
class Placed:
    """A subject with its own dates settled, and the reading of its facts."""

    subject: Subject
    facts: Reading


def placements_of(subject: Subject, document: PolicyDocument) -> list[Placed]:
    """The outermost readings, the longest life first: it has every obligation that any other may have."""
    opened = _days(subject.opened, document)
    closed: list[When | None] = [None] if subject.closed is None else list(reversed(_ends(subject.closed)))
    facts = [Reading.WIDE, Reading.NARROW] if subject.has_imprecise_spans else [Reading.WIDE]
    return [
        Placed(_with(subject, a, b), f) for a, b, f in product(opened, closed, facts) if b is None or a.first <= b.last
    ]


def _with(subject: Subject, opened: When, closed: When | None) -> Subject:
    return replace(subject, opened=opened, closed=closed)


def _ends(when: When) -> list[When]:
    days = dict.fromkeys((when.first, when.last))
    return [replace(when, first=day, last=day) for day in days]


def _days(opened: When, document: PolicyDocument) -> list[When]:
    """The first and last day on which it may have begun; without a first day, as far back as the policy reaches."""
    if opened.first > EARLIEST or opened.precise:
        return _ends(opened)
    policy = min(v.from_ for v in document.versions)
    return _ends(replace(opened, first=min(max(policy, EARLIEST), opened.last)))


def agreed(runs: Sequence[list[Obligation]], doubtful: Iterable[str]) -> list[Obligation]:
    """The obligations of the first run, each undecided where another run has none like it or answers otherwise."""
    indexes = [_index(run) for run in runs[1:]]
    names = ", ".join(sorted(set(doubtful)))
    return [_agreed(row, [_alike(row, index) for index in indexes], names) for row in runs[0]]


def doubtful_entries(subject: Subject) -> Iterator[str]:
    """The entries whose dates leave a subject's life or facts in doubt."""
    if not subject.opened.precise:
        yield subject.opening
    if subject.closed is not None and not subject.closed.precise:
        yield from (
            e.id for e in subject.entries if e.occurred == subject.closed and e.kind in ("term_end", "facility_closed")
        )
    yield from (span.entry for span in subject.spans if not span.precise)


_Index = dict[tuple[str, str], list[Obligation]]


def _index(rows: Iterable[Obligation]) -> _Index:
    found: _Index = defaultdict(list)
    for row in rows:
        found[(row.requirement, row.about)].append(row)
    return found


def _alike(row: Obligation, index: _Index) -> Obligation | None:
    """The same obligation in another run: due or opened the same day, closed by the same entries, or the open one.

    Of two that opened and fall due the same days (a term that was stopped and went on), the one that fared alike.
    """
    others = index.get((row.requirement, row.about), [])
    tests = (
        lambda o: (o.due, o.window_start, o.status, o.scored) == (row.due, row.window_start, row.status, row.scored),
        lambda o: (o.due, o.window_start) == (row.due, row.window_start),
        lambda o: o.due == row.due,
        lambda o: o.window_start == row.window_start,
        lambda o: bool(row.counted) and o.counted == row.counted,
        lambda o: row.status in OPEN and o.status in OPEN,
    )
    return next((o for test in tests for o in others if test(o)), None)


def _agreed(row: Obligation, others: list[Obligation | None], names: str) -> Obligation:
    found = [o for o in others if o is not None]
    same = len(found) == len(others) and all((o.status, o.scored) == (row.status, row.scored) for o in found)
    if not same:
        blank = row.but(counted=(), late_by_days=None, earliest_unmet=None)
        settles = f"the exact dates of {names}"
        return blank.with_status(Status.INDETERMINATE, f"it depends on the exact dates of {names}", settles=settles)
    return _due_between(row, [row.due, *(o.due for o in found)]) if row.status in OPEN else row


def _due_between(row: Obligation, days: Sequence[date]) -> Obligation:
    """Open in every reading, but due on different days: the latest stands, and the reason gives both bounds."""
    first, last = min(days), max(days)
    if first == last:
        return row
    reason = f"{row.reason}; due between {first.isoformat()} and {last.isoformat()}"
    return row.but(due=last, window_end=max(row.window_end, last), reason=reason)
