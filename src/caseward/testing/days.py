"""Strategies for days and statements of time. They shrink toward the first day and toward precise dates."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

#: The first day of every made-up record, and how many days it spans.
FIRST, DAYS = date(2021, 1, 1), 500

#: Days on which much happens at once, and the edges of months, weeks and a leap day's neighbours.
BUSY = (0, 1, 30, 31, 58, 59, 60, 89, 90, 120, 180, 181)


def days(most: int = DAYS) -> st.SearchStrategy[date]:
    """A day within ``most`` days of the first, often one on which other things happen too."""
    busy = st.sampled_from([n for n in BUSY if n <= most])
    return st.one_of(busy, st.integers(0, most)).map(lambda n: FIRST + timedelta(days=n))


def whens(*, imprecise: bool, most: int = DAYS) -> st.SearchStrategy[str]:
    """When something happened, as text: a day, and where ``imprecise`` also a month, a season or an interval."""
    precise = days(most).map(date.isoformat)
    if not imprecise:
        return precise
    months = days(most).map(lambda d: d.isoformat()[:7])
    seasons = st.sampled_from(["2021-21", "2021-22", "2021-33"])
    intervals = st.builds(_interval, days(most), st.integers(1, 12))
    return st.one_of(precise, precise, precise, intervals, months, seasons)


def _interval(start: date, length: int) -> str:
    return f"{start.isoformat()}/{(start + timedelta(days=length)).isoformat()}"
