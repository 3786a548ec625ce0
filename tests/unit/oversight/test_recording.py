from __future__ import annotations

from dataclasses import replace

from caseward.oversight.recording import entered_in_batches, recorded_after_incident, recorded_late
from caseward.oversight.thresholds import ASSUMED
from tests.unit.oversight.made import contact, live, of_term, the_term, view


def late(*entries):
    return list(recorded_late(the_term(*entries), ASSUMED))


def test_more_than_the_threshold_is_late_and_the_threshold_itself_is_not():
    assert late(live("c", "2021-03-01", recorded="2021-03-06T23:59-08:00")) == []
    (mark,) = late(live("c", "2021-03-01", recorded="2021-03-07T00:00-08:00"))
    assert "recorded on 7 March 2021, 6 days later (more than 5 days; the threshold is assumed)" in mark.seen
    assert mark.caution


def test_only_what_is_certain_is_late():
    assert late(live("c", "2021-03", recorded="2021-04-05T12:00-07:00")) == []
    (mark,) = late(live("c", "2021-03", recorded="2021-04-06T12:00-07:00"))
    assert "between 6 and 36 days later" in mark.seen


def test_background_assertions_and_entries_without_a_recorded_time_are_not_late():
    assert (
        late(
            live("c", "2021-03-01"),
            of_term(
                "assertion",
                "a",
                "2021-03-01",
                recorded="2022-01-01T12:00-08:00",
                topic="x",
                states="y",
                asserted_by="z",
            ),
            of_term("charge", "g", "2021-03-01", recorded="2022-01-01T12:00-08:00", stage="filed"),
        )
        == []
    )


def test_the_threshold_is_an_argument():
    subject = the_term(live("c", "2021-03-01", recorded="2021-03-03T12:00-08:00"))
    assert len(list(recorded_late(subject, replace(ASSUMED, late_after_days=1)))) == 1


INCIDENT = of_term("incident", "i", "2022-06-14T17:10-07:00", type="shooting")


def test_entries_about_the_time_before_an_incident_recorded_after_it_make_one_mark():
    (mark,) = recorded_after_incident(
        the_term(
            INCIDENT,
            contact("c-1", "2022-06-10", recorded="2022-06-14T18:00-07:00"),
            of_term("warning", "w", "2022-06-01/2022-06-13", recorded="2022-08-11T12:00-07:00"),
            contact("in-time", "2022-06-14", recorded="2022-06-14T17:00-07:00"),
            contact("after", "2022-06-15", recorded="2022-06-16T12:00-07:00"),
        )
    )
    assert mark.entries == ("i", "w", "c-1")
    assert "2 entries (contact and warning)" in mark.seen
    assert "cannot show what was known before" in mark.caution


def test_a_call_and_what_it_was_about_share_one_mark():
    call = of_term("incident", "call", "2022-06-14T16:45-07:00", type="emergency call")
    (mark,) = recorded_after_incident(
        the_term(INCIDENT, call, contact("c-1", "2022-06-10", recorded="2022-06-14T18:00-07:00"))
    )
    assert mark.entries == ("call", "i", "c-1")
    assert (
        "before the incidents on 14 June 2022 at 16:45 and on 14 June 2022 at 17:10 was recorded after them"
        in mark.seen
    )


def test_an_entry_that_may_be_about_the_time_after_is_not_marked():
    assert (
        list(recorded_after_incident(the_term(INCIDENT, contact("c", "2022-06", recorded="2022-07-01T12:00-07:00"))))
        == []
    )


def batch(n, **values):
    return [
        contact(f"c-{i:02}", f"2021-03-{i + 1:02}", recorded="2021-04-01T09:30:00-07:00", by="clerk-1", **values)
        for i in range(n)
    ]


def test_ten_entries_in_one_minute_are_a_batch_and_nine_are_not():
    (mark,) = entered_in_batches(view(*batch(10)), ASSUMED)
    assert (mark.subject, len(mark.entries)) == ("t-1", 10)
    assert (
        "events between 1 March 2021 and 10 March 2021 were recorded in the minute 09:30 of 1 April 2021 by clerk-1"
        in mark.seen
    )
    assert list(entered_in_batches(view(*batch(9)), ASSUMED)) == []


def test_different_recorders_and_minutes_are_different_batches():
    entries = batch(10)
    mixed = [replace(e, recorded_by=f"clerk-{i % 2}") for i, e in enumerate(entries)]
    assert list(entered_in_batches(view(*mixed), ASSUMED)) == []


def test_a_batch_over_several_terms_is_about_its_recorder():
    entries = [replace(e, values={**e.values, "term": f"t-{i}"}) for i, e in enumerate(batch(10))]
    (mark,) = entered_in_batches(view(*entries), ASSUMED)
    assert mark.subject == "clerk-1"
