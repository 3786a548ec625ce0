from __future__ import annotations

from datetime import date

from caseward.obligations.model import Status
from caseward.oversight.assertions import assertion_tests
from caseward.oversight.definition import definition_in
from caseward.oversight.doubts import assertion_findings, integrity_findings, warning_findings
from caseward.oversight.integrity import integrity_marks
from caseward.oversight.warnings import warning_times
from caseward.record.facts import subjects_of
from tests.unit.oversight.made import contact, live, of_term, owed, person, policy, term, view

VOICE = {"mode": "phone", "with_whom": "person", "outcome": "left_message", "coded_as": "voice reporting"}


def held(*entries):
    seen = view(*entries)
    return seen, {e.id: e for e in seen.entries}, subjects_of(seen, "term")


def integrity(*entries):
    seen, by_id, terms = held(*entries)
    definition = definition_in([policy()])
    return list(integrity_findings(integrity_marks(seen, terms, (), definition), definition, by_id))


def test_all_miscoded_contacts_of_a_case_are_one_finding():
    (found,) = integrity(contact("vm-1", "2021-03", **VOICE), contact("vm-2", "2021-04", **VOICE))
    assert (found.sort, found.subject, found.title) == ("integrity", "t-1", "Coded against definition: 2 marks")
    assert "defines a contact so: a live exchange; a voicemail is not one." in found.criteria
    assert [e.entry for e in found.evidence] == ["vm-1", "vm-2"]
    assert (found.first_day, found.last_day) == (date(2021, 3, 1), date(2021, 4, 30))
    assert found.condition.endswith("what was said.")


def test_signs_with_assumed_thresholds_make_marks_but_no_finding():
    late = live("c", "2021-03-01", recorded="2021-06-01T09:00-07:00")
    seen, _, terms = held(late)
    assert [m.check for m in integrity_marks(seen, terms, ())] == ["recorded late"]
    assert integrity(late) == []


def test_a_deed_recorded_after_an_incident_is_a_finding_and_a_report_from_outside_is_not():
    incident = of_term("incident", "i", "2022-06-14", type="shooting")
    after = {"recorded": "2022-06-20T09:00-07:00"}
    assert integrity(incident, of_term("warning", "w", "2022-06-14T09:00-07:00", **after)) == []
    (found,) = integrity(incident, live("c", "2022-06-10", **after))
    assert found.criteria == "What staff did before an incident is to be in the record before it."


def test_each_impossible_contact_has_its_own_criteria():
    (found,) = integrity(person(died="2021-04-30"), live("c", "2021-05-02"))
    assert found.criteria == "Nobody can be met after their death."


def test_more_marks_than_a_reader_wants_are_counted():
    (found,) = integrity(*[contact(f"vm-{n}", f"2021-03-0{n}", **VOICE) for n in range(1, 8)])
    assert "2 more stand with the integrity checks" in found.condition
    assert len(found.evidence) == 7


def asserted(kind, **values):
    held_ = {
        "topic": "desertion report",
        "states": "a report was submitted",
        "asserted_by": "staff",
        "about_kind": kind,
    }
    return of_term("assertion", "a", "2022-08-11", recorded="2022-08-11T12:00-07:00", **{**held_, **values})


def of_assertion(*entries):
    seen, by_id, terms = held(*entries)
    return list(assertion_findings(assertion_tests(seen, terms), by_id))


def test_a_claimed_deed_without_a_record_is_a_finding():
    (found,) = of_assertion(asserted("report", about_fields=["type=desertion"], about_when="2022-01/2022-03"))
    assert (found.sort, found.subject, found.title) == (
        "assertion",
        "t-1",
        "Staff: “a report was submitted”: no record",
    )
    assert found.condition.startswith("staff states: A report was submitted. The record holds no report")
    assert [(e.entry, e.shows) for e in found.evidence] == [("a", "the assertion")]


def test_a_supported_deed_and_a_claim_that_is_no_deed_of_the_agency_are_none():
    report = of_term("report", "r", "2022-02-03", type="desertion", step="submitted")
    assert of_assertion(asserted("report", about_fields=["type=desertion"]), report) == []
    assert of_assertion(term(jail_days=20), asserted("term", about_fields=["jail_days=0"])) == []
    assert of_assertion(asserted("sermon")) == []


def of_warning(*entries, rows=()):
    _, by_id, terms = held(*entries)
    times = warning_times(terms[0], date(2022, 6, 14))
    return list(warning_findings(times, rows, by_id))


WARNING = of_term("warning", "w", "2022-06-01", facets=["weapon", "violence"])


def test_a_warning_without_response_or_rule_is_told_as_no_breach():
    (found,) = of_warning(WARNING)
    assert found.title == "Warning without a recorded response (weapon and violence)"
    assert "breaches no rule" in found.criteria
    assert (found.first_day, found.basis) == (date(2022, 6, 1), "assumed")


def test_with_a_response_or_with_a_rule_about_it_there_is_no_second_finding():
    assert of_warning(WARNING, of_term("warning_response", "r", "2022-06-02", warning="w", action="search")) == []
    assert of_warning(WARNING, rows=[owed(date(2022, 6, 1), date(2022, 6, 3), Status.MISSED, about="w")]) == []
