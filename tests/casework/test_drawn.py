"""The tables drawn from the log: equal to those drawn anew, counted alike on every page, and gone on from a crash."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.casework.agency import PEOPLE
from tests.casework.test_contact import typed


def tables() -> dict[str, list[tuple]]:
    from caseward.web.appointments.models import Booked
    from caseward.web.casework.models import Owed, Term
    from caseward.web.proceedings.models import Filed
    from caseward.web.tasks.models import Promise

    models = (Term, Owed, Booked, Filed, Promise)
    return {model.__name__: sorted(map(str, model.objects.values_list())) for model in models}


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
