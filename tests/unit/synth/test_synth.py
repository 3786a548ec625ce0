"""The synthetic caseload: the same every time, tokens only, and a record that strict reading takes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from caseward.dates import add_months
from caseward.errors import BadRequest
from caseward.interchange.content import content_sha256
from caseward.interchange.read import read_record
from caseward.interchange.synth import synthesise
from caseward.interchange.write import table_bytes, write_record
from caseward.record.facts import subjects_of
from caseward.record.view import view_of

PROMISED = {
    *("person", "term", "term_end", "level", "assessment", "assignment", "contact", "appointment", "drug_test"),
    *("custody_in", "custody_out", "absence", "residence", "employment", "programme", "condition", "office_status"),
    *("warning", "warning_response", "report", "violation", "graduated_response", "petition", "hearing", "warrant"),
    *("facility", "capacity", "population_count", "in_rooms", "safety_check", "force", "force_report", "visitor"),
    *(
        "credential_check",
        "room_confinement",
        "confinement_step",
        "movement",
        "movement_notice",
        "search",
        "inspection",
    ),
    *("arrest", "notice", "task_promised", "task_done", "review", "correction"),
}


@pytest.fixture(scope="module")
def record():
    return synthesise(200, 7)


def test_every_promised_kind_is_there(record):
    assert {e.kind for e in record} >= PROMISED
    assert len(record.of_kind("term")) == 200
    assert {t.text("person") for t in record.of_kind("term")} == {p.id for p in record.of_kind("person")}


def test_some_people_have_a_second_term_after_the_first_is_over(record):
    ends = {e.text("term"): e.occurred.first for e in record.of_kind("term_end")}
    by_person: dict[str, list] = {}
    for term in record.of_kind("term"):
        by_person.setdefault(term.text("person"), []).append(term)
    again = [terms for terms in by_person.values() if len(terms) > 1]
    assert 1 < len(again) < 20
    assert all(ends[first.id] < second.occurred.first for first, second in again)


def test_the_same_seed_gives_the_same_bytes(record):
    assert table_bytes(synthesise(200, 7), "csv") == table_bytes(record, "csv")


def test_another_process_gives_the_same_record(record):
    program = "from caseward.interchange.content import content_sha256 as h; from caseward.interchange.synth import synthesise as s; print(h(s(200, 7)))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONHASHSEED": "99", "TZ": "Asia/Kathmandu"},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert done.stdout.strip() == content_sha256(record)


def test_another_seed_gives_another_record(record):
    assert content_sha256(synthesise(200, 8)) != content_sha256(record)


def test_a_term_does_not_hang_on_how_many_there_are(record):
    fewer = list(synthesise(12, 7))
    ids = {e.id for e in fewer}
    assert fewer == [e for e in record if e.id in ids]


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet", "zip"])
def test_strict_reading_takes_it_and_gives_it_back(tmp_path, form):
    small = synthesise(25, 3)
    out = tmp_path / ("record.zip" if form == "zip" else "record")
    write_record(small, out, form)
    reading = read_record(out, strict=True)
    assert reading.faults == ()
    assert tuple(replace(e, place=None) for e in reading.record) == small.entries


def test_two_hundred_terms_are_read_back_without_a_fault(record, tmp_path):
    write_record(record, tmp_path / "record")
    reading = read_record(tmp_path / "record", strict=True)
    assert (len(reading.record), reading.faults) == (len(record), ())


def test_nothing_is_known_before_it_happens(record):
    assert all(e.recorded is not None and e.recorded.date() >= e.occurred.first for e in record)
    assert all(e.recorded >= e.occurred.instant for e in record if e.recorded and e.occurred.instant)


def test_tokens_only(record):
    people = re.compile(r"person-\d{8}")
    assert all(people.fullmatch(e.id) for e in record.of_kind("person"))
    officers = {e.text("officer") for e in record} - {""}
    assert all(re.fullmatch(r"officer-\d{6}(-relief)?|hall-officer-\d", token) for token in officers)
    callers = {e.text("from_role") for e in record.of_kind("warning")}
    assert all(role == role.lower() for role in callers)


def test_every_term_is_a_subject_with_a_level_and_an_officer(record):
    subjects = subjects_of(view_of(record), "term")
    assert len(subjects) == 200
    for subject in subjects:
        facts = {span.fact for span in subject.spans}
        assert facts >= {"level", "officer", "office", "case_type", "supervision_type", "residence_type"}
        assert subject.closed is None or subject.closed.first > subject.opened.first


def test_everything_about_a_term_falls_in_the_stretch(record):
    until = add_months(date(2021, 1, 1), 24)
    for term in record.of_kind("term"):
        assert date(2021, 1, 1) <= term.occurred.first < until
    for contact in record.of_kind("contact"):
        assert contact.occurred.first < add_months(until, 2)


def test_another_stretch():
    record = synthesise(30, 7, start=date(2015, 6, 1), months=12)
    assert min(e.occurred.first for e in record) >= date(2015, 6, 1)
    assert max(e.occurred.first for e in record.of_kind("contact")) <= date(2016, 6, 30)


def test_the_flaws_are_there_and_are_what_they_say():
    record = synthesise(400, 5)
    contacts, by_id = record.of_kind("contact"), record.by_id()
    assert any(not c.occurred.precise for c in contacts)
    for correction in record.of_kind("correction"):
        wrong, right = by_id[correction.text("corrects")], by_id[correction.text("replaced_by")]
        assert right.recorded > wrong.recorded
        assert right.occurred.first <= wrong.occurred.first
        assert dict(right.values) == dict(wrong.values)
    seen: dict[object, set[str]] = {}
    for contact in contacts:
        if contact.occurred.instant:
            seen.setdefault((contact.text("officer"), contact.occurred.instant), set()).add(contact.text("place"))
    assert any(len(places) > 1 for places in seen.values())
    assert any(c.text("coded_as") == "voice reporting" and c.text("outcome") == "left_message" for c in contacts)
    written = [(c.text("term"), c.note) for c in contacts if c.note]
    assert len(set(written)) < len(written)


def test_no_officer_is_in_two_places_but_where_it_was_planted():
    """Without the planted pairs, each minute of an officer belongs to one contact."""
    record = synthesise(200, 11)
    checks = [(c.text("officer"), c.occurred.instant) for c in record.of_kind("safety_check")]
    assert len(set(checks)) == len(checks)
    contacts = [c for c in record.of_kind("contact") if c.occurred.instant]
    terms_at: dict[object, set[str]] = {}
    for contact in contacts:
        terms_at.setdefault((contact.text("officer"), contact.occurred.instant), set()).add(contact.text("term"))
    assert all(len(terms) == 1 for terms in terms_at.values())


@pytest.mark.parametrize(("terms", "months"), [(0, 24), (-1, 24), (100_000, 24), (5, 1), (5, 241)])
def test_what_cannot_be_made_is_refused_with_the_bounds(terms, months):
    with pytest.raises(BadRequest, match="is from"):
        synthesise(terms, 1, months=months)


@pytest.mark.parametrize("months", [2, 3, 60])
def test_short_and_long_stretches_are_made(months, tmp_path):
    record = synthesise(40, 1, months=months)
    write_record(record, tmp_path / "record")
    assert read_record(tmp_path / "record", strict=True).faults == ()


def test_the_hall_has_one_unit_checked_by_hand_and_one_by_the_clock(record):
    gaps: dict[str, set[int]] = {}
    last: dict[str, datetime] = {}
    for check in record.of_kind("safety_check"):
        unit, now = check.text("unit"), check.occurred.instant
        if unit in last and now - last[unit] < timedelta(hours=1):
            gaps.setdefault(unit, set()).add((now - last[unit]) // timedelta(minutes=1))
        last[unit] = now
    assert gaps["unit-b"] == {15}
    assert len(gaps["unit-a"]) > 6
    assert max(gaps["unit-a"]) > 15


def test_the_hall_is_a_subject_with_a_capacity(record):
    (hall,) = subjects_of(view_of(record), "facility")
    assert {span.fact for span in hall.spans} == {"facility_type", "capacity", "in_rooms"}
