"""Any bytes whatever in a record: faults, and never a traceback, a hang, or a row that is gone.

`CASEWARD_FUZZ_EXAMPLES` says how many records are tried; `make fuzz` tries ten thousand of each.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseward.errors import BadRecord
from caseward.interchange.read import read_record
from caseward.interchange.reading import Reading
from caseward.interchange.write import table_bytes
from caseward.record.entry import Record
from caseward.record.kinds import BY_NAME, KINDS
from tests.unit.interchange.records import entry_of, records

FEW = int(os.environ.get("CASEWARD_FUZZ_EXAMPLES", "150"))
MANY = int(os.environ.get("CASEWARD_FUZZ_EXAMPLES", "10000"))
CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

names = st.one_of(
    st.tuples(st.sampled_from([k.name for k in KINDS]), st.sampled_from(["csv", "jsonl", "parquet"])).map(".".join),
    st.sampled_from(
        ["Contact.csv", "contact.CSV", "contact.xlsx", "notes", "kontakt.csv", "README.md", "contact..csv"]
    ),
)
pieces = st.sampled_from(
    [
        b"id,occurred,term\n",
        b"id,occurred\n",
        b"c-1,2021-03-01,t-1\n",
        b'"',
        b",",
        b"\n",
        b"\r",
        b"\0",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b'{"id": "a", "occurred": "2021"}\n',
        b"{",
        b"[" * 2000,
        b'{"id": 1e999}',
        b"PAR1",
        b"PK\x03\x04",
        b"2021-13",
        b"=cmd()",
        b"\xe9",
    ]
)
contents = st.one_of(
    st.binary(max_size=300), st.lists(pieces, max_size=12).map(b"".join), st.text(max_size=100).map(str.encode)
)
folders = st.dictionaries(names, contents, max_size=4)


@st.composite
def damaged(draw) -> dict[str, bytes]:
    """A right record in a drawn format, with some bytes of it changed, cut away or put in."""
    form = draw(st.sampled_from(["csv", "jsonl", "parquet"]))
    tables = table_bytes(draw(records(max_size=3)), form)
    name = draw(st.sampled_from(sorted(tables)))
    data = bytearray(tables[name])
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        match draw(st.sampled_from(["change", "cut", "put in", "end"])):
            case "change" if at < len(data):
                data[at] = draw(st.integers(0, 255))
            case "cut":
                del data[at : at + draw(st.integers(1, 9))]
            case "put in":
                data[at:at] = draw(st.one_of(pieces, st.binary(min_size=1, max_size=4)))
            case _:
                del data[at + 1 :]
    return {**tables, name: bytes(data)}


def check(path: Path) -> None:
    """It is read, or refused with every fault; either way nothing is gone, and all that is said can be written down."""
    try:
        reading = read_record(path)
    except BadRecord as error:
        refused = error
    else:
        check_reading(reading)
        return
    assert refused.faults
    str(refused).encode()


def check_reading(reading: Reading) -> None:
    assert reading.rows_read == len(reading.record) + len(reading.rejected)
    assert all(row.faults for row in reading.rejected)
    assert all(fault.code and fault.rule for fault in reading.faults)
    reading.rejects_csv().encode()
    for form in ("csv", "jsonl", "parquet"):
        table_bytes(reading.record, form)


def check_folder(files: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
        check(Path(folder))


def zipped(files: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def check_archive(files: dict[str, bytes], changes: list[tuple[int, int]]) -> None:
    data = bytearray(zipped(files))
    for at, byte in changes:
        data[at % len(data)] = byte
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.zip"
        path.write_bytes(data)
        check(path)


changes = st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=4)


@given(files=folders)
@settings(max_examples=FEW, suppress_health_check=CHECKS)
def test_any_bytes_in_a_folder(files):
    check_folder(files)


@given(files=damaged())
@settings(max_examples=FEW, suppress_health_check=CHECKS)
def test_a_damaged_record(files):
    check_folder(files)


@given(files=st.one_of(folders, damaged()), flips=changes)
@settings(max_examples=FEW, suppress_health_check=CHECKS)
def test_a_damaged_archive(files, flips):
    check_archive(files, flips)


@given(data=st.binary(max_size=500))
@settings(max_examples=FEW, suppress_health_check=CHECKS)
def test_any_bytes_called_an_archive(data):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.zip"
        path.write_bytes(data)
        check(path)


@pytest.mark.long
@given(files=st.one_of(folders, damaged()))
@settings(max_examples=MANY, suppress_health_check=CHECKS)
def test_many_folders(files):
    check_folder(files)


@pytest.mark.long
@given(files=st.one_of(folders, damaged()), flips=changes)
@settings(max_examples=MANY, suppress_health_check=CHECKS)
def test_many_archives(files, flips):
    check_archive(files, flips)


def test_every_byte_of_a_parquet_table_may_be_wrong():
    """One after the other, each byte is changed; the library that reads Parquet must not be led astray by any."""
    raw = {"id": "person-1", "occurred": "2020-01-01", "identifiers": "a:1;b:2", "note": "x"}
    record = Record.of([entry_of(BY_NAME["person"], dict(raw))])
    ((name, data),) = table_bytes(record, "parquet").items()
    for at in range(0, len(data), 3):
        check_folder({name: data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]})
