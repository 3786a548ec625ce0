"""How dates, ranges, entries and widths are said, and where text is cut."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseward.dates import parse_when
from caseward.reports.cut import cut
from caseward.reports.lettering import clipped, width, wrapped
from caseward.reports.speech import (
    counted,
    day_words,
    days_words,
    entry_words,
    instant_words,
    least_most,
    listed,
    lower_first,
    when_words,
)
from caseward.reports.svg import element, number, text
from tests.unit.reports.made import entry


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2022-06-14", "14 Jun 2022"),
        ("2021-12", "December 2021"),
        ("2021-12~", "about December 2021"),
        ("2021-06?", "perhaps June 2021"),
        ("2022-01/2022-03", "some day from January to March 2022"),
        ("2021-12/2022-01", "some day from December 2021 to January 2022"),
        ("2022-06-01/2022-06-13", "some day from 1 Jun 2022 to 13 Jun 2022"),
        ("2021-06/..", "some day from 1 Jun 2021 on"),
        ("../2021-06-30", "some day up to 30 Jun 2021"),
        ("2022-06-14T17:10-07:00", "14 June 2022, 17:10 (-07:00)"),
    ],
)
def test_a_statement_of_time_keeps_its_doubt(written, said):
    assert when_words(parse_when(written)) == said


def test_days_are_said_as_whole_months_only_when_they_are():
    assert days_words(date(2021, 2, 1), date(2021, 2, 28)) == "February 2021"
    assert days_words(date(2021, 2, 1), date(2021, 2, 27)) == "1 Feb 2021 to 27 Feb 2021"
    assert days_words(date(2021, 2, 10), date(2021, 2, 10)) == "10 Feb 2021"
    assert days_words(date(2020, 3, 16), date.max) == "16 Mar 2020 to 31 Dec 9999"


def test_an_instant_keeps_its_own_zone():
    assert instant_words(datetime.fromisoformat("2022-06-13T23:59+05:45")) == "13 June 2022, 23:59 (+05:45)"
    assert day_words(date(2022, 6, 1)) == "1 June 2022"


def test_small_words():
    assert least_most(1, 6) == "1 to 6"
    assert least_most(2, 2) == "2"
    assert counted(1, "row") == "1 row"
    assert counted(1204, "row") == "1,204 rows"
    assert counted(2, "entry", "entries") == "2 entries"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed([]) == ""
    assert lower_first("A meeting") == "a meeting"
    assert lower_first("LSI-R scored") == "LSI-R scored"


def test_an_entry_is_said_by_its_codes_and_never_by_its_narrative():
    said = entry_words(
        entry("contact", "c", "2021-03", mode="phone", outcome="left_message", coded_as="voice", note="told a name")
    )
    assert said == "contact: phone, left message, coded as “voice”"
    assert entry_words(entry("petition", "p", "2021-03")) == "petition"


@given(st.text(max_size=80), st.floats(20, 400), st.integers(1, 4))
def test_wrapped_lines_fit_and_are_no_more_than_asked(said, room, lines):
    found = wrapped(said, room, 14, lines)
    assert len(found) <= lines
    assert all(width(line, 14) <= room for line in found)


def test_wrapping_keeps_all_the_words_when_there_is_room():
    said = "A meeting in person each month, by telephone or by video"
    assert " ".join(wrapped(said, 150, 14, 10)) == said
    assert clipped(said, 100, 14).endswith("…")
    assert clipped("M", 1, 14) == ""


def test_a_cut_list_says_so_and_names_the_whole():
    assert cut([1, 2], 2, "x.csv").said == ""
    short = cut(list(range(1000)), 2, "x.csv")
    assert (short.shown, short.total) == ((0, 1), 1000)
    assert short.said == "The first 2 of 1,000 rows are shown; all of them are in x.csv."


@pytest.mark.parametrize(
    ("value", "written"), [(1.0, "1"), (1.256, "1.26"), (-0.001, "0"), (0.1 + 0.2, "0.3"), (100.0, "100")]
)
def test_coordinates_are_rounded_the_same_way_everywhere(value, written):
    assert number(value) == written


def test_markup_is_escaped():
    assert text('<b> & "x"', 1, 2) == '<text x="1" y="2" font-size="14">&lt;b&gt; &amp; "x"</text>'
    assert element("g", class_='a"b') == "<g class='a\"b'/>"
