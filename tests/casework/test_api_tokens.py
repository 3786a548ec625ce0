"""What opens the programming interface: tokens made on a page, shown once, and machines with a role of their own."""

from __future__ import annotations

import re
from datetime import timedelta

from tests.casework.agency import now
from tests.casework.test_api import sent


def test_a_token_that_ended_or_was_withdrawn_opens_nothing(agency, users):
    from django.test import Client

    from caseward.web.api.models import Scope, Token
    from caseward.web.api.operations import make_token, withdraw_token

    today = now().date()
    for days in (-3, 3):
        secret = make_token(users["officer-1"], "tests", Scope.READ, today + timedelta(days=days), now())
        client = Client(headers={"Authorization": f"Bearer {secret}"})
        assert client.get("/api/v1/me").status_code == (200 if days > 0 else 401)
        assert secret not in str(list(Token.objects.values_list()))
    withdraw_token(users["officer-2"], Token.objects.latest("pk").pk, now())
    assert client.get("/api/v1/me").status_code == 200, "somebody else's"
    withdraw_token(users["officer-1"], Token.objects.latest("pk").pk, now())
    assert client.get("/api/v1/me").status_code == 401


def test_a_page_makes_a_token_shown_once_and_withdraws_it(agency, as_):
    from django.test import Client

    client = as_("officer-3")
    ends = (now() + timedelta(days=30)).date().isoformat()
    answer = client.post("/tokens/", {"name": "a spreadsheet", "scope": "read", "ends": ends})
    secret = re.search(r"<code[^>]*>(cwd_[\w-]+)</code>", answer.content.decode())[1]
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    assert program.get("/api/v1/me").json()["staff"] == "officer-3"
    page = client.get("/tokens/").content.decode()
    assert secret not in page
    assert "a spreadsheet" in page
    one = re.search(r'name="withdraw" value="(\d+)"', page)[1]
    assert as_("officer-2").post("/tokens/", {"withdraw": one}).status_code == 302
    assert program.get("/api/v1/me").status_code == 200, "it is somebody else's"
    assert client.post("/tokens/", {"withdraw": one}).status_code == 302
    assert program.get("/api/v1/me").status_code == 401
    assert "withdrawn" in client.get("/tokens/").content.decode()
    for wrong in ("2001-01-01", "2999-01-01"):
        assert client.post("/tokens/", {"name": "x", "scope": "read", "ends": wrong}).status_code == 422


def test_a_machine_asks_for_access_by_client_credentials_and_holds_a_role(agency, as_):
    from django.test import Client

    client = as_("administrator")
    ends = (now() + timedelta(days=30)).date().isoformat()
    said = {"name": "court-feed", "role": "supervisor", "office": "", "scope": "record", "ends": ends}
    page = client.post("/machines/", said).content.decode()
    name, secret = re.findall(r'<p class="usa-alert__text">\w+: <code[^>]*>([^<]+)</code>', page)
    assert client.post("/machines/", said).status_code == 422, "that token is somebody's"
    asked = {"grant_type": "client_credentials", "client_id": name, "client_secret": secret, "scope": "read record"}
    machine = Client()
    assert machine.post("/api/token", asked | {"client_secret": "wrong"}).status_code == 401
    answer = machine.post("/api/token", asked)
    assert answer.status_code == 200, answer.content
    machine.defaults["HTTP_AUTHORIZATION"] = f"Bearer {answer.json()['access_token']}"
    me = machine.get("/api/v1/me").json()
    assert me == {"staff": "court-feed", "scope": "record", "roles": [{"role": "supervisor", "office": ""}]}
    began = [
        {"kind": "person", "id": "p-50", "occurred": "2026-01-02"},
        {"kind": "term", "id": "t-50", "occurred": "2026-01-02", "person": "p-50", "office": "east",
         "supervision_type": "formal_probation"},
    ]  # fmt: skip
    answer = sent(machine, "/entries", {"entries": began})
    assert answer.status_code == 201, answer.content
    assert machine.get("/api/v1/people/p-50").json()["because"] == "supervisor, all offices"
    read = machine.post("/api/token", asked | {"scope": "read"}).json()["access_token"]
    assert sent(Client(headers={"Authorization": f"Bearer {read}"}), "/entries", {"entries": began}).status_code == 403
    one = re.search(r'name="shut_out" value="(\d+)"', client.get("/machines/").content.decode())[1]
    assert client.post("/machines/", {"shut_out": one}).status_code == 302
    assert machine.get("/api/v1/me").status_code == 401
    assert machine.post("/api/token", asked).status_code == 401


def test_access_is_not_asked_for_without_end(agency):
    from django.test import Client, override_settings

    asked = {"grant_type": "client_credentials", "client_id": "of-nobody", "client_secret": "a guess"}
    with override_settings(API_TOKEN_RATE=3):
        answers = [Client(REMOTE_ADDR=f"192.0.2.{n}").post("/api/token", asked) for n in range(8)]
        others = [
            Client(REMOTE_ADDR="192.0.2.99").post("/api/token", asked | {"client_id": f"x-{n}"}) for n in range(8)
        ]
    for found in (answers, others):
        assert found[0].status_code == 401
        refused = [one for one in found if one.status_code == 429]
        assert refused, "a minute may end among them, and then more than three are in one of the two"
        assert refused[0]["Retry-After"] == "60"
        assert refused[0].json()["status"] == 429
