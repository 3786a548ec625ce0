"""The published case as a record folder: complete, sourced, people as roles, and as imprecise as what was published."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, time, timedelta

import pytest

from caseward.dates import parse_instant
from caseward.interchange.read import read_record
from caseward.record.facts import subjects_of
from caseward.record.kinds import BY_NAME
from caseward.record.view import view_of
from tests.house.tree import TOP

FOLDER = TOP / "examples" / "el-monte-2022"
EVENING_BEFORE = parse_instant("2022-06-13T23:59-07:00")
KEY = re.compile(r"\bS\d+b?\b")
#: Statements that competed in print: topic number and how many sides there are.
SIDES = {1: 2, 2: 2, 3: 3, 4: 2, 5: 2, 6: 2, 7: 3, 8: 2, 9: 2, 10: 5, 11: 2, 12: 2, 13: 2, 14: 2}


@pytest.fixture(scope="module")
def record():
    return read_record(FOLDER, strict=True).record


@pytest.fixture(scope="module")
def by_id(record):
    return record.by_id()


@pytest.fixture(scope="module")
def listed():
    text = (FOLDER / "SOURCES.md").read_text(encoding="utf-8")
    return re.findall(r"^\| (S\d+b?) \|", text, re.MULTILINE)


def test_strict_reading_finds_no_fault():
    reading = read_record(FOLDER, strict=True)
    assert (reading.faults, reading.rejected) == ((), ())
    assert reading.rows_read == len(reading.record) == sum(reading.tables.values())


def test_what_was_not_published_is_an_empty_table():
    tables = read_record(FOLDER).tables
    assert {"report", "warning_response", "custody_in"} <= {p.stem for p in FOLDER.glob("*.csv")}
    assert not any(tables.get(name) for name in ("report", "warning_response", "custody_in"))


def test_every_row_says_who_says_so(record):
    assert [e.id for e in record if not e.source or not e.recorded_by] == []
    unidentified = [
        e.id
        for e in record
        if not KEY.search(e.source) and "not identified" not in e.source and "accounts" not in e.source
    ]
    assert unidentified == []


def test_every_source_used_is_listed_and_every_source_listed_is_used(record, listed):
    assert len(listed) == len(set(listed))
    assert {key for e in record for key in KEY.findall(e.source)} == set(listed)


def test_all_fourteen_conflicts_stand_side_by_side(record):
    sides: dict[int, set[str]] = defaultdict(set)
    for assertion in record.of_kind("assertion"):
        number = re.match(r"(\d+) ", assertion.text("topic"))
        if number:
            sides[int(number[1])].add(assertion.text("value"))
    assert {n: len(values) for n, values in sides.items()} == SIDES


def test_other_topics_that_compete_hold_both_sides(record):
    topics: dict[str, set[str]] = defaultdict(set)
    for assertion in record.of_kind("assertion"):
        topics[assertion.text("topic")].add(assertion.text("value"))
    for topic in ("day of the grant", "plea", "attack on the partner", "day of the claim", "first criminal cases"):
        assert len(topics[topic]) >= 2, topic


def test_what_an_assertion_is_tested_against_makes_sense(record):
    """Kinds, fields and codes named by assertions are those of the record, so that a typing error cannot pass for `no record`."""
    for assertion in record.of_kind("assertion"):
        kind = BY_NAME.get(assertion.text("about_kind"))
        assert bool(kind) == bool(assertion.text("about_kind")), assertion.id
        for pair in assertion.many("about_fields"):
            name, _, value = pair.partition("=")
            field = kind.field(name)
            assert field is not None, (assertion.id, name)
            assert not field.codes or value in field.codes, (assertion.id, value)


def test_people_are_roles(record):
    """Nobody has a name: no two words in a row begin with capitals unless they are an agency, an outlet, a place or a time."""
    known = (
        *(
            "Los Angeles County",
            "Los Angeles Times",
            "Los Angeles",
            "El Monte",
            "Siesta Inn",
            "Garvey Avenue",
            "Special Directive",
        ),
        *("California Court of Appeal", "Superior Court", "District Attorney", "Probation Department", "In June"),
    )
    pairs = re.compile(r"(?<![.;:] )\b[A-Z][a-z]+ (?:[A-Z]\. )?[A-Z][a-z]+\b")
    bad = []
    for entry in record:
        for text in (entry.note, entry.source, *(v for v in entry.values.values() if isinstance(v, str))):
            for name in known:
                text = text.replace(name, "x")
            bad += [(entry.id, found) for found in pairs.findall(text)]
    assert bad == []
    assert [p.text("role") for p in record.of_kind("person")] == ["the probationer"]


def test_the_term(record, by_id):
    term = by_id["term-1"]
    assert (term.occurred.day, term.number("length_months"), term.number("jail_days")) == (date(2021, 2, 10), 24, 20)
    (subject,) = subjects_of(view_of(record), "term")
    assert (subject.opened.day, subject.closed.day, subject.closed_reason) == (
        date(2021, 2, 10),
        date(2022, 6, 15),
        "died",
    )
    assert by_id["probationer"].when("died").day == date(2022, 6, 14)


def test_dates_are_as_imprecise_as_what_was_published(by_id):
    ranges = {
        "contact-in-person": ("2021-12-01", "2021-12-31"),
        "contact-4": ("2021-02-10", "2022-06-13"),
        "voicemail-1": ("2021-03-01", "2021-03-31"),
        "voicemail-2": ("2021-04-01", "2021-04-30"),
        "absence-1": ("2021-06-01", "2021-06-30"),
        "warning-mother": ("2022-06-01", "2022-06-13"),
        "warning-partners-mother": ("2022-06-01", "2022-06-13"),
        "petition-1": ("2022-06-13", "2022-06-13"),
        "arrest-2020-firearm": ("2020-03-01", "2020-03-31"),
        "claim-1": ("2022-11-29", "2022-11-30"),
    }
    found = {i: (str(by_id[i].occurred.first), str(by_id[i].occurred.last)) for i in ranges}
    assert found == ranges
    assert by_id["absence-1"].when("until").approximate
    assert by_id["prior-car-theft"].occurred.uncertain
    assert by_id["incident-shooting"].occurred.instant.isoformat() == "2022-06-14T17:10:00-07:00"


def test_six_contacts_one_in_person_and_voicemails_that_may_be_among_them(record, by_id):
    contacts = record.of_kind("contact")
    six = [c for c in contacts if c.id.startswith("contact-")]
    assert (len(contacts), len(six)) == (8, 6)
    assert [c.id for c in contacts if c.text("mode") == "in_person"] == ["contact-in-person"]
    assert {c.text("mode") for c in six} == {"in_person", "not_in_person"}
    assert sorted(c.text("may_be_same_as") for c in six if c.text("may_be_same_as")) == ["voicemail-1", "voicemail-2"]
    assert [c.id for c in six if c.text("outcome")] == ["contact-in-person"]
    for voicemail in (by_id["voicemail-1"], by_id["voicemail-2"]):
        assert (voicemail.text("outcome"), voicemail.text("coded_as")) == ("left_message", "voice reporting")


def test_warnings_have_a_caller_and_no_response(record):
    warnings = {w.text("from_role"): set(w.many("facets")) for w in record.of_kind("warning")}
    assert warnings == {
        "mother of the probationer": {"drugs"},
        "mother of the partner": {"weapon", "violence", "drugs"},
    }
    assert record.of_kind("warning_response", "report", "custody_in", "arrest", "warrant", "hearing") == ()


def test_the_evening_before_knew_of_the_petition_and_of_no_warning(record):
    known = {e.id for e in view_of(record, EVENING_BEFORE).entries}
    assert {"petition-1", "term-1", "voicemail-1", "contact-in-person", "contact-6", "appointment-2"} <= known
    unseen = {
        "warning-mother",
        "warning-partners-mother",
        "absence-1",
        "incident-shooting",
        "term-end-1",
        "probationer",
    }
    assert not known & unseen
    assert not any(by.startswith("desertion") for by in known)


def test_what_the_county_system_held_was_recorded_by_the_evening_before(record):
    found = [e for e in record if e.recorded_by == "county system (time assumed)"]
    assert len(found) == 11
    for entry in found:
        last = min(entry.occurred.last, date(2022, 6, 13))
        assert entry.note == "", "what the county wrote is not published"
        assert (entry.recorded.date(), entry.recorded.time()) == (last, time(17))


def test_everything_else_was_recorded_as_the_readme_says(record):
    rules = {
        "court record (time assumed)": time(17),
        "published account": time(12),
        "published account (last day of the month assumed)": time(12),
        "published account (last day of the year assumed)": time(12),
    }
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for entry in record:
        if entry.recorded_by in rules:
            assert entry.recorded.time() == rules[entry.recorded_by], entry.id
            assert entry.recorded.date() >= entry.occurred.first
        elif entry.recorded_by == "published account (day not known)":
            assert entry.recorded is None, entry.id
    for words in ("county system (time assumed)", "court record (time assumed)", "published account (day not known)"):
        assert words in readme


def test_zones_are_those_of_los_angeles_on_the_day(record):
    """Daylight saving time there: from the second Sunday of March to the first of November."""
    for entry in (e for e in record if e.recorded):
        year = entry.recorded.year
        begins = _sunday(date(year, 3, 8))
        ends = _sunday(date(year, 11, 1))
        hours = -7 if begins <= entry.recorded.date() < ends else -8
        assert entry.recorded.utcoffset() == timedelta(hours=hours), entry.id


def _sunday(from_day: date) -> date:
    return from_day + timedelta(days=(6 - from_day.weekday()) % 7)


def test_the_sunday_of_the_change_is_right():
    assert (_sunday(date(2022, 3, 8)), _sunday(date(2022, 11, 1))) == (date(2022, 3, 13), date(2022, 11, 6))


def test_every_row_of_the_chronology_is_there(record):
    """One row of the record for each dated event that was published: month (or year), kind, and a word that names it."""
    wanted = [
        ("2011", "prior_conviction", "burglary"), ("2020-03", "charge", "firearm"), ("2020-03", "directive", "closed"), ("2020-12", "directive", "20-08"),
        ("2020-12", "charge", "strike"), ("2021-02", "directive", "unlawful"), ("2021-02", "charge", "20 days"), ("2021-02", "term", "formal"),
        ("2021-03", "contact", "voice reporting"), ("2021-06", "absence", "whereabouts"), ("2021-12", "contact", "in_person"),
        ("2022-01", "appointment", "failed"), ("2022-06", "directive", "must plead"), ("2022-06", "warning", "probationer"), ("2022-06", "warning", "partner"),
        ("2022-06", "violation", "assault"), ("2022-06", "petition", "officer"), ("2022-06", "incident", "911"), ("2022-06", "incident", "Siesta"),
        ("2022-06", "assertion", "coroner"), ("2022-06", "assertion", "press conference"), ("2022-06", "assertion", "memorial"), ("2022-08", "assertion", "six contacts"),
        ("2022-11", "claim", "widow"), ("2023", "assertion", "final report"), ("2023-05", "claim", "killed-officer-2"), ("2023-06", "assertion", "immunity"),
        ("2023-06", "directive", "mandatory duty"), ("2023-07", "assertion", "gang"), ("2021-03", "assertion", "placed on probation"), ("2021-02", "charge", "plea"),
    ]  # fmt: skip
    rows = [(e.occurred.text, e.kind, " ".join(map(str, (e.note, *e.values.values())))) for e in record]
    about = [
        (str(e.when("about_when") or e.occurred.text), e.kind, text)
        for e, (_, _, text) in zip(record, rows, strict=True)
    ]
    missing = [
        (when, kind, word)
        for when, kind, word in wanted
        if not any(w.startswith(when) and k == kind and word.lower() in t.lower() for w, k, t in (*rows, *about))
    ]
    assert missing == []
