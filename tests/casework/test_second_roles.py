"""Who holds two roles does not do with the one what only the other lets them see; and other ways around a door."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import pytest

from tests.casework.agency import CALLER, WORDS, now
from tests.casework.test_api import contact, program, sent  # noqa: F401  # a fixture
from tests.casework.test_recordroom import order, person  # noqa: F401  # fixtures
from tests.casework.test_warnings import decided, told

LONG_AGO = now().date().replace(year=2020)


@pytest.fixture
def holds(users):
    """Gives a user one more role, for one test."""
    from caseward.web.accounts.models import Grant

    given = []

    def give(name: str, role: str, office: str = "") -> None:
        said = {"user": users[name], "role": role, "office": office}
        given.append(Grant.objects.create(**said, starts=LONG_AGO, given_by="tests"))

    yield give
    for grant in given:
        grant.delete()


@pytest.mark.parametrize("second", ["inspector", "records"])
def test_an_officer_who_sees_everybody_in_another_role_records_about_their_own_alone(agency, as_, holds, second):
    holds("officer-2", second)
    officer = as_("officer-2")
    assert officer.get("/people/p-3/").status_code == 200
    writes = ("contact", "appointments/new", "reports/new", "promises/new", "violations/new", "link", "transfers/ask")
    answers = {where: officer.get(f"/people/p-3/{where}/").status_code for where in writes}
    assert answers == dict.fromkeys(writes, 403)
    assert officer.post("/warnings/about/w-3/decision/", {"action": "x"}).status_code == 403
    assert officer.get("/people/p-1/contact/").status_code == 200  # their own


DECIDES = ("people/p-3/appointments/{absent}/judgement", "people/p-3/promises/{promised}/withdraw", "people/p-3/link",
           "people/p-3/violations/{alleged}/judgement", "people/p-3/violations/{violated}/response",
           "people/p-3/proceedings/new/petition", "warnings/about/{open}/decision")  # fmt: skip
"""Where something is judged or decided about ``p-3``."""


@pytest.fixture(params=["in need", "attends"])
def sees_only(request, agency, as_, users):
    """Officer 3, who sees ``p-3`` in need alone, or because they are to meet them."""
    from caseward.web.accounts.models import Opening
    from caseward.web.appointments.models import Booked

    warning, _ = told(as_("duty"), "t-3", words="Not in confidence.")
    if request.param == "in need":
        as_("officer-3").post("/people/p-3/need/", {"reason": "Covering for officer-1, who is ill today"})
    else:
        Booked.objects.create(id="meets-3", term_id="t-3", officer="officer-3", day=now().date(), at=now())
    yield as_("officer-3"), warning
    Opening.objects.filter(user=users["officer-3"], person="p-3").delete()
    Booked.objects.filter(pk="meets-3").delete()


def test_who_sees_somebody_in_need_or_for_an_appointment_alone_decides_nothing(agency, as_, sees_only):
    from caseward.web.casework.queries import kept_of
    from caseward.web.keeping import keeping

    client, warning = sees_only
    at = {one.entry.id: one.index for one in kept_of("p-3", keeping())}
    places = {"absent": at["ap-3-absent"], "promised": at["pr-3"], "alleged": at["v-3"], "violated": at["v-3-judged"]}
    assert client.get("/people/p-3/").status_code == 200
    said = {"action": "search", "reason": "Nothing in it, we looked at it.", "request": str(uuid4())}
    for where in DECIDES:
        address = f"/{where.format(**places, open=warning)}/"
        assert client.post(address, said).status_code == 403, address
    dispute = f"/people/p-3/disputes/{at['d-3']}/"
    answer = client.post(dispute, {"result": "upheld", "reason": said["reason"], "request": str(uuid4())})
    assert "Somebody else decides." in answer.content.decode()
    assert client.get("/people/p-3/contact/").status_code == 200  # what they did themselves they record


def test_a_decision_names_the_role_by_which_somebody_may_decide(agency, as_, holds):
    holds("officer-2", "supervisor", "east")
    warning, _ = told(as_("duty"), "t-8")  # of officer-3, in the east
    assert decided(as_("officer-2"), warning).status_code == 302
    assert ', <span lang="en">supervisor</span>' in as_("officer-3").get(f"/warnings/about/{warning}/").content.decode()


def test_a_supervisor_elsewhere_does_not_judge_what_they_see_as_an_officer(agency, as_, holds):
    holds("officer-1", "supervisor", "east")
    officer = as_("officer-1")
    assert officer.get("/people/p-3/").status_code == 200
    for where in ("reviews/new/", "transfers/decline/wish-3/"):
        answer = officer.get(f"/people/p-3/{where}")
        assert answer.status_code == (403 if where.startswith("reviews") else 200)
    assert officer.get("/unit/readings/p-3/").status_code == 403


def test_a_program_of_two_roles_is_held_to_each(agency, users, program, holds):  # noqa: F811
    holds("officer-2", "inspector")
    assert sent(program("officer-2"), "/entries", {"entries": [contact("t-3")]}).status_code == 403
    assert program("officer-2").get("/api/v1/people/p-3").json()["may_record"] is False
    holds("officer-1", "supervisor", "east")
    day = (now() - timedelta(days=2)).date().isoformat()
    level = {"kind": "level", "occurred": day, "term": "t-3", "level": "low"}
    assert sent(program("officer-1"), "/entries", {"entries": [level]}).status_code == 403


def test_a_list_that_a_program_takes_is_recorded_for_everybody_in_it(agency, users, program):  # noqa: F811
    from caseward.web.accounts.queries import readings_of

    before = readings_of("p-2").count()
    taken = program("supervisor").get("/api/v1/people").json()["items"]
    assert {one["person"] for one in taken} >= {"p-1", "p-3"}
    newest = readings_of("p-1").first()
    assert (newest.user, newest.what) == (users["supervisor"], "list of people, by a program")
    assert readings_of("p-2").count() == before  # the east is not in it
    program("duty").get("/api/v1/warnings")
    assert readings_of("p-3").first().what == "list of warnings, by a program"


def test_what_was_sent_leaves_nothing_at_which_one_can_guess(agency, users, program):  # noqa: F811
    from caseward.web.api.models import Sent

    key, said = str(uuid4()), contact("t-3", id=f"c-{uuid4().hex[:8]}")
    assert sent(program("officer-1"), "/entries", {"entries": [said]}, key).status_code == 201
    line = {**said, "recorded_by": "officer-1"}
    assert Sent.objects.get(key=key).digest != sha256(json.dumps([line], sort_keys=True).encode()).hexdigest()


def test_no_disclosure_says_who_called_in_confidence_whoever_makes_it(agency, as_, holds, person):  # noqa: F811
    holds("records", "duty")
    said = {"purpose": "for the court", "private": "yes", "step": "take"}
    answer = as_("records").post(f"/people/{person}/records/export/", said)
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        everything = b"".join(packed.read(name) for name in packed.namelist()).decode()
    assert CALLER not in everything
    assert WORDS not in everything
    assert "from_role" in everything  # it says what was left out


def test_the_own_page_of_somebody_sealed_is_closed(agency, as_, users, person):  # noqa: F811
    from caseward.web.public.operations import make_link

    own = as_("")
    assert own.post(f"/public/link/{make_link(users['officer-1'], person, now())}/").status_code == 302
    assert own.get("/public/mine/").status_code == 200
    said = order("seal", person)
    as_("records").post("/records/orders/new/", said | {"step": "do", "confirm": said["number"]})
    for where in ("", "proof/", "dispute/?entry=1"):
        assert own.get(f"/public/mine/{where}").status_code == 403


def test_whoever_leaves_and_comes_back_has_no_token_left(agency, users):
    from caseward.web.accounts.models import Role
    from caseward.web.accounts.operations import add_user
    from caseward.web.administration.operations import end_access, open_access
    from caseward.web.api.models import Scope
    from caseward.web.api.operations import make_token
    from caseward.web.api.queries import caller_of

    name, at = f"leaver-{uuid4().hex[:6]}", now()
    user = add_user(name, name, "", {Role.OFFICER: ""}, LONG_AGO, "tests")
    token = make_token(user, "tests", Scope.READ, at.date() + timedelta(days=9), at)
    end_access(user, at.date(), "left", "administrator-1", at)
    open_access(user, "back", "administrator-1", at)
    assert caller_of(token, at, at.date()) is None
