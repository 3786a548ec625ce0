"""Canonical bytes within the profile, and commitments that only their opening opens."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseward.ledger.canonical import MOST, NotCanonical, canonical
from caseward.ledger.commitment import commitment, committed, opens

KEYS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=6)
TEXTS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x2FF), max_size=8).filter(lambda t: t.isascii())
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-MOST, MOST) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_sorted_json_without_blanks_is_the_same_within_the_profile(value):
    """A second way to the same bytes, by the standard library."""
    assert canonical(value) == json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


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
    made = committed("visit", opening, {"mode": "in_person"})
    assert made == commitment("visit", opening, part)
    assert opens("visit", opening, part, made)
    assert not opens("visit", bytes(32), part, made)
    assert not opens("visit", opening, part + b" ", made)
    assert not opens("victim", opening, part, made)
    assert not opens("visit", opening[:-1], part, made)


def test_an_opening_has_32_bytes():
    with pytest.raises(ValueError, match="32 bytes"):
        commitment("visit", b"short", b"")
