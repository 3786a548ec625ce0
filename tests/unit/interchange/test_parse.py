"""One value from one cell, one entry from one row."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseward.dates import parse_when
from caseward.record import faults as f
from caseward.record.entry import Place
from caseward.record.faults import ValueFault
from caseward.record.fields import COMMON, Field, FieldType, Kind
from caseward.record.kinds import BY_NAME
from caseward.record.parse import LONGEST_ID, LONGEST_VALUE, parse_entry, parse_value, read_cell

CODES = ("phone", "video", "none")
PDT = timezone(timedelta(hours=-7))


def field(kind: FieldType) -> Field:
    return Field("x", kind, "a column", codes=CODES if kind in (FieldType.CODE, FieldType.CODES) else ())


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (FieldType.TEXT, "  He left.\r\nHe came back. ", "He left.\nHe came back."),
        (FieldType.TEXT, "yes", "yes"),
        (FieldType.TEXT, "none", "none"),
        (FieldType.CODE, " phone ", "phone"),
        (FieldType.CODE, "none", "none"),
        (FieldType.CODES, "video; phone", ("video", "phone")),
        (FieldType.LIST, "a b;c", ("a b", "c")),
        (FieldType.INT, "0", 0),
        (FieldType.INT, "-12", -12),
        (FieldType.INT, "9007199254740991", 2**53 - 1),
        (FieldType.BOOL, "yes", True),
        (FieldType.BOOL, "no", False),
        (FieldType.REF, "term-1", "term-1"),
        (FieldType.HASH, "0f" * 32, "0f" * 32),
        (FieldType.WHEN, "2021-06~", parse_when("2021-06~")),
        (FieldType.INSTANT, "2022-06-14T16:45-07:00", parse_when("2022-06-14T16:45-07:00")),
        (FieldType.DAY, "2022-06-14", parse_when("2022-06-14")),
    ],
)
def test_a_value_is_read(kind, text, value):
    assert parse_value(field(kind), text) == value
    assert type(parse_value(field(kind), text)) is type(value)


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (FieldType.CODE, "Phone", f.NOT_A_CODE),
        (FieldType.CODES, "phone;fax", f.NOT_A_CODE),
        (FieldType.CODES, "phone;phone", f.BAD_LIST),
        (FieldType.LIST, "a;", f.BAD_LIST),
        (FieldType.LIST, "a;;b", f.BAD_LIST),
        (FieldType.INT, "1.0", f.NOT_A_NUMBER),
        (FieldType.INT, "+1", f.NOT_A_NUMBER),
        (FieldType.INT, "01", f.NOT_A_NUMBER),
        (FieldType.INT, "-0", f.NOT_A_NUMBER),
        (FieldType.INT, "1e3", f.NOT_A_NUMBER),
        (FieldType.INT, "١", f.NOT_A_NUMBER),
        (FieldType.INT, "9007199254740992", f.NOT_A_NUMBER),
        (FieldType.INT, "1" * 5000, f.NOT_A_NUMBER),
        (FieldType.BOOL, "true", f.NOT_YES_NO),
        (FieldType.BOOL, "Yes", f.NOT_YES_NO),
        (FieldType.BOOL, "1", f.NOT_YES_NO),
        (FieldType.WHEN, "2021-02-29", f.BAD_WHEN),
        (FieldType.WHEN, "2021-06-14 10:00", f.BAD_WHEN),
        (FieldType.INSTANT, "2022-06-14", f.BAD_INSTANT),
        (FieldType.INSTANT, "2022-06-14T16:45", f.BAD_INSTANT),
        (FieldType.DAY, "2022-06", f.BAD_WHEN),
        (FieldType.HASH, "AB" * 32, f.BAD_HASH),
        (FieldType.HASH, "ab", f.BAD_HASH),
        (FieldType.TEXT, "NULL", f.STANDS_FOR_NOTHING),
        (FieldType.CODE, "N/A", f.STANDS_FOR_NOTHING),
        (FieldType.WHEN, "NaT", f.STANDS_FOR_NOTHING),
        (FieldType.TEXT, "a\x00b", f.BAD_CHARACTER),
        (FieldType.TEXT, "bell\x07", f.BAD_CHARACTER),
        (FieldType.TEXT, "half \ud83d", f.BAD_CHARACTER),
        (FieldType.TEXT, "x" * (LONGEST_VALUE + 1), f.TOO_LONG),
    ],
)
def test_a_value_is_refused_with_rule_and_way_out(kind, text, code):
    with pytest.raises(ValueFault) as refused:
        parse_value(field(kind), text)
    assert refused.value.code == code
    assert refused.value.rule
    assert refused.value.hint


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (FieldType.INT, 12, 12),
        (FieldType.BOOL, False, False),
        (FieldType.TEXT, 12, "12"),
        (FieldType.REF, 42, "42"),
        (FieldType.WHEN, 2021, parse_when("2021")),
        (FieldType.WHEN, date(2021, 6, 1), parse_when("2021-06-01")),
        (FieldType.DAY, date(2021, 6, 1), parse_when("2021-06-01")),
        (FieldType.WHEN, datetime(2021, 6, 1, 9, 30, tzinfo=PDT), parse_when("2021-06-01T09:30:00-07:00")),
        (FieldType.INSTANT, datetime(2021, 6, 1, 9, 30, 5, 999, tzinfo=UTC), parse_when("2021-06-01T09:30:05Z")),
        (FieldType.CODES, ["phone", " video "], ("phone", "video")),
        (FieldType.LIST, ("a", "b"), ("a", "b")),
        (FieldType.LIST, [], None),
        (FieldType.LIST, "a;b", ("a", "b")),
        (FieldType.INT, None, None),
        (FieldType.TEXT, "  ", None),
    ],
)
def test_a_typed_value_is_taken_without_loss(kind, raw, value):
    assert read_cell(field(kind), raw) == value


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        (FieldType.INT, True, f.WRONG_TYPE),
        (FieldType.INT, 3.0, f.WRONG_TYPE),
        (FieldType.INT, 2**53, f.NOT_A_NUMBER),
        (FieldType.BOOL, 1, f.WRONG_TYPE),
        (FieldType.TEXT, 1.5, f.WRONG_TYPE),
        (FieldType.TEXT, True, f.WRONG_TYPE),
        (FieldType.TEXT, ["a"], f.WRONG_TYPE),
        (FieldType.TEXT, {"a": 1}, f.WRONG_TYPE),
        (FieldType.TEXT, b"a", f.WRONG_TYPE),
        (FieldType.TEXT, date(2021, 1, 1), f.WRONG_TYPE),
        (FieldType.LIST, [1], f.WRONG_TYPE),
        (FieldType.LIST, ["a;b"], f.BAD_LIST),
        (FieldType.LIST, ["a", ""], f.BAD_LIST),
        (FieldType.LIST, 5, f.WRONG_TYPE),
        (FieldType.CODE, 5, f.NOT_A_CODE),
        (FieldType.WHEN, datetime(2021, 6, 1, 9, 30), f.BAD_INSTANT),
        (FieldType.INSTANT, date(2021, 6, 1), f.BAD_INSTANT),
        (FieldType.INSTANT, 1623663900, f.WRONG_TYPE),
        (FieldType.WHEN, 44256, f.BAD_WHEN),
        (FieldType.DAY, datetime(2021, 6, 1, tzinfo=UTC), f.WRONG_TYPE),
    ],
)
def test_a_typed_value_that_would_lose_something_is_refused(kind, raw, code):
    with pytest.raises(ValueFault) as refused:
        read_cell(field(kind), raw)
    assert refused.value.code == code


@given(kind=st.sampled_from(list(FieldType)), text=st.text(max_size=30))
def test_any_text_is_a_value_or_a_fault(kind, text):
    try:
        value = parse_value(field(kind), text)
    except ValueFault as fault:
        value = fault.rule and fault.hint
    assert value not in (None, "")


def test_an_entry_is_read_from_cells():
    raw = {"id": "c-1", "occurred": date(2021, 4, 30), "term": "t-1", "mode": "phone", "note": "", "scheduled": True}
    entry, faults = parse_entry(BY_NAME["contact"], raw, Place("contact.csv", 2))
    assert not faults
    assert entry is not None
    assert (entry.id, entry.kind, entry.occurred.text, entry.recorded, entry.note) == (
        "c-1",
        "contact",
        "2021-04-30",
        None,
        "",
    )
    assert entry.values == {"term": "t-1", "mode": "phone", "scheduled": True}
    assert str(entry.place) == "contact.csv:2"


def test_the_recorded_time_keeps_its_own_zone():
    raw = {"id": "c-1", "occurred": "2021-04-30", "term": "t-1", "recorded": "2021-04-30T17:00-07:00"}
    entry, _ = parse_entry(BY_NAME["contact"], raw, None)
    assert entry is not None
    assert entry.recorded == datetime(2021, 4, 30, 17, tzinfo=PDT)
    assert entry.recorded.utcoffset() == timedelta(hours=-7)


def test_everything_wrong_with_a_row_is_told_at_once():
    raw = {"id": "c;1", "occurred": "never", "mode": "fax", "colour": "red", "score": None, "scheduled": "maybe"}
    entry, faults = parse_entry(BY_NAME["contact"], raw, None)
    assert entry is None
    assert {(x.field, x.code) for x in faults} == {
        ("colour", f.UNKNOWN_COLUMN),
        ("score", f.UNKNOWN_COLUMN),
        ("id", f.BAD_ID),
        ("occurred", f.BAD_WHEN),
        ("term", f.MISSING),
        ("mode", f.NOT_A_CODE),
        ("scheduled", f.NOT_YES_NO),
    }


def test_an_id_may_be_as_long_as_it_says():
    raw = {"id": "x" * LONGEST_ID, "occurred": "2021"}
    assert parse_entry(BY_NAME["person"], raw, None)[0] is not None
    assert parse_entry(BY_NAME["person"], {**raw, "id": "x" * (LONGEST_ID + 1)}, None)[0] is None


@given(
    kind=st.sampled_from(FieldType),
    text=st.one_of(
        st.text(max_size=12),
        st.sampled_from(
            [" phone ", "phone;video", "yes", "no", "null", "\u00a0", "a\u0085b", "2021-06~", "2022-06-14", "\r"]
        ),
    ),
)
def test_a_row_is_read_alike_however_often_and_as_its_cells_are(kind, text):
    column = field(kind)
    row = Kind("k", "a kind", "", (column,))
    cells = {"id": "e-1", "occurred": "2021-06", "x": text}
    first, again = parse_entry(row, cells, None), parse_entry(row, cells, None)
    assert first == again
    entry, faults = first
    assert (entry.values if entry else [(fault.field, fault.code, fault.rule) for fault in faults]) == said(kind, text)


def said(kind, text):
    try:
        value = read_cell(field(kind), text)
    except ValueFault as fault:
        return [("x", fault.code, fault.rule)]
    return {} if value is None else {"x": value}


def test_free_text_and_ids_are_not_remembered():
    kind = Kind("k", "a kind", "", (Field("x", FieldType.TEXT, ""), Field("y", FieldType.REF, "")))
    parse_entry(kind, {"id": "e-1", "occurred": "2021-06", "x": "left\nhim", "y": "P-1\u00a0"}, None)
    assert not any(column.remembered for column in (*kind.fields, COMMON[0]))
