"""Days, periods, imprecise dates, business calendars and durations.

A *day* is a ``datetime.date``. A *period* ends before its ``end``. A *when* is a statement of time,
perhaps imprecise. Nothing here reads a clock: time comes in as an argument.
"""

from __future__ import annotations

from caseward.dates.calendar import BusinessCalendar, CalendarRange
from caseward.dates.day import (
    add_days,
    add_months,
    days_between,
    month_end,
    month_start,
    next_month_start,
    parse_day,
    quarter_start,
    week_start,
)
from caseward.dates.duration import Duration, Snap, Unit
from caseward.dates.instant import parse_instant
from caseward.dates.partial import EARLIEST, LATEST
from caseward.dates.period import FOREVER, Period, covered_days, merge, subtract
from caseward.dates.refusals import WhenError
from caseward.dates.statement import When
from caseward.dates.when import parse_when

__all__ = [
    "EARLIEST",
    "FOREVER",
    "LATEST",
    "BusinessCalendar",
    "CalendarRange",
    "Duration",
    "Period",
    "Snap",
    "Unit",
    "When",
    "WhenError",
    "add_days",
    "add_months",
    "covered_days",
    "days_between",
    "merge",
    "month_end",
    "month_start",
    "next_month_start",
    "parse_day",
    "parse_instant",
    "parse_when",
    "quarter_start",
    "subtract",
    "week_start",
]
