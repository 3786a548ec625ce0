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
    from caseward.web.casework.models import Owed, Past, Term, Whose
    from caseward.web.proceedings.models import Filed, Proposed
    from caseward.web.tasks.models import Promise

    models = (Term, Owed, Past, Booked, Filed, Proposed, Promise)
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


@pytest.mark.parametrize("show", ["", "overdue", "missed", "soon", "never", "custody", "warning", "standing"])
def test_the_count_equals_the_list_equals_the_export(agency, as_, show):
    client = as_("inspector")
    page = client.get(f"/caseload/?show={show}").content.decode()
    rows = list(csv.DictReader(io.StringIO(client.get(f"/caseload/?show={show}&format=csv").content.decode())))
    assert f"<p>{len(rows)} term" in page
    assert page.count('data-label="Person"') == len(rows)
    flags = re.findall(r'data-label="Flags">(.*?)</td>', page)
    said = ["; ".join(re.findall(r">([^<]+)</span>", html.unescape(cell))) for cell in flags]
    assert said == [row["flags"] for row in rows]
    if show in ("missed", "warning"):
        assert [row for row in rows if show not in row["flags"]] == [] != rows


def test_everything_open_of_an_officer_is_on_their_day(agency, as_):
    from caseward.web.casework.models import Owed

    page = as_("officer-2").get("/today/").content.decode()
    assert page.count('data-label="What is needed"') == Owed.objects.filter(term__officer="officer-2").count() > 0


def number_of(page: str, head: str) -> int:
    return int(re.search(rf"{head} \((\d+)\)", page)[1])


def test_what_was_missed_lately_stands_on_the_day_the_board_and_a_list_with_as_many_rows(agency, as_):
    from caseward.web.casework.bearing import judged_terms
    from caseward.web.casework.drawing import LATELY
    from caseward.web.casework.models import Past, Term
    from caseward.web.casework.queries import day_drawn, entries_about
    from caseward.web.keeping import keeping, policies

    day = day_drawn()
    rows = judged_terms(policies(), entries_about("p-4", keeping()), {"t-4"}, day)
    missed = [row for row in rows if row.status == "missed" and row.scored]
    lately = {row.id for row in missed if day - row.due <= LATELY}
    assert set(Past.objects.filter(term="t-4").values_list("pk", flat=True)) == lately
    assert lately  # nobody saw him for months, and nothing else says so
    assert Term.objects.get(pk="t-4").missed == len(lately)
    for role, where, of in (("officer-2", "/today/", "own"), ("supervisor", "/unit/", "unit")):
        client = as_(role)
        number = number_of(client.get(where).content.decode(), "Missed lately, or not known")
        page = client.get(f"/caseload/missed/?of={of}").content.decode()
        file = client.get(f"/caseload/missed/?of={of}&format=csv").content.decode()
        assert number == number_of(page, "Missed lately, or not known") == page.count('data-label="Was due"') > 0
        assert number == len(list(csv.DictReader(io.StringIO(file))))
    officers = client.get("/caseload/missed/?of=unit&officer=officer-2").content.decode()
    assert number_of(officers, "Missed lately, or not known") == Past.objects.filter(term__officer="officer-2").count()


def test_a_long_list_of_what_was_missed_is_cut_on_the_day_and_says_so(agency, as_, monkeypatch):
    from caseward.web.casework import queries

    monkeypatch.setattr(queries, "SHOWN", 1)
    page = as_("officer-2").get("/today/").content.decode()
    assert page.count('data-label="Was due"') == 1 < number_of(page, "Missed lately, or not known")
    assert "/caseload/missed/?of=own" in page


def test_a_caseload_is_narrowed_by_level_and_type_and_found_by_role(agency, as_):
    from caseward.web.casework.models import Term

    client = as_("inspector")
    Term.objects.filter(pk="t-7").update(level="low", case_type="sex_offense", role="Probationer A")
    try:
        for asked in ("level=low", "case_type=sex_offense", "q=ationer a", "level=low&case_type=sex_offense&q=A"):
            file = client.get(f"/caseload/?{asked}&format=csv").content.decode()
            assert [row["person"] for row in csv.DictReader(io.StringIO(file))] == ["p-7"], asked
        assert '<option value="low" selected>' in client.get("/caseload/?level=low").content.decode()
    finally:
        Term.objects.filter(pk="t-7").update(level="high", case_type="general", role="")


def test_a_contact_without_a_day_is_shown_as_it_was_written_and_a_letter_is_no_talk(agency, as_):
    from caseward.web.casework.models import Term
    from caseward.web.casework.operations import record
    from caseward.web.keeping import keeping

    today, said = date.fromisoformat(typed("", "")["day"]), {"kind": "contact", "term": "t-8", "outcome": "spoke"}
    month = f"{today - timedelta(days=today.day):%Y-%m}"
    who = said | {"with_whom": "person"}
    letter = who | {"id": "letter-8", "occurred": str(today), "mode": "letter"}
    record([who | {"id": "month-8", "occurred": month, "mode": "in_person"}, letter], "not sure of it", keeping())
    term = Term.objects.get(pk="t-8")
    assert (term.last_in_person_written, term.last_spoke_written) == (month, month)
    in_words = f'data-label="Seen in person">{date.fromisoformat(month + "-01"):%B %Y}<'
    assert in_words in as_("officer-3").get("/caseload/?q=p-8").content.decode()
    assert in_words in as_("officer-3").get("/people/p-8/").content.decode()
    (row,) = csv.DictReader(io.StringIO(as_("officer-3").get("/caseload/?q=p-8&format=csv").content.decode()))
    assert (row["last_in_person"], row["last_spoke"]) == (month, month)


def test_an_outcome_is_owed_of_an_appointment_before_the_term_ended_and_of_none_after(agency, as_):
    from caseward.web.casework.operations import record
    from caseward.web.keeping import keeping

    today = date.fromisoformat(typed("", "")["day"])
    booked = {"kind": "appointment", "term": "t-60", "mode": "in_person", "officer": "officer-1"}
    begun = somebody(60)
    ended = {"kind": "term_end", "id": "end-60", "term": "t-60", "occurred": str(today - timedelta(days=3))}
    record(
        [
            *begun,
            booked | {"id": "ap-before", "occurred": str(today - timedelta(days=5))},
            booked | {"id": "ap-after", "occurred": str(today - timedelta(days=1))},
            ended,
        ],
        "ended",
        keeping(),
    )
    for role, where in (("officer-1", "/today/"), ("supervisor", "/unit/?missing=all")):
        section = as_(role).get(where).content.decode().split("Outcomes missing", 1)[1].split("</section>")[0]
        assert section.count('href="/people/p-60/"') == 1


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
