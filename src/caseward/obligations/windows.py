"""The windows of the calendar in which N entries are owed, and blocks of weeks or months anchored to a start or a
change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from caseward.dates import Period, add_months, month_start, quarter_start, week_start
from caseward.obligations.regime import Ruling
from caseward.obligations.scope import Scope
from caseward.policy.requirement import Every
from caseward.policy.values import WEEKDAYS

_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Window:
    """A window as it opened for one subject under one ruling: ``full`` as the calendar has it, ``period`` cut to the
    subject's life."""

    ruling: Ruling
    full: Period
    period: Period

    @property
    def percent(self) -> int:
        """How much of the full window it is, in whole percent, rounded down."""
        return self.period.days * 100 // self.full.days


def windows_of(scope: Scope) -> Iterator[Window]:
    """The windows that opened for a subject up to the horizon, each with the ruling it is judged under.

    A window that another requirement of the same duty opened is left to that one.
    """
    cursor, stop = scope.life.start, min(scope.life.end, scope.horizon)
    while cursor < stop:
        ruling = scope.regime.on(cursor)
        if ruling is None:
            following = _next_ruling(scope, cursor)
            if following is None:
                return
            cursor = _entry_day(scope, following)
            continue
        every = _body(ruling)
        full = full_window(every, cursor, _anchor(scope, ruling, cursor))
        end = _end(scope, ruling, cursor, full)
        judging = _judging(scope, ruling, min(end, stop) - timedelta(days=1))
        if opens_in(every, full.start) and judging is not None:
            yield Window(judging, full, Period(cursor, min(end, scope.life.end)))
        cursor = end


def _end(scope: Scope, ruling: Ruling, cursor: date, full: Period) -> date:
    """Where a window ends: blocks counted from the last change of level are cut short by the next one."""
    if _body(ruling).anchor != "change":
        return full.end
    return next(iter(scope.changes(ruling, Period(cursor, full.end))), full.end)


def _judging(scope: Scope, opened: Ruling, last: date) -> Ruling | None:
    """The ruling a window is judged under: the one in force when it opened or, where the policy says so, on its last
    day (as far as it has run). None: by then the requirement no longer stood."""
    return opened if opened.requirement.judged_under == "opened" else scope.regime.on(last)


def _next_ruling(scope: Scope, cursor: date) -> Ruling | None:
    return next((r for r in scope.regime.rulings if r.period.start > cursor), None)


def _entry_day(scope: Scope, ruling: Ruling) -> date:
    """Where a ruling takes over: at its own start when nothing stood before it, else when the window then open has
    ended."""
    start = ruling.period.start
    full = full_window(_body(ruling), start, _anchor(scope, ruling, start))
    opened = max(full.start, scope.life.start)
    return full.end if opened < start and scope.regime.rival_on(opened) else start


def _body(ruling: Ruling) -> Every:
    every = ruling.requirement.every
    assert every is not None
    return every


def _anchor(scope: Scope, ruling: Ruling, day: date) -> date | None:
    every = _body(ruling)
    if every.anchor == "calendar":
        return None
    start = scope.life.start
    if every.anchor == "start" or day <= start:
        return start
    changes = scope.changes(ruling, Period(start, day + timedelta(days=1)))
    return changes[-1] if changes else start


def full_window(every: Every, day: date, anchor: date | None) -> Period:
    """The whole window that holds a day. ``anchor`` None: by the calendar."""
    if every.period in ("week", "weeks", "days"):
        return _days(every, day, anchor)
    months = every.length if every.period == "months" and every.length else _MONTHS.get(every.period, 1)
    if anchor is not None:
        return _anchored_months(day, anchor, months)
    if months == 3:
        start = quarter_start(day)
    else:
        first = month_start(day)
        start = add_months(first, -((first.year * 12 + first.month - 1) % months))
    return Period(start, add_months(start, months))


def _days(every: Every, day: date, anchor: date | None) -> Period:
    span = (every.length or 1) * (1 if every.period == "days" else 7)
    origin = anchor if anchor is not None else week_start(date(2000, 1, 3), WEEKDAYS.index(every.week_starts))
    start = day - timedelta(days=(day - origin).days % span)
    return Period(start, start + timedelta(days=span))


def _anchored_months(day: date, anchor: date, months: int) -> Period:
    """Blocks of N months counted from an anchor; the 31st falls on the last day of a shorter month, without
    drifting."""
    blocks = ((day.year - anchor.year) * 12 + day.month - anchor.month) // months + 1
    while add_months(anchor, blocks * months) > day:
        blocks -= 1
    return Period(add_months(anchor, blocks * months), add_months(anchor, (blocks + 1) * months))


def opens_in(every: Every, start: date) -> bool:
    """Whether windows that start on a day are asked at all (listed, odd or even months)."""
    if every.in_months is None:
        return True
    if every.in_months == "odd":
        return start.month % 2 == 1
    if every.in_months == "even":
        return start.month % 2 == 0
    return start.month in every.in_months


def parts_of(scope: Scope, window: Window) -> list[tuple[Period, date]]:
    """The parts a window is judged in, each with the day from which entries count, by the requirement's rule for a
    change of level."""
    if window.ruling.requirement.on_change in ("retroactive", "latest_level_wins"):
        return [(window.period, window.period.start)]
    cuts = scope.changes(window.ruling, window.period)
    edges = [window.period.start, *cuts, window.period.end]
    fresh = window.ruling.requirement.on_change == "fresh_start"
    return [(Period(a, b), a if fresh else window.period.start) for a, b in pairwise(edges)]


def judged_day(scope: Scope, window: Window, part: Period) -> date:
    """The day whose facts govern a part: its first day where the level splits it, else the latest day there is."""
    if window.ruling.requirement.on_change in ("retroactive", "latest_level_wins"):
        return min(part.end - timedelta(days=1), scope.as_of)
    return part.start
