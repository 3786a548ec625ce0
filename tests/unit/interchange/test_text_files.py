"""CSV and JSON Lines as they come: encodings, line ends, quotes, lengths. A fault costs its row and no other."""

from __future__ import annotations

import pytest

from caseward.errors import BadRecord
from caseward.interchange import codes
from caseward.interchange.read import read_record
from tests.unit.interchange.conftest import PERSON, TERM

HEAD = "id,occurred,term,note\n"


def faults(reading) -> list[tuple[str, str]]:
    return [(fault.place, fault.code) for fault in reading.faults]


def notes(reading) -> dict[str, str]:
    return {entry.id: entry.note for entry in reading.record.of_kind("contact")}


def read(lay, contact: str | bytes, **more):
    return read_record(lay(person__csv=PERSON, term__csv=TERM, contact__csv=contact, **more))


def test_a_byte_order_mark_is_not_part_of_the_first_column(lay):
    reading = read(lay, b"\xef\xbb\xbf" + HEAD.encode() + b"c-1,2021-03-01,term-1,ok\n")
    assert not reading.faults
    assert notes(reading) == {"c-1": "ok"}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_will_do(lay, end):
    reading = read(lay, (HEAD + 'c-1,2021-03-01,term-1,"a\nb"\n').replace("\n", end))
    assert not reading.faults
    assert notes(reading) == {"c-1": "a\nb"}


def test_a_table_without_a_last_line_end_is_whole(lay):
    assert notes(read(lay, HEAD + "c-1,2021-03-01,term-1,ok")) == {"c-1": "ok"}


def test_a_byte_that_is_not_utf8_costs_its_row_and_tells_its_offset(lay):
    good = HEAD + "c-1,2021-03-01,term-1,é\n"
    reading = read(lay, good.encode() + b"c-2,2021-03-01,term-1,caf\xe9\nc-3,2021-03-01,term-1,ok\n")
    offset = len(good.encode()) + len("c-2,2021-03-01,term-1,caf")
    assert [(f.row, f.code, f.rule) for f in reading.faults] == [
        (3, codes.ENCODING, f"byte 0xE9 at offset {offset} is not UTF-8")
    ]
    assert set(notes(reading)) == {"c-1", "c-3"}
    assert reading.rejected[0].raw == "c-2,2021-03-01,term-1,caf\\xE9"
    assert "\\xE9" in reading.rejects_csv()


def test_a_bad_byte_in_the_header_sets_every_row_aside(lay):
    reading = read(lay, b"id,occurred,term,not\xe9\nc-1,2021-03-01,term-1,ok\nc-2,2021-03-01,term-1,ok\n")
    assert faults(reading) == [("contact.csv:1", codes.ENCODING)]
    assert [row.row for row in reading.rejected] == [2, 3]
    assert reading.rows_read == 4


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf16_is_recognised(lay, encoding):
    reading = read(lay, (HEAD + "c-1,2021-03-01,term-1,ok\n").encode(encoding))
    assert faults(reading) == [("contact.csv", codes.ENCODING)]
    assert "UTF-16" in reading.faults[0].rule
    assert reading.unread == ("contact.csv",)


def test_a_nul_costs_its_row(lay):
    reading = read(lay, HEAD + "c-1,2021-03-01,term-1,a\0b\nc-2,2021-03-01,term-1,ok\n")
    assert faults(reading) == [("contact.csv:2", codes.NUL)]
    assert set(notes(reading)) == {"c-2"}


def test_rows_are_numbered_as_an_editor_numbers_lines(lay):
    text = (
        HEAD
        + 'c-1,2021-03-01,term-1,"two\nlines"\n\n\nc-2,never,term-1,x\n"c-3",never,term-1,"a\nb\nc"\nc-4,never,term-1,x\n'
    )
    reading = read(lay, text)
    assert [f.row for f in reading.faults] == [6, 7, 10]
    assert str(reading.record.by_id()["c-1"].place) == "contact.csv:2"


def test_an_open_quotation_mark_costs_one_row_however_long_the_table(lay):
    rows = "".join(f"c-{n},2021-03-01,term-1,ok\n" for n in range(2, 500))
    reading = read(lay, HEAD + 'c-1,2021-03-01,term-1,"open\n' + rows)
    assert faults(reading) == [("contact.csv:2", codes.QUOTES)]
    assert len(notes(reading)) == 498


def test_a_table_of_nothing_but_open_quotes_ends_soon_and_counts_every_row_it_read(lay):
    reading = read(lay, HEAD + '"' + "x\n".join(['a,"b'] * 5000))
    assert reading.rows_read == len(reading.record) + len(reading.rejected)
    assert {f.code for f in reading.faults} <= {codes.QUOTES, codes.CELL_COUNT}
    assert len(reading.rejected) < 1000


def test_a_very_long_cell_costs_its_row(lay):
    reading = read(
        lay,
        HEAD
        + f'c-1,2021-03-01,term-1,{"x" * 100_001}\nc-2,2021-03-01,term-1,"{"y" * 200_000}"\nc-3,2021-03-01,term-1,ok\n',
    )
    assert [f.row for f in reading.faults] == [2, 3]
    assert set(notes(reading)) == {"c-3"}
    assert max(len(f.value) for f in reading.faults) <= 80


def test_a_header_alone_is_an_empty_table(lay):
    reading = read(lay, HEAD)
    assert not reading.faults
    assert reading.tables == {"contact": 0, "person": 1, "term": 1}


def test_a_row_of_empty_cells_is_not_passed_over(lay):
    reading = read(lay, HEAD + ",,,\n")
    assert {f.code for f in reading.faults} == {"CW231"}
    assert len(reading.rejected) == 1


@pytest.mark.parametrize(
    "line",
    [
        '{"a":' * 3000 + "1" + "}" * 3000,
        '{"id": ' + "9" * 6000 + "}",
        '{"id": Infinity}',
        '{"id": "\\ud800", "occurred": "2021", "term": "term-1"}',
        '{"id": "c", "occurred": "2021", "term": "term-1", "\\ud800": 1}',
        '"text"',
        "null",
        "{}",
        "\ufeff{}",
    ],
)
def test_a_json_line_that_is_no_entry_is_a_fault(lay, line):
    reading = read_record(lay(person__csv=PERSON, term__csv=TERM, contact__jsonl=line + "\n"))
    assert reading.rows_read == 3
    assert [row.file for row in reading.rejected] == ["contact.jsonl"]
    reading.rejects_csv().encode()


def test_json_values_keep_their_types(lay):
    line = '{"id": 7, "occurred": "2021-03-01", "term": "term-1", "scheduled": false, "collateral": ["family"], "note": null}\n'
    reading = read_record(lay(person__csv=PERSON, term__csv=TERM, contact__jsonl=line), strict=True)
    (contact,) = reading.record.of_kind("contact")
    assert contact.id == "7"
    assert contact.values == {"term": "term-1", "scheduled": False, "collateral": ("family",)}


def test_strict_refuses_and_tells_everything(lay):
    folder = lay(person__csv=PERSON, term__csv=TERM, contact__csv=HEAD + "c-1,never,term-1,\nc-2,2021,term-9,\n")
    with pytest.raises(BadRecord) as refused:
        read_record(folder, strict=True)
    assert [f.row for f in refused.value.faults] == [2, 3]
    assert refused.value.exit_code == 2
