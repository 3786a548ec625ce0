from __future__ import annotations

from datetime import date

from caseward.obligations.model import Status
from caseward.oversight.runs import runs, window_words
from tests.unit.oversight.made import months, owed

MISSED, MET, LATE = Status.MISSED, Status.MET, Status.LATE


def test_consecutive_misses_are_one_run_with_its_dates():
    (run,) = runs(months(date(2021, 2, 1), [MISSED] * 16))
    assert window_words(run) == "16 consecutive calendar months, 1 February 2021 to 31 May 2022"


def test_a_month_met_between_ends_the_run():
    found = runs(months(date(2021, 2, 1), [*[MISSED] * 10, MET, *[MISSED] * 5]))
    assert [window_words(run) for run in found] == [
        "10 consecutive calendar months, 1 February 2021 to 30 November 2021",
        "5 consecutive calendar months, 1 January 2022 to 31 May 2022",
    ]


def test_every_other_status_ends_a_run_and_makes_none_itself():
    for between in (Status.INDETERMINATE, Status.NOT_ASSESSABLE, Status.EXCUSED, Status.PENDING):
        assert [len(run) for run in runs(months(date(2021, 1, 1), [MISSED, between, MISSED]))] == [1, 1]


def test_late_and_missed_are_different_runs():
    found = runs(months(date(2021, 1, 1), [MISSED, LATE, LATE]))
    assert [(run[0].status, len(run)) for run in found] == [(MISSED, 1), (LATE, 2)]


def test_a_part_month_at_the_start_still_reads_as_months():
    rows = [owed(date(2021, 2, 10), date(2021, 3, 1), MISSED), *months(date(2021, 3, 1), [MISSED])]
    assert window_words(runs(rows)[0]) == "2 consecutive calendar months, 10 February 2021 to 31 March 2021"


def test_one_window_weeks_and_other_windows():
    assert (
        window_words(runs(months(date(2021, 2, 1), [MISSED]))[0])
        == "calendar month, 1 February 2021 to 28 February 2021"
    )
    part = [owed(date(2021, 2, 10), date(2021, 3, 1), MISSED)]
    assert window_words(runs(part)[0]) == "part of a calendar month, 10 February 2021 to 28 February 2021"
    week = [owed(date(2021, 2, d), date(2021, 2, d + 7), MISSED, ordinal=d) for d in (1, 8)]
    assert window_words(runs(week)[0]).startswith("2 consecutive weeks, 1 February 2021 to 14 February 2021")
    quarter = [owed(date(2021, 1, 1), date(2021, 4, 1), MISSED)]
    assert window_words(runs(quarter)[0]) == "window, 1 January 2021 to 31 March 2021"


def test_clocks_are_told_by_their_due_days():
    rows = [
        owed(date(2021, m, 5), date(2021, m, 20), MISSED, kind="when", about=f"absence-{m}", ordinal=m) for m in (2, 6)
    ]
    assert window_words(runs(rows)[0]) == "2 times, due 19 February 2021 to 19 June 2021"


def test_windows_that_do_not_touch_are_not_called_consecutive_months():
    rows = [owed(date(2021, m, 1), date(2021, m + 1, 1), MISSED, ordinal=m) for m in (1, 3)]
    assert "consecutive" not in window_words(runs(rows)[0])


def test_other_rules_subjects_readings_and_unscored_windows_are_apart():
    first = months(date(2021, 1, 1), [MISSED])
    others = [{"requirement": "home-visit"}, {"subject": "t-2"}, {"policy": "another"}]
    rows = [*first, *(row for change in others for row in months(date(2021, 2, 1), [MISSED], **change))]
    assert len(runs(rows)) == 4
    assert runs(months(date(2021, 1, 1), [MISSED], reading="ordinary")) == ()
    assert runs(months(date(2021, 1, 1), [MISSED], scored=False)) == ()


def test_a_change_of_rule_ends_a_run():
    rows = months(date(2021, 1, 1), [MISSED, MISSED])
    changed = [rows[0], owed(date(2021, 2, 1), date(2021, 3, 1), MISSED, overlay="pandemic", ordinal=1)]
    assert [len(run) for run in runs(changed)] == [1, 1]


def test_clocks_in_minutes_are_grouped_by_month():
    rows = [
        owed(date(2021, m, d), date(2021, m, d + 1), status, kind="apart", minute=n, ordinal=n)
        for n, (m, d, status) in enumerate([(1, 1, MISSED), (1, 2, MET), (1, 3, MISSED), (2, 1, MISSED)])
    ]
    assert [window_words(run) for run in runs(rows)] == [
        "2 times, due 1 January 2021 to 3 January 2021",
        "due 1 February 2021",
    ]


def test_the_order_of_the_rows_does_not_matter():
    rows = months(date(2021, 2, 1), [*[MISSED] * 3, MET, LATE, MISSED])
    assert runs(rows) == runs(rows[::-1])
