"""The canonical bytes of what an entry says are those of RFC 8785, as another implementation makes them."""

from __future__ import annotations

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from caseward.dates import parse_when
from caseward.interchange.content import content_of, plain_entry
from caseward.record.entry import Entry
from tests.unit.interchange.records import records

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


def apart(entry: Entry) -> bytes:
    return rfc8785.dumps({"kind": entry.kind, "said": plain_entry(entry)})


@given(record=records())
def test_of_any_record(record):
    assert all(content_of(entry) == apart(entry) for entry in record)


@given(note=TEXTS, words=st.lists(TEXTS), number=st.integers(-(2**53) + 1, 2**53 - 1))
def test_of_any_text_and_number(note, words, number):
    values = {"minutes": number, "verified": tuple(words), "scheduled": number % 2 == 0}
    entry = Entry("é-1", "contact", parse_when("2021-02-03"), note=note, values=values)
    assert content_of(entry) == apart(entry)
