"""Arithmetic on plain numbers gives what the dates room gives."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseward.dates import CalendarRange, add_months
from caseward.engine.columns import NONE, day_number, day_of
from caseward.engine.days import covered, due_after, months_later
from caseward.engine.lengths import Lengths, back
from caseward.obligations.lengths import back_from, business_calendar, due_from
from caseward.policy.values import Calendar, Length

DAYS = st.dates(date(1950, 1, 1), date(2150, 1, 1))
SHORT = Calendar(holidays=(date(2021, 7, 5),), covers_from=date(2021, 6, 1), covers_until=date(2021, 9, 1))
LENGTHS = st.sampled_from([
    {"days": 0}, {"days": 45}, {"weeks": 3}, {"months": 1}, {"months": 7, "to_end_of": "month"}, {"days": 5, "to_end_of": "week"},
    {"hours": 30}, {"days": 2, "by_weekday": {"friday": 4}}, {"business_days": 0}, {"business_days": 12, "to_end_of": "month"},
])  # fmt: skip


@given(DAYS, st.integers(-400, 400))
def test_months_later(day, months):
    assert day_of(months_later(day_number(day), months)) == add_months(day, months)


@given(DAYS | st.dates(date(2021, 5, 25), date(2021, 9, 5)), LENGTHS, st.sampled_from(["plain", "short"]))
def test_due_days(day, written, name):
    calendars = {"plain": Calendar(), "short": SHORT}
    length, lengths = Length.model_validate(written), Lengths(calendars)
    place, calendar = lengths.place(length), lengths.calendar(name)
    found = due_after(lengths.table(), place, day_number(day), *lengths.calendar_tables(), calendar)
    try:
        wanted = day_number(due_from(length, day, business_calendar(name, calendars[name])))
    except CalendarRange:
        wanted = NONE
    assert found == wanted


@given(DAYS, LENGTHS)
def test_look_back(day, written):
    length = Length.model_validate(written)
    assert back(length, day) == back_from(length, day)


@pytest.mark.parametrize(("low", "high", "days"), [(0, 10, 7), (3, 4, 1), (6, 7, 0), (5, 5, 0)])
def test_covered_days_count_an_overlap_once(low, high, days):
    start, end = np.array([1, 2, 8]), np.array([5, 6, 12])
    assert covered(start, end, 0, 3, low, high) == days


def test_a_day_is_a_number_and_back():
    assert day_number(date(1970, 1, 1)) == 0
    assert day_of(day_number(date(2022, 6, 14)) + 1) == date(2022, 6, 14) + timedelta(days=1)
