"""The parts a page is made of: first paragraph, order of rules, lines of the summary, open questions, the policy by date, the command."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from caseward.obligations.model import Bearing, Considered, Interrupted, Status
from caseward.policy.load import load_policy
from caseward.record.entry import Record
from caseward.record.view import view_of
from caseward.reports.cited import cited
from caseward.reports.groups import days_until, groups, looked_at
from caseward.reports.method import command, inputs
from caseward.reports.opening import opening
from caseward.reports.order import grouped
from caseward.reports.policy_periods import policy_by_date
from caseward.reports.summary import key_numbers, rule_lines
from caseward.reports.undetermined import questions
from tests.unit.reports import made

WINDOW = (date(2021, 5, 1), date(2021, 6, 1))


@pytest.fixture(scope="module")
def audit():
    return made.audit()


def with_rows(audit, *rows):
    (evaluation,) = audit.evaluations
    return replace(audit, evaluations=(replace(evaluation, obligations=rows, tallies=()),))


def test_what_could_not_be_used_is_said_in_the_first_paragraph(audit):
    early = replace(
        made.entry("contact", "c-1", "2021-03-01", term=made.TERM), recorded=made.KNOWN_AT - timedelta(days=9)
    )
    late = replace(
        made.entry("contact", "c-2", "2021-03-01", term=made.TERM), recorded=made.KNOWN_AT + timedelta(days=9)
    )
    undated = made.entry("contact", "c-3", "2021-03-01", term=made.TERM)
    correction = replace(
        made.entry("correction", "x-1", "2021-04-01", corrects="c-1", reason="wrong"),
        recorded=made.KNOWN_AT - timedelta(days=1),
    )
    view = view_of(Record.of([early, late, undated, correction]), made.KNOWN_AT)
    said = " ".join(opening(replace(audit, view=view, known_at=made.KNOWN_AT)))
    assert "1 entry recorded later stayed out of sight." in said
    assert "1 entry without a recording time could not be placed and were left out." in said
    assert "1 entry superseded by a correction" in said


def test_what_is_not_met_comes_first_and_readings_of_one_duty_stay_together(audit):
    met = made.obligation("in force", "z-met", "Z", WINDOW, Status.MET, duty="z")
    keys = list(grouped([met, *audit.told]))
    assert keys == [
        ("made-adult", "monthly-contact-pandemic", "in force"),
        ("made-adult", "in-person-monthly", "ordinary-rule"),
        ("made-adult", "desertion-report", "in force"),
        ("made-adult", "z-met", "in force"),
    ]


def test_another_reading_is_told_only_where_it_differs(audit):
    here = made.obligation("in force", "r", "R", WINDOW, Status.MISSED)
    same = replace(here, reading="ordinary-rule")
    other = replace(same, status=Status.MET, counted=("contact-1",))
    assert with_rows(audit, here, same).told == (here,)
    assert with_rows(audit, here, other).told == (here, other)


def test_a_line_of_the_summary_has_the_range_and_why(audit):
    first, second, third = rule_lines(audit)
    assert (first.met, first.windows, first.not_met, first.undecided) == ("1 to 6 of 16", "months", "", 15)
    assert first.explained
    assert (second.reading, second.met, second.not_met) == (
        "as if the pandemic overlay had not been issued",
        "1 of 16",
        "15 missed",
    )
    assert (third.met, third.not_met) == ("0 of 1", "1 missed")


def test_what_is_not_yet_due_is_neither_met_nor_missed(audit):
    (line,) = rule_lines(with_rows(audit, made.obligation("in force", "r", "R", WINDOW, Status.PENDING)))
    assert (line.met, line.not_met, line.undecided, line.explained) == ("not yet due", "", 0, "1 window not yet closed")


def test_key_numbers_lead_to_their_sections_and_count_what_these_list(audit):
    found = {k.anchor: (k.number, k.said) for k in key_numbers(audit)}
    assert found["findings"] == ("1", "finding")
    assert found["warnings"][0] == "1 of 1"
    assert found["assertions"][0] == "1 of 1"
    nothing = replace(audit, assessment=replace(audit.assessment, warnings=(), assertions=()))
    bare = {k.anchor: (k.number, k.said) for k in key_numbers(nothing)}
    assert (bare["warnings"], bare["assertions"]) == (("0", "warnings"), ("0", "assertions"))
    assert found["undetermined"][0] == str(sum(len(q.obligations) for q in questions(audit) if q.reading == "in force"))


def test_alike_open_obligations_are_one_question_with_all_its_rows(audit):
    (question,) = questions(audit)
    assert question.when == "15 obligations, 10 Feb 2021 to 31 May 2022"
    assert question.settles == "the outcome of five contacts"
    assert len(set(question.obligations)) == 15
    silent = made.obligation("in force", "r", "R", WINDOW, Status.INDETERMINATE, reason="x")
    (other,) = questions(with_rows(audit, silent))
    assert other.settles == "an entry that states the missing fact"


def test_entries_looked_at_are_told_by_verdict_and_reason():
    one = made.obligation(
        "in force", "r", "R", WINDOW, Status.MET, counted=("a", "b"),
        considered=(Considered("c", Bearing.REFUSED, "x"), Considered("b", Bearing.COUNTED, "spoke"), Considered("d", Bearing.REFUSED, "x")),
    )  # fmt: skip
    assert [(x.bearing, x.entries, x.reason) for x in looked_at(one)] == [
        ("counted", ("a",), ""),
        ("counted", ("b",), "spoke"),
        ("refused", ("c", "d"), "x"),
    ]


def test_only_the_subjects_named_are_listed(audit):
    assert groups(audit, []) == []
    titles = [g.title for g in groups(audit, [made.TERM])]
    assert titles[1] == "A meeting in person each month (as if the pandemic overlay had not been issued)"


def test_a_span_without_an_end_is_said_to_be_open():
    assert days_until(date(2021, 5, 1), date.max) == "1 May 2021 on"
    assert days_until(date(2021, 5, 1), date(2021, 6, 1)) == "May 2021"
    assert days_until(date(2021, 5, 1), date(2021, 5, 1)) == "1 May 2021"


def test_every_entry_that_something_rests_on_is_cited_once(audit):
    pause = Interrupted("custody", "yes", "pause", *WINDOW)
    rows = [replace(o, interruptions=(pause,)) for o in audit.told]
    found = [c.id for c in cited(audit, rows)]
    assert len(found) == len(set(found))
    assert {"contact-1", "voicemail-1", "contact-2", "absence-1", "petition-1", "warning-a", made.TERM} <= set(found)
    assert "assertion-1" not in found, "assertions have a section of their own"
    assert all("left a voicemail" not in str(c) for c in cited(audit, rows)), "narratives stay in the record"


def test_the_policy_is_told_in_periods_between_its_changes():
    document = load_policy(made.HERE / "policy.yaml").document
    said = policy_by_date(document, date(2020, 1, 1), date(2022, 12, 31))
    assert [p.title for p in said.periods] == [
        "From 1 January 2020 to 15 March 2020",
        "From 16 March 2020 to 10 August 2022",
        "From 11 August 2022 to 31 December 2022",
    ]
    before, during, after = said.periods
    assert [r.standing for r in before.rules] == [""]
    assert [r.standing for r in during.rules] == [
        "of the overlay “Contact rules of the pandemic”",
        "set aside by the overlay “Contact rules of the pandemic”",
    ]
    assert after.rules == before.rules
    assert before.rules[0].basis == "assumed"


def test_a_day_before_the_policy_has_no_rules():
    document = load_policy(made.HERE / "policy.yaml").document
    first = policy_by_date(document, date(2017, 12, 1), date(2018, 1, 31)).periods[0]
    assert first.rules == ()
    assert first.in_force == ("No version of the policy is in force.",)


def test_the_command_can_be_typed_again(audit):
    odd = replace(audit, record_path_name="my record", known_at=made.KNOWN_AT)
    assert command(odd) == (
        "caseward audit 'my record' --policy policy.yaml --as-of 2022-06-14 --known-at 2022-06-13T23:59:00-07:00 --out audit"
    )
    assert inputs(odd)["known_at"] == "2022-06-13T23:59:00-07:00"
