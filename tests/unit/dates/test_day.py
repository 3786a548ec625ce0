"""Arithmetic on days: the ends of months and years, and properties over all days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseward.dates import (
    add_days,
    add_months,
    days_between,
    month_end,
    month_start,
    next_month_start,
    parse_day,
    quarter_start,
    week_start,
)

DAYS = st.dates(date(1800, 1, 1), date(9000, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2021-01-31", 1, "2021-02-28"),
        ("2020-01-31", 1, "2020-02-29"),
        ("2021-12-31", 2, "2022-02-28"),
        ("2021-03-31", -1, "2021-02-28"),
        ("2021-01-15", -1, "2020-12-15"),
        ("2020-02-29", 12, "2021-02-28"),
        ("2021-02-28", 1, "2021-03-28"),
        ("2021-06-14", 0, "2021-06-14"),
        ("2021-06-14", 30, "2023-12-14"),
    ],
)
def test_months_are_added_and_shortened_to_the_last_day(day: str, months: int, expected: str) -> None:
    assert add_months(parse_day(day), months) == parse_day(expected)


@given(DAYS, st.integers(-1200, 1200))
def test_adding_months_moves_the_month_exactly_and_the_day_only_back(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert moved.year * 12 + moved.month - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved == month_end(moved) and moved.day < day.day)


@given(DAYS, DAYS, st.integers(-600, 600))
def test_adding_months_keeps_the_order_of_days(a: date, b: date, months: int) -> None:
    early, late = sorted((a, b))
    assert add_months(early, months) <= add_months(late, months)


@given(DAYS)
def test_month_quarter_and_week_hold_their_day(day: date) -> None:
    assert month_start(day) <= day <= month_end(day) < next_month_start(day)
    assert month_end(day) + timedelta(days=1) == next_month_start(day)
    quarter = quarter_start(day)
    assert quarter.day == 1
    assert quarter.month in (1, 4, 7, 10)
    assert quarter <= day < add_months(quarter, 3)


@given(DAYS, st.integers(0, 6))
def test_a_week_starts_on_its_first_weekday(day: date, first: int) -> None:
    start = week_start(day, first)
    assert start.weekday() == first
    assert 0 <= days_between(start, day) <= 6


def test_weeks_begin_on_monday_unless_said() -> None:
    sunday = date(2022, 6, 19)
    assert week_start(sunday) == date(2022, 6, 13)
    assert week_start(sunday, 6) == sunday


@pytest.mark.parametrize("first", [-1, 7])
def test_a_weekday_that_does_not_exist_is_refused(first: int) -> None:
    with pytest.raises(ValueError, match="from 0"):
        week_start(date(2022, 6, 19), first)


def test_days_between_is_negative_backwards() -> None:
    assert days_between(date(2022, 6, 1), date(2022, 7, 1)) == 30
    assert days_between(date(2022, 7, 1), date(2022, 6, 1)) == -30


def test_the_ends_of_the_calendar_are_refused_in_words() -> None:
    assert month_end(date.max) == date.max
    with pytest.raises(ValueError, match="beyond the years"):
        add_months(date.max, 1)
    with pytest.raises(ValueError, match="beyond the years"):
        next_month_start(date.max)
    with pytest.raises(ValueError, match="beyond the years"):
        add_months(date.min, -1)
    with pytest.raises(ValueError, match="beyond the years"):
        add_days(date.max, 1)
    with pytest.raises(ValueError, match="beyond the years"):
        week_start(date.min, 6)
    with pytest.raises(ValueError, match="beyond the years"):
        add_days(date(2022, 1, 1), 10**12)


@given(st.dates())
def test_a_day_reads_back(day: date) -> None:
    assert parse_day(day.isoformat()) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 2022-06-14",
        "2022-06-14 ",
        "2022-6-14",
        "20220614",
        "2022-W24-2",
        "6/14/2022",
        "2022-06",
        "2022-06-14\n",
        "٢٠٢٢-06-14",
        "2022-06-14T00:00",
        "-2022-06-14",
    ],
)
def test_other_ways_to_write_a_day_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="year-month-day"):
        parse_day(text)


@pytest.mark.parametrize("text", ["2021-02-29", "2021-13-01", "2021-00-01", "2021-01-00", "0000-01-01"])
def test_days_that_do_not_exist_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"{text} does not exist"):
        parse_day(text)
