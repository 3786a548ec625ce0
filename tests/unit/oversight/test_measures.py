from __future__ import annotations

from dataclasses import replace
from datetime import date

from caseward.obligations.model import Status
from caseward.oversight.measures import NO_OFFICE, measures, offices
from tests.unit.oversight.made import months, of_term, the_term

JAN = date(2021, 1, 1)


def office(subject, day):
    return "north"


def rows(*statuses, **changes):
    """Obligations of different subjects, all of January."""
    return [replace(months(JAN, [s])[0], subject=f"t-{n}", **changes) for n, s in enumerate(statuses)]


def test_met_of_how_many_with_everything_else_beside():
    made = rows(
        *[Status.MET] * 3,
        Status.LATE,
        Status.MISSED,
        Status.OVERDUE,
        Status.INDETERMINATE,
        Status.NOT_ASSESSABLE,
        Status.EXCUSED,
        Status.PENDING,
    )
    (found,) = measures(made, office)
    assert (found.office, found.month, found.requirement) == ("north", JAN, "monthly-contact")
    assert (found.met, found.asked, found.percent) == (3, 6, 50)
    assert (found.undecided, found.not_assessable) == (1, 1)


def test_what_cannot_be_assessed_is_shown_and_is_neither_met_nor_missed():
    (found,) = measures(rows(Status.NOT_ASSESSABLE), office)
    assert (found.met, found.asked, found.percent, found.not_assessable) == (0, 0, None, 1)


def test_unscored_other_readings_excused_and_pending_make_no_measure():
    assert measures(rows(Status.MISSED, scored=False), office) == ()
    assert measures(rows(Status.MISSED, reading="ordinary"), office) == ()
    assert measures(rows(Status.EXCUSED, Status.PENDING), office) == ()


def test_small_groups_are_suppressed_whole():
    made = rows(*[Status.MET] * 4)
    assert not measures(made, office, smallest=4)[0].suppressed
    (hidden,) = measures(made, office, smallest=5)
    assert hidden.suppressed
    assert (hidden.met, hidden.asked, hidden.percent, hidden.undecided, hidden.not_assessable) == (None,) * 5


def test_offices_and_months_are_apart_and_in_order():
    made = [*rows(Status.MET, Status.MISSED), *months(date(2021, 2, 1), [Status.MET], subject="t-0")]
    where = {"t-0": "south", "t-1": ""}
    found = measures(reversed(made), lambda s, d: where[s])
    assert [(m.office, m.month.month, m.met) for m in found] == [(NO_OFFICE, 1, 0), ("south", 1, 1), ("south", 2, 1)]


def test_the_office_is_the_one_the_record_puts_in_charge_on_the_day():
    subject = the_term(
        of_term("assignment", "a-1", "2021-02-10", officer="o-1", office="north"),
        of_term("assignment", "a-2", "2021-06-01", officer="o-2", office="south"),
    )
    office_of = offices([subject])
    assert [office_of("t-1", d) for d in (date(2021, 5, 31), date(2021, 6, 1), date(2021, 1, 1))] == [
        "north",
        "south",
        "",
    ]
    assert office_of("unknown", date(2021, 6, 1)) == ""
