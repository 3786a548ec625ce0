"""Default deny: every address, for every role, and for nobody; who may see whom; every reading recorded."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import pytest

#: Who may go where: 200 or a redirection of their own; everybody else is refused. ``p-3`` is of officer-1, in the west.
ROLES = ("officer-1", "officer-2", "officer-3", "supervisor", "duty", "records", "inspector", "administrator", "nobody")
OFFICE_ROLES = {"supervisor", "duty", "records", "inspector"}
OWN = {"officer-1", *OFFICE_ROLES}
WRITES = {"officer-1", "supervisor", "duty"}
DOORS = {
    "today": ("/today/", {"officer-1", "officer-2", "officer-3"}),
    "caseload": ("/caseload/", {"officer-1", "officer-2", "officer-3", *OFFICE_ROLES}),
    "missed": ("/caseload/missed/", {"officer-1", "officer-2", "officer-3", *OFFICE_ROLES}),
    "saved-views": ("/caseload/views/", {"officer-1", "officer-2", "officer-3", *OFFICE_ROLES}),
    "person": ("/people/p-3/", OWN),
    "contact": ("/people/p-3/contact/", WRITES),
    "contact-preview": ("/people/p-3/contact/preview/", WRITES),
    "visit": ("/people/p-3/visits/visit-3/", OWN),
    "receipt": ("/people/p-3/receipts/{place}/", OWN),
    "correct-own": ("/people/p-3/entries/{place}/correct/", set()),  # none of them wrote that entry
    "transfers": ("/transfers/", {"officer-1", "officer-2", "officer-3", "supervisor", "inspector"}),
    "transfer-new": ("/transfers/new/?person=p-3", {"supervisor"}),
    "person-transfers": ("/people/p-3/transfers/", OWN),
    "transfer-ask": ("/people/p-3/transfers/ask/", {"officer-1", "supervisor"}),
    "transfer-decline": ("/people/p-3/transfers/decline/wish-3/", {"officer-1", "supervisor"}),
    "cover-new": ("/covers/new/", {"officer-1", "officer-2", "officer-3", "supervisor"}),
    "cover-end": ("/covers/cover-1/end/", {"officer-1", "supervisor"}),
    "workload": ("/unit/workload/", {"supervisor", "inspector"}),
    "reviews": ("/reviews/", {"supervisor", "inspector"}),
    "review-draw": ("/reviews/draw/", {"supervisor"}),
    "review-sample": ("/reviews/samples/sample-1/", {"supervisor", "inspector"}),
    "person-reviews": ("/people/p-3/reviews/", OWN),
    "review-new": ("/people/p-3/reviews/new/", {"supervisor"}),
    "unit": ("/unit/", {"supervisor", "inspector"}),
    "readings": ("/unit/readings/p-3/", {"supervisor", "inspector"}),
    "appointments": ("/people/p-3/appointments/", OWN),
    "appointment-new": ("/people/p-3/appointments/new/", WRITES),
    "appointment-calendar": ("/people/p-3/appointments/{over}/calendar.ics", OWN),
    "appointment-outcome": ("/people/p-3/appointments/{over}/outcome/", WRITES),
    "appointment-judgement": ("/people/p-3/appointments/{absent}/judgement/", WRITES),
    "reports": ("/reports/", {"officer-1", "officer-2", "officer-3", *OFFICE_ROLES}),
    "person-reports": ("/people/p-3/reports/", OWN),
    "report-new": ("/people/p-3/reports/new/", WRITES),
    "report-draft": ("/people/p-3/reports/draft/", WRITES),
    "report": ("/people/p-6/reports/{report}/", OWN),
    "report-again": ("/people/p-6/reports/{begun}/again/", WRITES),
    "report-decision": ("/people/p-6/reports/{report}/decision/", {"supervisor"}),
    "report-text": ("/people/p-6/reports/steps/{report}/report.txt", OWN),
    "report-said": ("/people/p-6/reports/steps/{report}/said.json", OWN),
    "warnings": ("/warnings/", {"officer-1", "officer-2", "officer-3", *OFFICE_ROLES}),
    "warning-new": ("/warnings/new/", set(ROLES) - {"nobody"}),
    "warning-receipt": ("/warnings/receipts/{place}/", set()),  # that entry is no warning that any of them recorded
    "warning": ("/warnings/about/w-3/", OWN),
    "warning-decision": ("/warnings/about/w-3/decision/", WRITES),
    "petitions": ("/petitions/", {"officer-1", "officer-2", "officer-3", *OFFICE_ROLES}),
    "proceedings": ("/people/p-3/proceedings/", OWN),
    "proceeding-new": ("/people/p-3/proceedings/new/petition/", WRITES),
    "hearing-result": ("/people/p-3/proceedings/{heard}/result/", WRITES),
    "violation-new": ("/people/p-3/violations/new/", WRITES),
    "violation-judgement": ("/people/p-3/violations/{alleged}/judgement/", WRITES),
    "violation-response": ("/people/p-3/violations/{violated}/response/", WRITES),
    "proposals": ("/proposals/", {"officer-1", "officer-2", "officer-3", *OFFICE_ROLES}),
    "proposal": ("/people/p-3/proposals/{proposed}/", OWN),
    "proposal-again": ("/people/p-3/proposals/{proposed}/again/", WRITES),
    "proposal-decision": ("/people/p-3/proposals/{proposed}/decision/", {"supervisor"}),
    "proposal-withdrawal": ("/people/p-3/proposals/{proposed}/withdrawal/", WRITES),
    "promises": ("/promises/", {"officer-1", "officer-2", "officer-3", *OFFICE_ROLES}),
    "person-promises": ("/people/p-3/promises/", OWN),
    "promise-new": ("/people/p-3/promises/new/", WRITES),
    "promise-done": ("/people/p-3/promises/{promised}/done/", WRITES),
    "promise-withdraw": ("/people/p-3/promises/{promised}/withdraw/", WRITES),
    "inspection": ("/inspection/", {"inspector"}),
    "unit-known": ("/inspection/unit/", {"inspector"}),
    "log": ("/inspection/log/", {"inspector"}),
    "log-checkpoint": ("/inspection/log/checkpoint/", {"inspector"}),
    "access-log": ("/inspection/access/", {"inspector"}),
    "absence": ("/inspection/absence/", {"inspector"}),
    "recordroom": ("/records/", {"records"}),
    "order-new": ("/records/orders/new/", {"records"}),
    "order-waiting": ("/records/orders/{waiting}/", {"records"}),
    "files-apart": ("/files/apart/", {"records", "administrator"}),
    "records-of": ("/people/p-3/records/", {"records"}),
    "correct": ("/people/p-3/records/{over}/correct/", {"records"}),
    "disclosure": ("/people/p-3/records/export/", {"records"}),
    "sessions": ("/sessions/", set(ROLES) - {"nobody"}),
    "refused": ("/administration/refused/", {"administrator"}),
    "users": ("/administration/users/", {"administrator"}),
    "user-new": ("/administration/users/new/", {"administrator"}),
    "user": ("/administration/users/1/", {"administrator"}),
    "access-changes": ("/administration/changes/", {"administrator"}),
    "access-review": ("/administration/review/", {"administrator"}),
    "offices": ("/administration/offices/", {"administrator"}),
    "policies": ("/administration/policies/", {"administrator"}),
    "retention": ("/administration/retention/", {"administrator"}),
    "disputes": ("/disputes/", {"officer-1", "officer-2", "officer-3", *OFFICE_ROLES}),
    "disputes-of": ("/people/p-3/disputes/", OWN),
    "dispute": ("/people/p-3/disputes/{disputed}/", OWN),
    "proof": ("/people/p-3/proofs/{sent}/", OWN),
    "own-link": ("/people/p-3/link/", WRITES),
    "warnings-unattached": ("/warnings/unattached/", {"supervisor", "duty"}),
    "warning-attach": ("/warnings/unattached/{lost}/", {"supervisor", "duty"}),
    "warning-close": ("/warnings/unattached/{lost}/decision/", {"supervisor", "duty"}),
    "tokens": ("/tokens/", set(ROLES) - {"nobody"}),
    "machines": ("/machines/", {"administrator"}),
    "notices": ("/notices/", {*ROLES} - {"nobody"}),
    "notices-reach": ("/notices/reach/", {*ROLES} - {"nobody"}),
    "notices-unsent": ("/notices/unsent/", {"administrator"}),
    "need": ("/people/p-3/need/", {"officer-1", "officer-2", "officer-3", *OFFICE_ROLES}),
}
#: Of people without an account: ``test_public`` says who gets in where.
OPEN_TO_ALL = {"public", "public-warning", "public-thanks", "public-receipt", "public-link"}
OPEN_TO_ALL |= {"mine", "mine-dispute", "mine-proof", "mine-sent", "mine-leave"}
OF_NO_ROLE = {"home", "signed-in", "health", "metrics", "welcome"}
OF_NO_ROLE |= {"provider-bind", "provider-left", "openid_connect_login", "openid_connect_callback"}
OF_ONE_METHOD = {"notices-again", "file-again"}
"""Addresses that only take what is sent to them: tested with what they do."""


def addresses() -> Iterator[str]:
    from django.urls import get_resolver

    for pattern in get_resolver().url_patterns:
        for one in getattr(pattern, "url_patterns", [pattern]):
            if not str(getattr(one, "lookup_str", "")).startswith("allauth.") and getattr(one, "name", None):
                yield one.name


def test_every_address_is_in_the_table(agency):
    assert {name for name in addresses() if name and not name.startswith(("account_", "mfa_"))} == set(
        DOORS
    ) | OF_NO_ROLE | OF_ONE_METHOD | OPEN_TO_ALL


def waiting_order() -> int:
    """The number of a destruction that waits for a second person, about ``p-3``."""
    from caseward.web.recordroom.models import Waiting
    from tests.casework.agency import now

    day = now().date()
    said = {"subject": "p-3", "court": "a court", "date": day, "basis": "a law", "ordered_by": "a judge"}
    said |= {"asked_by": "records-1", "asked": now(), "carried_out_by": "records-2"}
    return Waiting.objects.get_or_create(number="Y-1", defaults=said)[0].pk


def lost_warning() -> int:
    """The place of the warning about somebody whom nobody has identified."""
    from caseward.web.intake.unattached import all_unattached
    from caseward.web.keeping import keeping

    return next(row.place for row in all_unattached(keeping()) if row.id == "w-lost")


def places() -> dict[str, int]:
    """What addresses of the table are made of: places in the log of entries by what they are."""
    from caseward.web.casework.queries import kept_of
    from caseward.web.keeping import keeping

    kept = kept_of("p-3", keeping())
    at = {one.entry.id: one.index for one in kept}
    found = {"place": kept[0].index, "over": at["ap-3-over"], "absent": at["ap-3-absent"], "promised": at["pr-3"]}
    found |= {"heard": at["h-3"], "alleged": at["v-3"], "violated": at["v-3-judged"], "proposed": at["rq-3"]}
    of_p6 = {one.entry.id: one.index for one in kept_of("p-6", keeping())}
    found |= {"report": of_p6["rp-6"], "begun": of_p6["rp-6-begun"]}
    return found | {"disputed": at["d-3"], "sent": at["doc-3"], "lost": lost_warning(), "waiting": waiting_order()}


def asked_of(client, name, where):
    """What an address of the table answers: it is opened, or sent an empty form where it takes only that."""
    address = DOORS[name][0].format(**where)
    return client.post(address) if name in ("contact-preview", "report-draft") else client.get(address)


@pytest.mark.parametrize("name", DOORS)
def test_nobody_gets_in_without_signing_in(agency, as_, name):
    answer = as_("").get(DOORS[name][0].format_map(defaultdict(lambda: 1)))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/?next=/")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", DOORS)
def test_a_role_gets_in_where_the_table_says_and_nowhere_else(agency, as_, name, role):
    client, may = as_(role), DOORS[name][1]
    answer = asked_of(client, name, places())
    assert answer.status_code == (200 if role in may else 403), answer.content[:300]
    if answer["Content-Type"].startswith("text/html"):
        assert raw_words(answer.content.decode()) == []


def raw_words(page: str) -> list[str]:
    """Codes of the record and times as a machine writes them, in what a page shows."""
    shown = re.sub(r"<(script|style|code)\b.*?</\1>|<[^>]*>", " ", page, flags=re.DOTALL)
    return re.findall(r"\b[a-z]+_[a-z_]+\b|\b\d{4}-\d\d-\d\dT[\d:]+", shown)


def test_an_address_of_nobody_is_nothing(agency, as_):
    assert as_("officer-1").get("/people/p-99/").status_code == 404
    assert as_("officer-1").get("/people/p-99/need/").status_code == 404


def test_another_offices_supervisor_sees_nobody_of_this_one(agency, as_):
    assert as_("supervisor").get("/people/p-1/").status_code == 200
    assert as_("supervisor").get("/people/p-2/").status_code == 403  # the east


def test_every_reading_is_recorded_and_a_refusal_is_none(agency, as_, users):
    from caseward.web.accounts.queries import readings_of

    before = readings_of("p-6").count()
    assert as_("officer-2").get("/people/p-6/").status_code == 403
    assert readings_of("p-6").count() == before
    assert as_("officer-1").get("/people/p-6/").status_code == 200
    newest = readings_of("p-6").first()
    assert (newest.user, newest.what, newest.because) == (users["officer-1"], "person page", "responsible officer")


def test_every_file_that_leaves_is_recorded_with_whom_it_is_about(agency, as_, users):
    from caseward.web.accounts.models import Reading
    from caseward.web.accounts.queries import readings_of

    def newest() -> list[str]:
        found = Reading.objects.filter(user=users["supervisor"]).order_by("-pk")[:1]
        return [f"{one.person}: {one.what} ({one.because})" for one in found]

    supervisor = as_("supervisor")
    assert supervisor.get("/caseload/?format=csv&q=p-6").status_code == 200
    assert newest() == ["p-6: file caseload.csv (supervisor, west)"]
    other = readings_of("p-2").count()
    whole = supervisor.get("/caseload/?format=csv").content.decode().splitlines()[1:]
    for line in whole:
        assert readings_of(line.split(",")[0]).first().what == "file caseload.csv"
    assert readings_of("p-2").count() == other  # the east is not in that file
    supervisor.get("/unit/?format=csv")
    assert newest() == [": file unit.csv (supervisor, west)"]
    before = Reading.objects.count()
    supervisor.get("/unit/readings/p-6/?format=csv")
    assert Reading.objects.count() == before + 1  # once, at the door
    supervisor.get("/caseload/")
    assert Reading.objects.count() == before + 1


def test_a_door_is_opened_in_need_with_a_reason_and_closes_again(agency, as_, users):
    from datetime import timedelta

    from caseward.web.accounts.models import Opening
    from caseward.web.accounts.queries import readings_of

    client = as_("officer-3")
    refused = client.get("/people/p-6/")
    assert refused.status_code == 403
    assert b"/people/p-6/need/" in refused.content
    assert client.post("/people/p-6/need/", {"reason": "covering"}).status_code == 422
    assert client.post("/people/p-6/need/", {"reason": "Covering for officer-1, who is ill today"}).status_code == 302
    page = client.get("/people/p-6/")
    assert page.status_code == 200
    assert "You opened their record in need" in page.content.decode()
    assert readings_of("p-6").first().because == "opened in need"
    Opening.objects.filter(user=users["officer-3"]).update(
        until=Opening.objects.get(user=users["officer-3"]).opened - timedelta(1)
    )
    assert client.get("/people/p-6/").status_code == 403


def test_no_page_stays_in_the_browser_or_loads_from_elsewhere(agency, as_):
    answer = as_("officer-1").get("/people/p-3/")
    assert answer["Cache-Control"] == "no-store"
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
