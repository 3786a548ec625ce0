"""Who recorded the entries, how late, and which claims about the past came in after the record was kept."""

from __future__ import annotations

from datetime import timedelta

from caseward.interchange.kept.reading import read_whole
from caseward.interchange.kept.summary import summary_of
from tests.unit.interchange_kept.test_round_trip import brought


def summary(agency):
    return summary_of(read_whole(agency.folder).taken)


def test_an_import_into_a_record_that_is_kept_already_is_told(agency, tmp_path):
    first, later = tmp_path / "first", tmp_path / "later"
    for place, ids in ((first, ["p1", "p2"]), (later, ["p1", "p2", "p3"])):
        place.mkdir()
        rows = "".join(f"{i},2020-01-01,2020-01-02T00:00Z\n" for i in ids)
        (place / "person.csv").write_text(f"id,occurred,recorded\n{rows}", encoding="utf-8")
    brought(agency, first)
    assert (summary(agency).imported, summary(agency).claimed_later) == (2, 0)
    agency.append('{"kind": "person", "id": "own", "occurred": "2026-02-24"}')
    brought(agency, later)
    found = summary(agency)
    assert (found.imported, found.claimed_later, found.made) == (3, 1, 1)
    assert "only their own account" in " ".join(found.sentences())


def test_back_dated_entries_are_counted_and_the_longest_is_named(agency):
    for name, day in (("now", "2026-03-01"), ("late", "2026-02-24"), ("later", "2026-02-01")):
        agency.append(f'{{"kind": "person", "id": "{name}", "occurred": "{day}"}}')
    found = summary(agency)
    assert (found.made, found.late, found.longest, found.longest_id) == (3, 2, timedelta(days=28), "later")
    assert "back-dated" in found.sentences()[1]
    assert found.as_data()["longest_lag_seconds"] == 28 * 86_400


def test_a_record_of_nothing_has_a_summary(agency):
    assert summary(agency).sentences() == ["0 imported from an earlier system, 0 made in the kept record."]
