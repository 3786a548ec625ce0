"""The envelope: written once, read as stored, and nothing in it that is not a token, a time, a class or a commitment."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseward.ledger.envelope import FORMAT, UPCASTERS, BadEnvelope, Envelope

AT = datetime(2022, 6, 13, 18, 0, 0, 250, tzinfo=UTC)
CASE, ACTOR = "0123456789abcdef" * 2, "fedcba9876543210" * 2
ENTRY = Envelope(AT, "report", CASE, ACTOR, {"body": bytes(range(32)), "author": bytes(32)}, (3, 9))


def test_the_bytes_are_these():
    """Fixed for ever: whoever changes a character here breaks every receipt ever given."""
    assert ENTRY.leaf() == (
        b'{"actor":"fedcba9876543210fedcba9876543210","case":"0123456789abcdef0123456789abcdef","format":1,"kind":"report",'
        b'"parts":{"author":"' + b"00" * 32 + b'","body":"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"},'
        b'"recorded":"2022-06-13T18:00:00.000250Z","refers":[3,9]}'
    )  # fmt: skip


tokens = st.text("0123456789abcdef", min_size=32, max_size=32)
times = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))
envelopes = st.builds(
    Envelope, times, st.sampled_from(["contact", "report", "correction"]), tokens, tokens,
    st.dictionaries(st.sampled_from(["body", "author", "place"]), st.binary(min_size=32, max_size=32)),
    st.sets(st.integers(0, 2**53 - 1), max_size=3).map(lambda s: tuple(sorted(s))),
)  # fmt: skip


@given(envelopes)
def test_it_is_read_as_it_was_written(envelope):
    assert Envelope.parse(envelope.leaf()) == envelope
    assert envelope.leaf().isascii()


def test_the_zone_of_the_machine_that_wrote_it_is_not_in_it():
    there = Envelope(AT.astimezone(timezone(timedelta(hours=-7))), "report", CASE, ACTOR, ENTRY.parts, (3, 9))
    assert there.leaf() == ENTRY.leaf()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"actor": "officer-7"}, "actor"),
        ({"case": CASE.upper()}, "case"),
        ({"case": None, "kind": "Report"}, "case, kind"),
        ({"parts": {"Name": "00" * 32}}, "parts"),
        ({"parts": {"name": "00" * 31}}, "parts"),
        ({"recorded": "2022-06-13T18:00:00Z"}, "recorded"),
        ({"recorded": "2022-02-30T18:00:00.000000Z"}, "recorded"),
        ({"refers": [9, 3]}, "refers"),
        ({"refers": [True]}, "refers"),
        ({"refers": [2**53]}, "refers"),
        ({"note": "a mother telephoned"}, "note"),
        ({"format": 2}, "format 2 is not known here"),
        ({"format": "1"}, "names no format"),
    ],
)
def test_what_is_no_envelope_is_refused_with_every_fault(change, says):
    data = json.loads(ENTRY.leaf()) | change
    with pytest.raises(BadEnvelope, match=says):
        Envelope.parse(json.dumps(data).encode())


@pytest.mark.parametrize("leaf", [b"", b"[]", b"\xff", b"1", b"[" * 100_000])
def test_bytes_that_are_no_object_are_refused(leaf):
    with pytest.raises(BadEnvelope):
        Envelope.parse(leaf)


def test_an_earlier_format_is_read_and_not_rewritten(monkeypatch):
    def from_nought(data):
        return data | {"format": FORMAT, "refers": []}

    monkeypatch.setitem(UPCASTERS, 0, from_nought)
    data = json.loads(ENTRY.leaf())
    del data["refers"]
    assert Envelope.parse(json.dumps(data | {"format": 0}).encode()) == Envelope(AT, "report", CASE, ACTOR, ENTRY.parts)


def test_a_faulty_envelope_is_not_written():
    with pytest.raises(BadEnvelope, match="case"):
        Envelope(AT, "report", "somebody", ACTOR).leaf()


def test_bytes_in_another_order_or_with_spaces_are_read_as_json():
    """The form that is written is read at a glance; what other writers may do to JSON is read too, and means the same."""
    leaf = replace(ENTRY, refers=()).leaf()
    found, data = Envelope.parse(leaf), json.loads(leaf)
    assert Envelope.parse(json.dumps(data, indent=1).encode()) == found
    assert Envelope.parse(json.dumps(dict(reversed(data.items()))).encode()) == found
    data["parts"] = dict(reversed(data["parts"].items()))
    assert Envelope.parse(json.dumps(data, separators=(",", ":")).encode()) == found
