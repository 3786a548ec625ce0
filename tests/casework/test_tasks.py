"""Promises: made once, open until there is proof, withdrawn with a reason; on the day, the unit's list and the page."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from tests.casework.agency import now


def today():
    return now().date() - timedelta(days=1)  # surely come in the agency's zone


def promising(request: str, **more: str) -> dict[str, str]:
    said = {"term": "t-6", "what": "Write to the employer", "owner": "officer-1", "due": (today() + timedelta(3))}
    return {name: str(value) for name, value in {**said, "day": today(), "request": request, **more}.items()}


def promise(client, request: str, person: str = "p-6", **more: str):
    answer = client.post(f"/people/{person}/promises/new/", promising(request, term=person.replace("p", "t")) | more)
    assert answer.status_code == 302, answer.content.decode()


def shown(person: str):
    from caseward.web.keeping import keeping
    from caseward.web.tasks.queries import of_person

    return of_person(person, keeping())


def of(person: str, what: str):
    return next(row for row in shown(person) if row.entry.text("what") == what)


def page(client, where: str) -> str:
    answer = client.get(where)
    assert answer.status_code == 200
    return answer.content.decode()


def add(line: dict[str, object]) -> None:
    """An entry by another hand."""
    from caseward.web.casework.operations import record
    from caseward.web.keeping import keeping

    record([line], str(line["id"]), keeping())


def test_a_promise_is_recorded_once_and_stands_on_the_day_the_list_and_the_persons_page(agency, as_):
    client = as_("officer-1")
    promise(client, "pr-1")
    promise(client, "pr-1")  # the same form, sent again
    assert [row.state for row in shown("p-6")] == ["open"]
    for where in ("/today/", "/promises/", "/people/p-6/promises/"):
        assert page(client, where).count('<td data-label="What will be done">Write to the employer') == 1, where
    assert "Promises to keep (2)" in page(client, "/today/")  # and the one of the agency
    assert "Its receipt" in client.post(
        "/people/p-6/promises/new/", promising("pr-1b", what="Call back"), follow=True
    ).content.decode()  # fmt: skip


def test_it_is_closed_by_proof_and_by_nothing_else(agency, as_):
    client = as_("officer-1")
    promise(client, "pr-2", what="Send the order")
    where = f"/people/p-6/promises/{of('p-6', 'Send the order').place}/done/"
    refused = client.post(where, {"proof": "   ", "day": str(today()), "request": "d-1"})
    assert refused.status_code == 422
    assert of("p-6", "Send the order").state == "open"
    proof = {"proof": "Certified mail 9407", "day": str(today()), "request": "d-2"}
    assert client.post(where, proof).status_code == 302
    assert client.post(where, proof).status_code == 302  # sent again
    assert (
        client.post(where, proof | {"request": "d-3"}).status_code == 302
    )  # somebody else, later: told that it is done
    row = of("p-6", "Send the order")
    assert (row.state, row.proof) == ("kept", "Certified mail 9407")
    from caseward.web.casework.queries import kept_of
    from caseward.web.keeping import keeping

    done = [t for t in kept_of("p-6", keeping()) if t.kind == "task_done" and t.entry.text("task") == row.entry.id]
    assert len(done) == 1
    assert "Send the order" not in page(client, "/today/")
    assert "Send the order" not in page(client, "/promises/")
    assert "Certified mail 9407" in page(client, "/people/p-6/promises/")


def test_what_is_said_to_be_done_without_proof_stays_open(agency, as_):
    day = str(today())
    promise(as_("officer-2"), "pr-3", person="p-4", what="Ring the clinic", owner="officer-2")
    row = of("p-4", "Ring the clinic")
    add({"kind": "task_done", "id": "claimed-1", "occurred": day, "term": "t-4", "task": row.entry.id})
    assert of("p-4", "Ring the clinic").state == "claimed"
    for where in ("/today/", "/people/p-4/promises/"):
        assert "said to be done, without proof" in page(as_("officer-2"), where)
    proof = {"proof": "The clinic's letter", "day": day, "request": "d-4"}
    assert as_("officer-2").post(f"/people/p-4/promises/{row.place}/done/", proof).status_code == 302
    assert of("p-4", "Ring the clinic").state == "kept"


def test_a_promise_is_withdrawn_with_a_reason_and_stays_visible(agency, as_):
    client = as_("officer-1")
    promise(client, "pr-4", what="Visit the hostel")
    where = f"/people/p-6/promises/{of('p-6', 'Visit the hostel').place}/withdraw/"
    assert client.post(where, {"reason": "", "request": "w-1"}).status_code == 422
    for _ in range(2):
        assert client.post(where, {"reason": "They moved out.", "request": "w-2"}).status_code == 302
    row = of("p-6", "Visit the hostel")
    assert (row.state, row.why) == ("withdrawn", "They moved out.")
    assert "withdrawn: They moved out." in page(client, "/people/p-6/promises/")
    assert "Visit the hostel" not in page(client, "/promises/")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"what": " "}, "This field is required"),
        ({"owner": "officer-77"}, "Nobody has this staff token"),
        ({"due": "2020-01-01"}, "This is before it was promised"),
        ({"day": "2099-01-01"}, "This day has not come yet"),
    ],
)
def test_a_promise_that_nobody_could_keep_is_refused(agency, as_, more, said):
    answer = as_("officer-1").post("/people/p-6/promises/new/", promising("pr-x", **more))
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_every_age_opens_to_its_rows_on_the_page_and_in_the_file(agency, as_):
    for n, days in enumerate((-8, -7, 0, 1, 7, 8, 30, 31, 90, 91)):
        due = str(now().date() - timedelta(days=days))
        add({"kind": "task_promised", "id": f"old-{n}", "occurred": "2024-01-01", "term": "t-1", "owner": "officer-2",
             "what": f"Old promise {n}", "due": due})  # fmt: skip
    add({"kind": "task_promised", "id": "old-x", "occurred": "2024-01-01", "term": "t-1", "owner": "officer-2",
         "what": "Some day"})  # fmt: skip
    client = as_("supervisor")
    from caseward.web.casework.models import Term
    from caseward.web.tasks.queries import Asked, ages

    west = Term.objects.filter(office="west")
    counts = {name: count for name, _, count in ages(west, Asked())}
    everything = list(csv.DictReader(io.StringIO(page(client, "/promises/?of=unit&format=csv"))))
    assert sum(counts.values()) == len(everything) > 10
    assert counts["undated"] == 1
    assert min(counts[name] for name in ("late-more", "late-90", "late-30", "late-7", "soon", "later")) >= 1
    for name, count in counts.items():
        where = f"/promises/?of=unit&age={name}"
        assert page(client, where).count('data-label="Due"') == count, name
        assert len(list(csv.DictReader(io.StringIO(page(client, f"{where}&format=csv"))))) == count, name
    one = page(client, "/promises/?of=unit&owner=officer-2&age=undated")
    assert "Some day" in one
    assert "Old promise" not in one


def test_a_promise_of_another_office_is_nobody_elses(agency, as_):
    promise(as_("officer-3"), "pr-5", person="p-2", what="A matter of the east", owner="officer-3")
    assert "A matter of the east" not in page(as_("supervisor"), "/promises/")
    assert "A matter of the east" not in page(as_("officer-1"), "/promises/")
    assert "A matter of the east" in page(as_("inspector"), "/promises/")


def test_a_promise_outlives_a_transfer(agency, as_):
    """Whoever is responsible for the person next has what their predecessor promised on the day's list."""
    promise(as_("supervisor"), "pr-6", person="p-4", what="Ask the court for the minutes", owner="supervisor-1")
    assert "Ask the court for the minutes" in page(as_("officer-2"), "/today/")


def test_a_promise_of_another_person_is_not_at_this_address(agency, as_):
    place = shown("p-3")[0].place
    assert as_("duty").get(f"/people/p-1/promises/{place}/done/").status_code == 404
