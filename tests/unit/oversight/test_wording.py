from __future__ import annotations

from datetime import date

import pytest

from caseward.dates import parse_when
from caseward.oversight.wording import counted, day_words, listed, range_words, sentence, when_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2022-06-14", "on 14 June 2022"),
        ("2022-06-14T17:10-07:00", "on 14 June 2022 at 17:10"),
        ("2021-12", "in December 2021"),
        ("2024-02", "in February 2024"),
        ("2022-01/2022-03", "between 1 January 2022 and 31 March 2022"),
        ("2021", "between 1 January 2021 and 31 December 2021"),
        ("../2021-06-30", "not after 30 June 2021"),
        ("2021-06-30/..", "not before 30 June 2021"),
        ("2022-06-07~", "about 7 June 2022"),
        ("2021-08~", "about August 2021"),
        ("2022-06-07?", "on 7 June 2022 (the source doubts it)"),
    ],
)
def test_dates_read_as_a_person_says_them(text, words):
    assert when_words(parse_when(text)) == words


def test_counts_and_ranges():
    assert counted(1, "entry", "entries") == "1 entry"
    assert counted(0, "entry", "entries") == "0 entries"
    assert range_words(1, 1, "day") == "1 day"
    assert range_words(1, 6, "day") == "between 1 and 6 days"
    assert day_words(date(2021, 2, 1)) == "1 February 2021"


def test_a_list_never_drops_anything_in_silence():
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed([]) == ""
    assert listed([str(n) for n in range(10)], most=3) == "0, 1, 2 and 7 more"


def test_a_sentence_has_one_capital_and_one_stop():
    assert sentence("the record holds none.") == "The record holds none."
    assert sentence("") == ""
    assert sentence("warning-00004-1 came late") == "warning-00004-1 came late."
