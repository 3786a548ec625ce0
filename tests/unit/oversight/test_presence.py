from __future__ import annotations

import pytest

from caseward.oversight.presence import (
    AFTER_DEATH,
    AFTER_END,
    IN_CUSTODY,
    NEVER_ENTERED,
    custody_never_entered,
    impossible_contacts,
)
from tests.unit.oversight.made import contact, live, of_term, person, the_term

CUSTODY = (of_term("custody_in", "in", "2021-03-01"), of_term("custody_out", "out", "2021-03-20"))
ENDED = of_term("term_end", "end", "2021-05-01", reason="completed")


def marks(*entries):
    return list(impossible_contacts(the_term(*entries)))


def test_an_office_visit_during_custody_is_marked():
    (mark,) = marks(*CUSTODY, live("c", "2021-03-10", place="office"))
    assert (mark.check, mark.entries) == (IN_CUSTODY, ("c", "in"))
    assert "at office on 10 March 2021 is within custody from 2021-03-01 to 2021-03-20" in mark.seen


def test_without_a_place_it_is_only_possible_for_it_may_have_been_in_jail():
    (mark,) = marks(*CUSTODY, live("c", "2021-03-10"))
    assert "is possibly within custody" in mark.seen
    assert "a place not recorded" in mark.seen


def test_imprecise_edges_of_custody_make_it_possible():
    (mark,) = marks(of_term("custody_in", "in", "2021-03"), live("c", "2021-03-10", place="home"))
    assert "is possibly within custody from 2021-03 on" in mark.seen


@pytest.mark.parametrize(
    ("day", "values"),
    [
        ("2021-03-10", {"place": "jail"}),
        ("2021-03-10", {"place": "office", "mode": "phone"}),
        ("2021-03-10", {"place": "home", "with_whom": "collateral"}),
        ("2021-03-10", {"place": "home", "outcome": "no_show"}),
        ("2021-03-01", {"place": "office"}),
        ("2021-03-20", {"place": "office"}),
        ("2021-03", {"place": "office"}),
        ("2021-02-20", {"place": "office"}),
    ],
)
def test_what_may_well_be_true_is_not_marked(day, values):
    assert marks(*CUSTODY, live("c", day, **values)) == []


def test_an_imprecise_release_makes_the_days_it_may_have_been_possible():
    held = (CUSTODY[0], of_term("custody_out", "out", "2021-03-20/2021-03-25"))
    (mark,) = marks(*held, live("c", "2021-03-20", place="home"))
    assert "is possibly within custody" in mark.seen
    (mark,) = marks(*held, live("c", "2021-03-19", place="home"))
    assert "is within custody" in mark.seen


def test_a_contact_after_death_is_marked_and_not_also_as_after_the_end():
    died = person(died="2021-04-30")
    (mark,) = marks(
        died, of_term("term_end", "end", "2021-05-01", reason="died"), live("c", "2021-05-02", mode="phone")
    )
    assert (mark.check, mark.entries) == (AFTER_DEATH, ("c", "p-1"))
    assert "is after the person's death, recorded on 30 April 2021" in mark.seen


def test_a_contact_on_the_day_of_death_is_not_marked_and_an_imprecise_death_is_possible():
    assert marks(person(died="2021-04-30"), live("c", "2021-04-30")) == []
    (mark,) = marks(person(died="2021-04"), live("c", "2021-04-20"))
    assert "is possibly after" in mark.seen


def test_a_contact_that_does_not_say_with_whom_is_possible_at_most():
    (mark,) = marks(person(died="2021-04-30"), contact("c", "2021-06-01", outcome="spoke"))
    assert "is possibly after" in mark.seen


@pytest.mark.parametrize(
    "kind_values", [("drug_test", {"result": "negative"}), ("appointment", {"outcome": "attended_complied"})]
)
def test_tests_and_appointments_after_the_end_are_marked(kind_values):
    kind, values = kind_values
    (mark,) = marks(ENDED, of_term(kind, "x", "2021-05-01", **values))
    assert mark.check == AFTER_END
    assert "is after the term's end, no longer in force on 1 May 2021" in mark.seen


def test_the_last_day_in_force_and_attempts_are_not_marked():
    assert (
        marks(ENDED, live("c", "2021-04-30"), of_term("appointment", "a", "2021-06-01", outcome="failed_to_attend"))
        == []
    )
    assert marks(ENDED, contact("d", "2021-06-01", with_whom="collateral", outcome="spoke")) == []


def test_an_imprecise_end_makes_it_possible():
    (mark,) = marks(of_term("term_end", "end", "2021-05", reason="completed"), live("c", "2021-05-10"))
    assert "is possibly after the term's end" in mark.seen


def never_entered(*entries):
    return [(m.check, m.entries) for m in custody_never_entered(the_term(*entries))]


def test_a_leaving_of_custody_without_an_entry_into_it_is_marked():
    assert never_entered(*CUSTODY) == []
    assert never_entered(CUSTODY[1]) == [(NEVER_ENTERED, ("out",))]
    again = of_term("custody_out", "again", "2021-04-20")
    assert never_entered(*CUSTODY, again) == [(NEVER_ENTERED, ("again",))]
    assert never_entered(*CUSTODY, of_term("custody_in", "in-2", "2021-04-01"), again) == []


def test_the_mark_says_what_it_does_not_prove():
    (mark,) = custody_never_entered(the_term(CUSTODY[1]))
    assert mark.seen.startswith("Custody was left on 20 March 2021, and no entry into it stands before that")
    assert "judged as if at liberty" in mark.caution
