"""Dates, codes and ranges as a person says them. No locale is read: the words are the same on every machine."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from caseward.dates import When
from caseward.dates.partial import EARLIEST, LATEST
from caseward.record.entry import Entry

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day_words(day: date) -> str:
    """``14 June 2022``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def short_day(day: date) -> str:
    """``14 Jun 2022``."""
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def instant_words(instant: datetime) -> str:
    """``14 June 2022, 17:10 (-07:00)``: the time as written with its own zone."""
    zone = instant.strftime("%z")
    return f"{day_words(instant.date())}, {instant:%H:%M} ({zone[:3]}:{zone[3:5]})"


def days_words(first: date, last: date) -> str:
    """The days from first to last, both included, as briefly as they can be said without doubt."""
    if first == last:
        return short_day(first)
    whole = _whole_months(first, last)
    return whole or f"{short_day(first)} to {short_day(last)}"


def when_words(when: When) -> str:
    """A statement of time in words, doubt included: ``about December 2021``, ``some day from 1 Jan 2022 to 31 Mar
    2022``."""
    doubt = ("about " if when.approximate else "") + ("perhaps " if when.uncertain else "")
    if when.instant is not None:
        return f"{doubt}{instant_words(when.instant)}"
    if when.precise:
        return f"{doubt}{short_day(when.first)}"
    whole = _whole_months(when.first, when.last)
    if when.first <= EARLIEST:
        return f"{doubt}some day up to {short_day(when.last)}"
    if when.last >= LATEST:
        return f"{doubt}some day from {short_day(when.first)} on"
    return (
        f"{doubt}{whole}"
        if whole and " to " not in whole
        else f"{doubt}some day from {days_words(when.first, when.last)}"
    )


def _whole_months(first: date, last: date) -> str:
    """``December 2021`` or ``January to March 2022`` when the days are exactly that; else nothing."""
    if last >= date.max or first.day != 1 or (last + timedelta(days=1)).day != 1:
        return ""
    start, end = MONTHS[first.month - 1], MONTHS[last.month - 1]
    if first.year == last.year:
        return f"{start} {first.year}" if first.month == last.month else f"{start} to {end} {first.year}"
    return f"{start} {first.year} to {end} {last.year}"


def plain(code: str) -> str:
    """A code as words: ``left_message`` is ``left message``."""
    return code.replace("_", " ")


def lower_first(said: str) -> str:
    """A title as part of a sentence: its first letter small, unless its first word is written in capitals."""
    return said if said[1:2].isupper() else said[:1].lower() + said[1:]


def least_most(least: int, most: int) -> str:
    """A range as words: one number when the record decides it."""
    return str(least) if least == most else f"{least} to {most}"


def counted(number: int, one: str, many: str = "") -> str:
    """``1 row``, ``2 rows``, ``1,204 rows``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(parts: list[str]) -> str:
    """``a, b and c``."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


_SAID_FIRST = (
    "mode",
    "step",
    "type",
    "outcome",
    "result",
    "reason",
    "with_whom",
    "place",
    "facets",
    "response",
    "action",
)


def entry_words(entry: Entry) -> str:
    """An entry in one clause: its kind and the coded fields that say what it was. Never its narrative."""
    said = [_value(entry, name) for name in _SAID_FIRST]
    coded = entry.text("coded_as")
    parts = [*(s for s in said if s), *([f"coded as “{coded}”"] if coded else [])]
    return f"{plain(entry.kind)}: {', '.join(parts)}" if parts else plain(entry.kind)


def _value(entry: Entry, name: str) -> str:
    value = entry.values.get(name)
    if isinstance(value, tuple):
        return " and ".join(plain(v) for v in value)
    return plain(value) if isinstance(value, str) else ""
