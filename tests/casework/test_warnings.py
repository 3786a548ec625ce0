"""Warnings: recorded once with a receipt, closed by two people alone, and never telling who called in confidence."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.casework.agency import CALLER, WORDS, now
from tests.casework.test_doors import DOORS, ROLES

HEAR = {"officer-1", "supervisor", "duty"}
SECRETS = (CALLER, WORDS, "mother in law", "pistol")
REASON = "The address was looked at today with the police."


def typed(about: str, **more: object) -> dict[str, object]:
    from caseward.web.casework.queries import day_drawn

    said = {"about": about, "words": "He is using again.", "from_role": "neighbour", "confidential": "no"}
    return {**said, "channel": "phone", "day": day_drawn().isoformat(), "time": "", "request": str(uuid4()), **more}


def told(client, about: str, **more: object) -> tuple[str, str]:
    """A warning recorded: its id, and where its receipt is."""
    from caseward.web.casework.queries import kept_of
    from caseward.web.keeping import keeping

    page = client.post("/warnings/new/", typed(about, **more), follow=True).content.decode()
    place = int(re.search(r"Warning recorded: entry (\d+) of the record", page)[1])
    found = {one.index: one.entry for one in kept_of(about.replace("t-", "p-"), keeping())}
    return found[place].id, f"/warnings/receipts/{place}/"


def decided(client, warning: str, action: str = "search", **more: str):
    said = {"action": action, "reason": REASON, "request": str(uuid4())} | more
    return client.post(f"/warnings/about/{warning}/decision/", said)


def test_anybody_records_a_warning_about_anybody_and_has_the_receipt(agency, as_, tmp_path):
    from caseward.verify.laptop import main

    client = as_("officer-3")
    assert client.get("/people/p-4/").status_code == 403
    warning, receipt = told(client, "p-4", facets=["drugs", "whereabouts"])
    assert client.get(f"/warnings/about/{warning}/").status_code == 403
    (tmp_path / "receipt").write_bytes(client.get(receipt).content)
    said = io.StringIO()
    assert main([str(tmp_path / "receipt"), "--trust", str(agency.folder / "trust.policy")], said) == 0, said.getvalue()
    assert as_("officer-2").get(receipt).status_code == 403
    assert client.get("/warnings/receipts/1/").status_code == 403  # not a warning
    assert client.get("/warnings/receipts/999999/").status_code == 404
    page = as_("officer-2").get(f"/warnings/about/{warning}/").content.decode()
    assert "He is using again." in page
    assert "neighbour" in page
    assert "Drugs, Where the person is" in page


def test_who_sees_nobody_records_a_warning_too_and_is_not_told_how_many_terms_somebody_has(agency, as_):
    from caseward.web.casework.operations import record
    from caseward.web.intake.models import ThirdPartyWarning
    from caseward.web.keeping import keeping

    line = {"kind": "term", "id": "t-7-new", "occurred": now().date().isoformat(), "person": "p-7", "office": "west"}
    record([line], "one more term", keeping())
    client = as_("administrator")
    warning, receipt = told(client, "p-7")
    assert ThirdPartyWarning.objects.get(pk=warning).term_id == "t-7-new"
    assert client.get(receipt).status_code == 200
    assert client.get("/warnings/").status_code == client.get(f"/warnings/about/{warning}/").status_code == 403
    asked = as_("supervisor").post("/warnings/new/", typed("p-7"))
    assert "This person has 2 terms. Write the id of one: t-7, t-7-new." in asked.content.decode()


def test_the_same_form_sent_twice_is_recorded_once(agency, as_):
    from caseward.web.casework.queries import kept_of
    from caseward.web.keeping import keeping

    client, form = as_("records"), typed("t-6")
    client.post("/warnings/new/", form)
    once = len(kept_of("p-6", keeping()))
    assert client.post("/warnings/new/", form).status_code == 302
    assert len(kept_of("p-6", keeping())) == once


def test_every_fault_is_told_and_nothing_is_recorded(agency, as_):
    from caseward.web.keeping import keeping

    before = keeping().reading().store.size
    tomorrow = (now() + timedelta(days=3)).date().isoformat()
    answer = as_("duty").post(
        "/warnings/new/", typed("p-99", day=tomorrow, words="", confidential="", facets=["rumour"])
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    for said in ("no person and no term of this id", "This time has not come yet", "rumour is not one of"):
        assert said in page
    assert page.count("This field is required.") >= 2
    assert keeping().reading().store.size == before


def test_a_weapon_with_violence_is_at_the_top_with_the_clock_of_the_policy(agency, as_):
    ago = (now() - timedelta(days=10)).date().isoformat()
    told(as_("duty"), "t-8", facets=["weapon"])
    told(as_("duty"), "t-8", facets=["weapon", "violence"], day=ago)
    page = as_("officer-3").get("/warnings/").content.decode()
    rows = page.split("<tr>")[2:]
    urgent = ["weapon with violence" in row for row in rows]
    assert urgent == sorted(urgent, reverse=True)
    assert set(urgent) == {True, False}
    assert re.search(r"overdue</span>\s*</td>", rows[0])
    assert re.search(r"\b(9|10) days", rows[0])
    assert f"Open ({len(rows)})" in page


def test_a_warning_has_the_clock_of_the_policy_or_says_that_there_is_none(agency, as_):
    from caseward.obligations.model import Status
    from caseward.web.casework.operations import draw_again
    from caseward.web.intake.models import ThirdPartyWarning
    from caseward.web.keeping import keeping

    warning, _ = told(as_("duty"), "t-1")
    row = ThirdPartyWarning.objects.get(pk=warning)
    assert (row.due - row.day, row.clock) == (timedelta(days=5), Status.PENDING.value)
    ThirdPartyWarning.objects.filter(pk=warning).update(due=None, clock="")
    page = as_("officer-2").get(f"/warnings/about/{warning}/").content.decode()
    draw_again(keeping())
    assert "no clock in this policy" in page


def test_it_takes_a_decision_a_reason_and_a_second_person_to_close_a_warning(agency, as_):
    officer, supervisor = as_("officer-1"), as_("supervisor")
    warning, _ = told(as_("duty"), "t-6")
    where = f"/warnings/about/{warning}/"

    def closed() -> bool:
        found = [where in officer.get(f"/warnings/?show={show}").content.decode() for show in ("", "closed")]
        assert found in ([True, False], [False, True])
        return found[1]

    assert decided(officer, warning, reason="").status_code == 422
    assert decided(officer, warning, action="").status_code == 422
    assert decided(as_("inspector"), warning).status_code == 403
    assert "Nothing was decided yet" in officer.get(where).content.decode()
    assert decided(officer, warning).status_code == 302
    assert "waits for a second person" in officer.get("/warnings/").content.decode()
    again = decided(officer, warning)
    assert again.status_code == 422
    assert "Somebody else has to confirm it." in again.content.decode()
    assert decided(supervisor, warning, "no_action").status_code == 302
    assert not closed()  # two people who differ
    assert decided(supervisor, warning).status_code == 302
    assert closed()
    late = decided(as_("duty"), warning, "arrest")
    assert late.status_code == 422
    assert "is closed" in late.content.decode()
    assert "Decisions (3)" in officer.get(where).content.decode()


def test_a_decision_sent_twice_is_recorded_once_and_is_no_second_person(agency, as_):
    warning, _ = told(as_("duty"), "t-6")
    client = as_("officer-1")
    assert decided(client, warning, request="once").status_code == 302
    assert decided(client, warning, request="once").status_code == 302
    page = client.get(f"/warnings/about/{warning}/").content.decode()
    assert "Decisions (1)" in page
    assert "waits for a second person" in page


def test_other_warnings_about_the_same_person_stand_beside(agency, as_):
    first, _ = told(as_("duty"), "t-8")
    second, _ = told(as_("records"), "t-8")
    page = as_("officer-3").get(f"/warnings/about/{second}/").content.decode()
    assert f"/warnings/about/{first}/" in page
    assert "/warnings/about/w-3/" not in page


def test_opening_a_warning_is_a_recorded_reading(agency, as_, users):
    from caseward.web.accounts.queries import readings_of

    before = readings_of("p-3").count()
    assert as_("officer-2").get("/warnings/about/w-3/").status_code == 403
    assert readings_of("p-3").count() == before
    as_("officer-1").get("/warnings/about/w-3/")
    newest = readings_of("p-3").first()
    assert (newest.user, newest.what, newest.because) == (users["officer-1"], "warning w-3", "responsible officer")


def test_who_called_is_on_the_page_of_the_warning_alone_also_for_who_may_hear_it(agency, as_):
    officer = as_("officer-1")
    page = officer.get("/people/p-3/?kind=warning").content.decode()
    assert not any(secret in page for secret in SECRETS)
    assert 'href="/warnings/about/w-3/"' in page
    warning, _ = told(as_("duty"), "t-6", call_back="555 0100", words="He drinks.")
    page = officer.get("/people/p-6/?kind=warning").content.decode()
    assert "He drinks." in page
    assert "555 0100" not in page
    assert "555 0100" in officer.get(f"/warnings/about/{warning}/").content.decode()
    assert "555 0100" not in as_("inspector").get(f"/warnings/about/{warning}/").content.decode()


@pytest.fixture
def in_need(agency, as_, users):
    """Officer 3, to whom the door to ``p-3`` was opened in need; closed again afterwards."""
    from caseward.web.accounts.models import Opening

    client = as_("officer-3")
    client.post("/people/p-3/need/", {"reason": "Covering for officer-1, who is ill today"})
    assert client.get("/people/p-3/").status_code == 200
    yield client
    Opening.objects.filter(user=users["officer-3"], person="p-3").delete()


def pages_shown(client) -> list[str]:
    """Everything that somebody is shown about ``p-3``, on every page there is."""
    from caseward.web.casework.queries import kept_of
    from caseward.web.keeping import keeping

    place = next(one.index for one in kept_of("p-3", keeping()) if one.kind == "warning")
    posted = ("/people/p-3/contact/preview/", "/warnings/about/w-3/decision/")
    answers = [client.get(where) for where in addresses(place)] + [client.post(where, {}) for where in posted]
    return [answer.content.decode() for answer in answers]


def addresses(place: int) -> list[str]:
    """Every page and file, and those that a question makes of them."""
    known = ["?known_at=", "?kind=warning", "?format=csv", "?show=closed"]
    pages = [where.format_map(defaultdict(lambda: place)) for where, _ in DOORS.values()]
    return [page + more for page in pages for more in ("", *known)]


@pytest.mark.parametrize("role", ROLES)
def test_a_caller_in_confidence_is_shown_to_those_who_may_hear_and_on_no_page_of_anybody_else(agency, as_, role):
    shown = pages_shown(as_(role))
    if role in HEAR:
        for secret in SECRETS:
            assert sum(secret in page for page in shown) >= 2, secret
    else:
        for secret in SECRETS:
            assert [page for page in shown if secret in page] == []


def test_a_door_opened_in_need_opens_neither_the_words_nor_the_decision(in_need):
    assert [page for page in pages_shown(in_need) if any(secret in page for secret in SECRETS)] == []
    page = in_need.get("/warnings/about/w-3/").content.decode()
    assert "held apart: the caller asked for confidentiality" in page
    assert "Record the decision" not in page
    assert decided(in_need, "w-3").status_code == 403


def test_words_replaced_by_such_in_confidence_are_held_apart_too(agency, as_):
    from caseward.web.casework.operations import record
    from caseward.web.keeping import keeping

    warning, _ = told(as_("duty"), "t-4", words="Told before anybody asked", from_role="sister in law")
    day = typed("p-4")["day"]
    line = {
        "kind": "warning",
        "id": "w-4",
        "occurred": day,
        "term": "t-4",
        "words": "Told before",
        "confidential": "yes",
    }
    correction = {"kind": "correction", "id": "k-4", "occurred": day, "corrects": warning, "replaced_by": "w-4"}
    record([line, correction | {"reason": "They asked for confidentiality."}], "correcting", keeping())
    assert "Told before anybody asked" not in as_("officer-2").get("/people/p-4/").content.decode()
    page = as_("officer-2").get("/warnings/about/w-4/").content.decode()
    assert "Told before anybody asked" in page.split("Before it was corrected")[1]
    assert 'href="/warnings/about/w-4/"' in as_("officer-2").get("/people/p-4/").content.decode()
    for page in ("/people/p-4/", "/warnings/about/w-4/"):
        assert "Told before" not in as_("inspector").get(page).content.decode()
    assert as_("officer-2").get(f"/warnings/about/{warning}/").status_code == 404


def test_drawn_step_by_step_equals_drawn_anew(agency, as_):
    from caseward.web.casework.operations import draw_again
    from caseward.web.intake.models import ThirdPartyWarning
    from caseward.web.keeping import keeping

    warning, _ = told(as_("duty"), "t-6")
    decided(as_("officer-1"), warning)
    step_by_step = sorted(map(str, ThirdPartyWarning.objects.values_list()))
    draw_again(keeping())
    assert sorted(map(str, ThirdPartyWarning.objects.values_list())) == step_by_step
