"""Parquet tables: types that hold a column without loss are read; others, and damaged files, are faults."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from caseward.interchange import codes
from caseward.interchange.read import read_record
from caseward.record.kinds import KINDS
from caseward.record.schema import schema_of
from tests.unit.interchange.conftest import PERSON, TERM


def parquet(columns: dict[str, pa.Array]) -> bytes:
    out = BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def contacts(**more: pa.Array) -> bytes:
    return parquet(
        {
            "id": pa.array(["c-1", "c-2"]),
            "occurred": pa.array(["2021-03-01", "2021-03"]),
            "term": pa.array(["term-1"] * 2),
            **more,
        }
    )


def read(lay, data: bytes, name: str = "contact__parquet"):
    return read_record(lay(person__csv=PERSON, term__csv=TERM, **{name: data}))


def values(reading, field: str, kind: str = "contact") -> list[object]:
    return [entry.values.get(field) for entry in reading.record.of_kind(kind)]


@pytest.mark.parametrize(
    ("field", "column", "read_as"),
    [
        ("scheduled", pa.array([True, None]), [True, None]),
        ("scheduled", pa.array(["yes", "no"]), [True, False]),
        ("mode", pa.array(["phone", None]).dictionary_encode(), ["phone", None]),
        ("mode", pa.array(["phone", ""], pa.large_string()), ["phone", None]),
        ("mode", pa.nulls(2), [None, None]),
        ("officer", pa.array([7, 8], pa.int32()), ["7", "8"]),
        ("collateral", pa.array([["family", "partner"], []]), [("family", "partner"), None]),
        ("collateral", pa.array(["family;partner", None]), [("family", "partner"), None]),
    ],
)
def test_a_column_of_a_fitting_type_is_read(lay, field, column, read_as):
    reading = read(lay, contacts(**{field: column}))
    assert not reading.faults
    assert values(reading, field) == read_as


def test_days_and_timestamps_with_a_zone_are_times(lay):
    columns = {
        "id": pa.array(["c-1"]),
        "term": pa.array(["term-1"]),
        "occurred": pa.array([date(2021, 3, 1)]),
        "recorded": pa.array(
            [datetime(2021, 3, 1, 20, 30, 1, 250, tzinfo=UTC)], pa.timestamp("ns", "America/Los_Angeles")
        ),
    }
    (contact,) = read(lay, parquet(columns)).record.of_kind("contact")
    assert contact.occurred.text == "2021-03-01"
    assert contact.recorded is not None
    assert contact.recorded.isoformat() == "2021-03-01T12:30:01-08:00"


def test_a_timestamp_without_a_zone_costs_its_row(lay):
    column = pa.array([datetime(2021, 3, 1, 9), None], pa.timestamp("us"))
    reading = read(lay, contacts(recorded=column))
    assert [(f.place, f.field, f.code) for f in reading.faults] == [("contact.parquet:1:4", "recorded", "CW237")]
    assert len(reading.rejected) == 1


@pytest.mark.parametrize(
    ("field", "column"),
    [
        ("scheduled", pa.array([1, None])),
        ("mode", pa.array([1.5, None])),
        ("note", pa.array([b"x", None])),
        ("note", pa.array([{"a": 1}, None])),
        ("collateral", pa.array([[1], None])),
        ("recorded", pa.array([date(2021, 1, 1), None])),
    ],
)
def test_a_column_of_a_wrong_type_is_named_and_costs_the_rows_that_fill_it(lay, field, column):
    reading = read(lay, contacts(**{field: column}))
    assert [(f.place, f.field, f.code) for f in reading.faults] == [("contact.parquet:4", field, codes.COLUMN_TYPE)]
    assert [row.row for row in reading.rejected] == [1]
    assert [e.id for e in reading.record.of_kind("contact")] == ["c-2"]


def test_whole_numbers_turned_into_fractions_are_refused(lay):
    data = parquet(
        {
            "id": pa.array(["a"]),
            "occurred": pa.array(["2021"]),
            "term": pa.array(["term-1"]),
            "instrument": pa.array(["LSI-R"]),
            "score": pa.array([21.0]),
        }
    )
    reading = read(lay, data, "assessment__parquet")
    assert [(f.field, f.code) for f in reading.faults] == [("score", codes.COLUMN_TYPE)]
    assert "int64" in reading.faults[0].hint


def test_unknown_and_missing_columns_are_faults(lay):
    reading = read(lay, parquet({"id": pa.array(["c-1"]), "occured": pa.array(["2021"]), "term": pa.array(["term-1"])}))
    assert {(f.field, f.code) for f in reading.faults} == {
        ("occured", codes.UNKNOWN_COLUMN),
        ("occurred", codes.MISSING_COLUMN),
    }
    assert '"occured": "2021"' in reading.rejected[0].raw


@pytest.mark.parametrize("cut", [0, 1, 4, 100, -1, -8, -100])
def test_a_file_cut_short_is_named(lay, cut):
    reading = read(lay, contacts()[:cut])
    assert [(f.file, f.code) for f in reading.faults] == [("contact.parquet", codes.UNREADABLE)]
    assert reading.unread == ("contact.parquet",)


def test_every_kind_has_a_schema_with_its_columns_and_their_meaning():
    for kind in KINDS:
        schema = schema_of(kind.name)
        assert schema.names == [f.name for f in kind.all_fields]
        assert all(schema.field(f.name).metadata[b"doc"].decode() == f.doc for f in kind.all_fields)
        assert not schema.field("id").nullable


def parts(record, *names: str):
    """The contacts of a record as a folder of parts, one for each name."""
    (record / "contact").mkdir()
    for i, name in enumerate(names, 1):
        columns = {"id": [f"c-{i}"], "occurred": ["2021-03-01"], "term": ["term-1"]}
        pq.write_table(pa.table(columns), record / "contact" / name)
    return record


def test_a_folder_of_parts_is_read_as_one_table(lay):
    record = parts(lay(person__csv=PERSON, term__csv=TERM), "part-00000.parquet", "part-00001.parquet")
    (record / "contact" / "_SUCCESS").touch()
    reading = read_record(record)
    assert not reading.faults
    assert [c.id for c in reading.record.of_kind("contact")] == ["c-1", "c-2"]
    assert reading.rows_read == 4


def test_a_row_of_a_part_is_told_with_its_file(lay):
    record = parts(lay(person__csv=PERSON, term__csv=TERM), "a.parquet", "b.parquet")
    pq.write_table(
        pa.table({"id": ["c-2"], "occurred": ["2021-03-01"], "term": ["nobody"]}), record / "contact/b.parquet"
    )
    (fault,) = read_record(record).faults
    assert (fault.file, fault.row, fault.code) == ("contact/b.parquet", 1, codes.DANGLING)


def test_a_file_beside_a_folder_of_the_same_kind_is_refused_with_both_names(lay):
    record = parts(lay(person__csv=PERSON, term__csv=TERM, contact__csv="id,occurred,term\n"), "a.parquet")
    faults = read_record(record).faults
    assert [(f.file, f.code) for f in faults] == [
        ("contact.csv", codes.TWO_FILES),
        ("contact/a.parquet", codes.TWO_FILES),
    ]


@pytest.mark.parametrize(("folder", "name"), [("elsewhere", "a.parquet"), ("contact", "a.csv"), ("contact", "")])
def test_any_other_folder_is_a_fault(lay, folder, name):
    record = lay(person__csv=PERSON, term__csv=TERM)
    (record / folder).mkdir()
    if name:
        (record / folder / name).touch()
    (fault,) = read_record(record).faults
    assert (fault.file, fault.code) == (folder, codes.UNKNOWN_FILE)
