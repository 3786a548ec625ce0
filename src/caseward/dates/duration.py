"""Durations as policies write them: a number, a unit, and whether the end moves to the end of its week or month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, assert_never

from caseward.dates.calendar import BusinessCalendar
from caseward.dates.day import add_days, add_months, month_end, week_start

Unit = Literal["minutes", "hours", "days", "business_days", "weeks", "months"]
Snap = Literal["none", "week_end", "month_end"]

_MINUTES: dict[str, int] = {"minutes": 1, "hours": 60}
_SNAPPED: dict[Snap, str] = {"none": "", "week_end": "to the end of the week", "month_end": "to the end of the month"}


@dataclass(frozen=True, slots=True)
class Duration:
    """``n`` of ``unit``, then ``snap``. ValueError for a negative ``n``, and for minutes or hours that snap."""

    n: int
    unit: Unit
    snap: Snap = "none"

    def __post_init__(self) -> None:
        if self.n < 0:
            raise ValueError(f"a duration cannot be less than 0; {self.n} {self.unit} is")
        if self.unit in _MINUTES and self.snap != "none":
            raise ValueError(f"a duration in {self.unit} cannot run to the end of a week or month")

    @property
    def minutes(self) -> int | None:
        """The length in minutes when the unit is minutes or hours, else None: days are not all 24 hours long."""
        factor = _MINUTES.get(self.unit)
        return None if factor is None else self.n * factor

    @property
    def sentence(self) -> str:
        """Plain English: ``3 business days``, ``1 month, to the end of the month``."""
        snapped = _SNAPPED[self.snap]
        if self.n == 0 and snapped and self.unit != "business_days":
            return snapped
        return ", ".join(part for part in (self._count(), snapped) if part)

    def due_from(self, day: date, calendar: BusinessCalendar | None = None, *, week_first: int = 0) -> date:
        """The LAST day that is still on time, counted from ``day`` (day 0). One day more makes it an exclusive end.

        Business days need ``calendar``. ``week_first`` (0 Monday to 6 Sunday) is the day weeks begin, for ``week_end``.
        ValueError for minutes and hours, without a needed calendar, and beyond the year 9999.
        """
        reached = self._reached(day, calendar)
        if self.snap == "month_end":
            return month_end(reached)
        if self.snap == "week_end":
            return add_days(week_start(reached, week_first), 6)
        return reached

    def _reached(self, day: date, calendar: BusinessCalendar | None) -> date:
        match self.unit:
            case "days":
                return add_days(day, self.n)
            case "weeks":
                return add_days(day, 7 * self.n)
            case "months":
                return add_months(day, self.n)
            case "business_days":
                if calendar is None:
                    raise ValueError(f"{self.sentence} cannot be counted without a calendar")
                return calendar.add(day, self.n)
            case "minutes" | "hours":
                raise ValueError(f"{self.sentence} is counted from an instant, not from a day")
            case _:
                assert_never(self.unit)

    def _count(self) -> str:
        if self.n == 0:
            if self.unit == "business_days":
                return "the same day, or the next business day"
            return "at once" if self.unit in _MINUTES else "the same day"
        unit = self.unit.replace("_", " ")
        return f"{self.n} {unit.removesuffix('s') if self.n == 1 else unit}"
