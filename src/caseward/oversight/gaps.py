"""The longest stretches without a qualifying contact, with the fewest and most days that imprecise and incomplete
entries allow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from caseward.oversight.model import Gap
from caseward.record.entry import Entry
from caseward.record.subjects import Subject

KEPT = 3
"""How many gaps of one sort are shown for one subject."""


@dataclass(frozen=True, slots=True)
class _Point:
    """One end of a gap: the earliest and latest day it may be, and the entry there (empty: the start or end itself)."""

    first: date
    last: date
    entry: str = ""


def longest_gaps(
    subject: Subject, what: str, surely: Sequence[Entry], perhaps: Sequence[Entry], as_of: date, keep: int = KEPT
) -> tuple[Gap, ...]:
    """The longest gaps of one subject from its start to the as-of day or its end, longest first.

    ``surely`` are the entries that qualify, ``perhaps`` those of which a fact is missing. ``most_days`` takes none of
    ``perhaps`` as qualifying, ``least_days`` all of them, placed wherever they shorten the gap most. ``start`` is the
    earliest day of the contact before, ``end`` the latest day of the contact after.
    """
    points = _points(subject, surely, as_of)
    found = [_gap(subject.id, what, a, b, perhaps) for a, b in pairwise(points)]
    found = [gap for gap in found if gap.most_days > 0]
    return tuple(sorted(found, key=lambda g: (-g.most_days, -g.least_days, g.start, g.from_entry))[:keep])


def _points(subject: Subject, surely: Sequence[Entry], as_of: date) -> list[_Point]:
    end = _end(subject, as_of)
    if subject.opened.first > end.last:
        return []
    held = sorted((e for e in surely if e.occurred.first <= end.last), key=lambda e: e.sort_key)
    # The k-th contact in time lies between the k-th earliest first day and the k-th earliest last day, however they
    # fall.
    lasts = sorted(min(e.occurred.last, end.last) for e in held)
    inner = [_Point(e.occurred.first, last, e.id) for e, last in zip(held, lasts, strict=True)]
    return [_Point(subject.opened.first, min(subject.opened.last, end.last)), *inner, end]


def _end(subject: Subject, as_of: date) -> _Point:
    closed = subject.closed
    return _Point(as_of, as_of) if closed is None else _Point(min(closed.first, as_of), min(closed.last, as_of))


def _gap(subject: str, what: str, a: _Point, b: _Point, perhaps: Sequence[Entry]) -> Gap:
    most = max(0, (b.last - a.first).days)
    least = _least(a.last, b.first, perhaps)
    return Gap(subject, what, a.first, max(a.first, b.last), min(least, most), most, a.entry, b.entry)


def _least(start: date, end: date, perhaps: Sequence[Entry]) -> int:
    """A sound lower bound: precise doubtful entries cut the gap where they stand, others as evenly as could be."""
    if end <= start:
        return 0
    cuts = sorted({e.occurred.first for e in perhaps if e.occurred.precise and start < e.occurred.first < end})
    edges = [start, *cuts, end]
    loose = [e for e in perhaps if not e.occurred.precise]
    return max(_evenly(a, b, loose) for a, b in pairwise(edges))


def _evenly(start: date, end: date, loose: Sequence[Entry]) -> int:
    able = sum(e.occurred.first < end and start < e.occurred.last for e in loose)
    return -(-(end - start).days // (able + 1))
