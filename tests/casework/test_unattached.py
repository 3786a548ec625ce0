"""Warnings about somebody whom nobody has identified: counted, heard by few, and attached by a recorded decision."""

from __future__ import annotations

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
    from caseward.web.intake.access import NOBODY_YET

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
    assert number in as_("officer-3").get("/people/p-5/").content.decode()
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
