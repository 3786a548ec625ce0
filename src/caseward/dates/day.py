"""Arithmetic on calendar days (``datetime.date``, proleptic Gregorian, years 1 to 9999)."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def add_days(day: date, days: int) -> date:
    """The day ``days`` later (earlier when negative). ValueError, not OverflowError, beyond the years 1 to 9999."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise ValueError(f"{days} days from {day} is beyond the years 1 to 9999") from None


def add_months(day: date, months: int) -> date:
    """The same day of the month ``months`` later, or the last day of a shorter month: 31 January + 1 is 28 February.

    Because of the shorter months, adding 1 twice is not always adding 2. ValueError beyond the years 1 to 9999.
    """
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise ValueError(f"{months} months from {day} is beyond the years 1 to 9999")
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def month_start(day: date) -> date:
    """The first day of the month of ``day``."""
    return day.replace(day=1)


def month_end(day: date) -> date:
    """The last day of the month of ``day``: a day in the month, not an exclusive end."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def next_month_start(day: date) -> date:
    """The first day of the month after that of ``day``: the exclusive end of its month."""
    return add_months(month_start(day), 1)


def quarter_start(day: date) -> date:
    """The first day of the calendar quarter (from January, April, July or October) of ``day``."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def week_start(day: date, first: int = 0) -> date:
    """The first day of the week of ``day``, for weeks that begin on ``first`` (0 Monday to 6 Sunday)."""
    if not 0 <= first <= 6:
        raise ValueError(f"a week begins on a day from 0 (Monday) to 6 (Sunday), not {first}")
    return add_days(day, -((day.weekday() - first) % 7))


def days_between(a: date, b: date) -> int:
    """Days from ``a`` to ``b``, negative when ``b`` is earlier."""
    return (b - a).days


def parse_day(text: str) -> date:
    """Read exactly ``YYYY-MM-DD``. ValueError with a plain sentence for all else, also a day that does not exist."""
    if not _DAY.fullmatch(text):
        raise ValueError("a day is written year-month-day, as 2022-06-14")
    try:
        return date(int(text[:4]), int(text[5:7]), int(text[8:]))
    except ValueError:
        raise ValueError(f"the day {text} does not exist") from None
