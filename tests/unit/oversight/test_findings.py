from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from caseward.obligations.model import Bearing, Considered, Status
from caseward.oversight.findings import IF_ASSUMED, obligation_findings, spoken_for
from tests.unit.oversight.made import contact, live, months, of_term, owed, policy

MISSED = Status.MISSED
VOICEMAIL = contact("vm", "2021-03", mode="phone", outcome="left_message", source="S2")
REFUSED = Considered("vm", Bearing.REFUSED, "outcome is left message, needs spoke")


def findings(rows, *entries, documents=None):
    held = {e.id: e for e in entries}
    return obligation_findings(rows, [policy()] if documents is None else documents, held)


def test_a_finding_stands_alone_with_criteria_condition_and_evidence():
    rows = months(date(2021, 2, 1), [MISSED] * 3, reason="the record shows no direct contact", considered=(REFUSED,))
    (found,) = findings(rows, VOICEMAIL)
    assert (
        found.title
        == "A direct contact each calendar month: missed, 3 consecutive calendar months, 1 February 2021 to 30 April 2021"
    )
    assert (found.sort, found.subject, found.reading, found.basis) == ("missed", "t-1", "in force", "published")
    assert (found.first_day, found.last_day) == (date(2021, 2, 1), date(2021, 4, 30))
    assert found.criteria == (
        "A direct contact each calendar month. At least 1 (published) in each calendar month. "
        "What counts: a live exchange; a voicemail is not one. Rule monthly-contact of policy county-adult, version ordinary. "
        "Source: section 4, the county's manual. Basis: published."
    )
    assert found.condition.startswith(
        "3 consecutive calendar months, 1 February 2021 to 30 April 2021: passed without what was needed."
    )
    assert "The record shows no direct contact." in found.condition
    assert "Looked at and refused: vm (outcome is left message, needs spoke)." in found.condition
    (evidence,) = found.evidence
    assert (evidence.entry, evidence.kind, evidence.occurred, evidence.source) == ("vm", "contact", "2021-03", "S2")
    assert evidence.shows == "refused: outcome is left message, needs spoke"
    assert found.obligations == tuple(row.id for row in rows)
    assert (found.cause, found.effect, found.recommendation, found.response) == ("", "", "", "")


def test_under_an_assumed_number_the_finding_says_so():
    row = owed(
        date(2022, 6, 13),
        date(2022, 6, 16),
        MISSED,
        requirement="custody-decision",
        title="A decision on custody",
        kind="when",
        basis="assumed",
        about="p",
    )
    (found,) = findings([row], of_term("petition", "p", "2022-06-13"))
    assert found.basis == "assumed"
    assert found.criteria.endswith(IF_ASSUMED)
    assert '1203.2(a), the penal code: "may rearrest without warrant"' in found.criteria
    assert [(e.entry, e.shows) for e in found.evidence] == [("p", "set the clock going")]


def test_late_says_by_how_much_and_cites_what_counted():
    rows = months(date(2021, 2, 1), [Status.LATE] * 2)
    rows = [replace(row, late_by_days=n, counted=(f"c-{n}",)) for n, row in enumerate(rows, 3)]
    (found,) = findings(rows, live("c-3", "2021-03-03"), live("c-4", "2021-04-04"))
    assert found.sort == "late"
    assert "Done after the due day by between 3 and 4 days" in found.condition
    assert [(e.entry, e.shows) for e in found.evidence] == [("c-3", "counted"), ("c-4", "counted")]


def test_overdue_is_not_called_missed():
    (found,) = findings(months(date(2021, 2, 1), [Status.OVERDUE]))
    assert "still not done" in found.condition


def test_ids_are_stable_short_and_different():
    rows = months(date(2021, 2, 1), [MISSED, Status.MET, MISSED])
    one, other = findings(rows)
    assert re.fullmatch(r"F-[0-9a-f]{12}", one.id)
    assert one.id != other.id
    assert [f.id for f in findings(rows)] == [one.id, other.id]
    longer = [*rows, *months(date(2021, 5, 1), [MISSED], ordinal=3)]
    assert [f.id for f in findings(longer)] == [one.id, other.id], "one more month in the run is the same finding"


def test_the_words_of_an_overlay_and_of_an_unknown_policy():
    (found,) = findings(months(date(2021, 2, 1), [MISSED], overlay="pandemic"))
    assert "overlay pandemic of policy county-adult" in found.criteria
    assert "Source: section 4, the county's manual." in found.criteria, (
        "the obligation's own words when the policy has none"
    )
    (found,) = findings(months(date(2021, 2, 1), [MISSED]), documents=[])
    assert "Source: section 4, the county's manual." in found.criteria


def test_what_was_needed_is_said_when_it_says_more_than_the_title():
    rows = months(date(2021, 2, 1), [MISSED], needs="1 direct contact in the calendar month")
    (found,) = findings(rows, documents=[])
    assert "1 direct contact in the calendar month." in found.criteria


def test_many_reasons_and_refusals_are_counted_not_dropped():
    rows = [
        replace(row, reason=f"reason {n}", considered=(Considered(f"c-{n}", Bearing.REFUSED, "why"),))
        for n, row in enumerate(months(date(2021, 1, 1), [MISSED] * 12))
    ]
    (found,) = findings(rows)
    assert "9 further reasons" in found.condition
    assert "and 4 more" in found.condition
    assert len(found.evidence) == 12


def test_a_refusal_told_in_the_reason_is_not_told_again():
    rows = months(
        date(2021, 2, 1), [MISSED], reason="no contact; vm refused: outcome is left message", considered=(REFUSED,)
    )
    (found,) = findings(rows, VOICEMAIL)
    assert "Looked at and refused" not in found.condition
    assert len(found.evidence) == 1


def test_the_criteria_are_those_of_the_version_or_overlay_that_made_the_obligation():
    plain = policy().model_dump(by_alias=True, exclude_none=True)
    rule = plain["versions"][0]["requirements"][0]
    late = {**rule, "every": {"period": "month", "count": {"value": 3}}}
    relaxed = {**rule, "every": {"period": "month", "count": {"value": 2}}}
    plain["versions"] = (*plain["versions"], {"version": "later", "from": date(2022, 1, 1), "requirements": (late,)})
    plain["versions"] = (*plain["versions"], {"version": "last", "from": date(2023, 1, 1), "based_on": "later"})
    cite = {"source": "manual"}
    plain["overlays"] = (
        {
            "id": "pandemic",
            "title": "t",
            "issuer": "i",
            "order": 1,
            "from": date(2020, 3, 1),
            "cite": cite,
            "requirements": (relaxed,),
        },
    )
    document = type(policy()).model_validate(plain)

    def said(**changes):
        (found,) = findings(months(date(2021, 2, 1), [MISSED], **changes), documents=[document])
        return found.criteria

    assert "At least 1 (published)" in said(version="ordinary")
    assert "At least 3 (published)" in said(version="later")
    assert "At least 3 (published)" in said(version="last")
    assert "At least 2 (published)" in said(version="ordinary", overlay="pandemic")


def test_an_entry_looked_at_for_two_windows_is_cited_once():
    rows = months(date(2021, 2, 1), [MISSED] * 2, considered=(REFUSED,))
    assert len(findings(rows, VOICEMAIL)[0].evidence) == 1


def test_an_entry_about_which_a_rule_asks_needs_no_finding_of_its_own():
    warning = of_term("warning", "w", "2022-06-01")
    row = owed(date(2022, 6, 1), date(2022, 6, 3), MISSED, about="w")
    assert spoken_for([row], warning)
    assert not spoken_for([replace(row, reading="ordinary")], warning)
    assert not spoken_for([], warning)
