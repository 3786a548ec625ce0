"""Whatever is done to a record, every row read is kept or set aside, and every row set aside has its reason."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from caseward.errors import BadRecord
from caseward.interchange.corrections import in_loops
from caseward.interchange.read import read_record
from caseward.interchange.reading import Reading
from caseward.interchange.write import table_bytes
from caseward.record.entry import Record
from tests.unit.interchange.records import records

SPOILT = ["", "NULL", "never", "2021-02-30", "person-1", "contact-3", "yes", "7", '"', "a;b", "é", "x" * 300]


def read_tables(tables: dict[str, bytes]) -> Reading | BadRecord:
    with tempfile.TemporaryDirectory() as folder:
        for name, data in tables.items():
            (Path(folder) / name).write_bytes(data)
        try:
            return read_record(Path(folder))
        except BadRecord as refused:
            return refused


@st.composite
def spoilt(draw) -> tuple[Record, dict[str, bytes], int]:
    """A right record, the same with some cells overwritten and some rows doubled, and how many rows that has."""
    record, tables, height = draw(records()), {}, 0
    for name, data in table_bytes(record, "csv").items():
        header, *rows = csv.reader(io.StringIO(data.decode(), newline=""))
        rows += draw(st.lists(st.sampled_from(rows), max_size=2).map(lambda r: [list(row) for row in r]))
        for row in rows:
            if draw(st.integers(0, 3)) == 0:
                row[draw(st.integers(0, len(row) - 1))] = draw(st.sampled_from(SPOILT))
        out = io.StringIO()
        csv.writer(out).writerows([header, *rows])
        tables[name] = out.getvalue().encode()
        height += len(rows)
    return record, tables, height


@given(case=spoilt())
def test_rows_read_are_rows_kept_and_rows_set_aside(case):
    _, tables, height = case
    reading = read_tables(tables)
    assert isinstance(reading, Reading)
    assert reading.rows_read == height == len(reading.record) + len(reading.rejected)
    assert sum(reading.tables.values()) == height
    places = [(e.place.file, e.place.row) for e in reading.record if e.place] + [
        (r.file, r.row) for r in reading.rejected
    ]
    assert len(set(places)) == height
    for row in reading.rejected:
        assert row.faults
        assert set(row.faults) <= set(reading.faults)


@given(case=spoilt())
def test_what_is_kept_stands_by_itself(case):
    """The rows that are kept, written again, are a record without a single fault."""
    _, tables, _ = case
    reading = read_tables(tables)
    assert isinstance(reading, Reading)
    if len(reading.record):
        again = read_tables(table_bytes(reading.record, "csv"))
        assert isinstance(again, Reading)
        assert again.faults == ()
        assert again.sha256 == reading.sha256


@given(case=spoilt(), order=st.randoms(use_true_random=False))
def test_what_is_kept_does_not_depend_on_the_order_of_rows(case, order):
    _, tables, _ = case
    turned = {}
    for name, data in tables.items():
        header, *rows = csv.reader(io.StringIO(data.decode(), newline=""))
        order.shuffle(rows)
        out = io.StringIO()
        csv.writer(out).writerows([header, *rows])
        turned[name] = out.getvalue().encode()
    one, other = read_tables(tables), read_tables(turned)
    assert isinstance(one, Reading)
    assert isinstance(other, Reading)
    assert one.sha256 == other.sha256
    assert sorted(r.raw for r in one.rejected) == sorted(r.raw for r in other.rejected)


@given(case=spoilt())
def test_every_row_set_aside_is_in_the_table_of_rejects(case):
    _, tables, _ = case
    reading = read_tables(tables)
    assert isinstance(reading, Reading)
    lines = list(csv.DictReader(io.StringIO(reading.rejects_csv(), newline="")))
    assert {(r.file, str(r.row)) for r in reading.rejected} == {(x["file"], x["row"]) for x in lines if x["raw"]}
    assert all(x["code"] and x["rule"] and x["hint"] for x in lines)
    assert not [cell for x in lines for cell in x.values() if cell.startswith(("=", "+", "-", "@"))]


@given(edges=st.dictionaries(st.integers(0, 7).map(str), st.integers(0, 7).map(str)))
def test_circles_are_found(edges):
    def comes_back(start: str) -> bool:
        node = start
        for _ in range(len(edges)):
            node = edges.get(node, "")
            if node == start:
                return True
        return False

    assert in_loops(edges) == sorted(node for node in edges if comes_back(node))
