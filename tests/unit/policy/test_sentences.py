"""A requirement in plain English: what a lawyer reads must be what the file says."""

from __future__ import annotations

import pytest

from caseward.policy.sentences import requirement_words
from caseward.policy.values import Length, Provision
from caseward.policy.words import joined, length_words, lowered, ordinal, sentence
from tests.unit.policy.policies import HEAD, policy, requirement, text

COUNTS = "{kind: contact, says: a live exchange}"


def words(body: str, *, head: str = HEAD, **more: str) -> str:
    if body.split(":")[0] in ("every", "apart"):
        more.setdefault("counts", COUNTS)
    document = policy(text(requirement(body, **more), head=head)).document
    return requirement_words(document.versions[0].requirements[0], document.matchers)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("every: {period: month, count: 1}", "At least 1 (published) in each calendar month. What counts: a live exchange."),
        ("every: {period: week, count: 1, most: 3, week_starts: sunday}", "At least 1 (published) and at most 3 (published) in each calendar week from Sunday."),
        ("every: {period: months, length: 4, anchor: start, count: 2}", "At least 2 (published) in each block of 4 months from the start."),
        ("every: {period: month, count: 1, in_months: odd}", "in each calendar month in odd months."),
        ("every: {period: month, count: 1, in_months: [1, 4]}", "in each calendar month that opens in January or April."),
        ("every: {period: year, count: {value: 1, source: S1}}", "At least 1 (published, S1) in each calendar year."),
        ("apart: {interval: {days: 30}}", "Due again 30 days (published) after the most recent one."),
        ("apart: {interval: {days: 1}}", "Due again 1 day (published) after the most recent one."),
        ("apart: {interval: {months: 1, to_end_of: month}, count: 2}", "Due again 1 month (published) after the second most recent one, carried to the end of the month; 2 (published) are asked in that time."),
        ("apart: {interval: {days: 30}, first: {days: 3}, after_miss: keep_open}", "The first is due 3 days (published) after the start. One that is missed stays due until it is done."),
        ("apart: {interval: {minutes: 15}, per: place, during: custody}", "There is one clock for each place. The clock runs only while custody is recorded, fresh each time."),
        ("when: {triggers: [{on: start}], then: {kind: report}, within: {days: 30}}", "When supervision starts, then a report within 30 days (published)."),
        ("when: {triggers: [{on: entry, entry: {kind: warning}}], then: {kind: warning_response}, answers: warning, within: {hours: 4}}", "When there is a warning, then a warning response that refers to it within 4 hours (published)."),
        ("when: {triggers: [{on: fact_begins, fact: absence, values: [whereabouts_unknown]}], then: {kind: report}, within: {days: 30}, closes_with_fact: true}", "When absence (whereabouts unknown) begins, then a report within 30 days (published). It can no longer be done once what set it off has ended."),
        ("when: {triggers: [{on: entry, entry: {kind: appointment}, nth: 2, in_a_row: true, broken_by: {kind: contact}}], then: {kind: report}, within: {days: 1}}", "When there is, 2 times in a row, an appointment (the run is broken by a contact), then a report"),
        ("when: {triggers: [{on: start}, {on: fact_changes, fact: level}], race: last, then: {kind: review}, within: {days: 9}}", "When the last of these sets the clock: supervision starts; or level changes (the first value is no change), then a review"),
        ("before: {this: {kind: petition}, require: {kind: review}, within: {days: 5}}", "Before a petition there must be a review, no more than 5 days (published) before."),
        ("before: {this: {kind: petition}, require: {kind: review}, within: {days: 0}}", "Before a petition there must be a review, on the same day."),
        ("never: {this: {kind: arrest}, exceptions: {by-court: {kind: arrest, where: {with_warrant: true}}}}", "There must never be an arrest, except: by court (an arrest (with warrant: yes))."),
        ("keep: {quantity: {number_of: condition}, at_most: {number: 3}}", "The number of condition in force is kept at most 3 (published)."),
    ],
)  # fmt: skip
def test_a_body_in_words(body, said):
    assert said in words(body)


def test_for_whom_and_row_by_row():
    said = words(
        "every: {period: month}",
        **{
            "for": "{custody: false, condition: {none_of: [kiosk]}}",
            "rows": "[{for: {level: [high, medium]}, count: 2}, {for: {level: low}, none: They are seen daily.}]",
            "otherwise_none": "No other level exists.",
        },
    )
    assert said.startswith("Applies where custody is no; condition is not kiosk. ")
    assert "Where level is high or medium: at least 2 (published) in each calendar month." in said
    assert "Where level is low: nothing is owed; they are seen daily." in said
    assert "Otherwise nothing is owed; no other level exists." in said


def test_an_assumed_number_says_so_wherever_it_stands():
    said = words("every: {period: month, count: 2}", basis="assumed", note="nobody published it", grace="{days: 3}")
    assert "At least 2 (assumed)" in said
    assert "up to 3 days (assumed)" in said
    mixed = words("every: {period: month, count: {value: 2, basis: assumed, note: ours}}", grace="{days: 3}")
    assert "At least 2 (assumed)" in mixed
    assert "3 days (published)" in mixed


def test_everything_that_changes_the_plain_case_is_said():
    said = words(
        "every: {period: month, count: 2}",
        of_which="[{at_least: 1, matching: {kind: contact, where: {place: home}}, title: at home}]",
        plus="{per: programme, values: {programme_type: {none_of: [peer_support]}}}",
        supplementary="{kind: notice}",
        look_back="{days: 40}",
        interruptions="[{fact: custody, effect: pause, share: 50}, {fact: absence, values: [hospital], effect: waive}]",
        on_change="latest_level_wins",
        score_part_windows_from="50",
        late_within="{days: 5}",
        show_from="{days: 30}",
        shown_not_before="2026-04-30",
        judged_under="closed",
    )
    for part in (
        "of which at least 1 (published): at home",
        "1 more for each programme where programme type is not peer support in force throughout the window.",
        "Shown beside it but not counted: a notice.",
        "up to 40 days (published) before the start count, never those of an earlier term.",
        "Custody pauses the clock; a window of which 50 percent or more falls in it is excused.",
        "Absence (hospital) waives it; a window of which 100 percent or more falls in it is excused.",
        "The level at the end of the window governs the whole of it.",
        "A part window is scored from 50 percent (published) of a whole one.",
        "up to 5 days (published) after it was due is late; after that it is missed.",
        "Shown from 30 days (published) before it is due.",
        "No due date is shown before 2026-04-30; the date itself stays.",
        "Judged under the version in force when the window closes.",
    ):
        assert part in said, part


def test_alternatives_are_said():
    lines = "[{count: 1, counts: {kind: contact, where: {place: home}}, title: home visits}, {count: 2, counts: {kind: contact}, title: others}]"
    said = words("every: {period: month}", any_of=lines)
    assert "satisfied by any one of these: 1 (published) × home visits or 2 (published) × others" in said


def test_a_matcher_without_words_of_its_own_is_described():
    counts = "{kind: contact, where: {mode: [phone, video], scheduled: false}, weekday: [saturday, sunday], in_custody: false, unless: {kind: contact, says: with police}}"
    said = words("every: {period: month, count: 1}", counts=counts)
    assert (
        "a contact (mode: phone or video; scheduled: no) on a Saturday or Sunday made out of custody unless it is with police"
        in said
    )


def test_a_named_matcher_speaks_for_itself():
    head = HEAD + "matchers:\n  a: {use: b}\n  b: {kind: contact, says: a meeting.}\n"
    assert "What counts: a meeting." in words("every: {period: month, count: 1}", head=head, counts="a")


def test_durations():
    assert length_words(Length(business_days=Provision(value=3))) == "3 business days"
    assert (
        length_words(Length(months=Provision(value=1), to_end_of="month")) == "1 month, carried to the end of the month"
    )
    friday = Length(days=Provision(value=15), by_weekday={"friday": 17, "saturday": 16})
    assert length_words(friday) == "15 days, or 17 from a Friday or 16 from a Saturday"


def test_small_words():
    assert joined([]) == ""
    assert joined(["a"]) == "a"
    assert joined(["a", "b", "c"], "or") == "a, b or c"
    assert [ordinal(n) for n in (1, 2, 11, 12, 13, 21, 22, 23, 111)] == [
        *("first", "second", "11th", "12th", "13th", "21st", "22nd", "23rd", "111th"),
    ]
    assert sentence("a thing. ") == "A thing."
    assert lowered("The rule says so.") == "the rule says so"
    assert lowered("LSI-R only") == "LSI-R only"
