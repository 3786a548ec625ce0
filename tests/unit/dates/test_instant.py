"""Times of day: the zone is always written, and what a time cannot be is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseward.dates import WhenError, parse_instant


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2022-06-14T16:45-07:00", datetime(2022, 6, 14, 23, 45, tzinfo=UTC)),
        ("2022-06-14T16:45:30-07:00", datetime(2022, 6, 14, 23, 45, 30, tzinfo=UTC)),
        ("2022-06-14T16:45:30.999999999Z", datetime(2022, 6, 14, 16, 45, 30, tzinfo=UTC)),
        ("2022-06-14T16:45:30,5Z", datetime(2022, 6, 14, 16, 45, 30, tzinfo=UTC)),
        ("2022-06-14T00:00+05:45", datetime(2022, 6, 13, 18, 15, tzinfo=UTC)),
        ("2022-06-14T00:00+14:00", datetime(2022, 6, 13, 10, 0, tzinfo=UTC)),
    ],
)
def test_instants(text: str, utc: datetime) -> None:
    assert parse_instant(text) == utc


def test_the_written_offset_is_kept() -> None:
    assert parse_instant("2022-06-14T16:45-07:00").utcoffset() == timedelta(hours=-7)


@pytest.mark.parametrize(
    ("text", "rule", "hint"),
    [
        ("2022-06-14", "a time of day is needed", "2022-06-14T16:45-07:00"),
        ("2022-06", "a time of day is needed", "2022-06-14T16:45-07:00"),
        ("", "no date here", "2022-06-14"),
        ("2022-06-14T16:45", "a time needs its zone", "2022-06-14T16:45-07:00"),
        ("2022-06-14T16:45:30.5", "a time needs its zone", "2022-06-14T16:45-07:00"),
        ("2022-06-14T16:45-00:00", "not known", "Z"),
        ("2022-06-14T16:45-0700", "with a colon", "-07:00"),
        ("2022-06-14T16:45-07", "with a colon", "-07:00"),
        ("2022-06-14T16:45+14:01", "no zone +14:01", "-14:00 to +14:00"),
        ("2022-06-14T16:45-23:00", "no zone -23:00", "-14:00 to +14:00"),
        ("2022-06-14T16:45-07:60", "no zone -07:60", "-14:00 to +14:00"),
        ("2022-06-14 16:45-07:00", "a T stands", "2022-06-14T16:45-07:00"),
        ("2022-06-14t16:45Z", "a T stands", "2022-06-14T16:45-07:00"),
        ("2022-06-14T16:45z", "capital Z", "Z"),
        ("2022-06-14T24:00Z", "ends at 23:59", "next day"),
        ("2022-06-14T25:00Z", "no time 25:00", "00:00 to 23:59"),
        ("2022-06-14T16:60Z", "no time 16:60", "00:00 to 23:59"),
        ("2022-06-30T23:59:60Z", "second 60", ":59"),
        ("2022-06-30T23:59:61Z", "no time", "23:59"),
        ("2022-06-31T16:45Z", "2022-06-31 does not exist", "01 to 30"),
        ("2022-06-XXT16:45Z", "not a day with a time", "only the day"),
        ("2022-06T16:45Z", "not a day with a time", "only the day"),
        ("----------T16:45Z", "not a date", "2022-06-14"),
        ("9999-12-31T23:59Z", "1800 to 9998", "2021-06/.."),
        ("2022-06-14T16:45-07:00~", "no ?, ~ or %", "interval"),
        ("6/14/2022 4:45 PM", "24 hours", "2022-06-14T16:45-07:00"),
        ("4:45 p.m. PDT", "24 hours", "2022-06-14T16:45-07:00"),
        ("16:45", "not a day with a time", "2022-06-14T16:45-07:00"),
        ("2022-06-14T16:45-07:00/2022-06-14T17:00-07:00", "not a day with a time", "only the day"),
        ("2022-06-14T16:45-07:00 ", "no space", "take the spaces away"),
        ("2022-06-14T1６:45Z", "plain digits", "0-9"),
    ],
)
def test_what_is_not_an_instant_is_refused_with_a_way_out(text: str, rule: str, hint: str) -> None:
    with pytest.raises(WhenError) as caught:
        parse_instant(text)
    assert rule in caught.value.rule
    assert hint in caught.value.hint


@given(st.one_of(st.text(max_size=110), st.text("0123456789-T:Z+. ", max_size=30)))
def test_any_text_is_read_with_a_zone_or_refused(text: str) -> None:
    try:
        instant = parse_instant(text)
    except WhenError as refusal:
        said: object = refusal.rule and refusal.hint
    else:
        said = instant.utcoffset()
    assert said or said == timedelta(0)


@given(
    at=st.datetimes(datetime(1800, 1, 2), datetime(9998, 12, 30), timezones=st.sampled_from([UTC])),
    zone=st.sampled_from(["Z", "+00:00", "-07:00", "+13:59", "+14:00", "-14:00"]),
    seconds=st.booleans(),
)
def test_the_usual_form_is_read_as_the_long_way_reads_it(at: datetime, zone: str, seconds: bool) -> None:
    text = at.strftime("%Y-%m-%dT%H:%M:%S" if seconds else "%Y-%m-%dT%H:%M")
    found, other = parse_instant(text + zone), parse_instant(f"{text}{'' if seconds else ':00'}.0{zone}")
    assert (found, found.utcoffset(), str(found.tzinfo)) == (other, other.utcoffset(), str(other.tzinfo))
