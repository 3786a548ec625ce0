"""How long an appointment lasts: as the record says, or an hour that is assumed. No database here."""

from __future__ import annotations

from datetime import datetime, timedelta

from caseward.record.entry import Entry

ASSUMED = 60
"""Minutes of an appointment of which the record says no length (assumed)."""
LONGEST = 24 * 60
"""Minutes at most (assumed): by a slip in a file an outcome would be asked for in years, or by no calendar at all."""


def minutes_of(entry: Entry) -> int:
    """Minutes that an appointment lasts."""
    said = entry.values.get("minutes")
    return min(said, LONGEST) if isinstance(said, int) and said > 0 else ASSUMED


def end_of(entry: Entry) -> datetime | None:
    """When an appointment ends; None where the record says the day alone."""
    at = entry.occurred.instant
    return None if at is None else at + timedelta(minutes=minutes_of(entry))
