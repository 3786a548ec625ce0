"""An entry becomes parts of a payload, and the parts become the entry again: every kind, every column, nothing lost."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseward.interchange.content import content_of
from caseward.interchange.kept.parts import entry_of_parts, is_imported, parts_of, private_fields
from caseward.ledger.canonical import canonical
from caseward.ledger.envelope import Envelope
from caseward.record.kinds import BY_NAME, KINDS
from caseward.testing import records as made_records
from tests.unit.interchange.records import entry_of, records

TAKEN = datetime(2026, 3, 1, 23, 30, 15, 250_000, tzinfo=UTC)


def carried(parts):
    """The parts as they come back from canonical bytes."""
    return {name: json.loads(canonical(part)) for name, part in parts.items()}


@given(record=st.one_of(records(), made_records()))
@settings(max_examples=60)
def test_an_entry_comes_back_as_it_was(record):
    for entry in record:
        parts = carried(parts_of(entry, imported=True))
        again = entry_of_parts(entry.kind, TAKEN, parts)
        assert again == replace(entry, place=None)
        assert content_of(again) == content_of(entry)
        assert is_imported(parts)


def named_parts(kind):
    """What every entry of a kind has."""
    return ["identity", "facts", *(f"private_{name}" for name in private_fields(kind))]


@given(record=records())
@settings(max_examples=30)
def test_the_names_of_parts_tell_the_kind_and_whether_there_is_a_note_and_no_more(record):
    for entry in record:
        names = [name for name in parts_of(entry, imported=False) if name != "note"]
        assert names == named_parts(entry.kind)


@given(record=records())
@settings(max_examples=30)
def test_what_is_private_stands_in_no_other_part(record):
    for entry in record:
        parts = parts_of(entry, imported=True)
        for name in private_fields(entry.kind):
            assert name not in parts["facts"]
            assert (parts[f"private_{name}"]["value"] is not None) == (name in entry.values)


@pytest.mark.parametrize("text", ["Jose\u0301", "\u212bngstro\u0308m", "\u1100\u1161", "\ufb1d"])
def test_text_in_another_form_of_unicode_comes_back_byte_for_byte(text):
    entry = entry_of(
        BY_NAME["warning"],
        {"id": text, "occurred": "2021-05-01", "term": "t", "from_role": text, "note": text, "source": text, "recorded_by": text},
    )  # fmt: skip
    again = entry_of_parts("warning", TAKEN, carried(parts_of(entry, imported=True)))
    assert (again.id, again.note, again.source, again.recorded_by) == (text, text, text, text)
    assert again.text("from_role") == text


def test_an_entry_made_before_its_kind_had_a_private_column_is_read_without_it():
    entry = entry_of(BY_NAME["report"], {"id": "r", "occurred": "2026-03-01", "term": "t", "type": "incident",
                                         "step": "submitted"})  # fmt: skip
    parts = carried(parts_of(entry, imported=False))
    assert parts.pop("private_text") == {"value": None}
    again = entry_of_parts("report", TAKEN, parts)
    assert (again.text("type"), "text" in again.values) == ("incident", False)


def test_an_entry_made_here_is_recorded_when_the_store_took_it_in_the_zone_it_was_told():
    entry = entry_of(BY_NAME["person"], {"id": "p", "occurred": "2026-03-01"})
    for zone, told in (("UTC", "2026-03-01T23:30:15.250000+00:00"), ("Asia/Tokyo", "2026-03-02T08:30:15.250000+09:00")):
        parts = carried(parts_of(entry, imported=False, zone=zone))
        assert entry_of_parts("person", TAKEN, parts).recorded.isoformat() == told
        assert not is_imported(parts)


def test_what_an_entry_made_here_says_of_its_own_recording_is_not_kept():
    entry = entry_of(BY_NAME["person"], {"id": "p", "occurred": "2026-03-01", "recorded": "2020-01-01T00:00Z"})
    again = entry_of_parts("person", TAKEN, carried(parts_of(entry, imported=False)))
    assert again.recorded == TAKEN


def test_every_kind_has_part_names_that_an_envelope_takes():
    for kind in KINDS:
        parts = dict.fromkeys([*named_parts(kind.name), "note"], bytes(32))
        Envelope(TAKEN, kind.name, "0" * 32, "1" * 32, parts).leaf()


def test_the_columns_that_could_find_somebody_are_private():
    """Callers, addresses, children, identity numbers."""
    told = {(kind.name, field) for kind in KINDS for field in private_fields(kind.name)}
    assert {
        ("warning", "from_role"), ("warning", "words"), ("residence", "place"), ("employment", "employer"),
        ("room_confinement", "youth"), ("person", "identifiers"), ("person", "birth_year"), ("claim", "claimant_role"),
    } <= told  # fmt: skip
