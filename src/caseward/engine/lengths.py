"""A policy's lengths and business calendars as tables that kernels read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from caseward.dates import add_months
from caseward.engine.columns import Ints, Longs, day_number
from caseward.engine.days import BUSINESS, CALENDAR_WIDTH, DAYS, LENGTH_WIDTH, MONTHS, TO_MONTH, TO_WEEK
from caseward.policy.values import WEEKDAYS, Calendar, Length

_SNAPS = {None: 0, "week": TO_WEEK, "month": TO_MONTH}
_EVER = (
    date(1900, 1, 1),
    date(2200, 1, 1),
)  # of a calendar that is good for all time; beyond it the reference is asked


@dataclass(slots=True)
class Lengths:
    """Lengths and calendars gathered while a policy is compiled; each is known by its place in the table."""

    calendars: Mapping[str, Calendar]
    rows: list[tuple[int, ...]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def place(self, length: Length | None) -> int:
        """The place of a length, or -1 for none."""
        if length is None:
            return -1
        row = (_unit(length), *(_number(length, day) for day in range(7)), _SNAPS[length.to_end_of])
        if row not in self.rows:
            self.rows.append(row)
        return self.rows.index(row)

    def calendar(self, name: str) -> int:
        """The place of a calendar, or -1 for none."""
        if not name:
            return -1
        if name not in self.names:
            self.names.append(name)
        return self.names.index(name)

    def table(self) -> Longs:
        """The lengths, one row each."""
        return np.array(self.rows or [(0,) * LENGTH_WIDTH], dtype=np.int64)

    def calendar_tables(self) -> tuple[Longs, Ints, Ints]:
        """The calendars, for each day covered how many business days there were up to it, and the business days."""
        rows: list[tuple[int, ...]] = []
        ranks, opens = [np.zeros(0, dtype=np.int32)], [np.zeros(0, dtype=np.int32)]
        for name in self.names:
            first, until, is_open = _days(self.calendars[name])
            at = sum(map(len, ranks)), sum(map(len, opens))
            ranks.append(np.cumsum(is_open).astype(np.int32))
            opens.append((np.flatnonzero(is_open) + first).astype(np.int32))
            rows.append((first, until, *at, at[1] + len(opens[-1])))
        table = np.array(rows or [(0,) * CALENDAR_WIDTH], dtype=np.int64)
        return table, np.concatenate(ranks), np.concatenate(opens)


def _unit(length: Length) -> int:
    return {"months": MONTHS, "business_days": BUSINESS}.get(length.unit, DAYS)


def _number(length: Length, weekday: int) -> int:
    """So many days, business days or months; minutes and hours in whole days, rounded up."""
    number = length.by_weekday.get(WEEKDAYS[weekday], length.provision.value)
    if length.unit in ("minutes", "hours"):
        return -(-number * (60 if length.unit == "hours" else 1) // (24 * 60))
    return number * 7 if length.unit == "weeks" else number


def _days(data: Calendar) -> tuple[int, int, npt.NDArray[np.bool_]]:
    covers = (data.covers_from, data.covers_until) if data.covers_from and data.covers_until else _EVER
    first, until = covers
    days = np.arange(day_number(first), day_number(until))
    closed = np.isin((days + 3) % 7, [WEEKDAYS.index(d) for d in data.weekend])
    return day_number(first), day_number(until), ~(closed | np.isin(days, [day_number(d) for d in data.holidays]))


def back(length: Length, day: date) -> date:
    """The first day within a length before a day, as look-back and leads count it."""
    number = _number(length, day.weekday())
    if _unit(length) == MONTHS:
        return add_months(day, -number)
    return day - timedelta(days=number)
