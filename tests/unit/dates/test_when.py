"""Imprecise dates: every form that is read, every slip that is refused with a way out, and properties over all text."""

from __future__ import annotations

import os
import pickle
import random
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseward.dates import EARLIEST, FOREVER, LATEST, Period, When, WhenError, parse_when

FORMS = [
    ("2022-06-14", "2022-06-14", "2022-06-14"),
    ("2021-12", "2021-12-01", "2021-12-31"),
    ("2024-02", "2024-02-01", "2024-02-29"),
    ("2021", "2021-01-01", "2021-12-31"),
    ("2021-XX", "2021-01-01", "2021-12-31"),
    ("2021-12-XX", "2021-12-01", "2021-12-31"),
    ("2021-XX-XX", "2021-01-01", "2021-12-31"),
    ("202X", "2020-01-01", "2029-12-31"),
    ("20XX", "2000-01-01", "2099-12-31"),
    ("2XXX", "2000-01-01", "2999-12-31"),
    ("2021-1X", "2021-10-01", "2021-12-31"),
    ("2021-0X-XX", "2021-01-01", "2021-09-30"),
    ("2021-XX-31", "2021-01-31", "2021-12-31"),
    ("2021-02-2X", "2021-02-20", "2021-02-28"),
    ("202X-02-29", "2020-02-29", "2028-02-29"),
    ("2021-21", "2021-03-01", "2021-05-31"),
    ("2021-22", "2021-06-01", "2021-08-31"),
    ("2021-23", "2021-09-01", "2021-11-30"),
    ("2021-24", "2021-12-01", "2022-02-28"),
    ("2023-24", "2023-12-01", "2024-02-29"),
    ("2021-33", "2021-01-01", "2021-03-31"),
    ("2021-36", "2021-10-01", "2021-12-31"),
    ("2021-41", "2021-07-01", "2021-12-31"),
    ("2022-01/2022-03", "2022-01-01", "2022-03-31"),
    ("2022-01-15/2022", "2022-01-15", "2022-12-31"),
    ("2022-01-15/2022-01-15", "2022-01-15", "2022-01-15"),
    ("../2021-06", "1800-01-01", "2021-06-30"),
    ("/2021-06", "1800-01-01", "2021-06-30"),
    ("2021-06/..", "2021-06-01", "9998-12-31"),
    ("2021-06/", "2021-06-01", "9998-12-31"),
    ("[2021-06-01, 2021-07-03]", "2021-06-01", "2021-07-03"),
    ("[2021-07-03,2021-06-01]", "2021-06-01", "2021-07-03"),
    ("[2021-06-01..2021-06-05]", "2021-06-01", "2021-06-05"),
    ("[2021-06-01, 2021-08..2021-09, 2021-07]", "2021-06-01", "2021-09-30"),
    ("[..2021-06]", "1800-01-01", "2021-06-30"),
    ("[2021-06..]", "2021-06-01", "9998-12-31"),
    ("[2021-06-01]", "2021-06-01", "2021-06-01"),
    ("2022-06-14T16:45-07:00/2022-06-15T01:00-07:00", "2022-06-14", "2022-06-15"),
    ("2022-06-14T16:45-07:00/2022-06-14T23:45Z", "2022-06-14", "2022-06-14"),
    ("2022-06-14/2022-06-15T01:00-07:00", "2022-06-14", "2022-06-15"),
    ("1800-01-01", "1800-01-01", "1800-01-01"),
    ("9998-12-31", "9998-12-31", "9998-12-31"),
]


@pytest.mark.parametrize(("text", "first", "last"), FORMS)
def test_forms(text: str, first: str, last: str) -> None:
    when = parse_when(text)
    assert (when.first.isoformat(), when.last.isoformat()) == (first, last)
    assert when == When(text, when.first, when.last)
    assert str(when) == text


@pytest.mark.parametrize(
    ("text", "approximate", "uncertain"),
    [
        ("2021-06", False, False), ("2021-06?", False, True), ("2021-06~", True, False), ("2021-06-14%", True, True),
        ("202X~", True, False), ("2021~/2022", True, False), ("2021?/2022~", True, True), ("../2022?", False, True),
        ("[2021-06~, 2021-07]", True, False), ("2021-21~", True, False),
    ],
)  # fmt: skip
def test_doubt_is_a_flag_and_never_widens(text: str, approximate: bool, uncertain: bool) -> None:
    when, sure = parse_when(text), parse_when(text.translate({ord(mark): None for mark in "?~%"}))
    assert (when.approximate, when.uncertain) == (approximate, uncertain)
    assert (when.first, when.last) == (sure.first, sure.last)


# Text, words of the rule, words of the way out.
SLIPS = [
    ("", "no date here", "2021-XX"),
    (" 2021", "no space", "take the spaces away"),
    ("2021-06-14\n", "no space", "take the spaces away"),
    ("2" * 101, "at most 100", "first and last day"),
    ("２０２１", "plain digits", "0-9"),
    ("2021–06–14", "plain digits", "hyphen"),
    ("٢٠٢١-06-14", "plain digits", "0-9"),
    ("2021-02-30", "2021-02-30 does not exist", "01 to 28, or 2021-02"),
    ("2024-02-30", "does not exist", "01 to 29"),
    ("2021-06-31", "does not exist", "01 to 30"),
    ("2021-06-00", "does not exist", "01 to 30"),
    ("2021-02-3X", "does not exist", "01 to 28"),
    ("2021-13", "no month 13", "01 to 12"),
    ("2021-00", "no month 00", "01 to 12"),
    ("2021-2X", "no month 2X", "01 to 12"),
    ("2021-21-05", "no month 21", "01 to 12"),
    ("6/14/2022", "begins with its year", "2022-06-14"),
    ("06/14/22", "begins with its year", "2022-06-14"),
    ("12/2021", "begins with its year", "2022-06-14"),
    ("06-14-2022", "begins with its year", "2022-06-14"),
    ("14.06.2022", "begins with its year", "2022-06-14"),
    ("2022/06/14", "hyphens between", "2022-06-14"),
    ("2022/06", "hyphens between", "2022-06-14"),
    ("20220614", "hyphens between", "write 2022-06-14"),
    ("2021-12-1", "two digits", "write 2021-12-01"),
    ("2021-6", "two digits", "write 2021-06"),
    ("44726", "four digits", "spreadsheet"),
    ("12021-06-14", "four digits", "2022-06-14"),
    ("+12021", "four digits", "2022-06-14"),
    ("0000", "1800 to 9998", "leave the field empty"),
    ("0000-01-01", "1800 to 9998", "leave the field empty"),
    ("1799-12-31", "1800 to 9998", "leave the field empty"),
    ("1XXX", "1800 to 9998", "leave the field empty"),
    ("9998-24", "1800 to 9998", "leave the field empty"),
    ("9999-12-31", "1800 to 9998", "2021-06/.."),
    ("XXXX", "not known at all", "leave the field empty"),
    ("XXXX-12-25", "not known at all", "leave the field empty"),
    ("2X21", "not a date", "2021-XX"),
    ("2021-xx", "written X", "write 2021-XX"),
    ("202u", "written X", "write 202X"),
    ("2021-W05", "week", "2022-06-13/2022-06-19"),
    ("2021-123", "number in the year", "year-month-day"),
    ("2021-06~-14", "at the end", "2021-06~"),
    ("~2021", "at the end", "2021-06~"),
    ("2021??", "at the end", "2021-06%"),
    ("{2021, 2022}", "happens once", "one entry for each day"),
    ("June 14, 2022", "no spaces", "2022-06-14"),
    ("unknown", "not a date", "2021-XX"),
    ("-", "not a date", "2021-XX"),
    ("?", "not a date", "2021-XX"),
    ("a\nb", "not a date", "2021-XX"),
    ("Y12021", "not a date", "2021-XX"),
    ("2021-12/2021-06", "ends (2021-06) before it starts (2021-12)", "earlier end first"),
    ("2021-12-02/2021-12-01", "before it starts", "earlier end first"),
    ("2022-06-14T17:00-07:00/2022-06-14T16:00-07:00", "before it starts", "earlier end first"),
    ("[2021-12..2021-06]", "before it starts", "earlier end first"),
    ("..", "not a date", "2021-XX"),
    ("../..", "at least one end", "2021-06/.."),
    ("/", "at least one end", "../2021-06"),
    ("[..]", "at least one end", "2021-06/.."),
    ("2021/2022/2023", "one slash", "2022-01/2022-03"),
    ("2021-06 / 2021-07", "no spaces", "2022-06-14"),
    ("2021-06--2021-07", "not a date", "2022-01/2022-03"),
    ("2021-06/2021-06-31", "2021-06-31 does not exist", "2021-06"),
    ("[", "ends with ]", "[2021-06-01, 2021-07-03]"),
    ("[2021", "ends with ]", "[2021-06-01, 2021-07-03]"),
    ("[2021]~", "ends with ]", "[2021-06-01, 2021-07-03]"),
    ("[]", "empty place", "without extra commas"),
    ("[2021,]", "empty place", "without extra commas"),
    ("[2021-01/2021-02]", "two dots", "2021-01..2021-02"),
    ("2022-06-14T16:45", "a time needs its zone", "write 2022-06-14T16:45-07:00, or only the day"),
    ("2022-06-14T16:45/2022-06-14T17:00Z", "a time needs its zone", "or only the day"),
]


@pytest.mark.parametrize(("text", "rule", "hint"), SLIPS)
def test_slips_are_refused_with_a_way_out(text: str, rule: str, hint: str) -> None:
    with pytest.raises(WhenError) as caught:
        parse_when(text)
    assert rule in caught.value.rule
    assert hint in caught.value.hint
    assert str(caught.value) == f"{caught.value.rule} ({caught.value.hint})"


def test_a_refusal_survives_being_sent_between_processes() -> None:
    copy = pickle.loads(pickle.dumps(WhenError("the rule", "the hint")))
    assert (copy.rule, copy.hint) == ("the rule", "the hint")


LIKELY = st.text("0123456789X-/.,[]{}?~%TZ:+ ", max_size=30)


def read(text: str) -> When | WhenError:
    """What was read or the refusal; any other exception fails the test."""
    try:
        return parse_when(text)
    except WhenError as refusal:
        return refusal


def is_sound(answer: When | WhenError, text: str) -> bool:
    if isinstance(answer, WhenError):
        return bool(answer.rule and answer.hint)
    return answer.text == text and EARLIEST <= answer.first <= answer.last <= LATEST


@given(st.one_of(st.text(max_size=120), LIKELY, st.tuples(LIKELY, st.sampled_from([f[0] for f in FORMS])).map("".join)))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    assert is_sound(read(text), text)


@given(st.sampled_from([f[0] for f in FORMS] + [s[0] for s in SLIPS]), st.randoms(use_true_random=False))
def test_a_slip_of_one_key_is_read_or_refused_in_words(text: str, chance: random.Random) -> None:
    place = chance.randrange(len(text) + 1)
    slipped = text[:place] + chance.choice("0129X-/.,[]?~%TZ: ") + text[place + chance.randrange(2) :]
    assert is_sound(read(slipped), slipped)


DAYS = st.dates(EARLIEST, LATEST)
MARKS = st.sampled_from(["", "?", "~", "%"])


@given(DAYS, DAYS, MARKS)
def test_an_interval_reads_back(a: date, b: date, mark: str) -> None:
    first, last = sorted((a, b))
    when = parse_when(f"{first}{mark}/{last}{mark}")
    assert (when.first, when.last) == (first, last)
    assert parse_when(when.text) == when


@given(st.integers(1800, 9998), st.integers(1, 12))
def test_ways_to_say_a_month_agree(year: int, month: int) -> None:
    ways = [parse_when(f"{year}-{month:02}"), parse_when(f"{year}-{month:02}-XX")]
    ways.append(parse_when(f"{ways[0].first}/{ways[0].last}"))
    assert len({(w.first, w.last) for w in ways}) == 1
    assert {d.month for d in (ways[0].first, ways[0].last)} == {month}
    assert ways[0].last + timedelta(days=1) == date(year + month // 12, month % 12 + 1, 1)


@given(st.text("0123456789X", min_size=2, max_size=2), st.text("0123456789X", min_size=2, max_size=2))
def test_unknown_digits_are_the_edges_of_every_day_that_fits(month: str, day: str) -> None:
    fits = [d for i in range(366) if _fits(d := date(2024, 1, 1) + timedelta(days=i), month, day)]
    if fits:
        when = parse_when(f"2024-{month}-{day}")
        assert (when.first, when.last) == (fits[0], fits[-1])
    else:
        with pytest.raises(WhenError):
            parse_when(f"2024-{month}-{day}")


def _fits(day: date, month: str, number: str) -> bool:
    return all(p in ("X", d) for p, d in zip(month + number, f"{day:%m%d}", strict=True))


SHIFTABLE = [text for text, first, last in FORMS if "1800" not in first and "9998" not in last] + [
    "2021-06~",
    "2021%/2022%",
]


@given(st.sampled_from([*SHIFTABLE, "2022-06-14T16:45-07:00"]), st.integers(-50_000, 50_000))
def test_a_shift_moves_everything_and_reads_back(text: str, days: int) -> None:
    when, by = parse_when(text), timedelta(days=days)
    moved = when.shift(days)
    assert (moved.first, moved.last) == (when.first + by, when.last + by)
    assert (moved.approximate, moved.uncertain) == (when.approximate, when.uncertain)
    assert parse_when(moved.text) == (moved if days else when)
    if when.minute_of_utc is not None:
        assert moved.minute_of_utc == when.minute_of_utc + days * 1440


def test_a_shift_keeps_open_ends_open() -> None:
    assert parse_when("../2021-06").shift(7).text == "../2021-07-07"
    assert parse_when("2021-06~/..").shift(-1).text == "2021-05-31~/.."
    assert parse_when("2021").shift(0).text == "2021"


def test_a_precise_day_at_the_limit_is_not_an_open_end() -> None:
    assert parse_when("1800-01-01").shift(1).text == "1800-01-02"
    assert parse_when("9998-12-31").shift(-1).text == "9998-12-30"


@pytest.mark.parametrize(
    ("text", "days"), [("1800-01-01", -1), ("9998-12-31", 1), ("2021", 10**12), ("2021", -100_000)]
)
def test_a_shift_out_of_range_is_refused(text: str, days: int) -> None:
    with pytest.raises(ValueError, match="days from"):
        parse_when(text).shift(days)


def test_only_a_precise_date_has_a_day() -> None:
    assert parse_when("2022-06-14~").day == date(2022, 6, 14)
    assert parse_when("2022-06-14").precise
    assert not parse_when("2022-06").precise
    with pytest.raises(ValueError, match="2022-06 is not one day: it is from 2022-06-01 to 2022-06-30"):
        _ = parse_when("2022-06").day


JUNE = Period(date(2022, 6, 1), date(2022, 7, 1))


@pytest.mark.parametrize(
    ("text", "may", "surely"),
    [
        ("2022-06-01", True, True), ("2022-06-30", True, True), ("2022-07-01", False, False), ("2022-05-31", False, False),
        ("2022-06", True, True), ("2022", True, False), ("2022-07", False, False), ("2022-06-30/2022-07-01", True, False),
        ("2022-05-31/2022-06-01", True, False), ("../2022-06-01", True, False), ("2022-06-30/..", True, False), ("../2022-05", False, False),
    ],
)  # fmt: skip
def test_may_be_in_and_surely_in(text: str, may: bool, surely: bool) -> None:
    assert (parse_when(text).may_be_in(JUNE), parse_when(text).surely_in(JUNE)) == (may, surely)


def test_an_open_end_is_surely_in_an_open_period_and_nothing_is_in_an_empty_one() -> None:
    assert parse_when("2022-06/..").surely_in(Period(date(2022, 1, 1), FOREVER))
    empty = Period(date(2022, 6, 14), date(2022, 6, 14))
    assert not parse_when("2022").may_be_in(empty)
    assert not parse_when("2022-06-14").surely_in(empty)


@given(
    st.dates(date(2021, 1, 1), date(2021, 2, 9)),
    st.integers(0, 9),
    st.dates(date(2021, 1, 1), date(2021, 2, 9)),
    st.integers(0, 9),
)
def test_may_and_surely_are_some_and_all_of_the_days(first: date, more: int, start: date, length: int) -> None:
    possible = [first + timedelta(days=i) for i in range(more + 1)]
    when, period = When("test", possible[0], possible[-1]), Period(start, start + timedelta(days=length))
    assert when.may_be_in(period) == any(period.contains(d) for d in possible)
    assert when.surely_in(period) == all(period.contains(d) for d in possible)


def test_the_order_is_total() -> None:
    texts = [
        "2022-06-14T23:00Z",
        "2022-06-14",
        "2022-06-14T16:45-07:00",
        "2022-06-14~",
        "2022-06",
        "2022-06-14T16:45:00-07:00",
    ]
    ordered = [w.text for w in sorted(map(parse_when, texts), key=lambda w: w.sort_key)]
    assert ordered == [
        "2022-06",
        "2022-06-14",
        "2022-06-14~",
        "2022-06-14T23:00Z",
        "2022-06-14T16:45-07:00",
        "2022-06-14T16:45:00-07:00",
    ]
    assert ordered == [w.text for w in sorted(map(parse_when, reversed(texts)), key=lambda w: w.sort_key)]


def test_a_statement_made_by_hand_is_checked() -> None:
    with pytest.raises(ValueError, match="before the first"):
        When("x", date(2022, 1, 2), date(2022, 1, 1))
    with pytest.raises(ValueError, match="zone"):
        When("x", date(2022, 1, 2), date(2022, 1, 2), datetime(2022, 1, 2))


def test_an_instant_keeps_its_local_day_and_its_minute() -> None:
    when = parse_when("2022-06-14T23:30:59-07:00")
    assert (when.day, when.instant) == (date(2022, 6, 14), datetime(2022, 6, 15, 6, 30, 59, tzinfo=UTC))
    assert when.minute_of_utc == parse_when("2022-06-15T06:30Z").minute_of_utc == 27_587_910
    assert parse_when("1969-12-31T23:59:30Z").minute_of_utc == -1
    assert parse_when("2022-06-14").minute_of_utc is None
    assert when.instant is not None
    assert when.instant.utcoffset() == timezone(timedelta(hours=-7)).utcoffset(None)


def test_instants_in_order_may_stand_on_days_that_are_not() -> None:
    when = parse_when("2022-06-15T00:30+02:00/2022-06-14T20:00-07:00")
    assert (when.first, when.last, when.instant) == (date(2022, 6, 14), date(2022, 6, 15), None)


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_the_zone_of_the_machine_does_not_matter(zone: str) -> None:
    program = (
        "from caseward.dates import parse_when; w = parse_when('2022-06-14T23:30-07:00');"
        "print(w.sort_key, w.minute_of_utc, w.day, w.shift(1).text)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, "TZ": zone}, capture_output=True, text=True, check=True
    )
    key = "(datetime.date(2022, 6, 14), datetime.date(2022, 6, 14), '2022-06-15T06:30:00.000000+00:00', '2022-06-14T23:30-07:00')"
    assert answer.stdout == f"{key} 27587910 2022-06-14 2022-06-15T23:30:00-07:00\n"


@given(DAYS, st.times(), st.integers(-14 * 60, 14 * 60))
def test_a_date_time_reads_back(day: date, clock: time, offset: int) -> None:
    instant = datetime.combine(day, clock, timezone(timedelta(minutes=offset)))
    when = parse_when(instant.isoformat())
    assert when.instant == instant.replace(microsecond=0)
    assert when.day == day
