"""Periods: the end is never in it, and sets of periods behave like sets of days."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseward.dates import FOREVER, Period, covered_days, merge, subtract

BASE = date(2021, 1, 1)


def span(start: int, end: int) -> Period:
    return Period(BASE + timedelta(days=start), BASE + timedelta(days=end))


PERIODS = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: span(*sorted(pair)))


def days_of(*periods: Period) -> set[date]:
    """The meaning the functions are held to: a period is its set of days."""
    return {p.start + timedelta(days=i) for p in periods for i in range(p.days)}


def test_the_end_is_not_in_the_period() -> None:
    june = Period(date(2021, 6, 1), date(2021, 7, 1))
    assert june.days == 30
    assert june.contains(date(2021, 6, 1))
    assert june.contains(date(2021, 6, 30))
    assert not june.contains(date(2021, 7, 1))
    assert not june.contains(date(2021, 5, 31))
    assert str(june) == "2021-06-01/2021-07-01"


def test_an_open_period_is_shown_open() -> None:
    assert str(Period(BASE, FOREVER)) == "2021-01-01/.."
    assert Period(BASE, FOREVER).contains(date(9998, 12, 31))


def test_a_period_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match=r"cannot end \(2021-01-01\) before it starts \(2021-01-02\)"):
        span(1, 0)


def test_an_empty_period_holds_and_meets_nothing() -> None:
    empty = span(3, 3)
    assert empty.is_empty
    assert not empty.contains(empty.start)
    assert not empty.overlaps(span(0, 9))
    assert not span(0, 9).overlaps(empty)
    assert span(0, 9).intersect(empty) is None


def test_touching_periods_do_not_overlap_but_merge() -> None:
    assert not span(0, 3).overlaps(span(3, 5))
    assert span(0, 3).intersect(span(3, 5)) is None
    assert merge([span(3, 5), span(0, 3)]) == [span(0, 5)]


def test_a_period_inside_another_does_not_shorten_the_union() -> None:
    assert merge([span(0, 9), span(2, 3), span(11, 12)]) == [span(0, 9), span(11, 12)]


def test_holes_are_cut_out() -> None:
    assert subtract(span(0, 10), [span(7, 20), span(2, 4), span(3, 5)]) == [span(0, 2), span(5, 7)]
    assert subtract(span(0, 10), []) == [span(0, 10)]
    assert subtract(span(0, 10), [span(0, 10)]) == []
    assert subtract(span(4, 4), []) == []


@given(PERIODS, PERIODS)
def test_intersection_is_the_common_days(a: Period, b: Period) -> None:
    common = a.intersect(b)
    assert days_of(*([common] if common else [])) == days_of(a) & days_of(b)
    assert (common is not None) == a.overlaps(b) == b.overlaps(a)


@given(st.lists(PERIODS))
def test_merge_keeps_the_days_and_leaves_gaps_between(periods: list[Period]) -> None:
    merged = merge(periods)
    assert days_of(*merged) == days_of(*periods)
    assert all(a.end < b.start for a, b in pairwise(merged))
    assert not any(p.is_empty for p in merged)
    assert merge(reversed(periods)) == merge(merged) == merged


@given(PERIODS, st.lists(PERIODS))
def test_what_is_cut_and_what_is_left_are_the_whole(period: Period, holes: list[Period]) -> None:
    left = subtract(period, holes)
    assert days_of(*left) == days_of(period) - days_of(*holes)
    assert merge(left) == left
    assert covered_days(period, holes) + sum(p.days for p in left) == period.days
