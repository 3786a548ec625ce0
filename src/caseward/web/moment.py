"""The clock of the web application: the one place of it that asks the machine what time it is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This instant, in universal time."""
    return datetime.now(UTC)


def today(zone: str) -> date:
    """The day that it is in a zone."""
    return day_of(now(), zone)


def day_of(at: datetime, zone: str) -> date:
    """The day that it was in a zone at an instant, however the instant is written."""
    return at.astimezone(ZoneInfo(zone)).date()
