"""Days to places on a line, and where the line is marked: by day, week, month, quarter or year, as can be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from caseward.reports.speech import MONTHS


@dataclass(frozen=True, slots=True)
class Scale:
    """The days from ``start`` to ``end`` (exclusive) laid between ``left`` and ``right``."""

    start: date
    end: date
    left: float
    right: float

    @property
    def per_day(self) -> float:
        """The width of one day."""
        return (self.right - self.left) / max((self.end - self.start).days, 1)

    def at(self, day: date) -> float:
        """The place where a day begins, kept inside the line."""
        return self.left + (min(max(day, self.start), self.end) - self.start).days * self.per_day

    def span(self, first: date, last: date) -> tuple[float, float]:
        """The places where the first day begins and the last one ends."""
        return self.at(first), self.at(last + timedelta(days=1)) if last < date.max else self.right

    def shows(self, first: date, last: date) -> bool:
        """Whether any of the days lies on the line."""
        return first < self.end and self.start <= last


@dataclass(frozen=True, slots=True)
class Tick:
    """One mark of the line: the day it stands at, its label, and whether a year begins."""

    day: date
    label: str
    strong: bool


def ticks(scale: Scale, room: float = 31) -> list[Tick]:
    """The finest marks whose labels have ``room`` each."""
    if scale.per_day * 1 >= room:
        return _daily(scale, 1)
    if scale.per_day * 7 >= room:
        return _daily(scale, 7)
    step = next((s for s in (1, 3, 6, 12, 24, 60, 120) if scale.per_day * 30.4 * s >= room), 240)
    return _monthly(scale, step)


def _daily(scale: Scale, step: int) -> list[Tick]:
    days = range(0, (scale.end - scale.start).days, step)
    found = [scale.start + timedelta(days=n) for n in days]
    return [Tick(d, f"{d.day} {MONTHS[d.month - 1][:3]}", d.day == 1) for d in found]


def _monthly(scale: Scale, step: int) -> list[Tick]:
    first = scale.start.year * 12 + scale.start.month - 1
    first += (-first) % step if step > 1 else 0
    found: list[Tick] = []
    for count in range(first, scale.end.year * 12 + scale.end.month, step):
        day = date(count // 12, count % 12 + 1, 1)
        if scale.start <= day < scale.end:
            found.append(Tick(day, str(day.year) if step >= 12 else MONTHS[day.month - 1][:3], day.month == 1))
    return found
