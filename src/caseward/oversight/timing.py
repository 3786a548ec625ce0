"""What imprecise dates allow: which of two things surely came first, and how many days lie between them at least and
at most.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from caseward.dates import When


def days_from(earlier: When, later: When) -> tuple[int, int]:
    """Fewest and most days from one to the other, never below 0: an order that is not possible is not counted."""
    least = max(0, (later.first - earlier.last).days)
    return least, max(least, (later.last - earlier.first).days)


def surely_before(one: When, other: When) -> bool:
    """True when every placement puts ``one`` before ``other``; on the same day only two times of day decide."""
    if one.instant is not None and other.instant is not None:
        return one.instant < other.instant
    return one.last < other.first


def days_until_recorded(occurred: When, recorded: datetime) -> tuple[int, int]:
    """Fewest and most whole days from the day it happened to the day it was recorded, both local as written."""
    day = recorded.date()
    return (day - occurred.last).days, (day - occurred.first).days


def surely_recorded_after(recorded: datetime, event: When) -> bool:
    """True when the entry was put into the record after the event, to the minute if its time is known, else after its
    last day.
    """
    if event.instant is not None:
        return recorded > event.instant
    return recorded.date() > event.last


def minute_of(instant: datetime) -> int:
    """Whole minutes since 1970-01-01T00:00Z."""
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(minutes=1)
