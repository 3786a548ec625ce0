"""Warnings about somebody whom nobody has identified: counted, heard by few, and attached by a recorded decision."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

from tests.casework.agency import LOST
from tests.casework.test_doors import ROLES
from tests.casework.test_warnings import pages_shown, typed

REASON = "The duty desk called the landlord, who knows him."
SECRETS = (LOST, "Wolverton", "burn the house")


def kept(client, **more: object) -> int:
    """A warning about nobody known, as anybody of the agency records it: its place in the log."""
    from caseward.web.intake.unattached import all_unattached
    from caseward.web.keeping import keeping

    before = {row.place for row in all_unattached(keeping())}
    assert client.post("/warnings/new/", typed("", described="A man with a limp", **more)).status_code == 302
    (found,) = {row.place for row in all_unattached(keeping())} - before
    return found


def attached(client, place: int, term: str, **more: str):
    return client.post(
        f"/warnings/unattached/{place}/", {"term": term, "reason": REASON, "request": str(uuid4())} | more
    )


def test_it_is_recorded_without_an_id_and_everybody_is_told_how_many_wait(agency, as_):
    from caseward.web.casework.models import Mark
    from caseward.web.keeping import keeping

    place = kept(as_("records"))
    assert Mark.objects.get(pk=1).entries == keeping().reading().store.size  # followed without drawing everybody anew
    for role in ("officer-3", "inspector"):
        page = as_(role).get("/warnings/").content.decode()
        assert "not attached to anybody yet" in page
        assert "Find out whom they are about" not in page
    assert "Find out whom they are about" in as_("duty").get("/warnings/").content.decode()
    assert f"/warnings/unattached/{place}/" in as_("supervisor").get("/warnings/unattached/").content.decode()
    assert as_("records").get(f"/warnings/receipts/{place}/").status_code == 200
    assert as_("duty").get(f"/warnings/receipts/{place}/").status_code == 403


def test_neither_an_id_nor_a_description_is_a_fault(agency, as_):
    answer = as_("duty").post("/warnings/new/", typed(""))
    assert answer.status_code == 422
    assert "how the caller describes them" in answer.content.decode()


def test_attaching_is_a_recorded_decision_and_the_clock_runs_from_the_day_it_came(agency, as_, users):
    from caseward.web.intake.models import ThirdPartyWarning
    from caseward.web.intake.unattached import unattached
    from caseward.web.keeping import keeping

    place = kept(as_("duty"), facets=["weapon", "violence"], words="He will come tonight")
    came = unattached(keeping(), place).entry.occurred.text
    assert attached(as_("officer-2"), place, "p-1").status_code == 403
    assert attached(as_("duty"), place, "p-1", reason="short").status_code == 422
    assert attached(as_("duty"), place, "p-99").status_code == 422
    form = {"request": "once"}
    assert attached(as_("duty"), place, "p-1", **form).status_code == 302
    assert attached(as_("duty"), place, "p-1", **form).status_code == 302
    row = ThirdPartyWarning.objects.get(term="t-1", received=came, id__contains=".2")
    assert (row.urgent, row.closed) == (True, False)
    assert row.due is not None
    assert unattached(keeping(), place) is None
    assert as_("duty").get(f"/warnings/unattached/{place}/").status_code == 404
    page = as_("officer-2").get(f"/warnings/about/{row.id}/").content.decode()
    assert "He will come tonight" in page


def test_each_opening_is_a_recorded_reading(agency, as_, users):
    from caseward.web.accounts.queries import readings_of
    from caseward.web.forgetting import NOBODY_YET

    place = kept(as_("officer-1"))
    before = readings_of(NOBODY_YET).count()
    as_("duty").get("/warnings/unattached/")
    assert readings_of(NOBODY_YET).count() == before
    as_("duty").get(f"/warnings/unattached/{place}/")
    assert readings_of(NOBODY_YET).first().user == users["duty"]


def test_the_same_number_however_it_is_written_is_the_same_caller(agency, as_):
    first = kept(as_("duty"), call_back="(555) 010-0199")
    second = kept(as_("officer-3"), call_back="555 010 0199")
    third = kept(as_("officer-3"))
    where = "/warnings/unattached/{}/"
    page = as_("duty").get(where.format(second)).content.decode()
    assert where.format(first) in page
    assert where.format(third) not in page
    assert "no other known" in as_("duty").get(where.format(third)).content.decode()


def test_how_a_caller_is_reached_is_shown_to_whoever_acts_on_it_alone(agency, as_):
    number = "555 010 7733"
    as_("duty").post("/warnings/new/", typed("p-5", call_back=number, words="He is using again, he told me"))
    page = as_("officer-3").get("/people/p-5/?kind=warning").content.decode()
    assert number not in page  # who acts on it opens the warning, which is recorded
    assert number in as_("officer-3").get(re.search(r"/warnings/about/[^/]+/", page)[0]).content.decode()
    for role in ("inspector", "records"):
        page = as_(role).get("/people/p-5/").content.decode()
        assert number not in page
        assert "he told me" in page  # nobody asked for confidentiality


@pytest.mark.parametrize("role", ROLES)
def test_what_was_said_of_nobody_known_is_on_no_page_of_those_who_may_not_hear(agency, as_, role):
    from tests.casework.test_doors import lost_warning

    client = as_(role)
    shown = [*pages_shown(client), client.get(f"/warnings/unattached/{lost_warning()}/").content.decode()]
    if role in ("supervisor", "duty"):
        assert all(secret in shown[-1] for secret in SECRETS)
    else:
        assert [page for page in shown if any(secret in page for secret in SECRETS)] == []


def test_other_warnings_by_the_same_caller_are_marked_for_those_who_may_hear(agency, as_):
    from tests.casework.test_warnings import told

    first, _ = told(as_("duty"), "t-5", from_role="his aunt", call_back="555 010 4411")
    second, _ = told(as_("duty"), "t-5", from_role="", call_back="(555) 010-4411")
    told(as_("duty"), "t-5", from_role="his landlord")
    for role, number in (("officer-3", 1), ("duty", 1), ("inspector", 0)):
        page = as_(role).get(f"/warnings/about/{second}/").content.decode()
        assert page.count("same caller, it seems") == number
        assert f"/warnings/about/{first}/" in page


def closed_by(client, place: int, action: str = "not_identifiable", **more: str):
    said = {"action": action, "reason": "Every office was asked; nobody knows him.", "request": str(uuid4())} | more
    return client.post(f"/warnings/unattached/{place}/decision/", said)


def test_two_people_close_it_with_a_reason_and_its_clock_runs_until_then(agency, as_):
    from datetime import timedelta

    from caseward.web.intake.unattached import how_many_unattached, unattached
    from caseward.web.keeping import keeping

    place = kept(as_("records"), facets=["weapon", "violence"])
    where, duty, supervisor = f"/warnings/unattached/{place}/", as_("duty"), as_("supervisor")
    row = unattached(keeping(), place)
    assert (row.due - row.entry.occurred.first, row.clock) == (timedelta(days=1), "pending")
    waiting = how_many_unattached(keeping())
    assert closed_by(as_("officer-2"), place).status_code == 403
    assert closed_by(duty, place, reason="short").status_code == 422
    assert "Say to whom you pass it on." in closed_by(duty, place, "passed_on").content.decode()
    assert closed_by(duty, place, request="once").status_code == 302
    assert closed_by(duty, place, request="once").status_code == 302  # sent again: recorded once
    assert "Somebody else has to confirm it." in closed_by(duty, place).content.decode()
    assert closed_by(supervisor, place, "passed_on", passed_to="Police of the city").status_code == 302
    page = duty.get(where).content.decode()
    assert "Decisions (2)" in page
    assert "Police of the city" in page
    row = unattached(keeping(), place)  # two who differ
    assert (row.closed, row.clock, how_many_unattached(keeping())) == (False, "pending", waiting)
    assert closed_by(supervisor, place).status_code == 302
    row = unattached(keeping(), place)
    assert (row.closed, row.due, how_many_unattached(keeping())) == (True, None, waiting - 1)
    lists = [supervisor.get(f"/warnings/unattached/{show}").content.decode() for show in ("", "?show=closed")]
    assert [f'href="{where}"' in page for page in lists] == [False, True]
    assert "is closed" in closed_by(duty, place, "passed_on", passed_to="A court").content.decode()
    assert attached(duty, place, "p-1").status_code == 302  # somebody knows him after all
    assert unattached(keeping(), place) is None


def test_the_receipt_of_a_decision_is_for_whoever_made_it(agency, as_):
    import re

    place, duty = kept(as_("records")), as_("duty")
    where = closed_by(duty, place)["Location"]
    receipt = re.search(r"/warnings/receipts/\d+/", duty.get(where).content.decode())[0]
    assert duty.get(receipt).status_code == 200
    assert as_("supervisor").get(receipt).status_code == 403


def test_a_caller_is_linked_across_people_for_those_who_may_hear_and_to_nobody_else(agency, as_):
    from tests.casework.test_warnings import told

    number = {"call_back": "ring +1 (555) 010-6611, evenings", "confidential": "yes", "from_role": "his uncle"}
    one, _ = told(as_("duty"), "p-1", **number)  # of officer-2, in the west
    other, _ = told(as_("duty"), "p-2", **number | {"call_back": "555.010.6611"})  # of officer-3, in the east
    lost = kept(as_("records"), call_back="5550106611")
    page = as_("duty").get(f"/warnings/about/{one}/").content.decode()
    assert "2 other warnings came from this caller" in page
    assert f"/warnings/about/{other}/" in page
    assert f"/warnings/unattached/{lost}/" in page
    page = as_("duty").get(f"/warnings/unattached/{lost}/").content.decode()
    assert all(f"/warnings/about/{id_}/" in page for id_ in (one, other))
    page = as_("supervisor").get(f"/warnings/about/{one}/").content.decode()  # of the west: hears nothing of the east
    assert "1 other warning came from this caller" in page
    assert other not in page
    page = as_("officer-2").get(f"/warnings/about/{one}/").content.decode()  # sees nobody of the east
    assert "his uncle" in page
    assert "came from this caller" not in page
    told(as_("duty"), "p-1", **number | {"confidential": "no"})  # beside which a number would say who called
    page = as_("inspector").get(f"/warnings/about/{one}/").content.decode()  # sees all, and hears none
    assert "came from this caller" not in page
    assert [
        said for said in (other, "p-2", "010-6611", "010.6611", "his uncle") if said in page.split("<main")[1]
    ] == []
    page = as_("officer-2").get(f"/warnings/about/{one}/").content.decode()
    assert "1 other warning came from this caller" in page


def test_the_drawn_table_has_no_callers_number(agency, as_):
    from caseward.web.intake.models import ThirdPartyWarning

    as_("duty").post("/warnings/new/", typed("p-5", call_back="555 010 9922"))
    rows = ThirdPartyWarning.objects.filter(term="t-5").exclude(caller="").values()
    assert rows
    assert not any("5550109922" in str(row) or "555 010" in str(row) for row in rows)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("(555) 010-0199", "+1 555 010 0199", True),
        ("call 555/010-0199 after six", "5550100199", True),
        ("Ana@Example.org", "write to ana@example.org.", True),
        ("555 010 0199", "555 010 0198", False),
        ("12 Elm Street, at the back", "12 elm street at the back", True),
        ("12 Elm Street", "14 Elm Street", False),
    ],
)
def test_how_a_caller_is_reached_is_compared_however_it_is_written(one, other, same):
    from types import SimpleNamespace

    from caseward.web.intake.drawing import caller_of

    found = [caller_of(SimpleNamespace(text=lambda _, said=said: said)) for said in (one, other)]
    assert (found[0] == found[1]) is same
