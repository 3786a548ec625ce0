"""``caseward record map``: from an agency's own extract to a record that can be audited."""

from __future__ import annotations

import pytest

MAPPING = """\
title: cases and calls as exported
zone: America/Los_Angeles
dates: us
tables:
  - file: PEOPLE.csv
    kind: person
    columns: {id: {from: NO, prefix: p-}, occurred: SINCE}
  - file: CASES.csv
    kind: term
    columns: {id: {from: CASE_NO, prefix: t-}, occurred: GRANTED, person: {from: PERSON_NO, prefix: p-}}
    ignored: [CLERK]
  - file: CALLS.csv
    kind: contact
    columns:
      id: {from: CALL_NO, prefix: c-}
      term: {from: CASE_NO, prefix: t-}
      occurred: CALLED
      outcome: {from: RESULT, codes: {VM: left_message, OK: spoke}}
      coded_as: RESULT
"""
EXTRACT = {
    "PEOPLE.csv": "NO,SINCE\n7,1/2/2020\n",
    "CASES.csv": "CASE_NO,GRANTED,PERSON_NO,CLERK\n1,2/10/2021,7,x\n",
    "CALLS.csv": "CALL_NO,CASE_NO,CALLED,RESULT\n1,1,3/4/2021,VM\n2,1,4/5/2021,OK\n3,1,4/31/2021,OK\n",
}


@pytest.fixture
def extract(tmp_path):
    folder = tmp_path / "extract"
    folder.mkdir()
    for name, text in EXTRACT.items():
        (folder / name).write_text(text, encoding="utf-8")
    (tmp_path / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    return folder, tmp_path / "mapping.yaml", tmp_path / "record"


def test_an_extract_becomes_a_record_that_can_be_checked(caseward, extract):
    folder, mapping, out = extract
    said = caseward("record", "map", folder, mapping, out)
    assert said.code == 0
    assert "CALLS.csv:4" in said.out
    assert "1 set aside with 1 fault." in said.out
    assert caseward("record", "check", out, "--strict").code == 0
    assert "c-1,2021-03-04" in (out / "contact.csv").read_text(encoding="utf-8")


def test_rows_set_aside_are_listed_beside_the_record(caseward, extract):
    folder, mapping, out = extract
    caseward("record", "map", folder, mapping, out)
    rejects = out.with_name("record.rejects.csv").read_text(encoding="utf-8")
    assert "CALLS.csv" in rejects
    assert "4/31/2021" in rejects


def test_a_dry_run_writes_nothing(caseward, extract):
    folder, mapping, out = extract
    said = caseward("record", "map", folder, mapping, out, "--dry-run")
    assert "Nothing was written" in said.out
    assert not out.exists()


def test_strict_refuses_and_writes_nothing(caseward, extract):
    folder, mapping, out = extract
    said = caseward("record", "map", folder, mapping, out, "--strict")
    assert said.code == 2
    assert "there is no such day" in said.err or "4/31/2021" in said.err
    assert not out.exists()


def test_json_gives_what_was_read_and_the_files(caseward, extract):
    folder, mapping, out = extract
    data = caseward("record", "map", folder, mapping, out, "--json").data
    assert data["rows_set_aside"] == 1
    assert any(path.endswith("contact.csv") for path in data["files"])


def test_a_mapping_that_forgets_a_column_is_told_so(caseward, extract):
    folder, mapping, out = extract
    mapping.write_text(MAPPING.replace("    ignored: [CLERK]\n", ""), encoding="utf-8")
    said = caseward("record", "map", folder, mapping, out)
    assert "CLERK" in said.out
