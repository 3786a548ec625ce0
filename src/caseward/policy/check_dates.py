"""Versions in order and apart, periods that end after they begin, calendars that can be counted in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain, pairwise

from caseward.dates import FOREVER, Period
from caseward.errors import Fault
from caseward.policy import codes
from caseward.policy.policy import Policy
from caseward.policy.source import Path


def date_faults(policy: Policy) -> Iterator[Fault]:
    """Every period that ends before it begins, every version out of order or over another, every calendar out of
    reach.
    """
    yield from chain(_periods(policy), _order(policy), _calendars(policy), _lookups(policy))


def _periods(policy: Policy) -> Iterator[Fault]:
    for key in ("versions", "overlays", "lookups", "workload", "graduated_responses"):
        for i, part in enumerate(getattr(policy.document, key)):
            if part.until is not None and part.until <= part.from_:
                yield _ends_first(policy, (key, i, "until"), part.from_, part.until)


def _ends_first(policy: Policy, path: Path, start: date, end: date) -> Fault:
    begins = f"it begins on {start.isoformat()}"
    rule = f"it ends before it has begun: {begins}, and {path[-1]} is the first day it no longer holds"
    return policy.fault(path, codes.DATES, rule, "write the day after its last day", value=end.isoformat())


def _order(policy: Policy) -> Iterator[Fault]:
    for i, (earlier, later) in enumerate(pairwise(policy.document.versions)):
        path = ("versions", i + 1, "from")
        if later.from_ <= earlier.from_:
            same = later.from_ == earlier.from_
            place = policy.spot(("versions", i, "from"))
            rule = f"this version begins {'on the same day as' if same else 'before'} the one above it ({place})"
            yield policy.fault(
                path, codes.DATES, rule, "put versions in order of their dates", value=later.from_.isoformat()
            )
        elif earlier.until is not None and earlier.until > later.from_:
            rule = f"this version begins before the one above it ends ({policy.spot(('versions', i, 'until'))})"
            hint = f"end that one by {later.from_.isoformat()}, or leave its until out"
            yield policy.fault(path, codes.DATES, rule, hint, value=later.from_.isoformat())


def _calendars(policy: Policy) -> Iterator[Fault]:
    for name, calendar in policy.document.calendars.items():
        path = ("calendars", name)
        first, last = calendar.covers_from, calendar.covers_until
        if (first is None) != (last is None):
            rule = "a calendar says from when until when its holidays are known, or neither"
            yield policy.fault(path, codes.DATES, rule, "give both covers_from and covers_until")
        elif first is not None and last is not None and last <= first:
            yield _ends_first(policy, (*path, "covers_until"), first, last)
        elif first is not None and last is not None:
            outside = [h for h in calendar.holidays if not Period(first, last).contains(h)]
            for holiday in outside:
                where = (*path, "holidays", calendar.holidays.index(holiday))
                rule = "this holiday is outside the time that the calendar covers"
                yield policy.fault(
                    where, codes.DATES, rule, "widen covers_from and covers_until", value=holiday.isoformat()
                )
        if len(set(calendar.weekend)) == 7:
            yield policy.fault(
                (*path, "weekend"), codes.DATES, "a week has at least one business day", "name fewer days"
            )
        if calendar.holidays and first is None:
            rule = "a calendar with holidays says from when until when they are known"
            yield policy.fault(path, codes.DATES, rule, "give covers_from and covers_until")


def _lookups(policy: Policy) -> Iterator[Fault]:
    """Two look-up tables that give one fact at one time."""
    tables = policy.document.lookups
    for j, later in enumerate(tables):
        for i, earlier in enumerate(tables[:j]):
            alike = earlier.gives == later.gives
            if alike and earlier.from_ < (later.until or FOREVER) and later.from_ < (earlier.until or FOREVER):
                rule = f"two tables give {later.gives} at one time; the other begins at {policy.spot(('lookups', i))}"
                yield policy.fault(("lookups", j), codes.DATES, rule, "end the earlier one where the later begins")


def date_warnings(policy: Policy) -> list[str]:
    """What is no fault and still worth knowing: calendars that end while a requirement still counts in them."""
    found = []
    used = sorted({r.calendar for v in policy.document.versions for r in v.requirements if r.calendar})
    ends = max((v.until or FOREVER) for v in policy.document.versions)
    for name in used:
        calendar = policy.document.calendars[name]
        if calendar.covers_until is not None and calendar.covers_until < ends:
            until = calendar.covers_until.isoformat()
            place = policy.place(("calendars", name))
            found.append(
                f"{place}: the holidays of {name} are known until {until}; a clock beyond that is not assessable"
            )
    return found
