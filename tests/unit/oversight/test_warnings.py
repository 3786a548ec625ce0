from __future__ import annotations

from datetime import date

from caseward.oversight.warnings import unattached_times, warning_times
from tests.unit.oversight.made import contact, entry, live, of_term, the_term

AS_OF = date(2022, 6, 14)


def times(*entries, as_of=AS_OF):
    return warning_times(the_term(*entries), as_of)


def test_a_response_that_names_the_warning_gives_a_range_of_days():
    (time,) = times(
        of_term("warning", "w", "2022-06-01/2022-06-05", facets=["weapon", "violence"]),
        of_term("warning_response", "r", "2022-06-10", warning="w", action="court_notified"),
    )
    assert (time.response, time.least_days, time.most_days) == ("r", 5, 9)
    assert time.facets == ("weapon", "violence")
    assert "court notified" in time.said
    assert "between 5 and 9 days later" in time.said


def test_the_first_of_several_responses_counts_whichever_came_first():
    (time,) = times(
        of_term("warning", "w", "2022-06-01"),
        of_term("warning_response", "a", "2022-06-02/2022-06-12", warning="w", action="call_back"),
        of_term("warning_response", "b", "2022-06-05", warning="w", action="field_visit"),
    )
    assert (time.least_days, time.most_days) == (1, 4)


def test_nothing_recorded_is_said_with_what_happened_later_and_is_no_response():
    (time,) = times(
        of_term("warning", "w", "2022-06-01/2022-06-13", facets=["drugs"]),
        of_term("petition", "p", "2022-06-13"),
        live("long-before", "2021-12"),
        contact("undated", "2021-02-10/2022-06-13"),
        contact("maybe-before", "2022-06-05"),
    )
    assert (time.response, time.least_days, time.most_days) == ("", None, None)
    assert "no response is recorded; by the day judged it had waited between 1 and 13 days." in time.said
    assert "Later action, not recorded as a response: p (petition on 13 June 2022)." in time.said
    assert "undated" not in time.said
    assert "maybe-before" not in time.said
    assert "long-before" not in time.said


def test_a_response_to_another_warning_or_after_the_as_of_day_is_none():
    entries = (
        of_term("warning", "w", "2022-06-01"),
        of_term("warning", "v", "2022-06-02"),
        of_term("warning_response", "r", "2022-06-03", warning="v", action="search"),
        of_term("warning_response", "late", "2022-06-20", warning="w", action="search"),
    )
    assert [t.response for t in times(*entries)] == ["", "r"]
    assert [t.response for t in times(*entries, as_of=date(2022, 6, 20))] == ["late", "r"]


def test_a_response_dated_before_the_warning_is_no_answer_and_is_said():
    (time,) = times(
        of_term("warning", "w", "2022-06-05"),
        of_term("warning_response", "r", "2022-06-04", warning="w", action="search"),
    )
    assert time.response == ""
    assert "dated before it was received" in time.said


def test_a_warning_after_the_as_of_day_is_not_there_yet():
    assert times(of_term("warning", "w", "2022-06-15")) == ()


def test_a_warning_about_nobody_identified_is_counted_as_not_attached():
    entries = [
        entry("warning", "later", "2022-06-20"),
        entry("warning", "w", "2022-06-10", facets=["weapon"]),
        of_term("warning", "of-a-term", "2022-06-01"),
    ]
    (time,) = unattached_times(entries, AS_OF)
    assert (time.warning, time.subject, time.response, time.least_days) == ("w", "", "", None)
    assert "not attached to anybody; by the day judged it had waited 4 days." in time.said


def test_a_decision_about_it_is_told_with_the_days_it_took():
    entries = [
        entry("warning", "w", "2022-06-10"),
        entry("unattached_response", "r", "2022-06-13", warning="w", action="not_identifiable", reason="Nobody knows"),
        entry("unattached_response", "other", "2022-06-11", warning="v", action="passed_on", reason="Of the city"),
    ]
    (time,) = unattached_times(entries, AS_OF)
    assert (time.response, time.least_days, time.most_days) == ("r", 3, 3)
    assert "not attached to anybody; first decision (not identifiable)" in time.said
