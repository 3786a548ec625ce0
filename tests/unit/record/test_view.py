"""The record as known at an instant, and what corrections set aside."""

from __future__ import annotations

from datetime import UTC, datetime

from caseward.dates import parse_when
from caseward.record.entry import Entry, Record
from caseward.record.view import view_of


def entry(name: str, day: str = "2021-03-01", hour: int | None = 9, kind: str = "contact", **values: str) -> Entry:
    recorded = None if hour is None else datetime(2021, 3, int(day[-2:]), hour, tzinfo=UTC)
    return Entry(name, kind, parse_when(day), recorded, values=values)


def corrects(name: str, target: str, day: str, **values: str) -> Entry:
    return entry(name, day, kind="correction", corrects=target, reason="wrong person", **values)


def ids(*entries: Entry, known_at: datetime | None = None) -> list[str]:
    return [e.id for e in view_of(Record.of(list(entries)), known_at).entries]


def test_an_entry_corrected_is_set_aside_and_both_stay_visible():
    view = view_of(Record.of([entry("c1"), corrects("k1", "c1", "2021-03-02")]))
    assert [e.id for e in view.entries] == ["k1"]
    assert view.superseded["c1"].id == "k1"


def test_a_correction_withdrawn_lets_the_first_entry_stand_again():
    assert ids(entry("c1"), corrects("k1", "c1", "2021-03-02"), corrects("k2", "k1", "2021-03-03")) == ["c1", "k2"]


def test_a_chain_of_three_corrections_leaves_the_last_in_force():
    chain = [entry("c1"), *(corrects(f"k{n}", f"k{n - 1}" if n > 1 else "c1", f"2021-03-0{n + 1}") for n in (1, 2, 3))]
    assert ids(*chain) == ["k1", "k3"]


def test_a_correction_made_later_is_not_yet_known():
    known = datetime(2021, 3, 1, 12, tzinfo=UTC)
    assert ids(entry("c1"), corrects("k1", "c1", "2021-03-02"), known_at=known) == ["c1"]


def test_an_entry_recorded_at_the_very_instant_is_known():
    assert ids(entry("c1", hour=9), known_at=datetime(2021, 3, 1, 9, tzinfo=UTC)) == ["c1"]


def test_entries_without_a_recorded_time_are_left_out_of_an_as_known_at_view_and_counted():
    view = view_of(Record.of([entry("c1", hour=None), entry("c2")]), datetime(2021, 3, 9, tzinfo=UTC))
    assert [e.id for e in view.entries] == ["c2"]
    assert [e.id for e in view.undated] == ["c1"]


def test_known_at_later_than_everything_is_the_whole_record():
    entries = [entry("c1"), entry("c2", "2021-03-05"), corrects("k1", "c2", "2021-03-06")]
    assert ids(*entries, known_at=datetime(2030, 1, 1, tzinfo=UTC)) == ids(*entries)
