"""Business days: agreement with counting by hand and with numpy, and no guess beyond the years a calendar covers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseward.dates import FOREVER, BusinessCalendar, CalendarRange, Period

WEEKENDS = BusinessCalendar("weekends only")
JULY = BusinessCalendar(
    "july", holidays=frozenset({date(2022, 7, 4)}), covers=Period(date(2022, 1, 1), date(2023, 1, 1))
)
FRIDAY, SATURDAY, MONDAY = date(2022, 7, 1), date(2022, 7, 2), date(2022, 7, 4)

DAYS = st.dates(date(2020, 1, 1), date(2024, 12, 31))
CALENDARS = st.builds(
    BusinessCalendar,
    name=st.just("any"),
    weekend=st.frozensets(st.integers(0, 6), max_size=6),
    holidays=st.frozensets(st.dates(date(2020, 1, 1), date(2025, 12, 31)), max_size=20),
)


def test_weekends_and_holidays_are_not_business_days() -> None:
    assert [JULY.is_business_day(FRIDAY + timedelta(days=i)) for i in range(5)] == [True, False, False, False, True]


def test_three_business_days_over_a_holiday_weekend() -> None:
    assert JULY.add(FRIDAY, 3) == date(2022, 7, 7)
    assert WEEKENDS.add(FRIDAY, 3) == date(2022, 7, 6)


def test_zero_is_the_day_itself_or_the_next_business_day() -> None:
    assert JULY.add(FRIDAY, 0) == FRIDAY
    assert JULY.add(SATURDAY, 0) == date(2022, 7, 5)


def test_the_first_business_day_after_a_weekend_day_counts_as_one() -> None:
    assert WEEKENDS.add(SATURDAY, 1) == MONDAY


def test_rolling() -> None:
    assert JULY.roll_forward(SATURDAY) == date(2022, 7, 5)
    assert JULY.roll_forward(FRIDAY) == FRIDAY


def test_counting_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="less than 0"):
        WEEKENDS.add(FRIDAY, -1)


@pytest.mark.parametrize("weekend", [range(7), [7], [-1, 5], range(8)])
def test_a_weekend_is_some_of_the_seven_days(weekend: Iterable[int]) -> None:
    with pytest.raises(ValueError, match="from 0"):
        BusinessCalendar("bad", weekend=frozenset(weekend))


def test_beyond_what_the_calendar_covers_nothing_is_guessed() -> None:
    last = date(2022, 12, 30)
    with pytest.raises(CalendarRange, match="july is known for 2022-01-01/2023-01-01 only, not for 2023-01-01"):
        JULY.is_business_day(date(2023, 1, 1))
    with pytest.raises(CalendarRange):
        JULY.add(last, 1)
    with pytest.raises(CalendarRange):
        JULY.roll_forward(date(2022, 12, 31))
    with pytest.raises(CalendarRange):
        JULY.count(Period(last, date(2023, 1, 2)))
    assert JULY.add(last, 0) == last
    assert JULY.count(Period(last, date(2023, 1, 1))) == 1
    assert JULY.add(date(2021, 12, 31), 1) == date(2022, 1, 3)


def test_the_end_of_time_is_refused_in_words() -> None:
    with pytest.raises(CalendarRange, match="years 1 to 9999"):
        WEEKENDS.add(date(9999, 12, 30), 5)


def test_counting_an_open_period_is_arithmetic() -> None:
    assert WEEKENDS.count(Period(date(9999, 12, 20), FOREVER)) == 9
    assert WEEKENDS.count(Period(date(1, 1, 1), FOREVER)) > 2_600_000
    assert WEEKENDS.count(Period(FRIDAY, FRIDAY)) == 0


@given(CALENDARS, DAYS, st.integers(0, 400))
def test_count_is_one_by_one(calendar: BusinessCalendar, start: date, length: int) -> None:
    period = Period(start, start + timedelta(days=length))
    assert calendar.count(period) == sum(calendar.is_business_day(start + timedelta(days=i)) for i in range(length))


@given(CALENDARS, DAYS, st.integers(1, 60))
def test_add_lands_on_the_nth_business_day(calendar: BusinessCalendar, day: date, n: int) -> None:
    reached = calendar.add(day, n)
    assert calendar.is_business_day(reached)
    assert calendar.count(Period(day + timedelta(days=1), reached + timedelta(days=1))) == n


@given(CALENDARS, DAYS, st.integers(0, 30), st.integers(0, 30))
def test_adding_twice_is_adding_the_sum(calendar: BusinessCalendar, day: date, a: int, b: int) -> None:
    from_business = calendar.roll_forward(day)
    assert calendar.add(calendar.add(from_business, a), b) == calendar.add(from_business, a + b)


@given(CALENDARS, DAYS, st.integers(1, 60))
def test_agrees_with_numpy(calendar: BusinessCalendar, day: date, n: int) -> None:
    np = pytest.importorskip("numpy", reason="numpy comes with the extra `engine`")
    mask = [weekday not in calendar.weekend for weekday in range(7)]
    holidays = sorted(calendar.holidays)
    # numpy counts from the business day at or before `day`; that makes its n-th one the n-th after `day`.
    theirs = np.busday_offset(day, n, roll="backward", weekmask=mask, holidays=holidays)
    assert calendar.add(day, n) == theirs.astype(object)
    end = day + timedelta(days=n)
    assert calendar.count(Period(day, end)) == int(np.busday_count(day, end, weekmask=mask, holidays=holidays))
