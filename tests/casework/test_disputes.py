"""Disputes: answered by somebody who did not write what is disputed; both stand beside the entry; nothing changes by itself."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

from tests.casework.agency import now

REASON = "The hospital confirms the stay of that day."
NUMBER = iter(range(1, 100))


def disputed(entry: str, term: str = "t-6", **more: object) -> tuple[str, str]:
    """A dispute of an entry (or, with ``about``, of a duty): its id, and the address of its page."""
    from caseward.web.casework.operations import record
    from caseward.web.keeping import keeping

    id_ = f"d-test-{next(NUMBER)}"
    line = {"kind": "dispute", "id": id_, "occurred": now().date().isoformat(), "term": term, "why": "Not so."}
    said = {"entry": entry} if entry else {}
    added = record([line | {"recorded_by": "person supervised"} | said | more], id_, keeping())
    return id_, f"/people/{term.replace('t-', 'p-')}/disputes/{added.places[0]}/"


def answered(client, where: str, result: str = "upheld", **more: str):
    return client.post(where, {"result": result, "reason": REASON, "request": str(uuid4())} | more)


def test_whoever_wrote_what_is_disputed_does_not_answer(agency, as_):
    _, where = disputed("c-6")  # by officer-1, who is responsible too
    assert "Somebody else answers this dispute." in as_("officer-1").get(where).content.decode()
    refused = answered(as_("officer-1"), where)
    assert refused.status_code == 422
    assert "Somebody else answers this dispute." in refused.content.decode()
    assert answered(as_("inspector"), where).status_code == 422
    assert answered(as_("duty"), where).status_code == 422
    assert answered(as_("officer-3"), where).status_code == 403
    assert answered(as_("supervisor"), where, reason="short").status_code == 422
    assert answered(as_("supervisor"), where).status_code == 302
    again = answered(as_("records"), where, "not_upheld")
    assert again.status_code == 422
    assert "has been answered already" in again.content.decode()


def test_of_a_duty_that_no_entry_says_the_responsible_officer_does_not_answer(agency, as_):
    _, where = disputed("", about="in-person-monthly, t-6, due 2026-10-31")
    assert "in-person-monthly, t-6" in as_("supervisor").get(where).content.decode()
    assert answered(as_("officer-1"), where).status_code == 422
    assert answered(as_("records"), where, "not_upheld").status_code == 302


def test_nor_does_who_first_wrote_what_was_put_right_nor_who_was_responsible_then(agency, as_, users):
    from caseward.interchange.kept.correcting import Change
    from caseward.web.accounts.models import Role
    from caseward.web.accounts.operations import add_user
    from caseward.web.casework.operations import correct, record
    from caseward.web.keeping import keeping

    users["risen"] = add_user("risen", "risen-1", "", {Role.SUPERVISOR: "west"}, now().date().replace(year=2020), "t")
    of, began = {"term": "t-6", "recorded_by": "risen-1"}, (now() - timedelta(days=60)).date()
    absent = {"kind": "appointment", "id": "ap-6", "occurred": began.isoformat(), **of, "outcome": "failed_to_attend"}
    theirs = {"kind": "assignment", "id": "a-6-then", "occurred": began.isoformat(), **of, "officer": "risen-1"}
    again = theirs | {"id": "a-6-now", "occurred": (began + timedelta(days=20)).isoformat(), "officer": "officer-1"}
    record([absent, theirs, again], "of a risen officer", keeping())
    judged = Change("ap-6", {"acceptable": "no", "judged_by": "supervisor-1"}, REASON, by="supervisor-1")
    entry = correct(judged, "judged", keeping()).entries[-1].text("replaced_by")
    about = [{"about": f"in-person-monthly, t-6, due {began + timedelta(days=days)}"} for days in (-1, 10, 40)]
    pages = [
        as_("risen").get(disputed(*said, **more)[1]) for said, more in [((entry,), {}), *((("",), d) for d in about)]
    ]
    assert ["Somebody else answers" in page.content.decode() for page in pages] == [True, False, True, True]


def test_a_dispute_is_told_stands_on_today_and_the_board_and_is_reminded_of_when_it_is_late(agency, as_):
    from caseward.web.casework.operations import draw_again
    from caseward.web.keeping import keeping
    from caseward.web.notices.answering import disputes_late
    from caseward.web.notices.models import Notice

    def told(kind: str) -> list[str]:
        found = Notice.objects.filter(about=id_, kind=kind).order_by("pk")
        return [f"{row.user.username} {row.path}" for row in found.select_related("user")]

    disputed("c-6")  # messages begin with the first that anybody could be told of
    id_, where = disputed("c-6")
    both = told("dispute")
    assert {"officer-1 /people/p-6/disputes/", "supervisor /people/p-6/disputes/"} <= set(both)
    draw_again(keeping())
    assert told("dispute") == both
    for page in (as_("officer-1").get("/today/"), as_("supervisor").get("/unit/")):
        listed = page.content.decode().split("Disputes waiting for an answer (")[1]
        assert listed.count('data-label="What is disputed"') == int(listed.partition(")")[0]) >= 2
    for days in (13, 16):
        assert (disputes_late(keeping(), now() + timedelta(days=days)) > 0) is (days == 16)
    assert disputes_late(keeping(), now() + timedelta(days=17)) == 0  # once a week
    assert told("dispute-late") == both
    assert disputes_late(keeping(), now() + timedelta(days=23)) > 0
    assert answered(as_("supervisor"), where).status_code == 302
    before = len(told("dispute-late"))
    disputes_late(keeping(), now() + timedelta(days=40))
    assert len(told("dispute-late")) == before


def test_an_answer_sent_twice_is_recorded_once(agency, as_):
    from caseward.web.casework.queries import kept_of
    from caseward.web.keeping import keeping

    id_, where = disputed("c-6")
    for _ in range(2):
        assert answered(as_("supervisor"), where, request="once").status_code == 302
    answers = [o for o in kept_of("p-6", keeping()) if o.kind == "dispute_answer" and o.entry.text("dispute") == id_]
    assert len(answers) == 1


def test_both_stand_beside_the_entry_and_the_answer_changes_nothing(agency, as_):
    client = as_("supervisor")
    _, where = disputed("c-6")
    page = client.get("/people/p-6/?kind=contact").content.decode()
    assert ">disputed</a>" in page
    answered(client, where)
    page = client.get("/people/p-6/?kind=contact").content.decode()
    assert ">disputed; answered</a>" in page
    assert "corrected since" not in page
    one = client.get(where).content.decode()
    assert "The record is still to be corrected" in one
    assert "Records staff correct it." in one
    corrected_at = re.search(r"/people/p-6/records/\d+/correct/", as_("records").get(where).content.decode())
    assert as_("records").get(corrected_at[0]).status_code == 200
    assert REASON in one
    assert REASON in client.get("/people/p-6/?kind=dispute_answer").content.decode()
    timeline = client.get("/people/p-6/").content.decode()
    assert "the person disputes an entry" in timeline


def test_once_corrected_nothing_more_is_asked_for(agency, as_):
    from caseward.interchange.kept.correcting import Change
    from caseward.web.casework.operations import correct, record
    from caseward.web.keeping import keeping

    day = now().date().isoformat()
    line = {"kind": "contact", "id": "c-6-wrong", "occurred": day, "term": "t-6", "mode": "in_person"}
    record([line | {"outcome": "no_show", "officer": "officer-1"}], "wrong", keeping())
    _, where = disputed("c-6-wrong")
    answered(as_("supervisor"), where)
    correct(Change("c-6-wrong", {"outcome": "spoke"}, REASON, by="records-1"), "right", keeping())
    page = as_("supervisor").get(where).content.decode()
    assert "still to be corrected" not in page
    assert "corrected since" in page


def test_the_list_has_those_that_wait_oldest_first_with_their_clock(agency, as_, monkeypatch):
    disputed("c-1", "t-1", occurred=(now() - timedelta(days=30)).date().isoformat())
    _, where = disputed("c-1", "t-1")
    page = as_("officer-2").get("/disputes/").content.decode()
    rows = [row for row in page.split("<tr>")[2:] if "p-1" in row]
    assert len(rows) == 2
    assert "overdue" in rows[0]
    assert "overdue" not in rows[1]
    assert "within 14 days" in page
    answered(as_("supervisor"), where)
    assert "p-1" in as_("officer-2").get("/disputes/?show=answered").content.decode()
    assert (
        len([row for row in as_("officer-2").get("/disputes/").content.decode().split("<tr>")[2:] if "p-1" in row]) == 1
    )
    assert "p-1" not in as_("officer-3").get("/disputes/").content.decode()


def test_the_person_is_told_what_was_decided_and_why_and_not_by_whom(agency, as_):
    from tests.casework.test_public import link_for

    _, where = disputed("c-6")
    answered(as_("supervisor"), where, "partly")
    client = as_("")
    client.post(link_for(as_("officer-1"), "p-6"))
    page = client.get("/public/mine/").content.decode()
    assert "You are right in part." in page
    assert REASON in page
    assert "supervisor" not in page


def test_drawn_step_by_step_equals_drawn_anew(agency, as_):
    from caseward.web.casework.operations import draw_again
    from caseward.web.disputes.models import Dispute
    from caseward.web.keeping import keeping

    _, where = disputed("c-6")
    answered(as_("supervisor"), where)
    step_by_step = sorted(map(str, Dispute.objects.values_list()))
    draw_again(keeping())
    assert sorted(map(str, Dispute.objects.values_list())) == step_by_step
