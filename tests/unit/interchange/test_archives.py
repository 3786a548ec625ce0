"""A record packed as one file: what it may not hold is refused before anything of it is read."""

from __future__ import annotations

import zipfile

import pytest

from caseward.errors import BadRecord, NotFound
from caseward.interchange import codes, zipped
from caseward.interchange.read import UnreadableRecord, read_record
from tests.unit.interchange.conftest import PERSON, TERM


def pack(path, members, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def refusal(path) -> list[tuple[str, str]]:
    with pytest.raises(UnreadableRecord) as refused:
        read_record(path)
    return [(f.file, f.code) for f in refused.value.faults]


@pytest.mark.parametrize("top", ["", "record/"])
def test_tables_lie_at_the_top_or_in_one_folder(tmp_path, top):
    members = [(top + "person.csv", PERSON), (top + "term.csv", TERM), (top + "README.md", "x")]
    members += [("__MACOSX/._person.csv", b"\0"), (top + ".DS_Store", b"\0")]
    reading = read_record(pack(tmp_path / "r.zip", members), strict=True)
    assert [e.id for e in reading.record] == ["person-1", "term-1"]
    assert sorted(reading.files) == ["person.csv", "term.csv"]


def test_a_table_deeper_down_is_not_taken(tmp_path):
    reading = read_record(pack(tmp_path / "r.zip", [("person.csv", PERSON), ("old/term.csv", TERM)]))
    assert [(f.file, f.code) for f in reading.faults] == [("old/term.csv", codes.UNKNOWN_FILE)]
    assert reading.unread == ("old/term.csv",)


@pytest.mark.parametrize(
    "name", ["../person.csv", "/person.csv", "a/../../person.csv", "C:\\person.csv", "..\\person.csv"]
)
def test_a_name_that_leads_out_is_refused(tmp_path, name):
    path = pack(tmp_path / "r.zip", [(name, PERSON), ("term.csv", TERM)])
    assert [code for _, code in refusal(path)] == [codes.REFUSED_ZIP]


def test_a_name_that_is_there_twice_is_refused(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate"):
        path = pack(tmp_path / "r.zip", [("person.csv", PERSON), ("person.csv", PERSON)])
    assert refusal(path) == [("person.csv", codes.REFUSED_ZIP)]


def test_a_member_without_a_name_is_refused(tmp_path):
    path = pack(tmp_path / "r.zip", [("person.csv", PERSON), ("term.csv", TERM)])
    packed = bytearray(path.read_bytes())
    at = packed.rindex(b"term.csv")  # in the directory at the end: the first letter of its name becomes the end of it
    packed[at] = 0
    path.write_bytes(packed)
    assert refusal(path) == [("r.zip", codes.REFUSED_ZIP)]


def test_an_encrypted_archive_is_refused(tmp_path):
    data = bytearray(pack(tmp_path / "r.zip", [("person.csv", PERSON)], zipfile.ZIP_STORED).read_bytes())
    data[6] |= 1  # the flag in the file's own header
    data[data.index(b"PK\x01\x02") + 8] |= 1  # and in the directory
    (tmp_path / "r.zip").write_bytes(data)
    assert refusal(tmp_path / "r.zip") == [("person.csv", codes.REFUSED_ZIP)]


def test_a_method_that_is_not_read_is_refused(tmp_path):
    path = pack(tmp_path / "r.zip", [("person.csv", PERSON)], zipfile.ZIP_BZIP2)
    assert refusal(path) == [("person.csv", codes.REFUSED_ZIP)]


def test_a_table_made_to_burst_is_refused_unread(tmp_path):
    path = pack(tmp_path / "r.zip", [("person.csv", b"0" * (zipped._LARGE * 2))])
    assert path.stat().st_size < 100_000
    assert refusal(path) == [("person.csv", codes.TOO_BIG)]


def test_a_table_longer_than_the_archive_says_is_not_read_to_its_end(tmp_path):
    path = pack(tmp_path / "r.zip", [("person.csv", PERSON + "x" * 5000), ("term.csv", TERM)])
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (40).to_bytes(4, "little")
    path.write_bytes(data)
    reading = read_record(path)
    assert ("person.csv", codes.UNREADABLE) in [(f.file, f.code) for f in reading.faults]


def test_too_many_members_are_refused(tmp_path):
    path = pack(tmp_path / "r.zip", [(f"f{n}.csv", "") for n in range(zipped.MOST_MEMBERS + 1)])
    assert refusal(path) == [("r.zip", codes.TOO_BIG)]


@pytest.mark.parametrize("cut", [10, 60, 120, -1, -20])
def test_an_archive_cut_short_is_a_fault(tmp_path, cut):
    path = pack(tmp_path / "r.zip", [("person.csv", PERSON), ("term.csv", TERM)])
    path.write_bytes(path.read_bytes()[:cut])
    assert refusal(path) == [("r.zip", codes.UNREADABLE)]


def test_a_damaged_member_costs_that_table_and_says_why_others_fall(tmp_path):
    path = pack(tmp_path / "r.zip", [("person.csv", PERSON), ("term.csv", TERM)], zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    data[data.index(b"2020-01-01")] = ord("9")
    path.write_bytes(data)
    reading = read_record(path)
    assert [(f.place, f.code) for f in reading.faults] == [
        ("person.csv", codes.UNREADABLE),
        ("term.csv:2:3", codes.SET_ASIDE_WITH),
    ]
    assert "person.csv" in reading.faults[1].hint


def test_what_is_neither_folder_nor_archive_is_refused(tmp_path):
    (tmp_path / "record.csv").write_text(PERSON, encoding="utf-8")
    assert refusal(tmp_path / "record.csv") == [("record.csv", codes.UNREADABLE)]
    (tmp_path / "r.zip").write_bytes(b"this is no archive")
    assert refusal(tmp_path / "r.zip") == [("r.zip", codes.UNREADABLE)]


def test_nothing_there_is_said_as_such(tmp_path):
    with pytest.raises(NotFound, match="absent"):
        read_record(tmp_path / "absent")


def test_a_name_that_the_system_refuses_is_a_fault(tmp_path):
    assert refusal(tmp_path / ("x" * 300)) == [("x" * 79 + "…", codes.UNREADABLE)]


def test_an_empty_folder_has_no_table(tmp_path):
    assert refusal(tmp_path) == [(tmp_path.name, codes.NO_TABLE)]


def test_a_folder_in_a_record_is_a_fault_and_not_entered(lay):
    folder = lay(person__csv=PERSON)
    (folder / "contact.csv").mkdir()
    (folder / ".git").mkdir()
    reading = read_record(folder)
    assert [(f.file, f.code) for f in reading.faults] == [("contact.csv", codes.UNKNOWN_FILE)]


def test_a_file_that_may_not_be_read_is_a_fault(lay):
    folder = lay(person__csv=PERSON)
    (folder / "term.csv").symlink_to(folder / "nowhere")
    reading = read_record(folder)
    assert [f.file for f in reading.faults] == ["term.csv"]


def test_strict_refuses_what_was_left_unread(lay):
    with pytest.raises(BadRecord):
        read_record(lay(person__csv=PERSON, notes__txt="x"), strict=True)
