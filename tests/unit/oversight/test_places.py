from __future__ import annotations

from caseward.oversight.places import officers_in_two_places
from tests.unit.oversight.made import entry, live, view

AT = "2021-03-10T09:00-08:00"


def there(id_, place="", *, at=AT, officer="o-1", term="t-1", **values):
    held = {"place": place} if place else {}
    return live(id_, at, officer=officer, term=term, **held, **values)


def marks(*entries):
    return list(officers_in_two_places(view(*entries)))


def test_two_homes_of_one_officer_in_one_minute():
    (mark,) = marks(there("a", "home"), there("b", "work", term="t-2"))
    assert (mark.subject, mark.entries) == ("o-1", ("a", "b"))
    assert (
        mark.seen
        == "Officer o-1 is in two places on 10 March 2021 at 09:00: a (home about t-1) and b (work about t-2)."
    )


def test_the_same_instant_written_in_another_zone_is_the_same_minute():
    assert len(marks(there("a", "home"), there("b", "court", at="2021-03-10T17:00:30Z"))) == 1


def test_two_homes_are_possibly_two_places_and_an_unknown_place_too():
    (mark,) = marks(there("a", "home"), there("b", "home", term="t-2"))
    assert "is possibly in two places" in mark.seen
    (mark,) = marks(there("a"), there("b", term="t-2"))
    assert "is possibly in two places" in mark.seen


def test_several_people_met_in_one_visit_are_in_one_place():
    assert marks(there("a", "home", visit="v-1"), there("b", "home", term="t-2", visit="v-1")) == []
    assert len(marks(there("a", "home", visit="v-1"), there("b", "home", term="t-2", visit="v-2"))) == 1


def test_what_may_be_one_place_is_not_marked():
    assert marks(there("a", "office"), there("b", "office", term="t-2")) == []
    assert marks(there("a", "home"), there("b", "home")) == []
    assert marks(there("a", "home"), there("b")) == []


def test_another_minute_officer_mode_or_no_time_is_not_marked():
    assert marks(there("a", "home"), there("b", "work", at="2021-03-10T09:01-08:00")) == []
    assert marks(there("a", "home"), there("b", "work", officer="o-2")) == []
    assert marks(there("a", "home"), there("b", "work", mode="phone")) == []
    assert marks(there("a", "home", at="2021-03-10"), there("b", "work", at="2021-03-10")) == []
    assert marks(there("a", "home", officer=""), there("b", "work", officer="")) == []


def check(id_, facility, unit):
    return entry("safety_check", id_, AT, facility=facility, unit=unit, officer="o-1", method="direct_visual")


def test_safety_checks_in_two_halls_or_units_in_one_minute():
    (halls,) = marks(check("a", "hall-1", "A"), check("b", "hall-2", "A"))
    assert "a (hall-1, A) and b (hall-2, A)" in halls.seen
    (units,) = marks(check("a", "hall-1", "A"), check("b", "hall-1", "B"))
    assert units.entries == ("a", "b")
    assert marks(check("a", "hall-1", "A"), check("b", "hall-1", "A")) == []
