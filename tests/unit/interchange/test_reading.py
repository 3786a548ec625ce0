"""What came of reading: the table of rejects, the counts, the hashes, and the codes of faults."""

from __future__ import annotations

import csv
import io
from hashlib import sha256

from caseward.errors import CasewardError
from caseward.interchange import codes
from caseward.interchange.cells import spreadsheet_safe
from caseward.interchange.codes import CODES
from caseward.interchange.read import read_record
from caseward.record.nearest import did_you_mean, nearest
from tests.unit.interchange.conftest import PERSON, TERM

CONTACTS = (
    'id,occurred,term,mode,zz\n=1+1,2021-03-01,term-1,fax,\n@b,2021-03-01,term-1,,x\nc-3,2021,term-1,"phone\n",\n'
)


def rejects(reading) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(reading.rejects_csv(), newline="")))


def test_a_row_set_aside_has_a_line_for_each_of_its_reasons(lay):
    lines = rejects(read_record(lay(person__csv=PERSON, term__csv=TERM, contact__csv=CONTACTS, notes__txt="x")))
    assert [(x["file"], x["row"], x["column"], x["code"], x["field"]) for x in lines] == [
        ("contact.csv", "2", "4", "CW232", "mode"),
        ("contact.csv", "3", "5", "CW211", "zz"),
        ("notes.txt", "0", "0", "CW201", ""),
    ]
    assert lines[0]["raw"] == "'=1+1,2021-03-01,term-1,fax,"
    assert lines[1]["raw"] == "'@b,2021-03-01,term-1,,x"
    assert "contact.csv:1:5" in lines[1]["rule"]
    assert lines[2]["raw"] == ""


def test_rejects_are_written_as_utf8_with_plain_line_ends(lay, tmp_path):
    reading = read_record(lay(person__csv="id,occurred\né,never\n"))
    reading.write_rejects(tmp_path / "rejects.csv")
    data = (tmp_path / "rejects.csv").read_bytes()
    assert data.decode("utf-8") == reading.rejects_csv()
    assert b"\r" not in data


def test_a_right_record_has_a_table_of_rejects_with_its_header_only(lay):
    reading = read_record(lay(person__csv=PERSON))
    assert reading.rejects_csv() == "file,row,column,code,field,value,rule,hint,raw\n"


def test_the_bytes_that_were_read_are_told_by_their_hash(lay):
    reading = read_record(lay(person__csv=PERSON, term__csv=TERM, README__md="left alone"))
    assert reading.files == {n: sha256(t.encode()).hexdigest() for n, t in (("person.csv", PERSON), ("term.csv", TERM))}
    assert reading.unread == ()


def test_reading_twice_gives_the_same(lay):
    folder = lay(person__csv=PERSON, term__csv=TERM, contact__csv=CONTACTS)
    assert read_record(folder) == read_record(folder)


def test_a_row_that_needs_one_whose_id_was_lost_is_sent_there(lay):
    reading = read_record(lay(person__csv="id,occurred\nperson-1,2020-01-01,x\n", term__csv=TERM))
    assert [(f.place, f.code) for f in reading.faults] == [("person.csv:2:3", "CW221"), ("term.csv:2:3", "CW255")]
    assert "person.csv:2" in reading.faults[1].hint


def test_what_a_spreadsheet_would_run_is_made_text():
    assert [spreadsheet_safe(t) for t in ("=A1", "+1", "-1", "@x", "\tx", "a=1", "")] == [
        "'=A1",
        "'+1",
        "'-1",
        "'@x",
        "'\tx",
        "a=1",
        "",
    ]


def test_every_code_is_said_in_one_line_and_none_is_used_twice():
    named = {n: v for n, v in vars(codes).items() if isinstance(v, str) and v.startswith("CW2")}
    assert set(named.values()) <= set(CODES)
    assert len(set(named.values())) == len(named)
    assert all(line.endswith(".") and "\n" not in line for line in CODES.values())
    assert not {error.code for error in CasewardError.__subclasses__()} & set(CODES)


def test_the_nearest_word_is_named_and_a_far_one_is_not():
    assert nearest("Occured", ("occurred", "recorded")) == "occurred"
    assert nearest("in person", ("in_person", "phone")) == "in_person"
    assert nearest("xyz", ("occurred", "recorded")) == ""
    assert did_you_mean("xyz", ["a", "b"]) == "allowed: a, b"
