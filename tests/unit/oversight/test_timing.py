from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseward.dates import When, add_days, parse_instant, parse_when
from caseward.oversight.timing import (
    days_from,
    days_until_recorded,
    minute_of,
    surely_before,
    surely_recorded_after,
)

whens = st.builds(
    lambda first, width: When("", first, add_days(first, width)),
    st.dates(min_value=parse_when("2000-01-01").first, max_value=parse_when("2030-01-01").first),
    st.integers(0, 40),
)


@given(whens, whens, st.data())
def test_no_placement_is_outside_the_bounds(a, b, data):
    least, most = days_from(a, b)
    one = data.draw(st.dates(a.first, a.last))
    other = data.draw(st.dates(b.first, b.last))
    if one <= other:
        assert least <= (other - one).days <= most
    if surely_before(a, b):
        assert one < other


@pytest.mark.parametrize(
    ("one", "other", "before"),
    [
        ("2022-06-13", "2022-06-14", True),
        ("2022-06-14", "2022-06-14", False),
        ("2022-06-14T16:45-07:00", "2022-06-14T17:10-07:00", True),
        ("2022-06-14T16:45-07:00", "2022-06-14", False),
        ("2022-06", "2022-06-30", False),
    ],
)
def test_only_what_every_placement_gives_is_sure(one, other, before):
    assert surely_before(parse_when(one), parse_when(other)) is before


def test_an_entry_recorded_on_the_day_of_an_event_without_a_time_is_not_surely_after_it():
    recorded = parse_instant("2022-06-14T18:00-07:00")
    assert surely_recorded_after(recorded, parse_when("2022-06-14T17:10-07:00"))
    assert not surely_recorded_after(recorded, parse_when("2022-06-14T18:00-07:00"))
    assert not surely_recorded_after(recorded, parse_when("2022-06-14"))
    assert surely_recorded_after(parse_instant("2022-06-15T00:00-07:00"), parse_when("2022-06-14"))


def test_days_until_recorded_are_local_days_as_written():
    assert days_until_recorded(parse_when("2021-03-31"), parse_instant("2021-04-01T00:30-07:00")) == (1, 1)
    assert days_until_recorded(parse_when("2021-03"), parse_instant("2021-04-01T00:30-07:00")) == (1, 31)


def test_a_minute_is_the_same_in_every_zone():
    assert minute_of(parse_instant("2022-06-14T17:10:59-07:00")) == minute_of(parse_instant("2022-06-15T00:10Z"))
