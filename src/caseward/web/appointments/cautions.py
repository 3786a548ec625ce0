"""What speaks against an appointment at a time: other appointments, days off, custody, the end of the term.

It is said before it is booked, and never stops anybody from booking it. No database here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

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
        found.append(_("The record says that this person is in custody."))
    if term.ends is not None and term.ends <= day:
        found.append(_("The term ends on %(day)s.") % {"day": _in_words(term.ends)})
    return list(dict.fromkeys(found))


def _clash(other: Other, officer: str, zone: str) -> str:
    assert other.at is not None
    who = officer if other.officer == officer else _("The person")
    time = f"{other.at.astimezone(ZoneInfo(zone)):%H:%M}"
    return _("%(who)s has another appointment at %(time)s that day.") % {"who": who, "time": time}


def _days_off(document: PolicyDocument, day: date) -> Iterator[str]:
    for name in sorted(document.calendars):
        calendar = calendar_of(document, name)
        assert calendar is not None
        said = {"day": _in_words(day), "weekday": date_format(day, "l"), "name": name, "title": document.title}
        try:
            if calendar.is_business_day(day):
                continue
        except CalendarRange:
            yield _("Whether %(day)s is a holiday is not known to the calendar “%(name)s” of %(title)s.") % said
            continue
        if day.weekday() in calendar.weekend:
            yield _("%(weekday)s %(day)s is in the weekend of the calendar “%(name)s” of %(title)s.") % said
        else:
            yield _("%(weekday)s %(day)s is a holiday of the calendar “%(name)s” of %(title)s.") % said


def _in_words(day: date) -> str:
    return date_format(day, _("j F Y"))
