"""The lanes: what each kind of entry and obligation is drawn as, and what its row in the table says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from caseward.obligations.model import Bearing, Considered, Status
from caseward.oversight.model import AssertionTest, AssertionVerdict
from caseward.record.entry import Record
from caseward.record.facts import subjects_of
from caseward.record.view import view_of
from caseward.reports import layout
from caseward.reports.lanes_contacts import contact_lanes, judged
from caseward.reports.lanes_events import event_lanes
from caseward.reports.lanes_facility import facility_lanes
from caseward.reports.lanes_obligations import MOST_CELLS, obligation_lanes
from caseward.reports.lanes_policy import policy_lane
from caseward.reports.lettering import BOLD, wrapped
from caseward.reports.picture import Fill
from tests.unit.reports import made


@pytest.fixture(scope="module")
def audit():
    return made.audit()


def term(*entries):
    base = [e for e in made.entries() if e.kind in ("person", "term")]
    (subject,) = subjects_of(view_of(Record.of([*base, *entries])), "term")
    return subject


def contact(id_, occurred="2021-05-03", **values):
    return made.entry("contact", id_, occurred, term=made.TERM, **values)


def drawn(lanes):
    return {lane.title: [(m.fill, m.letter) for m in lane.marks] for lane in lanes}


def test_a_contact_is_solid_when_it_counted_hollow_when_refused_dashed_when_not_decided():
    subject = term(
        contact("a", mode="in_person", outcome="spoke"),
        contact("b", mode="phone", outcome="left_message", coded_as="voice reporting"),
        contact("c", mode="phone"),
        contact("d", mode="letter", outcome="returned_mail"),
    )
    one = made.obligation("in force", "r", "R", (date(2021, 5, 1), date(2021, 6, 1)), Status.MET, counted=("a",),
                          considered=(Considered("b", Bearing.REFUSED, "needs spoke"), Considered("c", Bearing.UNKNOWN, "no outcome")))  # fmt: skip
    lanes = contact_lanes(subject, judged([one]))
    assert drawn(lanes) == {
        "Contacts in person": [(Fill.SOLID, "")],
        "Contacts by phone": [(Fill.HOLLOW, "V"), (Fill.DASHED, "?")],
        "Contacts by letter": [(Fill.HOLLOW, "R")],
    }
    assert [lane.answer for lane in lanes] == ["1 of 1 counted", "0 to 1 of 2 counted", "0 of 1 counted"]
    voicemail = lanes[1].marks[0]
    assert voicemail.label == "voicemail coded “voice reporting”, does not count"
    assert voicemail.words.endswith("refused, does not count: needs spoke")
    assert "no rule looked at it" in lanes[2].marks[0].words


def test_of_several_verdicts_on_a_contact_the_kindest_is_drawn():
    window = (date(2021, 5, 1), date(2021, 6, 1))
    refused = made.obligation(
        "in force", "r", "R", window, Status.MISSED, considered=(Considered("a", Bearing.REFUSED, "x"),)
    )
    counted = made.obligation("in force", "s", "S", window, Status.MET, counted=("a",))
    for order in ([refused, counted], [counted, refused]):
        assert judged(order)["a"].bearing is Bearing.COUNTED


def test_contacts_stated_alike_on_unknown_days_are_one_mark_with_their_number():
    subject = term(*(contact(f"c-{n}", "2021-02-10/2022-06-13") for n in range(5)), contact("d"), contact("e"))
    (lane,) = contact_lanes(subject, {})
    assert lane.marks[0].label == "5 contacts, days not known"
    assert lane.marks[0].entries == tuple(f"c-{n}" for n in range(5))
    assert len(lane.marks) == 3, "contacts of a known day stay apart"


def test_no_contact_at_all_is_said_and_not_left_out():
    (lane,) = contact_lanes(term(), {})
    assert (lane.marks, lane.answer) == ((), "none recorded")


def test_a_cell_for_each_obligation_and_the_tally_at_the_end(audit):
    tallies = audit.tallies
    lanes = obligation_lanes(audit.told, tallies, {("made-adult", "ordinary-rule"): "as if it had not been issued"})
    assert [(lane.title, lane.answer) for lane in lanes] == [
        ("A direct contact each month", "1 to 6 of 16 met"),
        ("A meeting in person each month (as if it had not been issued)", "1 of 16 met"),
        ("A desertion report when contact is lost", "0 of 1 met"),
    ]
    assert [m.letter for m in lanes[1].marks] == ["X"] * 10 + ["M"] + ["X"] * 5
    assert lanes[2].marks[0].words == "missed, due 30 Jul 2021: no desertion report was submitted"
    assert lanes[1].marks[0].words == "missed: no qualifying contact", "due at the window's end needs no words"


@pytest.mark.parametrize("number", [MOST_CELLS, MOST_CELLS + 1, 5000])
def test_many_obligations_are_joined_and_none_is_lost(number):
    start = date(2021, 1, 1)
    rows = [
        made.obligation("in force", "check", "A check", (start, start + timedelta(days=1)), Status.LATE if n == 7 else Status.MET, ordinal=n,
                        due=start + timedelta(days=n // 96))
        for n in range(number)
    ]  # fmt: skip
    (lane,) = obligation_lanes(rows, [], {})
    if number <= MOST_CELLS:
        assert len(lane.marks) == number
        return
    assert len(lane.marks) <= MOST_CELLS
    assert sum(int(m.words.split()[0].replace(",", "")) for m in lane.marks) == number
    first = lane.marks[0]
    assert first.look == "late", "the gravest speaks"
    assert first.letter == "1 L"
    assert "1 late" in first.words


def test_asked_but_not_scored_is_said():
    one = made.obligation("in force", "r", "R", (date(2021, 5, 1), date(2021, 6, 1)), Status.PENDING, scored=False)
    (lane,) = obligation_lanes([one], [], {})
    assert "asked, not scored" in lane.marks[0].words
    assert lane.answer == "not yet due"


def claim(id_, **values):
    fields = {"topic": "t", "states": "It was submitted.", "asserted_by": "staff", "about_kind": "report",
              "about_fields": ("type=desertion",), "about_when": "2022-01/2022-03", "term": made.TERM}  # fmt: skip
    return made.entry("assertion", id_, "2022-08-11", **(fields | values))


def test_a_report_claimed_is_hollow_at_the_time_claimed_and_one_found_is_solid():
    found = made.entry("report", "r-1", "2021-07-01", type="desertion", step="submitted", term=made.TERM)
    said = claim("a-1")
    test = AssertionTest("a-1", "t", "It was submitted.", "staff", "s", "", AssertionVerdict.NO_RECORD, "none")
    lanes = {lane.sort: lane for lane in event_lanes(term(found), [(said, test)])}
    solid, hollow = lanes["reports"].marks
    assert (solid.fill, solid.label) == (Fill.SOLID, "desertion report submitted")
    assert (hollow.fill, hollow.label) == (Fill.HOLLOW, "desertion report claimed: no record")
    assert (hollow.first, hollow.last) == (date(2022, 1, 1), date(2022, 3, 31))


def test_events_are_said_in_words_and_absent_ones_are_said_to_be_absent(audit):
    (subject,) = subjects_of(audit.view, "term")
    lanes = {lane.sort: lane for lane in event_lanes(subject, [])}
    assert [m.label for m in lanes["warnings"].marks] == ["warning: drugs", "warning: weapon, violence"]
    assert [m.label for m in lanes["court"].marks] == ["violation noted: new offence", "petition to revoke filed"]
    assert "hearing set for some day from 20 Jun 2022 to 30 Jun 2022" in lanes["court"].marks[1].words
    (away,) = lanes["spans"].marks
    assert away.words == "whereabouts unknown, from June 2021, until about August 2021"
    assert "edges not known" in away.shown_as
    bare = {lane.sort: lane.answer for lane in event_lanes(term(), [])}
    assert bare == {"warnings": "none recorded", "reports": "no report, no claim", "court": "none recorded"}
    room = layout.WIDTH - layout.RIGHT - 10
    assert not [a for a in bare.values() if "…" in "".join(wrapped(a, room, (layout.SIZE - 1) * BOLD, 3))]


def test_a_promise_is_solid_only_when_an_entry_says_it_was_kept():
    promised = [
        made.entry("task_promised", f"t-{n}", "2021-05-01", what="a letter", owner="o", term=made.TERM) for n in (1, 2)
    ]
    done = made.entry("task_done", "d", "2021-05-09", task="t-2", term=made.TERM)
    (lane,) = [x for x in event_lanes(term(*promised, done), []) if x.sort == "promises"]
    assert [m.fill for m in lane.marks] == [Fill.HOLLOW, Fill.SOLID]


def test_custody_without_an_end_stays_open():
    lanes = {x.sort: x for x in event_lanes(term(made.entry("custody_in", "c", "2022-01-05", term=made.TERM)), [])}
    (mark,) = lanes["spans"].marks
    assert mark.words == "in custody, from 5 Jan 2022, no end recorded"
    assert mark.last == date.max


def test_the_policy_lane_names_the_overlay_with_its_dates_and_their_basis(audit):
    lane = policy_lane(audit.policies[0].document)
    assert [m.look for m in lane.marks] == ["version", "overlay"]
    assert lane.marks[1].label == "Contact rules of the pandemic: 16 Mar 2020, until 11 Aug 2022 (assumed)"
    assert lane.marks[1].last == date(2022, 8, 10)


def test_a_facility_has_one_mark_of_safety_checks_a_day():
    hall = made.entry("facility", "hall-1", "2010", facility_type="juvenile_hall")
    checks = [
        made.entry("safety_check", f"s-{n}", f"2021-01-0{1 + n // 3}T10:{n:02}-08:00", facility="hall-1")
        for n in range(5)
    ]
    force = made.entry("force", "f-1", "2021-01-02", facility="hall-1", types=("oc_spray",), video=False)
    visitor = made.entry("visitor", "v-1", "2021-01-02", facility="hall-1", admitted=True, saw_youths=True)
    (subject,) = subjects_of(view_of(Record.of([hall, *checks, force, visitor])), "facility")
    lanes = {lane.title: lane for lane in facility_lanes(subject)}
    assert [m.words for m in lanes["Safety checks recorded"].marks] == [
        "3 safety checks recorded",
        "2 safety checks recorded",
    ]
    assert lanes["Force and its reports"].marks[0].label == "force: oc spray; no video"
    assert lanes["Visitors and credentials"].marks[0].label == "visitor admitted; reached youths"
    assert contact_lanes(replace(subject), {}) == []
