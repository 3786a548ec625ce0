"""Canonical bytes within the profile, and commitments that only their opening opens."""

import unicodedata
from types import MappingProxyType

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from caseward.ledger.canonical import MOST, NotCanonical, canonical
from caseward.ledger.commitment import commitment, opens

KEYS = st.text(st.characters(min_codepoint=0, max_codepoint=0x7F), min_size=1, max_size=6)
TEXTS = st.text(max_size=8).map(lambda text: unicodedata.normalize("NFC", text))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-MOST, MOST) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
@settings(max_examples=500)
def test_within_the_profile_the_bytes_are_those_of_another_implementation(value):
    assert canonical(value) == rfc8785.dumps(value)


def test_every_character_is_written_as_another_implementation_writes_it():
    for first in range(0, 0x110000, 0x400):
        text = "".join(map(chr, range(first, first + 0x400)))
        text = unicodedata.normalize("NFC", "".join(c for c in text if not "\ud800" <= c <= "\udfff"))
        assert canonical({"t": text}) == rfc8785.dumps({"t": text})


def test_any_mapping_and_any_sequence_will_do():
    assert canonical(MappingProxyType({"b": (1, 2), "a": MappingProxyType({})})) == b'{"a":{},"b":[1,2]}'


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (1.5, "a float"),
        (MOST + 1, "beyond"),
        ({"ä": 1}, "not ASCII"),
        ({"": 1}, "not ASCII"),
        ({1: 1}, "not ASCII"),
        ({"a": ["e\u0301"]}, r"value\.a\[0\] is text that is not in Unicode's NFC form"),
        ("\ud800", "half of a character"),
        (b"bytes", "a bytes"),
    ],
)
def test_what_lies_outside_the_profile_is_refused(value, says):
    with pytest.raises(NotCanonical, match=says):
        canonical(value)


def test_nesting_has_an_end():
    value = []
    for _ in range(40):
        value = [value]
    with pytest.raises(NotCanonical, match="nested"):
        canonical(value)


def test_only_the_opening_and_the_part_open_a_commitment():
    opening, part = bytes(range(32)), canonical({"mode": "in_person"})
    made = commitment("visit", opening, part)
    assert opens("visit", opening, part, made)
    assert not opens("visit", bytes(32), part, made)
    assert not opens("visit", opening, part + b" ", made)
    assert not opens("victim", opening, part, made)
    assert not opens("visit", opening[:-1], part, made)


def test_an_opening_has_32_bytes():
    with pytest.raises(ValueError, match="32 bytes"):
        commitment("visit", b"short", b"")
