"""What is wrong with a data set is refused with the file, the row, the column and a way out; and all of it at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from caseward.engine.codebook import Codebook
from caseward.engine.intake import BadDataSet, NotInOrder, is_data_set, open_data_set, read_slice
from caseward.engine.intake.faults import MOST_FAULTS
from caseward.engine.intake.put_in_order import sort_data_set
from caseward.errors import Fault, NotFound
from caseward.record.entry import Record
from caseward.testing.records import made
from tests.unit.engine_intake.made import write_data_set

LATE = date(2026, 1, 1)
CONTACTS = "contact/part-00000.parquet"


def record() -> Record:
    rows: list[tuple[str, dict[str, str]]] = []
    for n in (1, 2, 3):
        rows += [
            ("person", {"id": f"p-{n}", "occurred": "2020-01-01", "sex": "male"}),
            ("term", {"id": f"t-{n}", "occurred": "2020-01-01", "person": f"p-{n}", "office": "north"}),
            ("level", {"id": f"l-{n}", "occurred": "2020-01-02", "term": f"t-{n}", "level": "high"}),
            ("prior_conviction", {"id": f"pc-{n}", "occurred": "2010", "person": f"p-{n}"}),
            ("term_end", {"id": f"te-{n}", "occurred": "2021-01-01", "term": f"t-{n}", "reason": "completed"}),
        ]
        for day in (1, 2):
            values = {"occurred": f"2020-02-0{day}T10:00Z", "recorded": f"2020-02-0{day}T12:00Z", "mode": "phone"}
            rows.append(("contact", {"id": f"c-{n}-{day}", "term": f"t-{n}", **values}))
    return Record.of([made(kind, raw) for kind, raw in rows])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_data_set(record(), tmp_path / "set")


def change(folder: Path, file: str, row: int, column: str, value: object) -> None:
    """Put another value into one cell (row from 1)."""
    edit(folder, file, lambda rows: rows[row - 1].update({column: value}))


def edit(folder: Path, file: str, how: Callable[[list[dict[str, Any]]], object]) -> None:
    """Change the rows of a file."""
    table = pq.read_table(folder / file)
    rows = table.to_pylist()
    how(rows)
    schema = pa.schema([f.with_nullable(True) for f in table.schema])
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), folder / file)


def retype(folder: Path, file: str, column: str, values: pa.Array) -> None:
    table = pq.read_table(folder / file)
    at = table.column_names.index(column)
    pq.write_table(table.set_column(at, column, values), folder / file)


def faults(folder: Path, *, per: int = 1000) -> tuple[Fault, ...]:
    """Everything that is refused while the data set is opened, cut and read."""
    with pytest.raises(BadDataSet) as refused:
        read_through(folder, per)
    found = refused.value.faults
    assert all(f.rule and f.hint and f.code in str(refused.value) for f in found)
    return found


def read_through(folder: Path, per: int) -> None:
    for ref in open_data_set(folder).slices(per, as_of=LATE):
        columns = read_slice(ref, Codebook())
        for field in ("mode", "verified", "officer"):
            columns.source.coded("contact", field)


def refused(folder: Path, scratch: Path, *, sort: bool) -> tuple[Fault, ...]:
    """What is refused when the data set is read as it is, or put in order first."""
    if not sort:
        return faults(folder)
    with pytest.raises(BadDataSet) as found:
        sort_data_set(folder, scratch / "sorted")
    return found.value.faults


def one(folder: Path) -> tuple[str, int, str, str, str]:
    """The one fault: file, row, field, value, code."""
    (fault,) = faults(folder)
    return fault.file, fault.row, fault.field, fault.value, fault.code


def test_the_data_set_itself_is_sound(folder):
    (ref,) = open_data_set(folder).slices(as_of=LATE)
    assert read_slice(ref, Codebook()).names.to_pylist() == ["t-1", "t-2", "t-3"]


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(NotFound):
        open_data_set(tmp_path / "nothing")


def test_a_folder_with_no_table(tmp_path):
    assert not is_data_set(tmp_path)
    with pytest.raises(BadDataSet, match="no table"):
        open_data_set(tmp_path)


def test_a_folder_of_parquet_is_a_data_set_and_one_with_csv_is_not(folder):
    (folder / "README.md").write_text("notes", encoding="utf-8")
    (folder / "contact" / "_SUCCESS").write_bytes(b"")
    assert is_data_set(folder)
    open_data_set(folder)
    (folder / "level.csv").write_text("id\n", encoding="utf-8")
    assert not is_data_set(folder)
    assert one(folder)[0] == "level.csv"


def test_a_folder_that_is_no_kind(folder):
    (folder / "contact").rename(folder / "contacts")
    (fault,) = faults(folder)
    assert (fault.file, fault.hint) == ("contacts", "did you mean contact?")


def test_a_file_and_a_folder_of_one_kind(folder):
    (folder / "contact.parquet").write_bytes((folder / CONTACTS).read_bytes())
    assert one(folder)[4] == "CW202"


@pytest.mark.parametrize("bytes_", [b"", b"id,occurred\n", b"PAR1 and no more"])
def test_a_foreign_or_truncated_file(folder, bytes_):
    (folder / CONTACTS).write_bytes(bytes_)
    assert one(folder)[::4] == (CONTACTS, "CW204")


def test_a_file_cut_short(folder):
    data = (folder / CONTACTS).read_bytes()
    (folder / CONTACTS).write_bytes(data[: len(data) // 2])
    assert one(folder)[::4] == (CONTACTS, "CW204")


def test_a_file_damaged_inside(folder):
    data = bytearray((folder / CONTACTS).read_bytes())
    data[4:2000] = bytes(1996)
    (folder / CONTACTS).write_bytes(bytes(data))
    assert one(folder)[::4] == (CONTACTS, "CW204")


def test_every_file_is_named_at_once(folder):
    (folder / CONTACTS).write_bytes(b"")
    retype(folder, "level/part-00000.parquet", "level", pa.array([1.5, 2.5, 3.5]))
    edit(folder, "term_end/part-00000.parquet", lambda rows: rows[1].update(reason=None, term=None))
    assert [(f.file, f.row, f.field, f.code) for f in faults(folder)] == [
        (CONTACTS, 0, "", "CW204"),
        ("level/part-00000.parquet", 0, "level", "CW214"),
        ("term_end/part-00000.parquet", 2, "term", "CW231"),
    ]


def test_a_column_nobody_knows(folder):
    table = pq.read_table(folder / CONTACTS)
    pq.write_table(table.append_column("outcom", pa.array(["spoke"] * 6)), folder / CONTACTS)
    (fault,) = faults(folder)
    assert (fault.field, fault.code, fault.column) == ("outcom", "CW211", table.num_columns + 1)
    assert "outcome" in fault.hint


def test_a_column_that_must_be_there(folder):
    table = pq.read_table(folder / CONTACTS)
    pq.write_table(table.drop_columns(["term"]), folder / CONTACTS)
    assert one(folder)[2::2] == ("term", "CW212")


@pytest.mark.parametrize(("column", "code"), [("id", "CW231"), ("occurred", "CW231"), ("term", "CW231")])
def test_a_null_where_something_must_stand(folder, column, code):
    change(folder, CONTACTS, 4, column, None)
    assert one(folder) == (CONTACTS, 4, column, "", code)


@pytest.mark.parametrize("column", ["id", "occurred", "term"])
def test_an_empty_text_where_something_must_stand(folder, column):
    change(folder, CONTACTS, 4, column, "")
    assert one(folder) == (CONTACTS, 4, column, "", "CW231")


@pytest.mark.parametrize(
    ("file", "row", "column", "value", "code"),
    [
        (CONTACTS, 2, "occurred", "2020-02-30", "CW236"),
        (CONTACTS, 2, "occurred", "yesterday", "CW236"),
        (CONTACTS, 5, "occurred", "2020-02-01T10:00", "CW236"),
        (CONTACTS, 5, "recorded", "2020-02-01T10:00", "CW237"),
        (CONTACTS, 1, "recorded", "2020-02-01T09:00Z", "CW261"),
        (CONTACTS, 3, "mode", "fone", "CW232"),
        (CONTACTS, 3, "officer", "N/A", "CW241"),
        (CONTACTS, 6, "id", "c;1", "CW243"),
        (CONTACTS, 6, "id", "c" * 201, "CW243"),
        (CONTACTS, 6, "id", "null", "CW241"),
        (CONTACTS, 6, "id", " c-7", "CW243"),
        ("level/part-00000.parquet", 2, "level", "sky", "CW232"),
        ("level/part-00000.parquet", 2, "level", "", "CW231"),
        ("level/part-00000.parquet", 2, "until", "2019-01-01", "CW262"),
        ("person/part-00000.parquet", 3, "sex", "m", "CW232"),
        ("person/part-00000.parquet", 3, "died", "x", "CW236"),
        ("term/part-00000.parquet", 3, "office", "\x01", "CW239"),
        ("term_end/part-00000.parquet", 1, "occurred", "2019-01-01", "CW263"),
    ],
)
def test_a_cell_that_says_nothing_that_can_be_read(folder, file, row, column, value, code):
    change(folder, file, row, column, value)
    found = one(folder)
    assert (found[0], found[1], found[2], found[4]) == (file, row, column, code)


def test_a_list_with_a_word_nobody_knows(folder):
    change(folder, CONTACTS, 3, "verified", ["residence", "shoes"])
    assert one(folder)[1:3] == (3, "verified")


def test_ids_that_are_unusual_but_sound_are_read(folder):
    change(folder, CONTACTS, 6, "id", "Zürich 7")
    (ref,) = open_data_set(folder).slices(as_of=LATE)
    assert "Zürich 7" in read_slice(ref, Codebook()).ids.to_pylist()


def test_a_clock_without_a_zone(folder):
    times = [datetime(2020, 2, 1, 10)] * 6
    retype(folder, CONTACTS, "occurred", pa.array(times, pa.timestamp("us")))
    assert one(folder)[2::2] == ("occurred", "CW237")


def test_an_id_told_twice(folder):
    change(folder, CONTACTS, 2, "id", "c-1-1")
    found = faults(folder)
    assert [(f.row, f.value, f.code) for f in found] == [(1, "c-1-1", "CW251"), (2, "c-1-1", "CW251")]


def test_an_id_told_in_two_tables(folder):
    change(folder, CONTACTS, 2, "id", "l-3")
    assert [(f.file, f.row, f.code) for f in faults(folder)] == [
        (CONTACTS, 2, "CW251"), ("level/part-00000.parquet", 3, "CW251"),
    ]  # fmt: skip


def test_two_terms_of_one_id(folder):
    change(folder, "term/part-00000.parquet", 2, "id", "t-1")
    change(folder, "term/part-00000.parquet", 2, "person", "p-1")
    assert one(folder) == ("term/part-00000.parquet", 2, "id", "t-1", "CW251")


@pytest.mark.parametrize("sort", [False, True])
def test_a_term_told_again_far_away_is_named_and_nothing_that_follows_from_it(folder, tmp_path, sort):
    change(folder, "term/part-00000.parquet", 3, "id", "t-1")
    (fault,) = refused(folder, tmp_path, sort=sort)
    assert (fault.file, fault.row, fault.value, fault.code) == ("term/part-00000.parquet", 3, "t-1", "CW251")
    assert "term/part-00000.parquet:1" in fault.rule


@pytest.mark.parametrize("sort", [False, True])
@pytest.mark.parametrize(("name", "by"), [("term", "contact"), ("person", "term")])
def test_without_a_table_that_all_others_name_there_is_one_cause(folder, tmp_path, name, by, sort):
    shutil.rmtree(folder / name)
    (fault,) = refused(folder, tmp_path, sort=sort)
    assert (fault.file, fault.code) == (f"{name}.parquet", "CW209")
    assert by in fault.rule


def test_a_data_set_that_names_no_term_needs_none(tmp_path):
    table = pa.Table.from_pylist([{"id": "p-1", "occurred": "2020-01-01"}])
    pq.write_table(table, tmp_path / "person.parquet")
    assert not open_data_set(tmp_path).slices(as_of=LATE)


@pytest.mark.parametrize("name", ["notes.txt", "contact.parquet.bak", "copy of term.csv"])
def test_a_stray_file_is_refused_and_makes_no_other_kind_of_record(folder, name):
    (folder / "_SUCCESS").write_bytes(b"")
    (folder / name).write_bytes(b"x")
    assert is_data_set(folder)
    assert one(folder)[0] == name


def test_what_a_library_says_is_told_to_its_end(folder):
    (folder / CONTACTS).write_bytes(b"id,occurred\n")
    (fault,) = faults(folder)
    assert not fault.rule.endswith("…")


@pytest.mark.parametrize("sort", [False, True])
def test_a_term_that_is_not_there(folder, tmp_path, sort):
    change(folder, CONTACTS, 3, "term", "t-4")
    (fault,) = refused(folder, tmp_path, sort=sort)
    assert (fault.file, fault.row, fault.field, fault.value, fault.code) == (CONTACTS, 3, "term", "t-4", "CW252")


@pytest.mark.parametrize(("file", "row"), [("term/part-00000.parquet", 3), ("prior_conviction/part-00000.parquet", 3)])
def test_a_person_that_is_not_there(folder, file, row):
    change(folder, file, row, "person", "p-4")
    assert one(folder) == (file, row, "person", "p-4", "CW252")


@pytest.mark.parametrize(
    ("file", "column"),
    [
        ("person/part-00000.parquet", "id"),
        ("term/part-00000.parquet", "person"),
        (CONTACTS, "term"),
        ("prior_conviction/part-00000.parquet", "person"),
    ],
)
def test_rows_out_of_order_are_named_by_file_row_and_column(folder, file, column):
    edit(folder, file, lambda rows: rows.append(rows.pop(0)))
    with pytest.raises(NotInOrder) as refused:
        open_data_set(folder).slices(as_of=LATE)
    (fault,) = refused.value.faults
    assert (fault.file, fault.field) == (file, column)
    assert fault.row == len(pq.read_table(folder / file))


def test_faults_beyond_the_most_are_counted(folder):
    many = [{"id": f"d-{n:03}", "occurred": "x", "term": "t-3"} for n in range(MOST_FAULTS + 25)]
    edit(folder, CONTACTS, lambda rows: rows.extend(many))
    with pytest.raises(BadDataSet, match="And 25 more") as refused:
        read_slice(open_data_set(folder).slices(as_of=LATE)[0], Codebook())
    assert len(refused.value.faults) == MOST_FAULTS


def test_a_fault_in_a_sorted_copy_names_the_row_of_the_original(folder, tmp_path):
    edit(folder, CONTACTS, lambda rows: rows.reverse())
    change(folder, CONTACTS, 2, "mode", "fone")
    sort_data_set(folder, tmp_path / "sorted")
    assert one(tmp_path / "sorted") == (CONTACTS, 2, "mode", "fone", "CW232")


def test_files_of_one_kind_that_disagree_on_a_type_cannot_be_sorted_together(folder, tmp_path):
    table = pq.read_table(folder / CONTACTS)
    days = pa.array([date(2020, 2, 1)] * 6, pa.date32())
    at = table.column_names.index("occurred")
    ids = pa.array([f"x-{n}" for n in range(6)])
    other = table.set_column(0, "id", ids).set_column(at, "occurred", days)
    pq.write_table(other, folder / "contact" / "part-00001.parquet")
    with pytest.raises(BadDataSet, match=r"part-00001.parquet.*CW214"):
        sort_data_set(folder, tmp_path / "sorted")


def test_two_corrections_of_one_entry(folder):
    rows = [{"id": f"x-{n}", "occurred": "2021-01-01", "corrects": "c-1-1", "reason": "double"} for n in (1, 2)]
    (folder / "correction").mkdir()
    pq.write_table(pa.Table.from_pylist(rows), folder / "correction" / "a.parquet")
    assert {(f.file, f.row, f.code) for f in faults(folder)} == {
        ("correction/a.parquet", 1, "CW273"), ("correction/a.parquet", 2, "CW273"),
    }  # fmt: skip


def test_corrections_that_lead_in_a_circle(folder):
    rows = [{"id": f"x-{n}", "occurred": "2021-01-01", "corrects": f"x-{3 - n}", "reason": "no"} for n in (1, 2)]
    (folder / "correction").mkdir()
    pq.write_table(pa.Table.from_pylist(rows), folder / "correction" / "a.parquet")
    assert {f.code for f in faults(folder)} == {"CW272"}
