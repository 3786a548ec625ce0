"""What a supervisor approves first: proposed by an officer, returned, mended, approved by somebody else or withdrawn."""

from __future__ import annotations

import re

import pytest

from tests.casework.agency import now
from tests.casework.test_proceedings import GRADED, judged, kept, people, record, shown, text, today, violations

__all__ = ["people"]  # whom these tests are about, as a fixture

FLASH = {
    "response": "flash_incarceration",
    "days": 5,
    "reason": "The third time",
    "condition_met": "Waiver at the grant",
}


def proposed(client, person: str, request: str, **more: object):
    """Flash incarceration, proposed in answer to a violation; the violation and the address of the proposal."""
    one = judged(client, person, f"v{request}", "serious")
    where = f"/people/{person}/violations/{one.place}/response/"
    record(client, where, FLASH | {"day": today().isoformat(), "request": request} | more)
    one = next(v for v in violations(person) if v.entry.id == one.entry.id)
    return one, f"/people/{person}/proposals/{one.proposals[-1].place}/"


def decide(client, where: str, decision: str, request: str, **more: object):
    shown_ = re.search(r'name="shown" value="(\d+)"', text(client.get(where)))
    said = {"decision": decision, "comments": "", "request": request, "shown": shown_[1] if shown_ else "0"}
    return client.post(f"{where}decision/", said | more)


def given(person: str):
    return [e for e in kept(person, "graduated_response") if e.text("response") == "flash_incarceration"]


def told(user) -> list[str]:
    from caseward.web.notices.models import Notice

    return [one.kind for one in Notice.objects.filter(user=user, kind__startswith="response-").order_by("pk")]


def test_an_officer_proposes_flash_incarceration_as_the_law_in_the_policy_has_it(agency, as_):
    client = as_("officer-1")
    one = judged(client, GRADED, "g-law", "serious")
    where = f"/people/{GRADED}/violations/{one.place}/response/"
    page = shown(client, where)
    assert "Asked before Flash incarceration:" in page
    assert "The person waived a hearing on it beforehand" in page
    form = FLASH | {"day": today().isoformat(), "request": "law-1"}
    assert "Say how it is met." in text(client.post(where, form | {"condition_met": ""}))
    assert "Say why: the supervisor decides on it." in text(client.post(where, form | {"reason": ""}))
    assert "Say for how many days." in text(client.post(where, form | {"days": ""}))
    refused = client.post(where, form | {"days": 11})
    assert refused.status_code == 422
    assert "This would break a rule" in text(refused)
    assert "1203.35: one to ten consecutive days" in text(refused)
    first = client.post(where, form)
    assert "a supervisor decides, signed in as themselves" in text(first)
    assert kept(GRADED, "response_proposal") == []  # it was looked at, and nothing was done


def test_a_proposal_waits_is_returned_mended_and_becomes_the_response_when_it_is_approved(agency, as_, users):
    officer, supervisor = as_("officer-1"), as_("supervisor")
    one, where = proposed(officer, GRADED, "fl-1")
    assert (given(GRADED), one.answers) == ([], ())
    for page in (f"/people/{GRADED}/", f"/people/{GRADED}/proceedings/", "/today/", where):
        assert "roposed, waiting for a supervisor" in shown(officer, page), page
    assert "Look at it and decide" in shown(supervisor, "/unit/")
    assert where in shown(supervisor, "/proposals/").split("Waiting for somebody else")[0]
    assert "Look at it and decide" not in shown(officer, "/proposals/")
    rows = supervisor.get("/proposals/?format=csv").content.decode().splitlines()[1:]
    assert f"Responses proposed, not given ({len(rows)})" in shown(supervisor, "/proposals/")
    assert decide(officer, where, "approved", "no-1").status_code == 403  # never by an officer
    in_need = as_("officer-3")
    in_need.post(f"/people/{GRADED}/need/", {"reason": "Their mother telephoned at night"})
    assert f"{where}again/" not in shown(in_need, where)
    for step in ("again", "withdrawal"):  # who sees somebody in need alone decides nothing
        assert in_need.post(f"{where}{step}/", {"why": "x", "request": f"in-{step}"}).status_code == 403
    assert "Say what is to be changed." in text(decide(supervisor, where, "returned", "fd-0"))
    old = re.search(r'name="shown" value="(\d+)"', shown(supervisor, where))[1]
    assert decide(supervisor, where, "returned", "fd-1", comments="Three days will do").status_code == 302
    assert "Three days will do" in shown(officer, f"{where}again/")
    again = FLASH | {"days": 3, "request": "fl-2"}
    record(officer, f"{where}again/", again)
    late = decide(supervisor, where, "approved", "fd-2", shown=old)
    assert "It was changed since you opened this page." in text(late)  # nobody approves what they were not shown
    assert given(GRADED) == []
    shown_ = re.search(r'name="shown" value="(\d+)"', shown(supervisor, where))[1]
    for _ in range(2):  # sent twice, recorded once
        assert decide(supervisor, where, "approved", "fd-3", shown=shown_).status_code == 302
    (entry,) = given(GRADED)
    assert (entry.text("approved_by"), entry.recorded_by, entry.values["days"]) == ("supervisor-1", "supervisor-1", 3)
    assert decide(supervisor, where, "returned", "fd-4", comments="x").status_code == 403  # decided
    steps = [e.text("step") for e in kept(GRADED, "response_proposal")]
    assert steps == ["proposed", "returned", "proposed", "approved"]
    page = shown(officer, f"/people/{GRADED}/proceedings/")
    assert "Flash incarceration, 3 days, proposed by officer-1, approved by supervisor-1" in page
    assert "waiting for a supervisor" not in shown(officer, f"/people/{GRADED}/")
    assert f"{where}again/" not in shown(officer, where)
    assert kept(GRADED, "custody_in") == []
    assert told(users["officer-1"]) == ["response-decided"] * 2
    assert told(users["supervisor"]) == ["response-proposed"] * 2


def test_nobody_approves_what_they_proposed_and_one_proposal_waits_at_a_time(agency, as_):
    supervisor = as_("supervisor")
    one, where = proposed(supervisor, GRADED, "own-1")
    assert "You proposed this. Another supervisor has to decide about it." in shown(supervisor, where)
    assert decide(supervisor, where, "approved", "own-2").status_code == 403
    assert where in shown(supervisor, "/proposals/").split("Waiting for somebody else")[1]
    response = f"/people/{GRADED}/violations/{one.place}/response/"
    second = as_("officer-1").post(response, FLASH | {"day": today().isoformat(), "request": "own-3"})
    assert "Something is proposed for this violation already." in text(second)
    said = {"why": "Treatment was found", "request": "own-4"}
    for _ in range(2):
        assert as_("officer-1").post(f"{where}withdrawal/", said).status_code == 302
    assert supervisor.post(f"{where}withdrawal/", said | {"request": "own-5"}).status_code == 403
    assert "Treatment was found" in shown(supervisor, where)
    assert where not in shown(supervisor, "/proposals/")
    assert len(given(GRADED)) == 1


def test_what_is_proposed_on_a_judgement_that_was_corrected_is_not_approved(agency, as_):
    supervisor = as_("supervisor")
    one, where = proposed(as_("officer-1"), GRADED, "st-1")
    other = {"judgement": "substantiated", "severity": "minor", "reason": "Less than it seemed", "request": "st-2"}
    assert supervisor.post(f"/people/{GRADED}/violations/{one.place}/judgement/", other).status_code == 302
    assert "was corrected or withdrawn since" in shown(supervisor, where)
    refused = decide(supervisor, where, "approved", "st-3")
    assert (refused.status_code, len(given(GRADED))) == (422, 1)
    assert decide(supervisor, where, "returned", "st-4", comments="It is minor now").status_code == 302


def test_of_two_supervisors_who_decide_at_once_the_record_takes_the_first(agency, as_):
    from caseward.interchange.kept.adding import NotTaken
    from caseward.web.keeping import keeping
    from caseward.web.proceedings.operations import Step, approve, send_back
    from caseward.web.proceedings.proposed import proposal_at, response_line

    one, _where = proposed(as_("officer-1"), GRADED, "tw-1")
    found = proposal_at(GRADED, one.proposals[-1].place, keeping())
    at, before = now().isoformat(), len(given(GRADED))
    first, second = (
        Step(found.proposal.term, one.entry.id, staff, at, found.proposal, found.tried)
        for staff in ("supervisor-1", "supervisor-2")
    )
    send_back(first, "Not yet", "two at once, first", keeping())
    with pytest.raises(NotTaken):
        approve(second, response_line(found, "supervisor-2", now().date()), "", "two at once, second", keeping())
    assert len(given(GRADED)) == before
    assert proposal_at(GRADED, one.proposals[-1].place, keeping()).proposal.state == "returned"
