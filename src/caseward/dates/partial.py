"""Dates of which a part may be unknown, after ISO 8601-2 (EDTF): ``2021``, ``2021-12``, ``2021-XX``, ``202X``.

Each gives the first and last possible day. Groups of months have the numbers of ISO 8601-2 in place of a month: 21 to
24 spring, summer, autumn and winter, here of the northern hemisphere by whole months as meteorologists count them
(spring is March to May; winter 2021 is December 2021 to February 2022); 33 to 36 quarters; 40 and 41 halves.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache

from caseward.dates.day import add_months, month_end
from caseward.dates.refusals import WhenError, explain

EARLIEST = date(1800, 1, 1)
"""The first day a statement of time may name, and the first day of a range that is open at its start."""

LATEST = date(9998, 12, 31)
"""The last day a statement of time may name, and the last day of a range that is open at its end.

It is before ``FOREVER``, so that a period without end holds it.
"""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PARTIAL = re.compile(r"([0-9]{4}|[0-9]{3}X|[0-9]{2}XX|[0-9]XXX|XXXX)(?:-([0-9X]{2})(?:-([0-9X]{2}))?)?")
# Number in place of a month -> (first month, how many months).
_GROUPS = {21: (3, 3), 22: (6, 3), 23: (9, 3), 24: (12, 3)}
_GROUPS |= {33: (1, 3), 34: (4, 3), 35: (7, 3), 36: (10, 3), 40: (1, 6), 41: (7, 6)}


def parse_partial(text: str) -> tuple[date, date]:
    """The first and last possible day of a date without time or qualifier. WhenError for anything else."""
    first, last = _whole_day(text) or _range(text)
    if not EARLIEST <= first <= last <= LATEST:
        raise _out_of_range()
    return first, last


def _whole_day(text: str) -> tuple[date, date] | None:
    """The commonest form by the shortest way; None when it is another form, or does not exist."""
    if not _DAY.fullmatch(text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day, day


def _range(text: str) -> tuple[date, date]:
    found = _PARTIAL.fullmatch(text)
    if found is None:
        raise explain(text)
    years, month, day = _years(found[1]), found[2] or "XX", found[3]
    if month.isdigit() and int(month) in _GROUPS and day is None:
        return _group(years, int(month))
    return _edges(text, years, month, day or "XX")


def _years(digits: str) -> range:
    if digits == "XXXX":
        raise WhenError("a year not known at all says nothing", "leave the field empty, or write ../2022 or 2020/..")
    years = range(int(digits.replace("X", "0")), int(digits.replace("X", "9")) + 1)
    if years[0] < EARLIEST.year or years[-1] > LATEST.year:
        raise _out_of_range()
    return years


def _out_of_range() -> WhenError:
    hint = "write 2021-06/.. for no known end; leave the field empty when nothing is known"
    return WhenError(f"a year is from {EARLIEST.year} to {LATEST.year}", hint)


def _group(years: range, number: int) -> tuple[date, date]:
    month, length = _GROUPS[number]
    return date(years[0], month, 1), month_end(add_months(date(years[-1], month, 1), length - 1))


def _edges(text: str, years: range, month: str, day: str) -> tuple[date, date]:
    months, numbers = _matching(month, 12), _matching(day, 31)
    if not months:
        raise WhenError(f"there is no month {month}", "write a month from 01 to 12")
    first = next(_days(years, months, numbers), None)
    last = next(_days(reversed(years), months[::-1], numbers[::-1]), None)
    if first is None or last is None:
        most = monthrange(years[-1], months[-1])[1]
        raise WhenError(f"the day {text} does not exist", f"write a day from 01 to {most}, or {text[:7]}")
    return first, last


@cache
def _matching(pattern: str, most: int) -> tuple[int, ...]:
    """The numbers from 1 to ``most`` whose two digits fit, where X fits every digit. At most 121 patterns, so kept."""
    return tuple(n for n in range(1, most + 1) if all(p in ("X", d) for p, d in zip(pattern, f"{n:02}", strict=True)))


def _days(years: Iterable[int], months: Iterable[int], days: Iterable[int]) -> Iterator[date]:
    return (date(y, m, d) for y in years for m in months for d in days if d <= monthrange(y, m)[1])
