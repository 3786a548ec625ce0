"""What one plain word of a policy means."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseward.policy.scalars import NoSuchDay, NotAValue, plain_value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None), ("~", None), ("null", None), ("true", True), ("False", False), ("0", 0), ("-3", -3), ("+4", 4),
        ("2020-02-29", date(2020, 2, 29)), ("yes", "yes"), ("No", "No"), ("on", "on"), ("12:30", "12:30"), ("1.2.3", "1.2.3"),
        ("S2", "S2"), ("2020", 2020), ("2020-01", "2020-01"), ("15 days", "15 days"), ("0001-01-01", date(1, 1, 1)),
    ],
)  # fmt: skip
def test_a_word_means(text, value):
    found = plain_value(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("text", ["1.0", "1_000", "0x1F", "0o17", "010", "1e3", "-1.5", ".5"])
def test_other_ways_to_write_a_number_are_refused(text):
    with pytest.raises(NotAValue, match="whole and written plainly"):
        plain_value(text)


@pytest.mark.parametrize("text", ["1234567890123456789", "-" + "9" * 23])
def test_a_number_of_too_many_digits_is_told_how_many_it_may_have(text):
    with pytest.raises(NotAValue, match="a whole number has at most 18 digits"):
        plain_value(text)
    assert plain_value("9" * 18) == 10**18 - 1


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("2021-02-29", "01 to 28"),
        ("2020-02-30", "01 to 29"),
        ("2021-04-31", "01 to 30"),
        ("2021-12-32", "01 to 31"),
        ("2021-13-01", "months are 01 to 12"),
        ("2021-00-10", "months are 01 to 12"),
        ("0000-01-01", "years are 0001 to 9999"),
        ("9999-12-00", "01 to 31"),
    ],
)
def test_a_day_that_does_not_exist_is_refused_with_what_does(text, hint):
    with pytest.raises(NoSuchDay) as caught:
        plain_value(text)
    assert hint in caught.value.hint


@pytest.mark.parametrize("text", ["2021-1-01", "2021-01-1"])
def test_a_day_has_two_digits_each(text):
    with pytest.raises(NotAValue, match="two digits"):
        plain_value(text)


@given(st.text(alphabet="0123456789-+._eExotrufalsn~ T:", max_size=24))
def test_any_text_is_a_value_or_a_plain_refusal(text):
    refusal = ""
    try:
        plain_value(text)
    except NotAValue as error:
        refusal = str(error)
    assert refusal == "" or refusal.endswith(")"), "a refusal has a way out"


@given(st.dates())
def test_every_day_is_read_back(day):
    assert plain_value(day.isoformat()) == day
