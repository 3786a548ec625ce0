"""Business days. The weekend and the holidays are data that a policy names; no day is a holiday by code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from caseward.dates.day import add_days
from caseward.dates.period import Period


class CalendarRange(ValueError):
    """A day was asked for which the calendar's holidays are not known, or that lies beyond the year 9999."""


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """A named calendar. ``weekend`` holds weekdays (0 Monday to 6 Sunday), ``holidays`` single days.

    ``covers`` is the period for which the holidays are known. Beyond it every question raises CalendarRange: an unknown
    holiday must not quietly count as a business day. None: the calendar is good for all time (weekends only, say).
    """

    name: str
    weekend: frozenset[int] = frozenset({5, 6})
    holidays: frozenset[date] = frozenset()
    covers: Period | None = None

    def __post_init__(self) -> None:
        if not self.weekend < frozenset(range(7)):
            raise ValueError(f"calendar {self.name}: a weekend is days from 0 (Monday) to 6 (Sunday), not all of them")

    def is_business_day(self, day: date) -> bool:
        """True when ``day`` is neither in the weekend nor a holiday. CalendarRange outside ``covers``."""
        if self.covers is not None and not self.covers.contains(day):
            raise CalendarRange(f"calendar {self.name} is known for {self.covers} only, not for {day}")
        return self._is_open(day)

    def add(self, day: date, n: int) -> date:
        """The n-th business day after ``day``. For 0: the day itself if it is a business day, else the next one."""
        if n < 0:
            raise ValueError(f"business days are counted forward; {n} is less than 0")
        if n == 0:
            return self.roll_forward(day)
        for _ in range(n):
            day = self.roll_forward(self._step(day, 1))
        return day

    def roll_forward(self, day: date) -> date:
        """``day`` if it is a business day, else the next one."""
        while not self.is_business_day(day):
            day = self._step(day, 1)
        return day

    def count(self, period: Period) -> int:
        """Business days in ``period``, its end not included. CalendarRange when a day of it is outside ``covers``."""
        if period.is_empty:
            return 0
        if self.covers is not None and period.intersect(self.covers) != period:
            raise CalendarRange(f"calendar {self.name} is known for {self.covers} only, not for all of {period}")
        weeks, rest = divmod(period.days, 7)
        odd_days = (period.start + timedelta(days=i) for i in range(rest))
        lost = sum(1 for h in self.holidays if period.contains(h) and h.weekday() not in self.weekend)
        return weeks * (7 - len(self.weekend)) + sum(d.weekday() not in self.weekend for d in odd_days) - lost

    def _is_open(self, day: date) -> bool:
        return day.weekday() not in self.weekend and day not in self.holidays

    def _step(self, day: date, days: int) -> date:
        try:
            return add_days(day, days)
        except ValueError:
            raise CalendarRange(f"calendar {self.name} has no such business day in the years 1 to 9999") from None
