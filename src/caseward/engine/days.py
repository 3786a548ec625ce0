"""Days of the calendar as plain numbers, for kernels: months, weeks, lengths, business days."""

from __future__ import annotations

import numpy as np

from caseward.engine.arrays import NONE
from caseward.engine.jit import kernel

# Columns of a table of lengths: unit, the number for each weekday of the start from Monday, and what it is carried to
# the end of.
UNIT, NUMBER, SNAP, LENGTH_WIDTH = 0, 1, 8, 9
DAYS, MONTHS, BUSINESS = 0, 1, 2
TO_WEEK, TO_MONTH = 1, 2
# Columns of a table of calendars: the days covered, and where its ranks and its open days stand.
COVERS, UNTIL, RANKS, OPEN, OPEN_END, CALENDAR_WIDTH = 0, 1, 2, 3, 4, 5

MONDAY = 10959  # 3 January 2000
EVERY_MONTH = 8190  # bits 1 to 12


@kernel
def civil(day):  # type: ignore[no-untyped-def]
    """Months since year 0 and the day of the month, of a day since 1970-01-01 (proleptic Gregorian)."""
    z = day + 719468
    era = z // 146097
    doe = z - era * 146097
    yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
    doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
    mp = (5 * doy + 2) // 153
    return (yoe + era * 400) * 12 + mp + 2, doy - (153 * mp + 2) // 5 + 1


@kernel
def month_first(month):  # type: ignore[no-untyped-def]
    """The first day of a month counted from year 0."""
    shifted = month - 2
    y = shifted // 12
    era = y // 400
    yoe = y - era * 400
    doy = (153 * (shifted - y * 12) + 2) // 5
    return era * 146097 + yoe * 365 + yoe // 4 - yoe // 100 + doy - 719468


@kernel
def months_later(day, months):  # type: ignore[no-untyped-def]
    """The same day of the month so many months later, or the last day of a shorter month."""
    month, dom = civil(day)
    first = month_first(month + months)
    return min(first + dom - 1, month_first(month + months + 1) - 1)


@kernel
def plain_due(unit, number, snap, start):  # type: ignore[no-untyped-def]
    """The last day on time of so many days or months that begin on a day, carried to the end of its week or month."""
    return carried(snap, months_later(start, number) if unit == MONTHS else start + number)


@kernel
def fixed_lengths(lengths):  # type: ignore[no-untyped-def]
    """The days of each length that is so many days whatever the day it begins on; -1 for the others."""
    out = np.full(len(lengths), -1, dtype=np.int64)
    for place in range(len(lengths)):
        same = lengths[place, UNIT] == DAYS and lengths[place, SNAP] == 0
        for weekday in range(NUMBER + 1, SNAP):
            same = same and lengths[place, weekday] == lengths[place, NUMBER]
        if same:
            out[place] = lengths[place, NUMBER]
    return out


@kernel
def carried(snap, due):  # type: ignore[no-untyped-def]
    """A day carried to the end of its week or month."""
    if snap == TO_WEEK:
        return due + 6 - (due + 3) % 7
    if snap == TO_MONTH:
        return month_first(civil(due)[0] + 1) - 1
    return due


@kernel
def business_due(number, snap, start, calendars, ranks, open_days, calendar):  # type: ignore[no-untyped-def]
    """The same of so many business days; NONE when the calendar does not reach."""
    due = business_day(calendars, ranks, open_days, calendar, start, number)
    return due if due == NONE else carried(snap, due)


@kernel
def due_after(lengths, place, start, calendars, ranks, open_days, calendar):  # type: ignore[no-untyped-def]
    """The last day on time of a length that starts on a day; NONE when the calendar does not reach.

    A kernel that asks this for every row writes it out instead: handing arrays over costs more than the answer.
    """
    unit, number, snap = lengths[place, UNIT], lengths[place, NUMBER + (start + 3) % 7], lengths[place, SNAP]
    if unit == BUSINESS:
        return business_due(number, snap, start, calendars, ranks, open_days, calendar)
    return plain_due(unit, number, snap, start)


@kernel
def business_day(calendars, ranks, open_days, calendar, day, number):  # type: ignore[no-untyped-def]
    """The n-th business day after a day (for 0 the day itself or the next); NONE when the calendar does not reach."""
    first, until = calendars[calendar, COVERS], calendars[calendar, UNTIL]
    before = day - 1 if number == 0 else day
    if before + 1 < first or before >= until:
        return np.int64(NONE)
    rank = np.int64(0)
    if before >= first:
        rank = np.int64(ranks[calendars[calendar, RANKS] + before - first])
    place = calendars[calendar, OPEN] + rank + max(number, 1) - 1
    if place >= calendars[calendar, OPEN_END]:
        return np.int64(NONE)
    return np.int64(open_days[place])


@kernel
def covered(start, end, a, b, low, high):  # type: ignore[no-untyped-def]
    """How many days from ``low`` up to ``high`` lie in at least one of the spans a..b, which are sorted by start."""
    total = np.int64(0)
    reached = low
    for j in range(a, b):
        if start[j] >= high:
            break
        s = max(np.int64(start[j]), reached)
        e = min(np.int64(end[j]), high)
        if e > s:
            total += e - s
            reached = e
    return total
