"""A folder goes into a kept record and comes out again: the same rows, the same hash, the same findings."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import apsw
import pytest
from hypothesis import given, settings

from caseward.errors import BadRecord, NotFound
from caseward.interchange.content import content_sha256
from caseward.interchange.kept import bringing
from caseward.interchange.kept.adding import NotTaken
from caseward.interchange.kept.bringing import bring, to_bring
from caseward.interchange.kept.exporting import EXPORTED, Asked, register, to_export, write_export
from caseward.interchange.kept.reading import IMPORTED
from caseward.interchange.read import read_record
from caseward.interchange.write import write_record
from caseward.record.view import view_of
from tests.unit.interchange.records import records
from tests.unit.interchange_kept.conftest import Agency

EL_MONTE = Path(__file__).resolve().parents[3] / "examples" / "el-monte-2022"


def brought(agency, folder):
    reading = read_record(folder, strict=True)
    with agency.opened() as kept:
        return bring(to_bring(reading, folder.name, kept.store), kept.store)


def exported(agency, out, **asked):
    with agency.opened() as kept:
        found = to_export(kept.store, Asked(**asked))
        out.mkdir()
        write_export(found, out, "csv")
        register(found, out.name, kept.store)
    return found


def bare(record):
    return [replace(entry, place=None) for entry in record]


@given(record=records())
@settings(max_examples=12, deadline=None)
def test_what_was_imported_is_exported(record):
    with tempfile.TemporaryDirectory() as place:
        folder, out = Path(place) / "in", Path(place) / "out"
        write_record(record, folder)
        agency = Agency(Path(place) / "kept").make()
        assert brought(agency, folder) == len(record)
        exported(agency, out)
        again, kept = read_record(out, strict=True), read_record(agency.folder, strict=True)
    assert bare(again.record) == bare(kept.record) == bare(record)
    assert again.sha256 == kept.sha256 == content_sha256(record)


def test_the_published_case_goes_in_and_comes_out_file_by_file(agency, tmp_path):
    brought(agency, EL_MONTE)
    exported(agency, tmp_path / "out")
    reading = read_record(EL_MONTE)
    write_record(reading.record, tmp_path / "canonical")
    for path in (tmp_path / "canonical").iterdir():
        assert (tmp_path / "out" / path.name).read_bytes() == path.read_bytes()
    kept = read_record(agency.folder)
    assert (kept.sha256, kept.rows_read, kept.tables) == (reading.sha256, reading.rows_read, reading.tables)


@pytest.mark.parametrize("known_at", ["2021-09-01T00:00-07:00", "2022-06-13T23:59-07:00"])
def test_the_two_clocks_show_the_same_as_from_the_folder(agency, known_at):
    brought(agency, EL_MONTE)
    at = datetime.fromisoformat(known_at)
    views = [view_of(read_record(place).record, at) for place in (EL_MONTE, agency.folder)]
    sides = [[bare(side) for side in (v.entries, v.unseen, v.undated)] for v in views]
    assert sides[0] == sides[1]
    assert sides[0][0]
    assert sides[0][1]


def test_a_run_that_was_stopped_goes_on_where_it_was(agency, monkeypatch):
    monkeypatch.setattr(bringing, "PIECE", 30)
    reading = read_record(EL_MONTE)

    class Stop(Exception):
        pass

    def told(entries, _places):
        raise Stop

    with agency.opened() as kept, pytest.raises(Stop):
        bring(to_bring(reading, "el-monte", kept.store), kept.store, told)
    with agency.opened() as kept:
        again = to_bring(reading, "el-monte", kept.store)
        assert (again.present, len(again.missing)) == (30, len(reading.record) - 30)
        assert bring(again, kept.store) == len(reading.record) - 30
        assert to_bring(reading, "el-monte", kept.store).missing == ()
        registered = list(kept.store.reader.of_kind(IMPORTED))
    assert len(registered) == 1
    assert read_record(agency.folder).sha256 == reading.sha256


def test_what_is_kept_and_says_something_else_is_told_all_at_once_and_nothing_goes_in(agency, tmp_path):
    brought(agency, EL_MONTE)
    size = sizes(agency)
    record = read_record(EL_MONTE).record
    changed = [replace(e, note="another note") if e.kind in ("warning", "report") else e for e in record]
    fresh = replace(record.of_kind("contact")[0], id="contact-new")
    write_record(type(record).of([*changed, fresh]), tmp_path / "changed")
    with pytest.raises(NotTaken) as refused:
        brought(agency, tmp_path / "changed")
    assert {fault.value for fault in refused.value.faults} == {e.id for e in record.of_kind("warning", "report")}
    assert all(fault.code == "CW546" and fault.row > 1 for fault in refused.value.faults)
    assert sizes(agency) == size


def test_what_grew_is_brought_up_to_date(agency, tmp_path):
    brought(agency, EL_MONTE)
    record = read_record(EL_MONTE).record
    write_record(
        type(record).of([*record, replace(record.of_kind("contact")[0], id="contact-new")]), tmp_path / "grown"
    )
    assert brought(agency, tmp_path / "grown") == 1
    assert brought(agency, tmp_path / "grown") == 0


def test_an_import_cannot_pass_for_what_was_made_here(agency, tmp_path):
    agency.append('{"kind": "person", "id": "p", "occurred": "2026-02-01"}')
    record = read_record(agency.folder).record
    write_record(record, tmp_path / "same")
    with pytest.raises(NotTaken, match="was made in the kept record"):
        brought(agency, tmp_path / "same")


def test_a_folder_with_faults_is_not_taken_in(agency, tmp_path):
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "person.csv").write_text("id,occurred\np,2021-01-01\nq,yesterday\n", encoding="utf-8")
    size = sizes(agency)
    with pytest.raises(BadRecord):
        brought(agency, tmp_path / "bad")
    assert sizes(agency) == size


def test_of_one_person_goes_out_what_is_about_them(agency, tmp_path):
    brought(agency, EL_MONTE)
    agency.append('{"kind": "person", "id": "other", "occurred": "2026-02-01"}')
    found = exported(agency, tmp_path / "out", person="other")
    assert [entry.id for entry in found.record] == ["other"]
    assert "Only what is about other." in (tmp_path / "out" / "EXPORT.md").read_text(encoding="utf-8")
    with agency.opened() as kept, pytest.raises(NotFound):
        to_export(kept.store, Asked(person="nobody"))


def test_as_known_at_leaves_out_what_came_later_and_says_how_much(agency, tmp_path):
    agency.append('{"kind": "person", "id": "one", "occurred": "2026-02-01"}')
    agency.append('{"kind": "person", "id": "two", "occurred": "2026-02-01"}')
    first, second = read_record(agency.folder).record
    assert first.recorded < second.recorded
    found = exported(agency, tmp_path / "out", known_at=first.recorded)
    assert [entry.id for entry in found.record] == ["one"]
    assert (found.unseen, found.undated) == (1, 0)


def test_the_log_says_that_an_export_was_made(agency, tmp_path):
    exported(agency, tmp_path / "out", purpose="audit")
    with agency.opened() as kept:
        (entry,) = kept.store.reader.of_kind(EXPORTED)
        said = entry.parts["export"].part.decode()
    assert '"purpose":"audit"' in said
    assert '"entries":0' in said


def test_what_is_sealed_is_listed_and_not_there(agency, tmp_path):
    brought(agency, EL_MONTE)
    with agency.opened() as kept:
        rows = kept.store.reader.rows("SELECT key_id FROM matters ORDER BY token")
        kept.ring.seal([row[0] for row in rows], 1)
    reading = read_record(agency.folder)
    assert len(reading.record) == 0
    assert len(reading.rejected) == reading.rows_read == 101
    assert {fault.code for fault in reading.faults} == {"CW547"}
    with pytest.raises(BadRecord):
        read_record(agency.folder, strict=True)
    found = exported_reading(agency)
    assert len(found.withheld) == 101
    assert {one.reason for one in found.withheld} == {"sealed"}


def exported_reading(agency):
    with agency.opened() as kept:
        return to_export(kept.store, Asked())


def sizes(agency):
    with agency.opened() as kept:
        return kept.store.size


def test_a_time_of_recording_is_shown_in_the_records_own_zone(tmp_path):
    agency = Agency(tmp_path / "kept").make(zone="America/Los_Angeles")
    agency.append('{"kind": "person", "id": "p", "occurred": "2026-02-01"}')
    (entry,) = read_record(agency.folder).record
    assert entry.recorded.utcoffset().total_seconds() == -8 * 3600
    assert entry.recorded.astimezone(UTC) in agency.past


def test_an_export_of_somebody_sealed_is_told_in_the_log_without_naming_them(agency, tmp_path):
    brought(agency, EL_MONTE)
    with agency.opened() as kept:
        keys = [
            row[0]
            for row in kept.store.reader.rows("SELECT key_id FROM matters WHERE matter IS NOT NULL ORDER BY token")
        ]
        agency_key = kept.store.reader.rows(
            "SELECT key_id FROM matters WHERE token = ?", (kept.store.reader.token_of("", ""),)
        )
        kept.ring.seal([key for key in keys if key != agency_key[0][0]], 1)
    exported(agency, tmp_path / "out", person="probationer", purpose="Jose\u0301")
    with agency.opened() as kept:
        (entry,) = kept.store.reader.of_kind(EXPORTED)
    assert b"probationer" not in entry.parts["export"].part


def test_an_id_in_another_form_of_unicode_goes_in_and_out(agency, tmp_path):
    agency.append('{"kind": "person", "id": "Jose\u0301", "occurred": "2026-02-01", "recorded_by": "Jose\u0301"}')
    found = exported(agency, tmp_path / "out", person="Jose\u0301", by="Jose\u0301")
    assert [entry.id for entry in found.record] == ["Jose\u0301"]
    assert [entry.id for entry in read_record(tmp_path / "out", strict=True).record] == ["Jose\u0301"]


def test_what_a_persons_entries_name_goes_out_with_them(agency, tmp_path):
    lines = [
        '{"kind": "person", "id": "p", "occurred": "2026-02-01"}',
        '{"kind": "term", "id": "t", "occurred": "2026-02-01", "person": "p"}',
        '{"kind": "facility", "id": "hall", "occurred": "2026-02-01"}',
        '{"kind": "facility", "id": "other", "occurred": "2026-02-01"}',
        '{"kind": "assertion", "id": "a", "occurred": "2026-02-02", "term": "t", "facility": "hall", "topic": "x", "states": "y", "asserted_by": "z"}',
    ]
    agency.append("\n".join(lines))
    exported(agency, tmp_path / "out", person="p")
    assert {entry.id for entry in read_record(tmp_path / "out", strict=True).record} == {"p", "t", "hall", "a"}


def test_whoever_holds_the_sealed_units_key_reads_what_is_sealed(agency):
    brought(agency, EL_MONTE)
    with agency.opened() as kept:
        kept.ring.seal([row[0] for row in kept.store.reader.rows("SELECT key_id FROM matters ORDER BY token")], 1)
    with agency.opened(unit=agency.folder / "keys" / "unit.pem") as kept:
        found = to_export(kept.store, Asked())
    assert found.withheld == ()
    assert found.sha256 == read_record(EL_MONTE).sha256


def test_a_part_that_was_removed_is_told_as_broken_and_its_entry_is_not_there(agency):
    brought(agency, EL_MONTE)
    place = str(agency.folder / "record.sqlite")
    with agency.opened() as kept:
        index = kept.store.reader.index_of("probationer")
    raw = apsw.Connection(place)
    for (name,) in list(raw.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'parts'")):
        raw.execute(f'DROP TRIGGER "{name}"')
    raw.execute("DELETE FROM parts WHERE idx = ? AND name = 'facts'", (index,))
    raw.close()
    reading = read_record(agency.folder)
    assert [(row.kind, row.row) for row in reading.rejected] == [("person", index)]
    assert "altered or removed" in reading.faults[0].rule
