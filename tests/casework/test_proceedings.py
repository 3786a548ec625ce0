"""Violations in three steps; petition, hearing, warrant and custody as facts of their own; filed and still at large."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from html import unescape

import pytest

from tests.casework.agency import now
from tests.house.tree import TOP

#: People of these tests alone: of officer-1 in the west, and the last of officer-3 in the east.
FILED, SERVED, HELD, HEARD, JUDGED, GRADED, EAST = (f"p-4{n}" for n in range(1, 8))


@pytest.fixture(scope="module", autouse=True)
def people(agency):
    """Their terms began three days ago, so that nothing of them is overdue on anybody's board."""
    from caseward.web.casework.operations import record
    from caseward.web.keeping import keeping

    began = (now().date() - timedelta(days=3)).isoformat()
    lines: list[dict[str, object]] = []
    for person in (FILED, SERVED, HELD, HEARD, JUDGED, GRADED, EAST):
        officer, office = ("officer-3", "east") if person == EAST else ("officer-1", "west")
        term = person.replace("p", "t")
        lines += [
            {"kind": "person", "id": person, "occurred": began},
            {"kind": "term", "id": term, "occurred": began, "person": person, "office": office, "level": "high",
             "supervision_type": "formal_probation", "case_type": "general"},
            {"kind": "assignment", "occurred": began, "term": term, "officer": officer, "office": office},
        ]  # fmt: skip
    record(lines, "people of the proceedings", keeping())


def today() -> date:
    return now().date() - timedelta(days=1)  # surely come in the agency's zone


def text(answer) -> str:
    return unescape(answer.content.decode())


def shown(client, where: str) -> str:
    answer = client.get(where)
    assert answer.status_code == 200, where
    return text(answer)


def mark(answer) -> str:
    found = re.search(r'name="looked_at" value="([^"]*)"', text(answer))
    assert found, text(answer)
    return found[1]


def record(client, where: str, said: dict[str, object]):
    """Send a form, look at what it comes to, and record it; the page that was looked at."""
    first = client.post(where, said)
    assert first.status_code == 200, text(first)
    second = client.post(where, said | {"looked_at": mark(first)})
    assert second.status_code == 302, text(second)
    return first


def step(person: str, kind: str, request: str, **more: object) -> tuple[str, dict[str, object]]:
    said = {"term": person.replace("p", "t"), "day": today().isoformat(), "source": "the court's docket"}
    return f"/people/{person}/proceedings/new/{kind}/", said | {"request": request} | more


PETITION = {"ground": "Absconded, and a new offence", "filed_by": "probation officer"}


def kept(person: str, kind: str):
    from caseward.web.casework.queries import kept_of
    from caseward.web.keeping import keeping

    return [one.entry for one in kept_of(person, keeping()) if one.kind == kind]


def violations(person: str):
    from caseward.web.casework.queries import kept_of
    from caseward.web.keeping import keeping
    from caseward.web.proceedings.queries import violations_of

    return violations_of(kept_of(person, keeping()))


def alleged(client, person: str, request: str, **more: object):
    """A possible violation, recorded as a fact; it as it stands."""
    said = {"term": person.replace("p", "t"), "day": today().isoformat(), "source": "the officer", "type": "technical",
            "fact": f"Was out after curfew {request}", "request": request}  # fmt: skip
    record(client, f"/people/{person}/violations/new/", said | more)
    return next(one for one in violations(person) if one.fact == f"Was out after curfew {request}")


def judged(client, person: str, request: str, severity: str = "moderate"):
    one = alleged(client, person, request)
    said = {
        "judgement": "substantiated",
        "severity": severity,
        "reason": "Seen by two officers",
        "request": f"j{request}",
    }
    assert client.post(f"/people/{person}/violations/{one.place}/judgement/", said).status_code == 302
    return next(one for one in violations(person) if one.fact.endswith(f" {request}"))


def test_a_petition_is_looked_at_first_recorded_once_and_is_not_custody(agency, as_):
    client = as_("officer-1")
    where, said = step(FILED, "petition", "pe-1", **PETITION)
    first = client.post(where, said)
    assert "petition filed, still at large" in text(first)
    assert "It will be owed:" in text(first)  # a decision on custody, by the policy
    assert kept(FILED, "petition") == []
    changed = said | {"looked_at": mark(first), "ground": "Something else"}
    assert client.post(where, changed).status_code == 200  # what is recorded is what was looked at
    assert kept(FILED, "petition") == []
    for _ in range(2):
        assert client.post(where, said | {"looked_at": mark(first)}).status_code == 302
    assert client.post(where, said).status_code == 302  # the same saving again is acknowledged again
    (petition,) = kept(FILED, "petition")
    assert (petition.text("ground"), petition.source) == (PETITION["ground"], "the court's docket")
    assert kept(FILED, "custody_in") == []
    for place in (f"/people/{FILED}/", f"/people/{FILED}/proceedings/", "/today/", "/petitions/"):
        page = shown(client, place)
        assert "etition filed, still at large: no custody, arrest or served warrant is recorded after it" in page, place
        assert "1203.2(a)" in page, place  # from the policy
    board = shown(as_("supervisor"), "/unit/")
    assert "/petitions/?of=unit" in board
    assert "petition filed" in shown(as_("supervisor"), "/caseload/?of=unit&show=petition")


def test_a_served_warrant_ends_it_and_a_requested_one_does_not(agency, as_):
    client = as_("officer-1")
    record(client, *step(SERVED, "petition", "pe-2", **PETITION))
    for n, code in enumerate(("requested", "issued")):
        looked = record(client, *step(SERVED, "warrant", f"wa-{n}", step=code, type="bench warrant"))
        assert "It will no longer stand" not in text(looked)
        assert "still at large" in shown(client, f"/people/{SERVED}/")
    looked = record(client, *step(SERVED, "warrant", "wa-3", step="served", decided_by="judge"))
    assert 'It will no longer stand there: <span lang="en">petition filed, still at large' in text(looked)
    assert "still at large" not in shown(client, f"/people/{SERVED}/")
    rows = [(e.text("step"), e.occurred.first) for e in kept(SERVED, "warrant")]
    assert rows == [("requested", today()), ("issued", today()), ("served", today())]
    page = shown(client, f"/people/{SERVED}/proceedings/")
    assert page.index("Petition filed") < page.index("Asked for") < page.index("Issued") < page.index("Served")
    record(client, *step(SERVED, "custody-out", "wa-4", reason="released by the court"))
    for place in (f"/people/{SERVED}/", "/petitions/"):  # nobody has decided about the petition
        page = shown(client, place)
        assert "not in custody, and no decision of the court is recorded" in page, place
        assert "1203.2(a)" in page, place


def test_custody_arrest_and_release_are_recorded_with_their_sources(agency, as_):
    client = as_("duty")
    record(client, *step(HELD, "arrest", "ar-1", by="the sheriff", **{"for": "a new offence"}, with_warrant="no"))
    record(client, *step(HELD, "custody-in", "cu-1", place="county jail", reason="arrested"))
    assert "in custody" in shown(client, "/caseload/?show=custody")
    record(client, *step(HELD, "custody-out", "cu-2", reason="released by the court", release_type="own recognizance"))
    page = shown(client, f"/people/{HELD}/proceedings/")
    for said in ("the sheriff", "a new offence", "county jail", "own recognizance", "Source: the court's docket"):
        assert said in page
    (arrest,) = kept(HELD, "arrest")
    assert (arrest.values["with_warrant"], arrest.text("for")) == (False, "a new offence")


def test_a_hearing_to_come_has_no_result_and_one_that_was_gets_it_once(agency, as_):
    client = as_("officer-1")
    record(client, *step(HEARD, "petition", "pe-3", **PETITION))
    petition = kept(HEARD, "petition")[0].id
    coming = (today() + timedelta(days=20)).isoformat()
    record(client, *step(HEARD, "hearing", "he-1", day=coming, petition=petition))
    assert "to come" in shown(client, f"/people/{HEARD}/proceedings/")
    where, said = step(HEARD, "hearing", "he-2", day=coming, result="revoked")
    assert "This day has not come yet" in text(client.post(where, said))
    record(client, *step(HEARD, "hearing", "he-3", petition=petition))
    page = shown(client, f"/people/{HEARD}/proceedings/")
    (place,) = re.findall(r"/proceedings/(\d+)/result/", page)
    where = f"/people/{HEARD}/proceedings/{place}/result/"
    result = {"result": "reinstated", "decided_by": "judge", "request": "re-1"}
    for _ in range(2):
        assert client.post(where, result).status_code == 302
    assert "Reinstated" in shown(client, f"/people/{HEARD}/proceedings/")
    assert "result missing" not in shown(client, f"/people/{HEARD}/proceedings/")
    assert "still at large" not in shown(client, f"/people/{HEARD}/")  # decided without custody
    assert client.get(where).status_code == 302


def test_fact_judgement_and_response_are_three_steps_by_three_people(agency, as_):
    one = alleged(as_("officer-1"), JUDGED, "v-1")
    assert (one.judgement, one.todo, one.said_by) == ("", "judgement", "officer-1")
    (fact,) = [e for e in kept(JUDGED, "violation") if e.text("fact") == one.fact]
    assert "judgement" not in fact.values or not fact.text("judgement")
    where = f"/people/{JUDGED}/violations/{one.place}/judgement/"
    assert (
        as_("supervisor").get(f"/people/{JUDGED}/violations/{one.place}/response/").status_code == 404
    )  # not judged yet
    wrong = {"judgement": "substantiated", "reason": "x", "request": "vj-0"}
    assert "Say how serious it is" in text(as_("supervisor").post(where, wrong))
    said = {"judgement": "substantiated", "severity": "minor", "reason": "He says so himself", "request": "vj-1"}
    for _ in range(2):
        assert as_("supervisor").post(where, said).status_code == 302
    (one,) = [one for one in violations(JUDGED) if one.fact.endswith(" v-1")]
    assert (one.todo, one.said_by, one.judged_by, one.why) == ("response", "officer-1", "supervisor-1", said["reason"])
    assert one.entry.text("severity") == "minor"
    where = f"/people/{JUDGED}/violations/{one.place}/response/"
    record(as_("duty"), where, {"response": "written_warning", "day": today().isoformat(), "request": "vr-1"})
    (one,) = [one for one in violations(JUDGED) if one.fact.endswith(" v-1")]
    (answer,) = one.answers
    assert (answer.by, answer.against, answer.approved_by) == ("duty-1", "as the policy allows", "")
    page = shown(as_("inspector"), f"/people/{JUDGED}/proceedings/")
    for said in ("Was out after curfew v-1", "He says so himself", "Written warning", "as the policy allows"):
        assert said in page
    again = {"judgement": "substantiated", "severity": "moderate", "reason": "The second time", "request": "vj-1b"}
    where = f"/people/{JUDGED}/violations/{one.place}/judgement/"
    assert "Correct a judgement" in shown(as_("supervisor"), where)
    for _ in range(2):
        assert as_("supervisor").post(where, again).status_code == 302
    (one,) = [one for one in violations(JUDGED) if one.fact.endswith(" v-1")]
    assert (one.entry.text("severity"), one.why, one.said_by) == ("moderate", "The second time", "officer-1")
    assert [(answer.by, answer.corrected) for answer in one.answers] == [("duty-1", True)]
    page = shown(as_("inspector"), f"/people/{JUDGED}/proceedings/")
    assert "the judgement that it answered was corrected since" in page


def test_what_is_no_violation_has_no_response(agency, as_):
    client = as_("officer-1")
    one = alleged(client, JUDGED, "v-2")
    said = {"judgement": "not_substantiated", "reason": "It was another man", "request": "vj-2"}
    assert (
        client.post(f"/people/{JUDGED}/violations/{one.place}/judgement/", said | {"severity": "minor"}).status_code
        == 422
    )
    assert client.post(f"/people/{JUDGED}/violations/{one.place}/judgement/", said).status_code == 302
    one = next(one for one in violations(JUDGED) if one.fact.endswith(" v-2"))
    assert one.todo == ""
    assert client.get(f"/people/{JUDGED}/violations/{one.place}/response/").status_code == 404


@pytest.mark.parametrize(
    ("severity", "response", "said", "against"),
    [
        ("moderate", "verbal_warning", "less", "less"),
        ("minor", "curfew", "more", "more"),
        ("minor", "other", "", "other"),
    ],
)
def test_less_or_more_than_the_policy_allows_needs_a_reason(agency, as_, severity, response, said, against):
    """They are at level high: minor allows warnings and more contact, moderate a written warning and more."""
    client = as_("officer-1")
    one = judged(client, GRADED, f"g-{response}", severity)
    where = f"/people/{GRADED}/violations/{one.place}/response/"
    form = {"response": response, "day": today().isoformat(), "request": f"gr-{response}"}
    refused = client.post(where, form)
    assert refused.status_code == 422
    assert "Say why it is chosen all the same" in text(refused)
    record(client, where, form | {"reason": "He came by himself"})
    entry = next(e for e in kept(GRADED, "graduated_response") if e.text("violation") == one.entry.id)
    assert (entry.text("against_policy"), entry.text("reason")) == (against, "He came by himself")


def test_the_page_says_what_the_policy_allows_and_that_it_is_assumed(agency, as_):
    client = as_("officer-1")
    one = judged(client, GRADED, "g-page")
    page = shown(client, f"/people/{GRADED}/violations/{one.place}/response/")
    assert "Severity moderate, level high on that day:" in page
    assert page.count("(the policy allows it)") == 5
    assert "This table is assumed, not published." in page
    assert "1203.35" in page


def test_nothing_follows_by_itself(agency, as_):
    """A judgement brings no response, and a response no petition."""
    client = as_("officer-1")
    before = {kind: len(kept(GRADED, kind)) for kind in ("graduated_response", "petition", "warrant")}
    one = judged(client, GRADED, "g-alone", "serious")
    assert one.answers == ()
    record(client, f"/people/{GRADED}/violations/{one.place}/response/",
           {"response": "curfew", "day": today().isoformat(), "request": "al-1"})  # fmt: skip
    after = {kind: len(kept(GRADED, kind)) for kind in before}
    assert after == before | {"graduated_response": before["graduated_response"] + 1}


def test_the_list_of_petitions_equals_its_file_and_shows_ones_own_people_alone(agency, as_):
    client = as_("officer-3")
    record(client, *step(EAST, "petition", "pe-9", **PETITION))
    for role, there in (("officer-3", True), ("officer-1", False), ("supervisor", False), ("inspector", True)):
        page = shown(as_(role), "/petitions/")
        rows = list(csv.DictReader(io.StringIO(as_(role).get("/petitions/?format=csv").content.decode())))
        assert page.count('data-label="Filed"') == len(rows)
        assert (EAST in {row["person"] for row in rows}) is there
        assert (f'href="/people/{EAST}/"' in page) is there


def test_a_step_of_no_kind_and_of_another_person_is_not_there(agency, as_):
    client = as_("duty")
    assert client.get("/people/p-1/proceedings/new/verdict/").status_code == 404
    place = violations(JUDGED)[0].place
    assert client.get(f"/people/p-1/violations/{place}/judgement/").status_code == 404


def test_el_monte_on_the_day_after_the_petition_was_filed():
    """13 June 2022: a petition, and no custody. On 14 June the record says so, before anybody asks."""
    from caseward.interchange.read import read_record
    from caseward.policy.load import load_policies
    from caseward.web.casework.drawing import drawn
    from caseward.web.proceedings.operations import _filed
    from tests.casework.agency import POLICY

    record_ = read_record(TOP / "examples/el-monte-2022").record
    documents = [policy.document for policy in load_policies((POLICY,))]
    for day, there in ((date(2022, 6, 12), False), (date(2022, 6, 13), True), (date(2022, 6, 14), True)):
        (term,) = drawn(documents, record_, day)
        rows = _filed(term)
        assert (len(rows) == 1) is there, day
        assert any(said.startswith("petition filed, still at large") for said in term.standing) is there, day
        for row in rows:
            assert row.day == date(2022, 6, 13)
            assert row.hearing == "2022-06-20/2022-06-30"
            assert "1203.2(a)" in row.law


def test_an_absence_is_recorded_and_its_end_as_a_correction_each_looked_at_before(as_):
    client, where = as_("officer-1"), f"/people/{GRADED}/proceedings/new/located/"
    assert "No absence without an end is in the record." in shown(client, where)
    began = (today() - timedelta(days=1)).isoformat()
    away = step(GRADED, "absence", "f-1", reason="whereabouts_unknown", day=began, until="", found_by="")
    looked = record(client, *away)
    assert re.search(r"It will be owed:\s*<[^>]+>A desertion report", text(looked))
    (open_,) = kept(GRADED, "absence")
    page = shown(client, f"/people/{GRADED}/proceedings/")
    assert f"/proceedings/new/located/?absence={open_.id}" in page
    end = {"absence": open_.id, "until": began, "found_by": "Himself, at the office", "request": "f-2"}
    assert "This is not after the day on which it began." in text(client.post(where, end))
    end["until"] = today().isoformat()
    looked = record(client, where, end)
    assert re.search(r"It will be settled:\s*<[^>]+>A desertion report", text(looked))
    assert client.post(where, end).status_code == 302  # sent again: recorded once
    assert [e.text("found_by") for e in kept(GRADED, "absence")] == ["", "Himself, at the office"]
    assert "?absence=" not in shown(client, f"/people/{GRADED}/proceedings/")
    assert client.post(where, end | {"request": "f-3", "looked_at": mark_of(client, where, end)}).status_code == 422


def mark_of(client, where: str, said: dict[str, object]) -> str:
    return mark(client.post(where, said | {"request": "f-3"}))


def test_tests_assessments_and_levels_are_recorded_and_a_level_is_decided(as_, users):
    client = as_("officer-1")
    record(client, *step(HEARD, "drug-test", "f-4", result="positive", substances="thc, alcohol"))
    record(client, *step(HEARD, "assessment", "f-5", instrument="LS/CMI", scored="yes", score="0"))
    assert client.post(*step(HEARD, "level", "f-6", level="low", set_by="supervisor")).status_code == 403
    assert "/new/level/" not in shown(client, f"/people/{HEARD}/proceedings/")
    client = as_("supervisor")
    assert "/new/level/" in shown(client, f"/people/{HEARD}/proceedings/")
    record(client, *step(HEARD, "level", "f-6", level="low", set_by="supervisor"))
    (tested,), (assessed,), (level,) = (kept(HEARD, kind) for kind in ("drug_test", "assessment", "level"))
    assert tested.many("substances") == ("thc", "alcohol")
    assert (assessed.values["score"], assessed.values["scored"]) == (0, True)
    assert level.text("level") == "low"
    page = shown(client, f"/people/{HEARD}/proceedings/")
    assert "Absences, tests, assessments and levels (3)" in page
    assert client.post(*step(HEARD, "level", "f-7", level="low", set_by="")).status_code == 422
    in_need = as_("officer-3")
    in_need.post(f"/people/{HEARD}/need/", {"reason": "Their mother telephoned at night."})
    assert in_need.get(f"/people/{HEARD}/proceedings/new/drug-test/").status_code == 200
    assert in_need.get(f"/people/{HEARD}/proceedings/new/level/").status_code == 403
