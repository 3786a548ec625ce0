"""The tables drawn from the log: equal to those drawn anew, counted alike on every page, and gone on from a crash."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from datetime import date, timedelta

import pytest

from tests.casework.agency import PEOPLE
from tests.casework.test_contact import typed


def tables() -> dict[str, list[tuple]]:
    from caseward.web.appointments.models import Booked
    from caseward.web.casework.models import Owed, Term, Whose
    from caseward.web.proceedings.models import Filed, Proposed
    from caseward.web.tasks.models import Promise

    models = (Term, Owed, Booked, Filed, Proposed, Promise)
    whose = Whose.objects.values_list("person", "term", "office", "officer", "since", "until")
    found = {model.__name__: sorted(map(str, model.objects.values_list())) for model in models}
    return found | {"Whose": sorted(map(str, whose))}


def test_drawn_step_by_step_equals_drawn_anew(agency, as_):
    from caseward.web.casework.models import Term
    from caseward.web.casework.operations import draw_again
    from caseward.web.keeping import keeping

    as_("officer-1").post("/people/p-3/contact/", typed("t-3", "d-1"))
    as_("officer-1").post("/people/p-6/contact/", typed("t-6", "d-2", outcome="left_message", mode="phone"))
    step_by_step = tables()
    people = Term.objects.values("person").distinct().count()
    assert draw_again(keeping()) == people >= PEOPLE
    assert tables() == step_by_step


def test_an_entry_made_by_another_hand_shows_on_the_next_page(agency, as_):
    from caseward.web.keeping import keeping

    line = {"kind": "custody_in", "occurred": typed("t-6", "")["day"], "term": "t-6", "id": "in-6"}
    keeping().append((json.dumps(line) + "\n").encode(), "by another hand")  # acknowledged, and then nothing was drawn
    assert "in custody" in as_("officer-1").get("/caseload/").content.decode()


@pytest.mark.parametrize("show", ["", "overdue", "soon", "never", "custody", "standing"])
def test_the_count_equals_the_list_equals_the_export(agency, as_, show):
    client = as_("inspector")
    page = client.get(f"/caseload/?show={show}").content.decode()
    rows = list(csv.DictReader(io.StringIO(client.get(f"/caseload/?show={show}&format=csv").content.decode())))
    assert f"<p>{len(rows)} term" in page
    assert page.count('data-label="Person"') == len(rows)


def test_everything_open_of_an_officer_is_on_their_day(agency, as_):
    from caseward.web.casework.models import Owed

    page = as_("officer-2").get("/today/").content.decode()
    assert page.count('data-label="What is needed"') == Owed.objects.filter(term__officer="officer-2").count() > 0


def somebody(n: int) -> list[dict[str, object]]:
    """A person with a term of officer-1, begun a hundred days ago, who is owed something."""
    began = str(date.fromisoformat(typed("", "")["day"]) - timedelta(days=100))
    term = {"supervision_type": "formal_probation", "case_type": "general", "level": "high", "office": "west"}
    return [
        {"kind": "person", "id": f"p-{n}", "occurred": began, "sex": "male"},
        {"kind": "term", "id": f"t-{n}", "occurred": began, "person": f"p-{n}", **term},
        {"kind": "assignment", "id": f"a-{n}", "occurred": began, "term": f"t-{n}", "officer": "officer-1"},
    ]


def questions(client, saving: str) -> dict[str, int]:
    """How many questions each of the pages that everybody waits for puts to the database of the tables."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = {}
    for address in ("/today/", "/caseload/", "/people/p-3/", "/people/p-3/contact/"):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        found[address] = len(asked)
    with CaptureQueriesContext(connection) as asked:
        assert client.post("/people/p-3/contact/", typed("t-3", saving)).status_code == 302
    return {**found, "saved": len(asked)}


def test_how_often_the_tables_are_asked_hangs_on_no_number_of_people(agency, as_):
    from caseward.web.casework.models import Owed, Term
    from caseward.web.casework.operations import record
    from caseward.web.keeping import keeping

    client = as_("officer-1")
    questions(client, "n-1")
    before = questions(client, "n-2")
    more = [line for n in range(200, 220) for line in somebody(n)]
    terms, owed = Term.objects.count(), Owed.objects.count()
    record(more, "twenty more", keeping())
    assert Term.objects.count() == terms + 20
    assert Owed.objects.count() >= owed + 20
    assert questions(client, "n-3") == before


def test_a_long_caseload_comes_in_pages_that_leave_nobody_out(agency, as_, monkeypatch):
    import caseward.web.casework.views as views

    client = as_("inspector")
    everybody = re.findall(r'data-label="Person"><a[^>]*href="([^"]+)"', client.get("/caseload/").content.decode())
    monkeypatch.setattr(views, "ON_A_PAGE", 7)
    found, address = [], "?order=due"
    while address:
        page = client.get(f"/caseload/{address}").content.decode()
        assert f"<p>{len(everybody)} terms" in page
        found += re.findall(r'data-label="Person"><a[^>]*href="([^"]+)"', page)
        further = re.search(r'href="([^"]+)">Further in this order', page)
        address = further and html.unescape(further[1])
    assert found == everybody
    assert len(found) > 2 * views.ON_A_PAGE
