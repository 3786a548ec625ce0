"""A policy on a day, as data, as text and as Markdown."""

from __future__ import annotations

from datetime import date

from caseward.policy.load import load_policy
from caseward.policy.render import WIDTH, as_markdown, as_text, describe
from tests.house.tree import TOP
from tests.unit.policy.policies import HEAD, MONTHLY, policy, requirement, text

ADULT = load_policy(TOP / "policies" / "us-ca-los-angeles" / "adult.yaml").document


def test_every_requirement_in_force_is_there_and_no_other():
    ordinary = describe(ADULT, date(2020, 3, 15))
    pandemic = describe(ADULT, date(2020, 3, 16))
    assert [o.id for o in ordinary.overlays] == []
    assert [o.id for o in pandemic.overlays] == ["pandemic"]
    assert [r.id for r in ordinary.requirements] == [r.id for r in ADULT.versions[0].requirements]


def test_before_the_first_version_it_says_so():
    said = describe(ADULT, date(2017, 12, 31))
    assert said.version == ""
    assert "No version of this policy is in force on 2017-12-31." in as_text(said)
    assert "No version of this policy is in force on 2017-12-31." in as_markdown(said)


def test_each_number_says_published_or_assumed_and_each_rule_its_source():
    said = as_text(describe(ADULT, date(2021, 3, 15)))
    assert "At least 1 (published, S2) in each calendar month." in said
    assert "within 30 days\n  (assumed)" in said or "within 30 days (assumed)" in said
    assert "Source (published): S2," in said
    assert "- S2: LAist" in said


def test_no_line_is_wider_than_a_screen():
    lines = as_text(describe(ADULT, date(2021, 3, 15))).splitlines()
    titles = {r.title for r in describe(ADULT, date(2021, 3, 15)).requirements}
    assert [line for line in lines if len(line) > WIDTH and not any(t in line for t in titles)] == []


def test_an_overlay_says_who_issued_it_until_when_and_what_it_sets_aside():
    (overlay,) = describe(ADULT, date(2021, 3, 15)).overlays
    assert overlay.head.startswith(
        "Issued by Los Angeles County Probation Department; from 2020-03-16 until 2022-08-11"
    )
    assert "assumed" in overlay.head
    assert "It sets aside: in-person-monthly, kiosk-monthly." in overlay.head


def test_notes_name_the_number_they_explain():
    body = "when: {triggers: [{on: start}], then: {kind: report}, within: {days: {value: 30, basis: assumed, note: Nobody said.}}}"
    said = describe(policy(text(requirement(body))).document, date(2020, 1, 1))
    assert said.requirements[0].notes == ("30 days: nobody said.",)


def test_tables_calendars_readings_and_workload_are_said():
    head = HEAD + (
        "calendars: {county: {weekend: [sunday], covers_from: 2020-01-01, covers_until: 2021-01-01, holidays: [2020-01-01]}}\n"
        "lookups:\n  - {gives: level, of: score, before_first: medium, from: 2020-01-01, cite: {source: S1, at: page 3},\n"
        "     rows: [{for: {sex: male}, at_most: 20, gives: low}, {at_least: 21, at_most: 30, gives: medium}, {at_least: 31, gives: high}]}\n"
        "workload:\n  - {from: 2019-01-01, until: 2020-01-01, unit: hours, by: level, values: {high: 9}, capacity: 120, basis: published, cite: {source: S1}}\n"
        "  - {from: 2020-01-01, unit: hours, by: level, values: {high: 4}, each: {monthly: {value: 30, basis: assumed, note: a guess}},\n"
        "     capacity: 120, basis: published, cite: {source: S1}}\n"
    )
    tables = describe(policy(text(head=head)).document, date(2020, 1, 1)).tables
    assert tables == (
        (
            "Level follows from score: sex is male: 20 or less gives low; 21 to 30 gives medium; 31 or more gives high; "
            "before there is one, medium (S1, page 3)."
        ),
        "Workload in hours a month, by level: high 4; minutes for each thing asked: monthly 30 (assumed); one officer has 120 (published, S1).",
        "Business days by the calendar county: not Sunday; 1 holiday, known from 2020-01-01 until 2021-01-01.",
    )


def test_markdown_has_headings_and_lists():
    said = as_markdown(describe(ADULT, date(2021, 3, 15)))
    assert said.startswith("# Los Angeles County adult supervision\n")
    assert "\n## A meeting in person each month (`in-person-monthly`)\n" in said
    assert (
        "\n### A live exchange each month, by telephone, by video or in person (`monthly-contact-pandemic`)\n" in said
    )


def test_the_same_policy_gives_the_same_words():
    one = describe(policy(text(MONTHLY)).document, date(2020, 1, 1))
    assert one == describe(policy(text(MONTHLY)).document, date(2020, 1, 1))
    assert one.as_data()["policy"] == "example"
