"""What leads on from a row of the day: each to the page on which somebody settles it."""

from __future__ import annotations

from datetime import timedelta

from tests.casework.agency import now


def test_what_is_owed_leads_to_the_page_that_settles_it(agency, as_):
    from caseward.web.casework.models import Owed
    from caseward.web.casework.steps import steps_to

    warned = Owed.objects.get(about="w-3")
    assert [(step.where, step.says) for step in warned.steps] == [("/warnings/about/w-3/", "Open the warning")]
    page = as_("officer-1").get("/today/").content.decode()
    assert 'href="/warnings/about/w-3/">Open the warning' in page
    assert 'href="/people/p-3/contact/">Record a contact' in page
    several = steps_to(("contact", "graduated_response", "notice", "report"), "p-3", "")
    assert [step.where.split("/")[3] for step in several] == ["contact", "reports", "proceedings"]
    tested = steps_to(("drug_test",), "p-3", "")
    assert [step.where for step in tested] == ["/people/p-3/proceedings/new/drug-test/"]
    assert [step.where for step in steps_to(("residence",), "p-3", "")] == ["/people/p-3/"]


def test_an_appointment_becomes_due_for_whoever_attends_it(agency, as_):
    from caseward.web.casework.models import Term
    from caseward.web.casework.operations import record
    from caseward.web.keeping import keeping

    as_("officer-3").get("/today/")
    assert as_("officer-3").get("/people/p-6/").status_code == 403
    day = (now() - timedelta(days=2)).date().isoformat()
    record([{"kind": "appointment", "id": "ap-6", "occurred": day, "term": "t-6", "mode": "in_person",
             "officer": "officer-3"}], "ap-6", keeping())  # fmt: skip
    client = as_("officer-3")
    assert "Outcomes missing (1)" in client.get("/today/").content.decode()
    assert "Outcomes missing" in as_("officer-1").get("/today/").content.decode()
    until = Term.objects.get(pk="t-6").ends
    Term.objects.filter(pk="t-6").update(ends=now().date() - timedelta(days=5))
    assert client.get("/people/p-6/").status_code == 403  # whose term has ended is seen by no one for that any more
    Term.objects.filter(pk="t-6").update(ends=until)
    page = client.get("/people/p-6/appointments/").content.decode()
    where = next(part.split('"')[0] for part in page.split('href="') if part.split('"')[0].endswith("/outcome/"))
    assert f'href="{where}"' in client.get("/today/").content.decode()
    assert f'href="{where}"' in as_("supervisor").get("/unit/").content.decode()
    board = as_("inspector").get("/unit/?missing=all").content.decode()
    assert "/people/p-6/appointments/" in board  # who may not say it comes to the list
    assert where not in board
    said = {"outcome": "attended_complied", "reason": "", "request": "r-1"}
    assert client.post(where, said)["Location"] == "/today/"
    assert "Outcomes missing (0)" in client.get("/today/").content.decode()
    assert client.get("/people/p-6/").status_code == 403
    assert "p-6" not in client.get("/caseload/").content.decode()


def test_an_appointment_that_one_gives_oneself_in_need_holds_no_door_open(agency, as_, users):
    from caseward.web.accounts.models import Opening
    from caseward.web.appointments.models import Booked
    from caseward.web.casework.operations import record
    from caseward.web.keeping import keeping
    from tests.casework.test_appointments import book

    client = as_("officer-2")
    assert client.get("/people/p-6/").status_code == 403
    client.post("/people/p-6/need/", {"reason": "His mother telephoned at night."})
    day = (now() + timedelta(days=2)).date()
    book(client, "p-6", "n-1", day, officer="officer-2")
    assert Booked.objects.filter(term="t-6", officer="officer-2", by="officer-2").count() == 1
    Opening.objects.filter(user=users["officer-2"], person="p-6").update(until=now())
    assert client.get("/people/p-6/").status_code == 403
    assert "p-6" not in client.get("/today/").content.decode()
    assert "officer-2" in as_("officer-1").get("/people/p-6/appointments/").content.decode()  # it stands all the same
    record([{"kind": "appointment", "id": "ap-6-asked", "occurred": day.isoformat(), "term": "t-6", "mode": "in_person",
             "officer": "officer-2", "recorded_by": "officer-1"}], "ap-6-asked", keeping())  # fmt: skip
    assert client.get("/people/p-6/").status_code == 200  # whom somebody else asks to meet them sees them
