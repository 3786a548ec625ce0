from __future__ import annotations

import pytest

from caseward.oversight.assertions import assertion_tests
from caseward.oversight.model import AssertionVerdict as V
from caseward.record.facts import subjects_of
from tests.unit.oversight.made import blank, contact, entry, live, of_term, person, term, view

REPORT = {"about_kind": "report", "about_fields": ["type=desertion", "step=submitted"], "about_when": "2022-01/2022-03"}
IN_PERSON = {"about_kind": "contact", "about_fields": ["mode=in_person", "with_whom=person"]}


def claim(id_="a", *, recorded="2022-08-11T12:00-07:00", **values):
    held = {"topic": "desertion report", "states": "a report was submitted", "asserted_by": "staff", **values}
    return of_term("assertion", id_, "2022-08-11", recorded=recorded, source="S2", **held)


def judged(*entries):
    seen = view(*entries)
    return assertion_tests(seen, subjects_of(seen, "term"))


def verdict(*entries):
    (test,) = judged(*entries)
    return test


def report(id_, occurred, **values):
    return of_term("report", id_, occurred, **{"type": "desertion", "step": "submitted", **values})


def test_a_claimed_report_without_a_record():
    test = verdict(claim(**REPORT))
    assert (test.verdict, test.entries) == (V.NO_RECORD, ())
    assert (
        test.because
        == "The record holds no report with type desertion and step submitted between 1 January 2022 and 31 March 2022."
    )
    assert (test.topic, test.asserted_by, test.source) == ("desertion report", "staff", "S2")


@pytest.mark.parametrize(
    "other",
    [
        report("r", "2022-02-03", type="violation"),
        report("r", "2022-02-03", step="drafted"),
        report("r", "2022-04-01"),
        report("r", "2021-12-31"),
        report("r", "2022-02-03", term="t-2"),
    ],
)
def test_a_report_of_another_type_step_time_or_term_is_no_record_of_it(other):
    assert verdict(claim(**REPORT), other).verdict is V.NO_RECORD


def test_a_report_recorded_when_it_was_submitted_supports_it():
    test = verdict(claim(**REPORT), report("r", "2022-02-03", recorded="2022-02-04T09:00-08:00"))
    assert (test.verdict, test.entries) == (V.SUPPORTED, ("r",))
    assert "r (report on 3 February 2022, recorded on 4 February 2022)" in test.because


def test_without_a_recorded_time_it_is_supported_and_that_is_said():
    test = verdict(claim(**REPORT), report("r", "2022-02-03"))
    assert test.verdict is V.SUPPORTED
    assert "when it was recorded is not stated" in test.because


@pytest.mark.parametrize(
    ("recorded", "why"),
    [
        ("2022-02-08T23:00-08:00", ""),
        ("2022-02-09T00:00-08:00", "6 days after it happened (more than 5 days; the threshold is assumed)"),
        ("2022-06-15T09:00-07:00", "after the incident on 14 June 2022 at 17:10"),
    ],
)
def test_recorded_late_is_its_own_verdict(recorded, why):
    incident = of_term("incident", "i", "2022-06-14T17:10-07:00", type="shooting")
    test = verdict(claim(**REPORT), incident, report("r", "2022-02-03", recorded=recorded))
    assert test.verdict is (V.RECORDED_LATE if why else V.SUPPORTED)
    assert why in test.because


def test_recorded_after_the_assertion_itself_is_late_however_soon_after_the_event():
    made = claim(**{**REPORT, "about_when": "2022-08"})
    test = verdict(made, report("r", "2022-08-10", recorded="2022-08-11T13:00-07:00"))
    assert (test.verdict, "after the assertion itself" in test.because) == (V.RECORDED_LATE, True)


def test_one_entry_in_time_is_enough():
    late, soon = (
        report(f"r-{n}", "2022-02-03", recorded=at)
        for n, at in ((1, "2022-05-01T09:00-07:00"), (2, "2022-02-03T09:00-08:00"))
    )
    test = verdict(claim(**REPORT), late, soon)
    assert (test.verdict, test.entries) == (V.SUPPORTED, ("r-2",))


def test_an_entry_that_may_be_it_leaves_the_record_undecided():
    test = verdict(claim(**IN_PERSON, about_when="2021-12"), blank("c"))
    assert (test.verdict, test.entries) == (V.NOT_TESTABLE, ("c",))
    assert "the record cannot decide" in test.because.lower()


def test_a_date_wider_than_the_asserted_one_bears_out_neither_of_two_rival_days():
    days = [claim(f"a-{d}", **IN_PERSON, about_when=f"2021-12-{d}") for d in (14, 15)]
    assert [t.verdict for t in judged(*days, live("c", "2021-12"))] == [V.NOT_TESTABLE] * 2
    assert verdict(claim(**IN_PERSON, about_when="2021-12"), live("c", "2021-12-14")).verdict is V.SUPPORTED
    assert verdict(claim(**IN_PERSON, about_when="2021-12-14"), live("c", "2021-10/2022-02")).verdict is V.NOT_TESTABLE


# Counts.


def count(n, *entries, **values):
    return verdict(claim(**{"about_kind": "contact", "about_count": n, **values}), *entries)


def test_counts_decided_by_the_record():
    three = [live(f"c-{m}", f"2021-0{m}-01") for m in (3, 4, 5)]
    assert count(3, *three).verdict is V.SUPPORTED
    assert count(4, *three).verdict is V.CONTRADICTED
    assert count(2, *three).verdict is V.CONTRADICTED
    assert count(2).verdict is V.NO_RECORD
    assert count(0).verdict is V.SUPPORTED
    assert count(0, *three).verdict is V.CONTRADICTED


def test_a_count_within_a_range_is_possible_and_not_settled():
    entries = [live("seen", "2021-12"), contact("vm", "2021-03", mode="phone"), blank("c", may_be_same_as="vm")]
    test = count(2, *entries)
    assert test.verdict is V.NOT_TESTABLE
    assert "between 2 and 3 such entries" in test.because
    assert count(1, *entries).verdict is V.CONTRADICTED
    assert count(1, *entries, about_fields=["mode=in_person"]).verdict is V.NOT_TESTABLE


def test_a_right_count_recorded_late_is_recorded_late():
    test = count(1, live("c", "2021-03-01", recorded="2021-05-01T09:00-07:00"))
    assert test.verdict is V.RECORDED_LATE
    assert "1 such entry" in test.because


# Contradictions.


def about(kind, *entries, **values):
    return verdict(claim(about_kind=kind, **values), *entries)


def test_a_term_has_one_supervision_type_and_one_start():
    assert about("term", about_fields=["supervision_type=formal_probation"]).verdict is V.SUPPORTED
    test = about("term", about_fields=["supervision_type=parole"])
    assert (test.verdict, test.entries) == (V.CONTRADICTED, ("t-1",))
    assert "supervision type is formal probation" in test.because
    assert about("term", about_when="2021-02-10").verdict is V.SUPPORTED
    assert about("term", about_when="2021-03").because == "The record states it on 10 February 2021, not then."


def test_a_blank_in_the_record_contradicts_nothing():
    assert about("term", about_fields=["jail_days=0"]).verdict is V.NOT_TESTABLE
    assert about("term", term(jail_days=20), about_fields=["jail_days=0"]).verdict is V.CONTRADICTED
    assert about("term", term(jail_days=20), about_fields=["jail_days=20"]).verdict is V.SUPPORTED


def test_another_contact_contradicts_nothing_for_many_may_happen():
    call = contact("c", "2021-12-03", mode="phone", with_whom="person")
    assert about("contact", call, about_fields=["mode=in_person"], about_when="2021-12").verdict is V.NO_RECORD


def test_the_one_movement_of_that_weekend_had_one_number():
    moved = entry("movement", "m", "2022-03-12", facility="hall", youths=147)
    hall = entry("facility", "hall", "2000-01-01")
    say = {
        "about_kind": "movement",
        "about_when": "2022-03",
        "topic": "transfer",
        "states": "x",
        "asserted_by": "press",
    }
    claims = [
        entry("assertion", f"a-{n}", "2022-04-01", facility="hall", about_fields=[f"youths={n}"], **say)
        for n in (135, 147)
    ]
    assert [t.verdict for t in judged(hall, moved, *claims)] == [V.CONTRADICTED, V.SUPPORTED]
    second = entry("movement", "m-2", "2022-03-13", facility="hall", youths=10)
    assert judged(hall, moved, second, claims[0])[0].verdict is V.NO_RECORD


def test_a_level_held_throughout_excludes_another():
    level = of_term("level", "l", "2021-03-01", level="high", until="2021-12-01")
    say = {"about_fields": ["level=low"]}
    assert about("level", level, **say, about_when="2021-06").verdict is V.CONTRADICTED
    assert about("level", level, **say, about_when="2021-12").verdict is V.NO_RECORD


def test_a_home_visit_in_custody_or_a_contact_after_death_is_contradicted():
    held = (of_term("custody_in", "in", "2021-03-01"), of_term("custody_out", "out", "2021-05-01"))
    visit = {"about_fields": ["mode=in_person", "place=home"], "about_when": "2021-04"}
    test = about("contact", *held, **visit)
    assert (test.verdict, test.entries) == (V.CONTRADICTED, ("in",))
    assert about("contact", *held, **{**visit, "about_when": "2021-05"}).verdict is V.NO_RECORD
    assert about("contact", *held, about_fields=["mode=in_person"], about_when="2021-04").verdict is V.NO_RECORD
    died = person(died="2021-03-01")
    assert about("contact", died, about_fields=["mode=phone"], about_when="2021-04").verdict is V.CONTRADICTED
    assert about("contact", died, about_fields=["with_whom=collateral"], about_when="2021-04").verdict is V.NO_RECORD


# Comparing values.


def test_free_text_that_holds_the_other_may_say_the_same():
    prior = entry("prior_conviction", "pc", "2011", person="p-1", offence="First-degree  burglary")
    assert about("prior_conviction", prior, about_fields=["offence=first-degree burglary"]).verdict is V.SUPPORTED
    assert about("prior_conviction", prior, about_fields=["offence=burglary"]).verdict is V.NOT_TESTABLE
    assert about("prior_conviction", prior, about_fields=["offence=robbery"]).verdict is V.NO_RECORD


def test_another_persons_entries_are_not_looked_at():
    other = entry("prior_conviction", "pc", "2011", person="p-2", offence="burglary")
    assert (
        about(
            "prior_conviction", other, entry("person", "p-2", "2020-01-01"), about_fields=["offence=burglary"]
        ).verdict
        is V.NO_RECORD
    )


def test_lists_yes_no_and_dates_are_compared_as_what_they_are():
    warning = of_term("warning", "w", "2022-06-01", facets=["weapon", "violence"], confidential=True)
    assert about("warning", warning, about_fields=["facets=weapon", "confidential=yes"]).verdict is V.SUPPORTED
    assert about("warning", warning, about_fields=["facets=drugs"]).verdict is V.NO_RECORD
    assert (
        about("warning", of_term("warning", "w", "2022-06-01"), about_fields=["confidential=no"]).verdict is V.SUPPORTED
    )
    filed = of_term("petition", "p", "2022-06-13", hearing_set_for="2022-06-20/2022-06-30")
    assert about("petition", filed, about_fields=["hearing_set_for=2022-06-21"]).verdict is V.NOT_TESTABLE
    assert about("petition", filed, about_fields=["hearing_set_for=2022-07-01"]).verdict is V.NO_RECORD


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "names no kind of entry"),
        ({"about_kind": "sermon"}, "no kind of entry 'sermon'"),
        ({"about_kind": "report", "about_fields": ["type"]}, "'type' is not a field of a report and its value"),
        ({"about_kind": "report", "about_fields": ["colour=red"]}, "'colour=red' is not a field of a report"),
        ({"about_kind": "report", "about_fields": ["type=sermon"]}, "'sermon' is not a code of the field type"),
        ({"about_kind": "term", "about_fields": ["jail_days=twenty"]}, "'twenty' is not a whole number"),
    ],
)
def test_what_names_nothing_the_record_could_hold_is_not_testable(values, said):
    test = verdict(claim(**values))
    assert test.verdict is V.NOT_TESTABLE
    assert said in test.because


def test_competing_assertions_stay_side_by_side_in_a_fixed_order():
    made = [
        claim("b", topic="jail", asserted_by="press", value="none", about_kind="term", about_fields=["jail_days=0"]),
        claim(
            "a", topic="jail", asserted_by="court", value="20 days", about_kind="term", about_fields=["jail_days=20"]
        ),
        claim("c", topic="age", asserted_by="press", value="35"),
    ]
    found = judged(term(jail_days=20), *made)
    assert found == judged(*reversed(made), term(jail_days=20))
    assert [(t.topic, t.verdict) for t in found] == [
        ("age", V.NOT_TESTABLE),
        ("jail", V.SUPPORTED),
        ("jail", V.CONTRADICTED),
    ]


def test_topics_are_in_the_order_a_person_counts():
    made = [claim(f"a-{n}", topic=f"{n} matter") for n in (10, 2, 1)]
    assert [t.topic for t in judged(*made)] == ["1 matter", "2 matter", "10 matter"]


def test_not_in_person_is_every_other_mode_but_which_nobody_says():
    call = contact("c", "2021-03-01", mode="not_in_person", with_whom="person")
    say = {"about_kind": "contact", "about_when": "2021-03"}
    verdicts = {
        m: verdict(claim(**say, about_fields=[f"mode={m}"]), call).verdict
        for m in ("in_person", "phone", "not_in_person")
    }
    assert verdicts == {"in_person": V.NO_RECORD, "phone": V.NOT_TESTABLE, "not_in_person": V.SUPPORTED}
    phone = contact("c", "2021-03-01", mode="phone")
    assert verdict(claim(**say, about_fields=["mode=not_in_person"]), phone).verdict is V.SUPPORTED


def test_one_plea_had_one_answer():
    plea = of_term("charge", "g", "2021-02-10", stage="plea", plea="no_contest", recorded="2022-06-16T12:00-07:00")
    say = {"about_kind": "charge", "about_when": "2021-02-10"}
    assert verdict(claim(**say, about_fields=["stage=plea", "plea=guilty"]), plea).verdict is V.CONTRADICTED
    assert verdict(claim(**say, about_fields=["stage=plea", "plea=no_contest"]), plea).verdict is V.SUPPORTED
    assert verdict(claim(**say, about_fields=["stage=dismissed"]), plea).verdict is V.NO_RECORD


def test_background_put_in_later_is_not_late():
    incident = of_term("incident", "i", "2022-06-14", type="shooting")
    prior = entry("prior_conviction", "pc", "2011", person="p-1", offence="burglary", recorded="2022-06-16T12:00-07:00")
    assert about("prior_conviction", incident, prior, about_fields=["offence=burglary"]).verdict is V.SUPPORTED
