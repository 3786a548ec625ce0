"""The line of time: days in order, inside the line, and marks that can be read."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseward.reports.scale import Scale, ticks

DAYS = st.dates(date(1990, 1, 1), date(2060, 1, 1))
SPANS = st.builds(lambda start, days: (start, start + timedelta(days=days)), DAYS, st.integers(1, 9000))


def scale_of(start: str, end: str) -> Scale:
    return Scale(date.fromisoformat(start), date.fromisoformat(end), 200, 800)


@given(SPANS, DAYS, DAYS)
def test_later_days_stand_further_right_and_none_outside(span, one, other):
    scale = Scale(*span, 200, 800)
    first, last = sorted((one, other))
    assert 200 <= scale.at(first) <= scale.at(last) <= 800


@given(SPANS)
def test_marks_are_inside_in_order_and_apart(span):
    scale = Scale(*span, 200, 800)
    found = ticks(scale)
    places = [scale.at(t.day) for t in found]
    assert places == sorted(places)
    assert all(span[0] <= t.day < span[1] for t in found)
    # A month may be three days shorter than the mean.
    assert all(b - a >= 31 * 0.9 for a, b in pairwise(places))


@pytest.mark.parametrize(
    ("start", "end", "labels"),
    [
        ("2021-01-01", "2021-01-04", ["1 Jan", "2 Jan", "3 Jan"]),
        ("2021-01-01", "2021-02-05", ["1 Jan", "8 Jan", "15 Jan", "22 Jan", "29 Jan"]),
        ("2021-02-01", "2021-05-01", ["1 Feb", "8 Feb", "15 Feb", "22 Feb", "1 Mar", "8 Mar", "15 Mar", "22 Mar", "29 Mar",
                                      "5 Apr", "12 Apr", "19 Apr", "26 Apr"]),
        ("2021-02-01", "2021-09-01", ["Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug"]),
        ("2020-01-15", "2023-01-01", ["Apr", "Jul", "Oct", "Jan", "Apr", "Jul", "Oct", "Jan", "Apr", "Jul", "Oct"]),
        ("2001-01-01", "2011-01-01", [str(y) for y in range(2001, 2011)]),
    ],
)  # fmt: skip
def test_marks_are_as_fine_as_can_be_read(start, end, labels):
    assert [t.label for t in ticks(scale_of(start, end))] == labels


def test_a_span_covers_its_last_day_and_never_ends_past_the_line():
    scale = scale_of("2021-01-01", "2021-01-11")
    assert scale.span(date(2021, 1, 1), date(2021, 1, 1)) == (200, 260)
    assert scale.span(date(2020, 1, 1), date.max) == (200, 800)
    assert not scale.shows(date(2020, 1, 1), date(2020, 12, 31))
    assert scale.shows(date(2020, 1, 1), date(2021, 1, 1))
