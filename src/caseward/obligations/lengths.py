"""From a policy's lengths and calendars to durations that can be counted."""

from __future__ import annotations

from datetime import date, timedelta

from caseward.dates import BusinessCalendar, Duration, Period, add_months
from caseward.policy.model import PolicyDocument
from caseward.policy.values import WEEKDAYS, Calendar, Length

_SNAPS = {None: "none", "week": "week_end", "month": "month_end"}


def duration(length: Length, start: date) -> Duration:
    """The duration a length stands for when its clock starts on a day: some lengths differ by the weekday of the
    start."""
    number = length.by_weekday.get(WEEKDAYS[start.weekday()], length.provision.value)
    return Duration(number, length.unit, _SNAPS[length.to_end_of])  # type: ignore[arg-type]


def due_from(length: Length, start: date, calendar: BusinessCalendar | None) -> date:
    """The last day on time for a clock in days or longer that starts on a day.

    A clock in hours on entries whose time of day is unknown is counted in whole days, rounded up.
    """
    found = duration(length, start)
    if found.minutes is not None:
        return start + timedelta(days=-(-found.minutes // (24 * 60)))
    return found.due_from(start, calendar)


def back_from(length: Length, day: date) -> date:
    """The first day within a length before a day (look-back, lead)."""
    found = duration(length, day)
    if found.unit == "months":
        return add_months(day, -found.n)
    days = {"weeks": 7 * found.n, "days": found.n, "business_days": found.n}.get(found.unit)
    return day - timedelta(days=days if days is not None else -(-(found.minutes or 0) // (24 * 60)))


def calendar_of(document: PolicyDocument, name: str) -> BusinessCalendar | None:
    """A named calendar of the document, or None when no name is given."""
    return business_calendar(name, document.calendars[name]) if name else None


def business_calendar(name: str, data: Calendar) -> BusinessCalendar:
    """A calendar as committed in a policy."""
    covers = Period(data.covers_from, data.covers_until) if data.covers_from and data.covers_until else None
    weekend = frozenset(WEEKDAYS.index(d) for d in data.weekend)
    return BusinessCalendar(name, weekend, frozenset(data.holidays), covers)
