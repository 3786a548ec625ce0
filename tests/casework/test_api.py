"""The programming interface: the doors of the pages, one shape for failures, receipts for what is recorded."""

from __future__ import annotations

import io
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from tests.casework.agency import CALLER, WORDS, ZONE, now
from tests.casework.test_doors import ROLES

OWN = {"officer-1", "supervisor", "duty", "records", "inspector"}
WITHIN = OWN | {"officer-2", "officer-3"}
ANYBODY = set(ROLES) - {"nobody"}
#: Each operation: where for ``p-3`` of officer-1, and who may. Everybody else is refused with 403.
READS = {
    "me": ("/me", ANYBODY),
    "people": ("/people", WITHIN),
    "person": ("/people/p-3", OWN),
    "terms": ("/people/p-3/terms", OWN),
    "entries": ("/people/p-3/entries", OWN),
    "obligations": ("/people/p-3/obligations", OWN),
    "appointments": ("/people/p-3/appointments", OWN),
    "receipt": ("/people/p-3/receipts/{place}", OWN),
    "warnings": ("/warnings", WITHIN),
    "warning": ("/warnings/w-3", OWN),
    "unit": ("/unit", {"supervisor", "inspector"}),
    "checkpoint": ("/checkpoint", ANYBODY),
}
WRITES = {
    "record": ("/entries", {"officer-1", "supervisor", "duty"}),
    "correction": ("/people/p-3/entries/{place}/correction", set()),  # none of them wrote that one
}
HEAR = {"officer-1", "supervisor", "duty"}


@pytest.fixture
def program(agency, users):
    """A program with a token of a user's own; '' for one without."""
    from django.test import Client

    from caseward.web.api.models import Scope
    from caseward.web.api.operations import make_token

    def of(name: str, scope: str = "record") -> Client:
        client = Client(raise_request_exception=False)
        if name:
            ends = (now() + timedelta(days=5)).date()
            token = make_token(users[name], "tests", Scope(scope), ends, now())
            client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        return client

    return of


def sent(client, where: str, said: object, key: str = ""):
    headers = {"Idempotency-Key": key or str(uuid4())}
    return client.post(f"/api/v1{where}", json.dumps(said), content_type="application/json", headers=headers)


def contact(term: str = "t-3", **more: object) -> dict[str, object]:
    said = {"kind": "contact", "occurred": now().date().isoformat(), "term": term, "mode": "phone"}
    return {
        **said,
        "occurred": (now() - timedelta(days=2)).date().isoformat(),
        "with_whom": "person",
        "outcome": "spoke",
        **more,
    }


def place_of(id_: str, person: str = "p-3") -> int:
    from caseward.web.casework.queries import kept_of
    from caseward.web.keeping import keeping

    return next(one.index for one in kept_of(person, keeping()) if one.entry and one.entry.id == id_)


def is_problem(answer, status: int) -> dict[str, object]:
    assert answer.status_code == status, answer.content[:500]
    assert answer["Content-Type"] == "application/problem+json"
    said = answer.json()
    assert set(said) == {"type", "title", "status", "detail", "code", "hint", "faults"}
    assert said["status"] == status
    return said


def test_every_operation_is_in_the_table(agency):
    from caseward.web.api.description import api

    operations = {one["operationId"] for path in api.get_openapi_schema()["paths"].values() for one in path.values()}
    assert operations == set(READS) | set(WRITES) | {"health"}


@pytest.mark.parametrize("name", [*READS, *WRITES])
def test_nobody_gets_in_without_a_token_whatever_cookie_they_bring(agency, as_, name):
    where = {**READS, **WRITES}[name][0].format(place=1)
    client = as_("supervisor")
    answer = client.get(f"/api/v1{where}") if name in READS else sent(client, where, {})
    is_problem(answer, 401)
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", READS)
def test_a_role_reads_where_the_table_says_and_nowhere_else(program, name, role):
    where, may = READS[name]
    answer = program(role, "read").get(f"/api/v1{where.format(place=place_of('c-3'))}")
    if role in may:
        assert answer.status_code == 200, answer.content[:500]
        assert answer["Cache-Control"] == "no-store"
    else:
        is_problem(answer, 403)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", WRITES)
def test_a_role_records_where_the_table_says_and_nowhere_else(program, name, role):
    from caseward.web.keeping import keeping

    where, may = WRITES[name]
    before = keeping().reading().store.size
    said = (
        {"entries": [contact(mode="fax")]}
        if name == "record"
        else {"sets": {"mode": "fax"}, "reason": "It was a fax machine."}
    )
    answer = sent(program(role), where.format(place=place_of("c-3")), said)
    is_problem(answer, 422 if role in may or (name == "record" and role.startswith("officer")) else 403)
    assert keeping().reading().store.size == before


def test_a_token_that_reads_records_nothing(program):
    assert (
        "recording takes"
        in is_problem(sent(program("officer-1", "read"), "/entries", {"entries": [contact()]}), 403)["detail"]
    )


def test_an_entry_is_recorded_once_with_a_receipt_that_a_laptop_checks(program, agency, tmp_path):
    from caseward.verify.laptop import main

    client, line, key = program("officer-1"), contact(note="By a program"), str(uuid4())
    answer = sent(client, "/entries", {"entries": [line]}, key)
    assert answer.status_code == 201, answer.content
    (one,) = answer.json()["entries"]
    assert not answer.json()["repeated"]
    (tmp_path / "receipt").write_text(one["receipt"])
    (tmp_path / "said").write_text(json.dumps({"index": one["place"], "parts": one["said"]}))
    said = io.StringIO()
    command = [
        str(tmp_path / "receipt"),
        "--said",
        str(tmp_path / "said"),
        "--trust",
        str(agency.folder / "trust.policy"),
    ]
    assert main(command, said) == 0, said.getvalue()
    assert "By a program" in said.getvalue()
    again = sent(client, "/entries", {"entries": [line]}, key).json()
    assert again["repeated"]
    assert [e["place"] for e in again["entries"]] == [one["place"]]
    other = is_problem(sent(client, "/entries", {"entries": [contact(mode="video")]}, key), 400)
    assert "used for something else" in other["detail"]
    found = client.get("/api/v1/people/p-3/entries?kind=contact").json()["items"]
    assert [e["said"]["note"] for e in found if e["id"] == one["id"]] == ["By a program"]
    assert [e["recorded_by"] for e in found if e["id"] == one["id"]] == ["officer-1"]


def test_a_key_of_what_was_refused_may_be_used_for_what_is_right(program):
    client, key = program("officer-1"), str(uuid4())
    is_problem(sent(client, "/entries", {"entries": [contact(mode="fax")]}, key), 422)
    assert sent(client, "/entries", {"entries": [contact(mode="video")]}, key).status_code == 201


def test_every_fault_is_told_at_once_and_nothing_is_recorded(program):
    from caseward.web.keeping import keeping

    before = keeping().reading().store.size
    lines = [
        contact(),
        contact(mode="fax", outcome="sang"),
        contact("t-99"),
        {"kind": "rumour"},
        contact(recorded_by="officer-2"),
        {"kind": "warning_response", "term": "t-3", "occurred": "2026-01-02", "warning": "w-3", "action": "no_action"},
        {
            "kind": "violation",
            "term": "t-3",
            "occurred": "2026-01-02",
            "type": "technical",
            "judgement": "substantiated",
        },
    ]
    said = is_problem(sent(program("officer-1"), "/entries", {"entries": lines}), 422)
    assert [(f["row"], f["field"]) for f in said["faults"]] == [
        (2, "mode"), (2, "outcome"), (3, "term"), (4, "kind"), (5, "recorded_by"), (6, "kind"), (7, "judgement"),
    ]  # fmt: skip
    assert all(f["rule"] and f["hint"] for f in said["faults"])
    assert keeping().reading().store.size == before


def test_nothing_is_recorded_about_people_out_of_reach(program):
    from caseward.web.keeping import keeping

    before = keeping().reading().store.size
    is_problem(sent(program("officer-2"), "/entries", {"entries": [contact("t-4"), contact("t-3")]}), 403)
    assignment = {"kind": "assignment", "term": "t-3", "occurred": "2026-01-02", "officer": "officer-1"}
    assert "supervisors" in is_problem(sent(program("officer-1"), "/entries", {"entries": [assignment]}), 403)["detail"]
    began = [
        {"kind": "person", "id": "p-new", "occurred": "2026-01-02"},
        {"kind": "term", "id": "t-new", "occurred": "2026-01-02", "person": "p-new", "office": "east"},
    ]
    is_problem(sent(program("supervisor"), "/entries", {"entries": began}), 403)
    is_problem(sent(program("duty"), "/entries", {"entries": began}), 403)
    assert keeping().reading().store.size == before


def test_an_entry_is_put_right_and_stays_visible(program):
    client, key = program("officer-1"), str(uuid4())
    made = sent(client, "/entries", {"entries": [contact()]}).json()["entries"][0]
    where = f"/people/p-3/entries/{made['place']}/correction"
    said = {"sets": {"outcome": "left_message"}, "reason": "It went to voicemail after all."}
    answer = sent(client, where, said, key)
    assert answer.status_code == 201, answer.content
    assert [one["kind"] for one in answer.json()["entries"]] == ["contact", "correction"]
    assert sent(client, where, said, key).json()["repeated"]
    found = {e["place"]: e for e in client.get("/api/v1/people/p-3/entries").json()["items"]}
    assert found[made["place"]]["corrected"]
    is_problem(sent(client, where, {"reason": "too short"}), 422)
    is_problem(sent(client, where, {"sets": {"mode": "fax"}, "reason": "It was a fax machine."}), 422)
    is_problem(sent(program("supervisor"), where, said), 403)
    is_problem(
        sent(client, f"/people/p-3/entries/{place_of('c-3')}/correction", said), 403
    )  # another's, as on the page
    for sets in ({"term": "t-6"}, {"recorded_by": "officer-2"}):
        is_problem(sent(client, where, {"sets": sets, "reason": "It is about somebody else."}), 422)


def test_a_list_goes_on_where_its_cursor_says_and_a_made_up_one_is_refused(program):
    client = program("inspector")
    whole = [one["person"] for one in client.get("/api/v1/people").json()["items"]]
    found, cursor = [], ""
    while cursor is not None:
        part = client.get(f"/api/v1/people?limit=3&cursor={cursor}").json()
        found += [one["person"] for one in part["items"]]
        cursor = part["next_cursor"]
    assert found == whole
    assert len(whole) >= 8
    first = client.get("/api/v1/people/p-3/entries?limit=1").json()
    second = client.get(f"/api/v1/people/p-3/entries?limit=1&cursor={first['next_cursor']}").json()
    assert second["items"][0]["place"] > first["items"][0]["place"]
    for made_up in ("x", "cA", "%ff", "LTE"):
        is_problem(client.get(f"/api/v1/people/p-3/entries?cursor={made_up}"), 400)
    is_problem(client.get("/api/v1/people?limit=0"), 422)
    is_problem(client.get("/api/v1/people?colour=red"), 422)


def test_as_known_before_anything_was_recorded_there_is_nothing(program):
    client = program("officer-1")
    assert client.get("/api/v1/people/p-3/entries?known_at=2001-01-01T00:00:00Z").json()["items"] == []
    assert client.get("/api/v1/people/p-3/obligations?known_at=2001-01-01T00:00:00Z").json() == []
    is_problem(client.get("/api/v1/people/p-3/entries?known_at=yesterday"), 400)
    owed = client.get("/api/v1/people/p-3/obligations").json()
    still = client.get("/api/v1/people/p-3/obligations?open=true").json()
    assert 0 < len(still) < len(owed)
    assert all(row["sentence"] and row["citation"] for row in owed)
    due = min(row["due"] for row in still if row["status"] == "pending")  # and not overdue before that day is over here
    at = datetime.combine(date.fromisoformat(due), time(23, 30), ZoneInfo(ZONE)).astimezone(UTC)
    found = client.get(f"/api/v1/people/p-3/obligations?open=true&known_at={at:%Y-%m-%dT%H:%M:%SZ}").json()
    assert {row["status"] for row in found if row["due"] == due} == {"pending"}


def test_every_reading_is_recorded_as_a_programs(program, users):
    from caseward.web.accounts.queries import readings_of

    before = readings_of("p-3").count()
    is_problem(program("officer-2").get("/api/v1/people/p-3"), 403)
    assert readings_of("p-3").count() == before
    program("officer-1").get("/api/v1/people/p-3")
    newest = readings_of("p-3").first()
    assert (newest.user, newest.what, newest.because) == (
        users["officer-1"],
        "person, by a program",
        "responsible officer",
    )


@pytest.mark.parametrize("role", ROLES)
def test_a_caller_in_confidence_is_told_to_those_alone_who_may_hear(program, role):
    client, place = program(role), place_of("w-3")
    shown = [client.get(f"/api/v1{where.format(place=place)}").content.decode() for where, _ in READS.values()]
    shown += [
        sent(client, where.format(place=place), {"reason": "It was said otherwise."}).content.decode()
        for where, _ in WRITES.values()
        if role not in HEAR
    ]
    for secret in (CALLER, WORDS, "mother in law", "pistol"):
        told = sum(secret in answer for answer in shown)
        assert (told >= 2) if role in HEAR else told == 0, secret


def test_what_fails_outside_any_operation_has_the_same_shape(program, monkeypatch):
    from caseward.web.api import shown

    client = program("officer-1")
    is_problem(client.get("/api/v1/nothing"), 404)
    is_problem(client.get("/api/v1/people/p-99"), 404)
    assert is_problem(client.delete("/api/v1/people"), 405)
    assert client.delete("/api/v1/people")["Allow"] == "GET"
    is_problem(client.get("/api/v1/people", headers={"host": "elsewhere.example"}), 400)
    is_problem(client.get("/api/v1/people/p%003"), 400)
    is_problem(client.get("/api/v1/people?officer=%00"), 400)
    headers = {"Idempotency-Key": "12345678"}
    is_problem(client.post("/api/v1/entries", "x=1", content_type="text/plain", headers=headers), 415)
    for body in ("{", '{"entries": [{"a": NaN}]}', '{"entries": [{"a": "\\ud800"}]}', "[" * 100_000):
        is_problem(client.post("/api/v1/entries", body, content_type="application/json", headers=headers), 400)
    is_problem(client.post("/api/v1/entries", json.dumps({"entries": []}), content_type="application/json"), 422)
    monkeypatch.setattr(shown, "person_out", lambda _: 1 / 0)
    said = is_problem(client.get("/api/v1/people/p-3"), 500)
    assert "division" not in json.dumps(said)


def test_a_program_that_asks_too_often_is_told_when_to_come_back(program, users, settings_of):
    with settings_of(API_RATE=3):
        client = program("inspector")
        answers = [client.get("/api/v1/me") for _ in range(5)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429, 429]
    is_problem(answers[3], 429)
    assert 1 <= int(answers[3]["Retry-After"]) <= 60


def test_of_many_at_once_no_more_than_may_be_are_let_through(agency):
    from django.db import connection

    from caseward.web.api.models import Asked
    from caseward.web.api.operations import counted

    everybody = Barrier(8)

    def asks(_number: int) -> list[bool]:
        everybody.wait()
        try:
            return [counted("eight at once", 13, 100) for _ in range(3)]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = [answer for some in pool.map(asks, range(8)) for answer in some]
    assert answers.count(True) == 13
    assert not counted("eight at once", 13, 100)
    assert counted("somebody else", 13, 100)
    assert counted("eight at once", 13, 102)
    assert [one.minute for one in Asked.objects.filter(minute__lt=1000)] == [102], "what is over is kept no longer"
    Asked.objects.all().delete()


@pytest.fixture
def settings_of(agency):
    from django.test import override_settings

    from caseward.web.api.models import Asked

    Asked.objects.all().delete()
    yield override_settings
    Asked.objects.all().delete()


def test_every_operation_says_what_it_does_with_an_example_that_fits(agency):
    import jsonschema

    from caseward.web.api.description import api

    schema = json.loads(json.dumps(api.get_openapi_schema()))
    assert schema["openapi"].startswith("3.1")
    for path in schema["paths"].values():
        for operation in path.values():
            assert operation["summary"]
            assert operation["description"]
            for parameter in operation.get("parameters", ()):
                assert parameter["in"] == "path" or parameter["schema"].get("examples"), parameter
                assert parameter["in"] == "path" or parameter.get("description"), parameter
            for status in {"200", "201"} & set(operation["responses"]):
                answer = operation["responses"][status]["content"]["application/json"]
                jsonschema.validate(answer["example"], answer["schema"] | {"components": schema["components"]})


def test_health_is_told_to_everybody_and_says_nothing_of_a_person(program):
    from caseward.web.keeping import keeping

    assert program("").get("/api/v1/health").json() == {"entries": keeping().reading().store.size}
