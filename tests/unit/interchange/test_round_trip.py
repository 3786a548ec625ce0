"""What is written is read again as it was, in every format, in whatever order the rows come."""

from __future__ import annotations

import csv
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseward.errors import BadRequest
from caseward.interchange.content import content_sha256
from caseward.interchange.read import read_record
from caseward.interchange.write import table_bytes, write_record
from caseward.record.entry import Entry, Record
from tests.unit.interchange.records import records

FORMATS = ["csv", "jsonl", "parquet", "zip"]


def bare(record: Record) -> tuple[Entry, ...]:
    return tuple(replace(entry, place=None) for entry in record)


def written(record: Record, form: str, folder: str) -> Path:
    out = Path(folder) / ("record.zip" if form == "zip" else "record")
    write_record(record, out, form)
    return out


@pytest.mark.parametrize("form", FORMATS)
@given(record=records())
@settings(max_examples=40)
def test_a_record_is_read_as_it_was_written(form, record):
    with tempfile.TemporaryDirectory() as folder:
        reading = read_record(written(record, form, folder), strict=True)
    assert bare(reading.record) == bare(record)
    assert reading.sha256 == content_sha256(record)
    assert reading.rows_read == len(record)


@given(record=records(), seed=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing_but_places(record, seed):
    with tempfile.TemporaryDirectory() as folder:
        out = written(record, "csv", folder)
        for path in out.iterdir():
            with path.open(encoding="utf-8", newline="") as table:
                header, *rows = csv.reader(table)
            seed.shuffle(rows)
            with path.open("w", encoding="utf-8", newline="") as table:
                csv.writer(table).writerows([header, *rows])
        reading = read_record(out, strict=True)
    assert bare(reading.record) == bare(record)
    assert reading.sha256 == content_sha256(record)


@given(record=records())
def test_the_bytes_depend_on_the_record_alone(record):
    turned = Record.of(list(reversed(record.entries)))
    for form in ("csv", "jsonl", "parquet"):
        assert table_bytes(record, form) == table_bytes(turned, form)


def test_an_archive_has_the_same_bytes_each_time(tmp_path, small):
    write_record(small, tmp_path / "a.zip", "zip")
    write_record(small, tmp_path / "b.zip", "zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_the_hash_tells_one_record_from_another(small):
    first, *rest = small.entries
    assert content_sha256(small) != content_sha256(Record.of([replace(first, note="another"), *rest]))
    assert content_sha256(small) != content_sha256(Record.of(rest))


def test_two_records_are_not_mixed_in_one_folder(tmp_path, small):
    write_record(small, tmp_path / "out", "csv")
    with pytest.raises(BadRequest, match="already holds tables"):
        write_record(small, tmp_path / "out", "jsonl")
    assert not list((tmp_path / "out").glob("*.jsonl"))


def test_notes_in_a_folder_do_not_stop_a_record_from_being_written_there(tmp_path, small):
    (tmp_path / "README.md").write_text("about it\n", encoding="utf-8")
    paths = write_record(small, tmp_path, "csv")
    assert [p.name for p in paths] == ["person.csv", "term.csv", "contact.csv"]


def test_a_csv_table_is_as_a_person_would_write_it(small):
    assert table_bytes(small, "csv")["contact.csv"].decode() == (
        "id,occurred,recorded,recorded_by,source,note,term,direction,mode,with_whom,collateral,place,purpose,scheduled,"
        "outcome,verified,present,officer,coded_as,may_be_same_as,visit\n"
        'contact-1,2021-03-02,2021-03-02T17:00:00-08:00,,,"He said ""yes"",\nand left.",term-1,,phone,,family;partner,,,no,'
        "spoke,,,,,,\n"
    )
