"""Slices cut as footers say are those cut by looking at every row; where footers mislead, reading a slice says so."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from caseward.engine.codebook import Codebook
from caseward.engine.intake import BadDataSet, NotInOrder, RowsElsewhere, open_data_set, read_slice
from caseward.interchange.synth import synthesise
from caseward.record.entry import Record
from caseward.testing.records import made
from tests.unit.engine_intake.made import write_data_set

LATE = date(2026, 1, 1)
PLACES = (("p-1", "t-9"), ("p-2", "t-1"), ("p-3", "t-5"), ("p-4", "t-7"))
"""Persons and their terms: the ids of terms do not stand in the order of their persons."""


def small() -> Record:
    persons = [made("person", {"id": p, "occurred": "2020-01-01"}) for p, _ in PLACES]
    terms = [made("term", {"id": t, "occurred": "2020-02-01", "person": p, "length_months": 12}) for p, t in PLACES]
    tests = [
        made("drug_test", {"id": f"d-{t}-{n}", "occurred": f"2020-03-0{n}", "term": t, "result": "negative"})
        for _, t in PLACES
        for n in (1, 2)
    ]
    return Record.of([*persons, *terms, *tests])


def stretches(folder: Path, per: int, *, guess: bool) -> list[tuple[bool, object]]:
    refs = open_data_set(folder).slices(per, as_of=LATE, guess=guess)
    return [(ref.guessed, (ref.first, ref.terms, ref.stretches)) for ref in refs]


@pytest.mark.parametrize(("group", "parts"), [(200, 3), (1000, 1)])
def test_guessed_cuts_are_those_of_every_row(group, parts, tmp_path):
    folder = write_data_set(synthesise(40, 3), tmp_path / "set", group=group, parts=parts)
    for per in (7, 20, 1000):
        found = stretches(folder, per, guess=True)
        assert all(guessed for guessed, _ in found)
        assert [s for _, s in found] == [s for _, s in stretches(folder, per, guess=False)]
    for ref in open_data_set(folder).slices(20, as_of=LATE, guess=True):
        read_slice(ref, Codebook())


def moved(folder: Path, a: int, b: int) -> None:
    """Let two rows of the drug tests change places."""
    path = folder / "drug_test/part-00000.parquet"
    table = pq.read_table(path)
    rows = list(range(len(table)))
    rows[a], rows[b] = b, a
    pq.write_table(table.take(rows), path, row_group_size=4)


def test_rows_that_footers_hide_are_found_when_a_slice_is_read(tmp_path):
    folder = write_data_set(small(), tmp_path / "set", group=4)
    hidden(folder)
    first, second = open_data_set(folder).slices(2, as_of=LATE, guess=True)
    assert first.guessed
    with pytest.raises(RowsElsewhere):
        read_slice(first, Codebook())
    read_slice(second, Codebook())
    with pytest.raises(NotInOrder):
        open_data_set(folder).slices(2, as_of=LATE)


def hidden(folder: Path) -> None:
    """One row about t-5 among those about t-9 and t-1: the first and the last id of the row group stay."""
    path = folder / "drug_test/part-00000.parquet"
    rows = pq.read_table(path).to_pylist()
    rows[1]["term"] = "t-5"
    pq.write_table(pa.Table.from_pylist(rows, schema=pq.read_schema(path)), path, row_group_size=4)


def test_the_order_within_a_slice_does_not_matter(tmp_path):
    folder = write_data_set(small(), tmp_path / "set", group=4)
    wanted = [read_slice(ref, Codebook()) for ref in open_data_set(folder).slices(2, as_of=LATE)]
    moved(folder, 0, 3)
    found = [read_slice(ref, Codebook()) for ref in open_data_set(folder).slices(2, as_of=LATE, guess=True)]
    assert [c.ids.to_pylist() for c in found] == [c.ids.to_pylist() for c in wanted]


def test_footers_in_no_order_are_not_trusted(tmp_path):
    folder = write_data_set(small(), tmp_path / "set", group=4)
    moved(folder, 0, 7)
    with pytest.raises(BadDataSet):
        open_data_set(folder).slices(2, as_of=LATE, guess=True)


def test_without_bounds_in_the_footers_every_row_is_looked_at(tmp_path):
    folder = write_data_set(small(), tmp_path / "set", group=4)
    path = folder / "drug_test/part-00000.parquet"
    pq.write_table(pq.read_table(path), path, row_group_size=4, write_statistics=False)
    assert [guessed for guessed, _ in stretches(folder, 2, guess=True)] == [False, False]


def test_an_id_that_no_term_has_is_told_as_ever(tmp_path):
    record = small()
    stray = made("drug_test", {"id": "d-0", "occurred": "2020-03-01", "term": "t-8", "result": "negative"})
    folder = write_data_set(Record.of([*record, stray]), tmp_path / "set")
    with pytest.raises((BadDataSet, RowsElsewhere)):
        [read_slice(ref, Codebook()) for ref in open_data_set(folder).slices(2, as_of=LATE, guess=True)]
    with pytest.raises(BadDataSet) as refused:
        open_data_set(folder).slices(2, as_of=LATE)
    assert [f.value for f in refused.value.faults] == ["t-8"]
