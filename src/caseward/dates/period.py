"""Periods of days. The end is exclusive everywhere, so that two periods that touch share no day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

FOREVER = date(9999, 12, 31)
"""The end of a period that has no end yet."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from ``start`` up to, not including, ``end``. ``start == end`` is a period without days."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a period cannot end ({self.end}) before it starts ({self.start})")

    def __str__(self) -> str:
        return f"{self.start}/{'..' if self.end == FOREVER else self.end}"

    @property
    def days(self) -> int:
        """The number of days in the period."""
        return (self.end - self.start).days

    @property
    def is_empty(self) -> bool:
        """True when there is no day in the period."""
        return self.start == self.end

    def contains(self, day: date) -> bool:
        """True when ``day`` is in the period; the end is not."""
        return self.start <= day < self.end

    def intersect(self, other: Period) -> Period | None:
        """The days in both, or None when there is none."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start < end else None

    def overlaps(self, other: Period) -> bool:
        """True when some day is in both."""
        return max(self.start, other.start) < min(self.end, other.end)


def merge(periods: Iterable[Period]) -> list[Period]:
    """The union as the fewest periods, sorted. Overlapping and touching periods become one; empty ones go."""
    merged: list[Period] = []
    for period in sorted(p for p in periods if not p.is_empty):
        if merged and period.start <= merged[-1].end:
            merged[-1] = Period(merged[-1].start, max(merged[-1].end, period.end))
        else:
            merged.append(period)
    return merged


def subtract(period: Period, holes: Iterable[Period]) -> list[Period]:
    """What is left of ``period`` without the days in ``holes``, sorted, without empty periods."""
    left: list[Period] = []
    start = period.start
    for hole in merge(holes):
        cut = hole.intersect(period)
        if cut is None:
            continue
        if start < cut.start:
            left.append(Period(start, cut.start))
        start = cut.end
    if start < period.end:
        left.append(Period(start, period.end))
    return left


def covered_days(period: Period, spans: Iterable[Period]) -> int:
    """How many days of ``period`` are in at least one of ``spans``."""
    return period.days - sum(rest.days for rest in subtract(period, spans))
