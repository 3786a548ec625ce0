"""The Python client against the application as it is served: in a process of its own, over the network of this machine."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest

from caseward.client import Caseward, MachineAuth, NotProven, NotReached, Refused, TokenAuth
from tests.casework.agency import make_agency, now
from tests.casework.serving import free_port, served

ENDS = (now() + timedelta(days=30)).date().isoformat()
DAY = (now() - timedelta(days=2)).date().isoformat()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Where it answers, its trust policy, and the page that a form of a role's leads to."""
    agency = make_agency(tmp_path_factory.mktemp("client") / "agency")
    with served(agency.folder, free_port()) as (address, roles):

        def posted(role: str, where: str, said: dict[str, str]) -> str:
            with httpx.Client(base_url=address, follow_redirects=True) as browser:
                name, password = roles[role]
                form = csrf(browser.get("/account/login/").text)
                browser.post("/account/login/", data={"login": name, "password": password, **form})
                return browser.post(where, data={**said, **csrf(browser.get(where).text)}).text

        yield address, (agency.folder / "trust.policy").read_bytes(), posted


def csrf(page: str) -> dict[str, str]:
    return {"csrfmiddlewaretoken": re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]}


@pytest.fixture(scope="module")
def token(server):
    page = server[2]("supervisor", "/tokens/", {"name": "tests", "scope": "record", "ends": ENDS})
    return re.search(r"<code[^>]*>(cwd_[\w-]+)</code>", page)[1]


@pytest.fixture
def client(server, token):
    with Caseward(server[0], TokenAuth(token), trust=server[1], wait=lambda _: None) as found:
        yield found


class Cut(httpx.BaseTransport):
    """A network that loses some answers after the server has given them, by the number of the call."""

    def __init__(self, lost: set[int], answers: dict[int, httpx.Response] | None = None) -> None:
        self.lost, self.answers, self.calls, self.through = lost, answers or {}, 0, httpx.HTTPTransport()

    def close(self) -> None:
        self.through.close()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.calls += 1
        if self.calls in self.answers:
            return self.answers[self.calls]
        answer = self.through.handle_request(request)
        if self.calls in self.lost:
            answer.read()
            raise httpx.ReadError("the answer was lost")
        return answer


def contact(term: str, **more: str) -> dict[str, str]:
    said = {"kind": "contact", "occurred": DAY, "term": term, "mode": "phone", "with_whom": "person"}
    return {**said, "outcome": "spoke", **more}


def test_lists_go_on_by_themselves_and_say_what_the_pages_say(client):
    people = [*client.people()]
    assert people
    assert all(client.person(one["person"])["terms"] == one["terms"] for one in people[:2])
    entries = [*client.entries(people[0]["person"])]
    assert [one["place"] for one in entries] == sorted({one["place"] for one in entries})
    assert all(row["sentence"] for row in client.obligations(people[0]["person"]))
    assert client.checkpoint()["size"] > 0
    assert [*client.entries(people[0]["person"], known_at="2001-01-01T00:00:00Z")] == []


def test_what_was_sent_is_proven_offline_and_put_right(client):
    term = next(client.people())["terms"][0]
    (warned,) = client.append(
        [{"kind": "warning", "occurred": DAY, "term": term["id"], "words": "He is armed.", "confidential": "yes",
          "facets": "weapon;violence"}]
    )  # fmt: skip
    assert warned["said"]
    one, other = client.append(
        [contact(term["id"], note="Über den Fluß, cafe\u0301"), contact(term["id"], mode="video")]
    )
    assert other["place"] == one["place"] + 1
    changed = client.correct(
        term["person"], one["place"], "It went to voicemail after all.", {"outcome": "left_message"}
    )
    assert [e["kind"] for e in changed] == ["contact", "correction"]
    found = {e["place"]: e for e in client.entries(term["person"], kind="contact")}
    assert found[one["place"]]["corrected"]
    assert found[changed[0]["place"]]["said"]["outcome"] == "left_message"


def test_what_is_refused_is_told_with_every_fault(client):
    term = next(client.people())["terms"][0]["id"]
    with pytest.raises(Refused) as refused:
        client.append([contact(term, mode="fax"), contact("t-99")])
    assert refused.value.status == 422
    assert [(fault.row, fault.field) for fault in refused.value.faults] == [(1, "mode"), (2, "term")]
    with pytest.raises(Refused, match="404"):
        client.person("a/b?c")


def test_an_answer_that_was_lost_is_asked_for_again_and_nothing_is_recorded_twice(server, token):
    slow = httpx.Response(429, headers={"Retry-After": "7"}, json={})
    waited: list[float] = []
    with Caseward(server[0], TokenAuth(token), server[1], waited.append, Cut({2, 3}, {4: slow})) as client:
        term = next(client.people())["terms"][0]
        before = client_size(server, token)
        client.append([contact(term["id"], note="once")])
        assert client_size(server, token) == before + 1
    assert waited == [1.0, 2.0, 7.0]
    gone = Caseward(server[0], TokenAuth(token), wait=waited.append, transport=Cut(set(range(9))))
    with gone as client, pytest.raises(NotReached, match="the answer was lost"):
        client.checkpoint()


def client_size(server, token) -> int:
    with Caseward(server[0], TokenAuth(token)) as client:
        return client.checkpoint()["size"]


def test_a_receipt_of_something_else_proves_nothing(client, server):
    from caseward.client.proving import prove
    from caseward.verify.trust import Trust

    term = next(client.people())["terms"][0]["id"]
    (one,) = client.append([contact(term)])
    trust = Trust.parse(server[1])
    prove([contact(term)], [one], trust)
    for line in (contact(term, mode="video"), contact(term, note="more")):
        with pytest.raises(NotProven):
            prove([line], [one], trust)
    with pytest.raises(NotProven):
        prove([contact(term)], [one | {"receipt": one["receipt"].replace("index ", "index 1")}], trust)
    with pytest.raises(NotProven):
        prove([contact(term), contact(term)], [one], trust)


def test_a_machine_asks_for_access_by_itself_and_again_when_it_ended(server):
    said = {"name": "court-feed", "role": "duty", "office": "", "scope": "record", "ends": ENDS}
    page = server[2]("administrator", "/machines/", said)
    name, secret = re.findall(r'<p class="usa-alert__text">\w+: <code[^>]*>([^<]+)</code>', page)
    machine = MachineAuth(server[0], name, secret)
    with Caseward(server[0], machine, trust=server[1]) as client:
        assert len([*client.people()]) == 8
        machine._access = "ended"
        (one,) = client.append([contact("t-2")])
        assert one["kind"] == "contact"
    assert secret not in repr(machine)
    with Caseward(server[0], MachineAuth(server[0], name, "wrong")) as client, pytest.raises(Refused, match="401"):
        client.checkpoint()
