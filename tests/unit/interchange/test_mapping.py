"""A foreign extract becomes a record by a mapping; whatever the mapping does not speak of is said."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseward.errors import NotFound
from caseward.interchange import codes
from caseward.interchange.foreign_dates import in_zone, own_form
from caseward.interchange.mapping import map_extract
from caseward.interchange.mapping_file import BadMapping, load_mapping, parse_mapping
from caseward.interchange.read import UnreadableRecord, read_record
from caseward.interchange.write import write_record
from caseward.record.faults import ValueFault

MAPPING = """\
title: an extract in the agency's own codes
zone: America/Los_Angeles
dates: us
tables:
  - file: CASES.TXT
    kind: person
    delimiter: "|"
    encoding: cp1252
    columns:
      id: {from: CASE, prefix: p-}
      occurred: OPENED
      sex: {from: SEX, codes: {M: male, F: female, "": ""}}
    ignored: [CLERK]
  - file: CASES.TXT
    kind: term
    delimiter: "|"
    encoding: cp1252
    columns:
      id: {from: CASE, prefix: t-}
      occurred: OPENED
      person: {from: CASE, prefix: p-}
      office: OFFICE
  - file: CONTACTS.CSV
    kind: contact
    columns:
      id: {from: NO, prefix: c-}
      term: {from: CASE, prefix: t-}
      occurred: {from: DAY, time_from: AT, midnight: day}
      recorded: {from: KEYED}
      mode: {from: TYPE, codes: {VR: phone, OV: in_person}}
      coded_as: TYPE
      scheduled: {from: APPT, codes: {"1": "yes", "0": "no"}}
      collateral: {from: WITH, separator: /, codes: {FAM: family, EMP: employer}}
      source: {value: the agency's system}
ignored_files: [LAYOUT.DOC]
"""
CASES = "CASE|OPENED|SEX|OFFICE|CLERK\n17|2/1/2021|M|El Monte|x\n18|12/31/2020||Café|x\n"
CONTACTS = (
    "NO,CASE,DAY,AT,KEYED,TYPE,APPT,WITH\n"
    "1,17,3/2/2021,9:30 AM,3/2/2021 17:00,VR,1,FAM/EMP\n"
    "2,18,7/2/2021,00:00,7/3/2021 08:15:30,OV,0,\n"
)


def extract(tmp_path, **files: str):
    folder = tmp_path / "extract"
    folder.mkdir(exist_ok=True)
    for name, text in {"CASES__TXT": CASES, "CONTACTS__CSV": CONTACTS, "LAYOUT__DOC": "x", **files}.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(text.encode("cp1252" if name == "CASES__TXT" else "utf-8"))
    return folder


def mapping(text: str = MAPPING):
    return parse_mapping(text.encode(), "mapping.yaml")


def refusals(text: str) -> list[str]:
    with pytest.raises(BadMapping) as refused:
        mapping(text)
    return [str(fault) for fault in refused.value.faults]


def test_an_extract_becomes_a_record_that_strict_reading_takes(tmp_path):
    told = map_extract(mapping(), extract(tmp_path))
    assert told.faults == ()
    (tmp_path / "out").mkdir()
    write_record(told.record, tmp_path / "out", "csv")
    reading = read_record(tmp_path / "out", strict=True)
    assert reading.sha256 == told.sha256
    assert told.tables == {"person": 2, "term": 2, "contact": 2}
    by_id = reading.record.by_id()
    assert by_id["t-18"].text("office") == "Café"
    assert by_id["p-18"].values == {}
    one, two = by_id["c-1"], by_id["c-2"]
    assert one.occurred.text == "2021-03-02T09:30:00-08:00"
    assert two.occurred.text == "2021-07-02"
    assert two.recorded == datetime.fromisoformat("2021-07-03T08:15:30-07:00")
    assert one.values == {
        "term": "t-17",
        "mode": "phone",
        "coded_as": "VR",
        "scheduled": True,
        "collateral": ("family", "employer"),
    }
    assert one.source == "the agency's system"


def test_every_fault_is_told_at_its_place_in_the_extract(tmp_path):
    contacts = (
        "NO,CASE,DAY,AT,KEYED,TYPE,APPT,WITH,EXTRA\n"
        "1,17,3/14/2021,2:30 AM,3/15/2021 17:00,VR,1,FAM,e\n"
        "2,99,13/1/2021,,3/15/2021 17:00,XX,Y,FAM/POL,e\n"
        "3,17,11/7/2021,01:30,2021-11-08,OV,0,,e\n"
        "4,17,3/1/2021,,,OV\n"
        "5,17,3/1/2021,,,OV,0,,e\n"
    )
    reading = map_extract(mapping(), extract(tmp_path, CONTACTS__CSV=contacts, EXTRA__CSV="x\n"))
    assert [(f.place, f.field, f.code) for f in reading.faults] == [
        ("CONTACTS.CSV:1:9", "EXTRA", codes.UNMAPPED_COLUMN),
        ("CONTACTS.CSV:2:3", "occurred", codes.ZONE),
        ("CONTACTS.CSV:3:3", "occurred", codes.FOREIGN_DATE),
        ("CONTACTS.CSV:3:6", "mode", codes.UNMAPPED_CODE),
        ("CONTACTS.CSV:3:7", "scheduled", codes.UNMAPPED_CODE),
        ("CONTACTS.CSV:3:8", "collateral", codes.UNMAPPED_CODE),
        ("CONTACTS.CSV:4:3", "occurred", codes.ZONE),
        ("CONTACTS.CSV:4:5", "recorded", codes.FOREIGN_DATE),
        ("CONTACTS.CSV:5:7", "", codes.CELL_COUNT),
        ("EXTRA.CSV", "", codes.UNKNOWN_FILE),
    ]
    assert [e.id for e in reading.record.of_kind("contact")] == ["c-5"]
    assert reading.rows_read == len(reading.record) + len(reading.rejected) == 9
    assert "EXTRA.CSV" in reading.unread


def test_a_missing_column_sets_its_rows_aside_and_a_missing_file_is_said(tmp_path):
    folder = extract(tmp_path, CONTACTS__CSV=CONTACTS.replace("KEYED", "KEYD"))
    reading = map_extract(mapping(), folder)
    assert ("KEYED", codes.MISSING_COLUMN) in [(f.field, f.code) for f in reading.faults]
    assert len(reading.rejected) == 2
    (folder / "CONTACTS.CSV").unlink()
    assert [f.place for f in map_extract(mapping(), folder).faults] == ["CONTACTS.CSV"]
    (folder / "CASES.TXT").unlink()
    with pytest.raises(UnreadableRecord):
        map_extract(mapping(), folder)
    with pytest.raises(NotFound):
        map_extract(mapping(), tmp_path / "absent")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("kind: contact", "kind: contacts"), "mapping.yaml:24:5: kind is 'contacts': there is no such kind of entry (did you mean contact?) [CW281]"),
        (("mode: {", "mod: {"), "mapping.yaml:30:7: mod: a contact has no such column (did you mean mode?) [CW281]"),
        (("VR: phone", "VR: fone"), "mapping.yaml:30:34: VR is 'fone': mode has no such code (did you mean phone?) [CW281]"),
        (("VR: phone", "01: phone"), "mapping.yaml:30:34: codes is '1': a text must stand here (put it in quotes: 01 and 1 are the same number and different codes) [CW281]"),
        (("America/Los_Angeles", "Pacific"), "mapping.yaml:2:1: zone is 'Pacific': there is no such zone (write an IANA zone, as America/Los_Angeles) [CW281]"),
        (("ignored:", "ignore:"), "mapping.yaml:13:5: ignore: a mapping has no such key (take it away, or correct its name) [CW281]"),
        (("CONTACTS.CSV", "../CONTACTS.CSV"), "mapping.yaml:23:5: file is '../CONTACTS.CSV': the file must lie in the folder itself (write its name alone) [CW281]"),
        (("{value: the agency's system}", "{value: x, from: NO}"), "mapping.yaml:34:7: source: a column has either `from` or `value` (correct it, or take it away) [CW281]"),
        (("      term: {from: CASE, prefix: t-}\n", ""), "mapping.yaml:25:5: columns is 'term': a contact must have this column (say where it comes from: the supervision term it is about) [CW281]"),
        (("dates: us", "dates: american"), "mapping.yaml:3:1: dates is 'american': Input should be"),
        (("tables:", "tables: ["), "this is not YAML"),
    ],
)  # fmt: skip
def test_a_mapping_is_refused_with_its_place(change, said):
    assert change[0] in MAPPING
    assert any(said in line for line in refusals(MAPPING.replace(*change))), refusals(MAPPING.replace(*change))


def test_all_faults_of_a_mapping_are_told_at_once():
    text = MAPPING.replace("mode: {", "mod: {").replace("kind: person", "kind: persons").replace("/Los", "/Las")
    assert len(refusals(text)) == 3


@pytest.mark.parametrize("text", ["", "- a", "7", "tables: []", "a: 1\na: 2", "&a [*a]", "\ufffe", "x: " + "[" * 500])
def test_what_is_no_mapping_is_refused(text):
    assert refusals(text)


def test_a_mapping_is_read_from_a_file(tmp_path):
    (tmp_path / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    assert load_mapping(tmp_path / "mapping.yaml") == mapping()
    with pytest.raises(NotFound):
        load_mapping(tmp_path / "absent.yaml")


@given(content=st.binary(max_size=200))
def test_any_bytes_as_a_mapping_are_refused_plainly(content):
    with pytest.raises(BadMapping) as refused:
        parse_mapping(content, "mapping.yaml")
    assert refused.value.faults
    str(refused.value).encode()


@pytest.mark.parametrize(
    ("form", "text", "own"),
    [
        ("us", "6/4/2022", "2022-06-04"),
        ("us", "06/04/2022 12:05 am", "2022-06-04T00:05:00-07:00"),
        ("us", "06/04/2022 12:05 PM", "2022-06-04T12:05:00-07:00"),
        ("us", "01/04/2022 23:59:59.123", "2022-01-04T23:59:59-08:00"),
        ("european", "4.6.2022", "2022-06-04"),
        ("iso", "2022-06-04 07:00", "2022-06-04T07:00:00-07:00"),
        ("iso", "2022-06-04T07:00:00", "2022-06-04T07:00:00-07:00"),
        ("compact", "20220604", "2022-06-04"),
        ("month_name", "4-JUN-2022", "2022-06-04"),
        ("month_name", "14 June 2022", "2022-06-14"),
        ("as_written", "2022-06~", "2022-06~"),
    ],
)
def test_foreign_dates_in_the_records_own_form(form, text, own):
    assert own_form(text, form, "America/Los_Angeles") == own


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("2021-05-01T02:00Z", "2021-04-30T19:00:00-07:00"),
        ("2021-01-01T07:59:59Z", "2020-12-31T23:59:59-08:00"),
        ("2021-11-07T09:30:00Z", "2021-11-07T01:30:00-08:00"),
        ("2021-05-01T02:00Z/2021-05-01T09:00+02:00", "2021-04-30T19:00:00-07:00/2021-05-01T00:00:00-07:00"),
        ("2021-05-01", "2021-05-01"),
        ("2021-05~", "2021-05~"),
        ("2021-05-01T25:00Z", "2021-05-01T25:00Z"),
        ("0001-01-01T00:00Z", "0001-01-01T00:00Z"),
    ],
)
def test_a_time_is_rewritten_as_the_clocks_in_a_zone_showed_it(text, there):
    assert in_zone(text, "America/Los_Angeles") == there


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)), st.sampled_from(["America/Los_Angeles", "Asia/Kathmandu"])
)
def test_a_rewritten_time_is_the_same_instant(naive, zone):
    written = naive.replace(microsecond=0, tzinfo=UTC)
    assert datetime.fromisoformat(in_zone(written.isoformat(), zone)) == written


def test_local_sun_time_is_refused_in_the_zone_to_write_in():
    with pytest.raises(ValueFault, match="local sun time"):
        in_zone("1850-01-01T12:00Z", "America/Los_Angeles")


def test_an_export_in_utc_counts_on_the_local_day(tmp_path):
    (tmp_path / "PEOPLE.csv").write_text("NO,SEEN,BORN\n1,2021-05-01 02:00,2021-05-01\n", encoding="utf-8")
    mapping = """\
zone: UTC
to_zone: America/Los_Angeles
dates: iso
tables:
  - file: PEOPLE.csv
    kind: person
    columns: {id: NO, occurred: SEEN}
    ignored: [BORN]
"""
    (entry,) = map_extract(parse_mapping(mapping.encode(), "mapping.yaml"), tmp_path).record.entries
    assert entry.occurred.text == "2021-04-30T19:00:00-07:00"
    with pytest.raises(BadMapping, match="to_zone is 'Pacific': there is no such zone"):
        parse_mapping(mapping.replace("America/Los_Angeles", "Pacific").encode(), "mapping.yaml")


@pytest.mark.parametrize(
    ("form", "text", "zone", "code"),
    [
        ("us", "14/6/2022", "UTC", codes.FOREIGN_DATE),
        ("us", "2/29/2021", "UTC", codes.FOREIGN_DATE),
        ("us", "6/4/22", "UTC", codes.FOREIGN_DATE),
        ("us", "6/4/2022 13:00 PM", "UTC", codes.FOREIGN_DATE),
        ("us", "6/4/2022 24:00", "UTC", codes.FOREIGN_DATE),
        ("month_name", "4-JUX-2022", "UTC", codes.FOREIGN_DATE),
        ("iso", "2022-06-04 07:00", None, codes.ZONE),
        ("iso", "2021-03-14 02:30", "America/Los_Angeles", codes.ZONE),
        ("iso", "2021-11-07 01:30", "America/Los_Angeles", codes.ZONE),
        ("iso", "1850-01-01 01:30", "America/Los_Angeles", codes.ZONE),
    ],
)
def test_a_foreign_date_is_never_guessed(form, text, zone, code):
    with pytest.raises(ValueFault) as refused:
        own_form(text, form, zone)
    assert refused.value.code == code
