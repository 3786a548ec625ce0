"""A record read from Parquet by slices says, column by column, what the same record says laid out subject by subject."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseward.engine.codebook import Codebook
from caseward.engine.columns import Columns, columns_of
from caseward.engine.intake import NotInOrder, open_data_set, read_slice
from caseward.engine.intake.put_in_order import sort_data_set
from caseward.interchange.read import read_record
from caseward.record.entry import Record
from caseward.record.facts import subjects_of
from caseward.record.subjects import Subject
from caseward.record.view import judged, view_of
from caseward.testing.choices import Choices
from caseward.testing.records import made, records
from caseward.testing.whole_records import whole_record
from tests.unit.engine_intake.made import completed, differences, write_data_set

LATE = date(2026, 1, 1)


def read(folder: Path, *, per: int = 1000, as_of: date = LATE, known_at: datetime | None = None) -> list[Columns]:
    book = Codebook()
    refs = open_data_set(folder).slices(per, as_of=as_of, known_at=known_at)
    return [read_slice(ref, book) for ref in refs]


def check(record: Record, folder: Path, *, as_of: date = LATE, known_at: datetime | None = None, per: int = 1000,
          group: int = 1000, parts: int = 1, whole: bool = True) -> None:  # fmt: skip
    """Write, read, compare every column of every slice and, when asked, every whole subject."""
    write_data_set(record, folder, group=group, parts=parts)
    subjects = {s.id: s for s in subjects_of(judged(view_of(record, known_at), as_of), "term")}
    found: list[str] = []
    for columns in read(folder, per=per, as_of=as_of, known_at=known_at):
        names = columns.names.to_pylist()
        assert set(names) <= set(subjects)
        assert differences(columns_of([subjects[n] for n in names]), columns) == []
        if whole:
            check_subjects(columns, [subjects[name] for name in names])
        found += names
    assert sorted(found) == sorted(subjects)


def check_subjects(columns: Columns, wanted: list[Subject]) -> None:
    """The whole subjects, one by one, all at once, and some of them in another order."""
    assert [plain(columns.source.subject(place)) for place in range(len(wanted))] == [plain(s) for s in wanted]
    assert [plain(s) for s in columns.source.subjects(range(len(wanted)))] == [plain(s) for s in wanted]
    back = range(len(wanted) - 1, -1, -2)
    assert [plain(s) for s in columns.source.subjects(back)] == [plain(wanted[place]) for place in back]


def plain(subject: Subject) -> tuple[object, ...]:
    """A subject without where its entries stood."""
    entries = [(e.id, e.kind, e.occurred, e.recorded, e.recorded_by, e.source, dict(e.values)) for e in subject.entries]
    rest = (subject.id, subject.opened, subject.closed, subject.closed_reason, subject.person, subject.previous_end)
    return (*rest, sorted(subject.spans, key=repr), entries, subject.opening)


@pytest.mark.parametrize("seed", range(24))
def test_made_records_in_one_slice_and_in_many(seed, tmp_path):
    record = completed(whole_record(Choices.seeded(seed), "term", 1 + seed % 5))
    as_of = date(2021, 3, 1) if seed % 2 else LATE
    known_at = None if seed % 3 else datetime(2021, 1, 1, tzinfo=UTC)
    per, group = (1, 2, 1000)[seed % 3], (3, 1000)[seed % 2]
    check(record, tmp_path / "set", as_of=as_of, known_at=known_at, per=per, group=group, parts=1 + seed % 2)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    records(terms=3, entries=10), st.sampled_from([1, 1000]), st.sampled_from([None, datetime(2021, 3, 1, tzinfo=UTC)])
)
def test_drawn_records_with_corrections_and_imprecise_dates(tmp_path_factory, record, per, known_at):
    check(
        completed(record), tmp_path_factory.mktemp("drawn") / "set", per=per, known_at=known_at, as_of=date(2022, 1, 1)
    )


@pytest.mark.parametrize(("name", "per"), [("el-monte-2022", 1), ("el-monte-2022", 1000), ("synthetic-200", 60)])
def test_the_shipped_examples(name, per, tmp_path):
    record = read_record(Path("examples") / name).record
    check(record, tmp_path / "set", per=per, as_of=date(2022, 6, 14), group=500, whole=name == "el-monte-2022")
    check(record, tmp_path / "known", per=per, known_at=datetime(2022, 3, 1, tzinfo=UTC), whole=False)


def hard() -> Record:
    """What is rare: entries about a person, offices that close, a death, two ends, a chain of corrections, three terms
    of a person, two levels on one day, custody twice entered, doubts, instants in several zones."""
    t = {"term": "t-2"}
    rows = [
        ("person", {"id": "p-1", "occurred": "2020-05", "sex": "female", "died": "2022-05-01"}),
        ("person", {"id": "p-2", "occurred": "2019-01-01"}),
        ("person", {"id": "p-0", "occurred": "2019-01-01", "sex": "male"}),
        ("term", {"id": "t-9", "occurred": "2019-01-31", "person": "p-2", "length_months": "13", "office": "south"}),
        ("term", {"id": "t-1", "occurred": "2019-03-01", "person": "p-1", "level": "high", "office": "north"}),
        ("term", {"id": "t-2", "occurred": "2020-06-01", "person": "p-1", "level": "low", "office": "north"}),
        ("term", {"id": "t-3", "occurred": "2020-06-01", "person": "p-1", "length_months": "1"}),
        ("term_end", {"id": "e-1", "occurred": "2020-02-01", "term": "t-1", "reason": "completed"}),
        ("term_end", {"id": "e-2", "occurred": "2022-07-01", "recorded": "2022-07-03T10:00Z", **t}),
        ("term_end", {"id": "e-3", "occurred": "2022-07-01", "recorded": "2022-07-02T10:00Z", **t}),
        ("level", {"id": "l-1", "occurred": "2020-08-01", "recorded": "2020-08-02T09:00Z", "level": "high", "scheme": "s", **t}),
        ("level", {"id": "l-2", "occurred": "2020-08-01", "recorded": "2020-08-01T09:00Z", "level": "medium", **t}),
        ("level", {"id": "l-3", "occurred": "2020-09", "level": "low", **t}),
        ("assignment", {"id": "a-1", "occurred": "2020-06-01", "officer": "o-1", "office": "south", "until": "2021-01-01", **t}),
        ("assignment", {"id": "a-2", "occurred": "2020-12-01", "officer": "o-2", "office": "west", **t}),
        ("office_status", {"id": "os-1", "occurred": "2020-07-01", "office": "south", "status": "closed_to_public"}),
        ("office_status", {"id": "os-2", "occurred": "2020-10-01", "office": "south", "status": "open"}),
        ("office_status", {"id": "os-3", "occurred": "2020-07-01/2020-07-09", "office": "north", "status": "understaffed"}),
        ("custody_in", {"id": "ci-1", "occurred": "2020-10-01", **t}),
        ("custody_in", {"id": "ci-2", "occurred": "2020-10-05", **t}),
        ("custody_out", {"id": "co-1", "occurred": "2020-11-01", **t}),
        ("custody_out", {"id": "co-2", "occurred": "2020-11-02", **t}),
        ("custody_in", {"id": "ci-3", "occurred": "2021-05-01T23:30-07:00", **t}),
        ("condition", {"id": "k-2", "occurred": "2020-06-01", "condition": "kiosk", **t}),
        ("condition", {"id": "k-1", "occurred": "2020-06-01", "condition": "kiosk", **t}),
        ("condition", {"id": "k-0", "occurred": "2020-06-01~", "condition": "limited", **t}),
        ("assessment", {"id": "as-1", "occurred": "2020-06-05", "instrument": "LSI-R", "score": "10", "scored": "yes", **t}),
        ("assessment", {"id": "as-2", "occurred": "2020-06-06", "instrument": "LSI-R", "score": "9", "scored": "no", **t}),
        ("prior_conviction", {"id": "pc-1", "occurred": "2010", "person": "p-1"}),
        ("charge", {"id": "c-1", "occurred": "2020-06-02", "person": "p-1", "stage": "filed"}),
        ("charge", {"id": "c-2", "occurred": "2020-06-02", "person": "p-1", "term": "t-3", "stage": "plea"}),
        ("assertion", {"id": "s-1", "occurred": "2030-01-01", "topic": "x", "states": "y", "asserted_by": "z", **t}),
        ("contact", {"id": "n-1", "occurred": "2020-06-03T10:00+02:00", "verified": "residence;employment", **t}),
        ("contact", {"id": "n-2", "occurred": "2020-06-03T09:30+01:00", "verified": "employment;residence", "officer": "o-1", **t}),
        ("contact", {"id": "n-3", "occurred": "2020-06-03", "may_be_same_as": "n-1", "scheduled": "yes", **t}),
        ("contact", {"id": "n-4", "occurred": "2020-06-02/2020-06-04", "scheduled": "no", **t}),
        ("contact", {"id": "n-5", "occurred": "2020-06-03", "mode": "phone", **t}),
        ("contact", {"id": "n-6", "occurred": "2020-06-03?", "mode": "phone", **t}),
        ("warning", {"id": "w-1", "occurred": "2020-07-01T10:00-07:00", "facets": "weapon;drugs", **t}),
        ("warning_response", {"id": "r-1", "occurred": "2020-07-02", "warning": "w-1", "action": "call_back", **t}),
        ("correction", {"id": "x-1", "occurred": "2021-01-01", "corrects": "n-5", "reason": "double"}),
        ("correction", {"id": "x-2", "occurred": "2021-01-02", "corrects": "x-1", "reason": "no double after all"}),
        ("correction", {"id": "x-3", "occurred": "2021-01-02", "corrects": "n-6", "reason": "double"}),
    ]  # fmt: skip
    return Record.of([made(kind, raw) for kind, raw in rows])


@pytest.mark.parametrize("per", [1, 2, 1000])
@pytest.mark.parametrize("as_of", [date(2020, 6, 10), date(2021, 1, 1), LATE])
def test_what_is_rare(per, as_of, tmp_path):
    check(hard(), tmp_path / "set", per=per, as_of=as_of, group=2)


def test_subjects_stand_by_id_though_the_tables_stand_by_person(tmp_path):
    (columns,) = read(write_data_set(hard(), tmp_path / "set"))
    assert columns.names.to_pylist() == ["t-1", "t-2", "t-3", "t-9"]
    assert columns.persons.to_pylist() == ["p-1", "p-1", "p-1", "p-2"]


def test_the_terms_of_a_person_are_never_parted(tmp_path):
    slices = read(write_data_set(hard(), tmp_path / "set"), per=1)
    assert [c.names.to_pylist() for c in slices] == [["t-1", "t-2", "t-3"], ["t-9"]]


def test_codes_are_only_added_from_one_slice_to_the_next(tmp_path):
    first, second = read(write_data_set(hard(), tmp_path / "set"), per=1)
    for name in first.facts:
        known, later = first.values[first.fact_code(name)], second.values[second.fact_code(name)]
        assert later[: len(known)] == known
    assert first.facts == second.facts
    assert first.kinds == second.kinds


def test_exports_with_days_and_timestamps_say_the_same_as_text(tmp_path):
    record = Record.of([e for e in hard() if e.kind != "contact"])
    record = Record.of([
        *record,
        made("contact", {"id": "n-1", "occurred": "2020-06-03T10:00:00+02:00", "term": "t-2"}),
        made("contact", {"id": "n-2", "occurred": "2020-06-04T01:30:00+02:00", "term": "t-2"}),
    ])  # fmt: skip
    folder = write_data_set(record, tmp_path / "set")
    path = folder / "contact" / "part-00000.parquet"
    table = pq.read_table(path)
    stamps = pa.array(
        [datetime.fromisoformat(t) for t in table["occurred"].to_pylist()], pa.timestamp("us", "Europe/Paris")
    )
    pq.write_table(table.set_column(1, "occurred", stamps), path)
    days = folder / "condition" / "part-00000.parquet"
    table = pq.read_table(days)
    texts = pa.array([t.rstrip("~") for t in table["occurred"].to_pylist()])
    pq.write_table(table.set_column(1, "occurred", texts.cast(pa.date32())), days)
    (columns,) = read(folder)
    wanted = Record.of(
        [
            made("condition", {**e.values, "id": e.id, "occurred": "2020-06-01"}) if e.kind == "condition" else e
            for e in record
        ]
    )
    assert differences(columns_of(subjects_of(judged(view_of(wanted), LATE), "term")), columns) == []


def test_an_empty_record_has_no_slices(tmp_path):
    folder = write_data_set(Record.of([made("person", {"id": "p", "occurred": "2020-01-01"})]), tmp_path / "set")
    assert read(folder) == []


@pytest.mark.parametrize("seed", [0, 1])
def test_rows_in_any_order_are_sorted_first_and_then_say_the_same(seed, tmp_path):
    record = hard() if seed else read_record(Path("examples/synthetic-200")).record
    ordered = write_data_set(record, tmp_path / "ordered")
    shuffled = write_data_set(record, tmp_path / "shuffled", shuffled=True)
    with pytest.raises(NotInOrder):
        open_data_set(shuffled).slices(as_of=LATE)
    sort_data_set(shuffled, tmp_path / "sorted", memory="100MB")
    assert sorted(p.name for p in (tmp_path / "sorted").iterdir()) == sorted(
        f"{p.name}.parquet" if (tmp_path / "sorted" / f"{p.name}.parquet").exists() else p.name
        for p in ordered.iterdir()
    )
    for wanted, found in zip(read(ordered), read(tmp_path / "sorted"), strict=True):
        assert differences(wanted, found) == []
