"""Durations: the last day on time, and the words for it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseward.dates import BusinessCalendar, CalendarRange, Duration, Period, Snap, Unit, add_months

WEEKENDS = BusinessCalendar("weekends only")
TUESDAY = date(2022, 6, 14)


@pytest.mark.parametrize(
    ("duration", "start", "due"),
    [
        (Duration(0, "days"), "2022-06-14", "2022-06-14"),
        (Duration(30, "days"), "2022-01-30", "2022-03-01"),
        (Duration(2, "weeks"), "2022-06-14", "2022-06-28"),
        (Duration(1, "months"), "2022-01-31", "2022-02-28"),
        (Duration(1, "months", "month_end"), "2022-01-03", "2022-02-28"),
        (Duration(0, "months", "month_end"), "2024-02-03", "2024-02-29"),
        (Duration(6, "months", "month_end"), "2021-08-31", "2022-02-28"),
        (Duration(30, "days", "month_end"), "2022-01-30", "2022-03-31"),
        (Duration(0, "days", "week_end"), "2022-06-14", "2022-06-19"),
        (Duration(1, "weeks", "week_end"), "2022-06-19", "2022-06-26"),
        (Duration(3, "business_days"), "2022-06-10", "2022-06-15"),
        (Duration(0, "business_days"), "2022-06-11", "2022-06-13"),
        (Duration(1, "business_days", "month_end"), "2022-06-30", "2022-07-31"),
    ],
)
def test_the_last_day_on_time(duration: Duration, start: str, due: str) -> None:
    assert duration.due_from(date.fromisoformat(start), WEEKENDS) == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("week_first", "due"), [(0, "2022-06-19"), (6, "2022-06-18"), (2, "2022-06-14"), (1, "2022-06-20")]
)
def test_a_week_ends_before_its_first_day_comes_again(week_first: int, due: str) -> None:
    assert Duration(0, "days", "week_end").due_from(TUESDAY, week_first=week_first) == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("duration", "sentence"),
    [
        (Duration(3, "business_days"), "3 business days"),
        (Duration(1, "business_days"), "1 business day"),
        (Duration(1, "months", "month_end"), "1 month, to the end of the month"),
        (Duration(2, "weeks", "week_end"), "2 weeks, to the end of the week"),
        (Duration(0, "months", "month_end"), "to the end of the month"),
        (Duration(0, "days"), "the same day"),
        (Duration(0, "business_days"), "the same day, or the next business day"),
        (Duration(0, "business_days", "month_end"), "the same day, or the next business day, to the end of the month"),
        (Duration(15, "minutes"), "15 minutes"),
        (Duration(1, "hours"), "1 hour"),
        (Duration(0, "minutes"), "at once"),
    ],
)
def test_the_sentence(duration: Duration, sentence: str) -> None:
    assert duration.sentence == sentence


def test_minutes_are_known_for_clock_units_only() -> None:
    assert Duration(15, "minutes").minutes == 15
    assert Duration(2, "hours").minutes == 120
    assert [Duration(1, u).minutes for u in get_args(Unit) if u not in ("minutes", "hours")] == [None] * 4


@pytest.mark.parametrize("unit", ["minutes", "hours"])
def test_clock_units_are_not_counted_from_a_day(unit: Unit) -> None:
    with pytest.raises(ValueError, match=f"2 {unit} is counted from an instant"):
        Duration(2, unit).due_from(TUESDAY, WEEKENDS)
    with pytest.raises(ValueError, match="end of a week or month"):
        Duration(2, unit, "month_end")


def test_business_days_need_a_calendar_that_knows_the_day() -> None:
    with pytest.raises(ValueError, match="3 business days cannot be counted without a calendar"):
        Duration(3, "business_days").due_from(TUESDAY, None)
    short = BusinessCalendar("short", covers=Period(date(2022, 1, 1), date(2022, 6, 15)))
    with pytest.raises(CalendarRange):
        Duration(3, "business_days").due_from(TUESDAY, short)


@pytest.mark.parametrize("unit", get_args(Unit))
def test_less_than_nothing_is_refused(unit: Unit) -> None:
    with pytest.raises(ValueError, match=re.escape(f"-1 {unit}")):
        Duration(-1, unit)


@pytest.mark.parametrize("unit", ["days", "weeks", "months"])
def test_far_beyond_the_calendar_is_refused_in_words(unit: Unit) -> None:
    with pytest.raises(ValueError, match="beyond the years"):
        Duration(10**15, unit).due_from(TUESDAY)


DAY_UNITS = st.sampled_from([u for u in get_args(Unit) if u not in ("minutes", "hours")])


@given(st.integers(0, 400), DAY_UNITS, st.sampled_from(get_args(Snap)), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_due_is_never_before_the_start_and_more_is_never_earlier(n: int, unit: Unit, snap: Snap, day: date) -> None:
    due = Duration(n, unit, snap).due_from(day, WEEKENDS)
    plain = Duration(n, unit).due_from(day, WEEKENDS)
    assert day <= plain <= due
    assert due <= Duration(n + 1, unit, snap).due_from(day, WEEKENDS)
    assert due - plain < timedelta(days={"none": 1, "week_end": 7, "month_end": 31}[snap])


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 60))
def test_to_the_end_of_the_month_is_in_that_month(day: date, n: int) -> None:
    due = Duration(n, "months", "month_end").due_from(day)
    assert (due.year, due.month) == (add_months(day, n).year, add_months(day, n).month)
    assert (due + timedelta(days=1)).day == 1
