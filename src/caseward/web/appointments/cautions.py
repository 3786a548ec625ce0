"""What speaks against an appointment at a time: other appointments, days off, custody, the end of the term.

It is said before it is booked, and never stops anybody from booking it. No database here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from caseward.dates import CalendarRange
from caseward.obligations.lengths import calendar_of
from caseward.policy.model import PolicyDocument


class Other(Protocol):
    """An appointment that is booked already."""

    officer: str
    at: datetime | None


class OfTerm(Protocol):
    """The term that the appointment is for."""

    ends: date | None
    in_custody: bool


def cautions(
    at: datetime,
    officer: str,
    term: OfTerm,
    others: Iterable[Other],
    documents: Sequence[PolicyDocument],
    zone: str,
    out: Iterable[str] = (),
) -> list[str]:
    """Sentences, in a fixed order; no other person's name is in them. ``out``: who is out of the office that day."""
    found = [*out, *(_clash(other, officer, zone) for other in others)]
    day = at.astimezone(ZoneInfo(zone)).date()
    found += [said for document in documents for said in _days_off(document, day)]
    if term.in_custody:
        found.append("The record says that this person is in custody.")
    if term.ends is not None and term.ends <= day:
        found.append(f"The term ends on {_in_words(term.ends)}.")
    return list(dict.fromkeys(found))


def _clash(other: Other, officer: str, zone: str) -> str:
    assert other.at is not None
    who = officer if other.officer == officer else "The person"
    return f"{who} has another appointment at {other.at.astimezone(ZoneInfo(zone)):%H:%M} that day."


def _days_off(document: PolicyDocument, day: date) -> Iterator[str]:
    for name in sorted(document.calendars):
        calendar = calendar_of(document, name)
        assert calendar is not None
        where = f"the calendar “{name}” of {document.title}"
        try:
            if calendar.is_business_day(day):
                continue
        except CalendarRange:
            yield f"Whether {_in_words(day)} is a holiday is not known to {where}."
            continue
        what = "is in the weekend" if day.weekday() in calendar.weekend else "is a holiday"
        yield f"{day:%A} {_in_words(day)} {what} of {where}."


def _in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
