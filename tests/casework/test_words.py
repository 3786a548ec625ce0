"""The record's own words on a page: every one of them has words in each language, and every time is told in words."""

from __future__ import annotations

import pytest

from caseward.obligations.model import Status
from caseward.record.kinds import KINDS

ZONE = "America/Los_Angeles"


@pytest.mark.parametrize("language", ["en-us", "es"])
def test_every_value_kind_and_column_of_the_record_has_words(agency, language):
    from django.utils.translation import override

    from caseward.web.casework import codes, names

    fields = [field for kind in KINDS for field in kind.all_fields]
    assert set(codes.CODES) == {code for field in fields for code in field.codes} | {one.value for one in Status}
    assert set(names.KINDS) == {kind.name for kind in KINDS}
    assert set(names.COLUMNS) == {field.name for field in fields}
    with override(language):
        for said in (codes.CODES, names.KINDS, names.COLUMNS):
            assert [name for name, words in said.items() if not str(words) or "_" in str(words)] == []


@pytest.mark.parametrize(
    ("written", "english", "spanish"),
    [
        ("2022-06-13", "13 June 2022", "13 de junio de 2022"),
        ("2022-06-13T17:00-07:00", "13 June 2022, 17:00", "13 de junio de 2022, 17:00"),
        ("2022-06-14T00:30Z", "13 June 2022, 17:30", "13 de junio de 2022, 17:30"),
        ("2021-12", "December 2021", "diciembre de 2021"),
        (
            "2022-01-05/2022-03-08",
            "between 5 January 2022 and 8 March 2022",
            "entre el 5 de enero de 2022 y el 8 de marzo de 2022",
        ),
        ("2021-12-03~", "about 3 December 2021", "alrededor de 3 de diciembre de 2021"),
    ],
)
def test_a_time_is_told_as_precisely_as_the_record_says_it(agency, written, english, spanish):
    from django.utils.translation import override

    from caseward.dates import parse_when
    from caseward.web.casework.words import when_in_words

    with override("en-us"):
        assert when_in_words(parse_when(written), ZONE) == english
    with override("es"):
        assert when_in_words(parse_when(written), ZONE) == spanish


def test_an_entry_is_told_in_words_and_what_somebody_wrote_as_they_wrote_it(agency):
    from caseward.interchange.content import plain_entry
    from caseward.web.casework.queries import kept_of
    from caseward.web.casework.templatetags.said import plain_times
    from caseward.web.casework.words import value_in_words
    from caseward.web.keeping import keeping

    (absent,) = [one.entry for one in kept_of("p-3", keeping()) if one.entry and one.entry.id == "ap-3-absent"]
    plain = plain_entry(absent)
    assert value_in_words(absent, "mode", plain["mode"], ZONE) == "in person"
    assert value_in_words(absent, "outcome", plain["outcome"], ZONE) == "failed to attend"
    told = plain_times("none after w-3 of 2026-03-12T09:00-07:00 (rp-2026-03-12); until 2026-03-26")
    assert told == "none after w-3 of 12 March 2026, 09:00 (rp-2026-03-12); until 26 March 2026"
    assert value_in_words(absent, "officer", "not_given", ZONE) == "not_given"
