"""A synthetic nation as Parquet: in subject order, the same bytes whoever makes it, what the small record says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from itertools import pairwise

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from caseward.engine.output.workers import in_processes
from caseward.errors import BadRequest
from caseward.interchange.read import read_record
from caseward.interchange.synth.data_set import Sizes, parts_of, write_data_set
from caseward.interchange.synth.record import planned, record_of
from caseward.record.schema import schema_of

PLAN = planned(4, date(2021, 1, 1), 24, flaws=5)
SMALL = Sizes(block=64, group=128, part=256)
TERMS = 600


@pytest.fixture(scope="module")
def nation(tmp_path_factory):
    out = tmp_path_factory.mktemp("nation")
    write_data_set(PLAN, TERMS, out, sizes=SMALL)
    return out


def files_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}


def table_of(folder, kind):
    return pa.concat_tables(pq.read_table(path) for path in sorted((folder / kind).iterdir()))


def kinds_of(folder):
    return sorted(path.name for path in folder.iterdir())


def test_two_workers_write_the_same_bytes(nation, tmp_path):
    told = []
    write_data_set(PLAN, TERMS, tmp_path, spread=partial(in_processes, workers=2), told=told.append, sizes=SMALL)
    assert files_of(tmp_path) == files_of(nation)
    assert sum(told) == TERMS


def test_the_rows_do_not_hang_on_how_they_are_cut(nation, tmp_path):
    rows = write_data_set(PLAN, TERMS, tmp_path)
    assert kinds_of(tmp_path) == kinds_of(nation)
    assert all(table_of(tmp_path, kind).equals(table_of(nation, kind)) for kind in kinds_of(nation))
    assert rows == sum(table_of(nation, kind).num_rows for kind in kinds_of(nation))


def test_fewer_terms_are_the_first_of_more(nation, tmp_path):
    write_data_set(PLAN, 256, tmp_path, sizes=SMALL)
    for name, data in files_of(tmp_path).items():
        if not name.startswith("office_status"):
            assert files_of(nation)[name] == data


@pytest.mark.parametrize("part", ["part-00000.parquet", "part-00002.parquet"])
def test_tables_have_the_schema_of_their_kind(nation, part):
    for path in sorted(nation.glob(f"*/{part}")):
        file, wanted = pq.ParquetFile(path), schema_of(path.parent.name)
        assert file.schema_arrow.equals(wanted), path
        assert [f.metadata for f in file.schema_arrow] == [f.metadata for f in wanted]
        file.read().validate(full=True)


def test_it_stands_in_subject_order(nation):
    terms = table_of(nation, "term")
    order = list(zip(terms["person"].to_pylist(), terms["id"].to_pylist(), strict=True))
    assert order == sorted(order)
    place = {term: n for n, (_, term) in enumerate(order)}
    people = table_of(nation, "person")["id"].to_pylist()
    assert people == sorted(people)
    assert set(people) == {person for person, _ in order}
    for kind in kinds_of(nation):
        names = table_of(nation, kind).column_names
        if "term" in names:
            places = [place[term] for term in table_of(nation, kind)["term"].to_pylist()]
            assert all(a <= b for a, b in pairwise(places)), kind


def test_row_groups_hold_the_terms_they_are_meant_to(nation):
    file = pq.ParquetFile(nation / "term" / "part-00000.parquet")
    assert [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)] == [128, 128]
    bounds = pq.ParquetFile(nation / "contact" / "part-00000.parquet").metadata.row_group(1)
    term = next(bounds.column(n) for n in range(bounds.num_columns) if bounds.column(n).path_in_schema == "term")
    assert (term.statistics.min, term.statistics.max) == ("term-00000129", "term-00000256")


def test_strict_reading_takes_it_and_it_is_the_record(nation, tmp_path):
    for kind in kinds_of(nation):
        pq.write_table(table_of(nation, kind), tmp_path / f"{kind}.parquet")
    reading = read_record(tmp_path, strict=True)
    assert reading.faults == ()
    assert tuple(replace(e, place=None) for e in reading.record) == record_of(PLAN, TERMS).entries


def test_parts_follow_on_from_one_another():
    parts = parts_of(PLAN, 300_000)
    assert [(p.name, p.first, p.count) for p in parts] == [
        ("part-00000.parquet", 1, 131_072),
        ("part-00001.parquet", 131_073, 131_072),
        ("part-00002.parquet", 262_145, 37_856),
    ]


@pytest.mark.parametrize("terms", [0, -1, 100_000_000])
def test_more_terms_than_tokens_are_refused(terms, tmp_path):
    with pytest.raises(BadRequest, match="from 1 to 99,999,999"):
        write_data_set(PLAN, terms, tmp_path)
    assert list(tmp_path.iterdir()) == []
