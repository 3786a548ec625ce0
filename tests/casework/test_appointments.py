"""Appointments: cautions before, a calendar file, the outcome and the judgement as steps of their own, once each."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest

from tests.casework.agency import ZONE, now

BOOKED = {"mode": "in_person", "place": "office", "officer": "officer-1", "note": "", "time": "10:00"}
MONDAY = date(2026, 11, 30)


def a_weekday(weeks: int = 1) -> date:
    """A Tuesday to come that is nobody's holiday in most years."""
    day = now().date() + timedelta(weeks=weeks)
    return day + timedelta(days=(1 - day.weekday()) % 7)


def booking(term: str, request: str, day: date, **more: str) -> dict[str, str]:
    return {**BOOKED, "term": term, "request": request, "day": day.isoformat()} | more


def told(answer) -> str:
    """The cautions as the form sends them back."""
    found = re.search(r'name="told" value="([^"]*)"', answer.content.decode())
    return unescape(found[1]).replace("\n", "\r\n")


def book(client, person: str, request: str, day: date, **more: str):
    """Book, whatever speaks against it."""
    where, said = f"/people/{person}/appointments/new/", booking(person.replace("p", "t"), request, day, **more)
    answer = client.post(where, said)
    if answer.status_code == 200:
        answer = client.post(where, said | {"told": told(answer)})
    assert answer.status_code == 302, answer.content.decode()
    return answer


def shown(person: str):
    from caseward.web.appointments.queries import of_person
    from caseward.web.keeping import keeping

    return of_person(person, keeping(), now())


def add(line: dict[str, object]) -> int:
    """An entry by another hand; its place."""
    from caseward.web.casework.operations import record
    from caseward.web.keeping import keeping

    return record([{"kind": "appointment"} | line], str(line["id"]), keeping()).places[0]


def over(person: str, id_: str, **more: object) -> int:
    """An appointment that was yesterday; its place."""
    day = (now() - timedelta(days=2)).date().isoformat()
    term = person.replace("p", "t")
    return add({"id": id_, "occurred": day, "term": term, "mode": "in_person", "officer": "officer-2"} | more)


def test_an_appointment_is_booked_once_and_is_on_the_page_and_on_the_day(agency, as_):
    client = as_("officer-1")
    day = now().date() + timedelta(days=3)
    book(client, "p-6", "a-1", day)
    book(client, "p-6", "a-1", day)  # the same form, sent again
    row = next(row for row in shown("p-6") if row.entry.text("officer") == "officer-1")
    assert row.when == f"{day:%-d %B %Y}, 10:00"
    assert len(shown("p-6")) == 1
    assert row.when in client.get("/people/p-6/appointments/").content.decode()
    today = client.get("/today/").content.decode()
    assert "Appointments within a week (1)" in today


def test_what_speaks_against_it_is_said_before_and_stops_nobody(agency, as_):
    client = as_("officer-2")
    day = a_weekday(2)
    book(client, "p-1", "a-2", day, officer="officer-2", time="10:30")
    where, said = "/people/p-4/appointments/new/", booking("t-4", "a-3", day, officer="officer-2")
    first = client.post(where, said)
    page = first.content.decode()
    assert first.status_code == 200
    assert "officer-2 has another appointment at 10:30 that day." in page
    assert "p-1" not in told(first)  # who the other one is with is not said
    assert shown("p-4") == []
    assert "Book it all the same" in page
    assert client.post(where, said | {"told": told(first)}).status_code == 302
    assert len(shown("p-4")) == 1
    assert client.post(where, said).status_code == 302  # sent again: acknowledged, not told that it clashes with itself
    assert len(shown("p-4")) == 1


def test_nobody_is_booked_who_is_not_there(agency, as_):
    client, where = as_("officer-1"), "/people/p-6/appointments/new/"
    answer = client.post(where, booking("t-6", "a-0", a_weekday(), officer="offcer-typo"))
    assert answer.status_code == 422
    assert "Nobody has this staff token." in answer.content.decode()
    assert '<option value="officer-1">' in client.get(where).content.decode()


def test_a_time_that_has_passed_is_refused(agency, as_):
    answer = as_("officer-1").post(
        "/people/p-6/appointments/new/", booking("t-6", "a-4", now().date() - timedelta(days=2))
    )
    assert answer.status_code == 422
    assert "This time has passed" in answer.content.decode()


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 28), "Saturday 28 November 2026 is in the weekend"),
        (date(2026, 11, 26), "Thursday 26 November 2026 is a holiday"),
        (date(2027, 3, 2), "Whether 2 March 2027 is a holiday is not known"),
        (MONDAY, ""),
    ],
)
def test_days_off_come_from_the_calendar_of_the_policy(day, said):
    from zoneinfo import ZoneInfo

    from caseward.policy.load import load_policies
    from caseward.web.appointments.cautions import cautions
    from tests.casework.agency import POLICY

    class Of:
        ends, in_custody = None, False

    documents = [p.document for p in load_policies((POLICY,))]
    at = datetime.combine(day, datetime.min.time(), ZoneInfo(ZONE)).replace(hour=18)
    found = cautions(at, "officer-1", Of(), [], documents, ZONE)
    assert [line.startswith(said) for line in found] == ([True] if said else [])


def test_custody_and_the_end_of_the_term_are_said():
    from caseward.web.appointments.cautions import cautions

    class Of:
        ends, in_custody = MONDAY, True

    at = datetime.fromisoformat("2026-11-30T10:00-08:00")
    assert cautions(at, "o", Of(), [], [], ZONE) == [
        "The record says that this person is in custody.",
        "The term ends on 30 November 2026.",
    ]


def test_an_outcome_is_due_when_the_appointment_is_over_and_gone_when_it_is_said(agency, as_):
    client = as_("officer-2")
    place = over("p-7", "ap-7")
    missing = re.compile(r"Outcomes missing \((\d+)\)")
    before = int(missing.search(client.get("/today/").content.decode())[1])
    assert before >= 1
    where = f"/people/p-7/appointments/{place}/outcome/"
    said = {"outcome": "attended_complied", "reason": "", "request": "o-1"}
    for _ in range(2):  # sent twice, recorded once
        assert client.post(where, said)["Location"] == f"/people/p-7/contact/?appointment={place}"
    (row,) = shown("p-7")
    assert (row.entry.text("outcome"), row.entry.recorded_by, row.todo) == ("attended_complied", "officer-2", "")
    assert int(missing.search(client.get("/today/").content.decode())[1]) == before - 1
    assert client.get(where).status_code == 302  # somebody has said it already
    page = client.get("/people/p-7/?kind=appointment").content.decode()
    assert "corrected since" in page  # the booking stays in the record


def test_an_appointment_kept_leads_to_the_contact_that_counts(agency, as_):
    from caseward.web.casework.models import Term

    client, met = as_("officer-2"), (now() - timedelta(days=2)).date()
    place = over("p-4", "ap-4", place="office")
    said = {"outcome": "attended_complied", "reason": "", "request": "o-9"}
    page = client.post(f"/people/p-4/appointments/{place}/outcome/", said, follow=True).content.decode()
    assert "An appointment that was kept is no contact by itself." in page
    assert Term.objects.get(pk="t-4").last_in_person != met
    filled = dict(re.findall(r'<input type="(?:hidden|date|time)" name="(\w+)" value="([^"]*)"', page))
    filled |= dict(re.findall(r'<input type="radio" name="(\w+)" value="(\w+)"[^>]* checked', page))
    filled |= dict(
        re.findall(r'<select name="(\w+)"(?:(?!</select>).)*<option value="(\w+)" selected', page, re.DOTALL)
    )
    assert (filled["day"], filled["mode"], filled["outcome"]) == (met.isoformat(), "in_person", "spoke")
    assert (filled["place"], filled["scheduled"]) == ("office", "yes")
    assert client.post("/people/p-4/contact/", filled).status_code == 302  # as it was filled in
    assert Term.objects.get(pk="t-4").last_in_person == met


def test_its_outcome_is_asked_for_at_its_end_and_may_be_said_from_its_beginning(agency, as_):
    client, at = as_("officer-2"), now() - timedelta(minutes=20)
    begun = at.isoformat(timespec="minutes")
    place = over("p-1", "ap-1-long", occurred=begun, minutes=45)
    over("p-1", "ap-1-short", occurred=begun, minutes=10)
    due = {row.entry.id: (row.begun, row.due) for row in shown("p-1") if row.entry.id.startswith("ap-1-")}
    assert due == {"ap-1-long": (True, False), "ap-1-short": (True, True)}
    page = client.get("/people/p-1/appointments/").content.decode()
    assert "45 minutes" in page
    assert page.count("outcome missing") == 1
    missing = re.search(r"Outcomes missing \(\d+\).*?</section>", client.get("/today/").content.decode(), re.DOTALL)[0]
    assert missing.count("/people/p-1/appointments/") == 1
    assert (
        "They came, and did what was asked" in client.get(f"/people/p-1/appointments/{place}/outcome/").content.decode()
    )


def test_a_second_outcome_is_refused_and_the_first_stands(agency, as_):
    place = over("p-7", "ap-7-b")
    where = f"/people/p-7/appointments/{place}/outcome/"
    as_("officer-2").post(where, {"outcome": "failed_to_attend", "reason": "", "request": "o-2"})
    answer = as_("duty").post(where, {"outcome": "attended_complied", "reason": "", "request": "o-3"})
    assert answer.status_code == 422
    assert "Nothing was recorded yet" in answer.content.decode()
    assert next(r for r in shown("p-7") if r.entry.id.startswith("ap-7-b")).entry.text("outcome") == "failed_to_attend"


def test_the_fact_comes_first_and_the_judgement_is_signed_by_whoever_makes_it(agency, as_):
    place = over("p-8", "ap-8")
    fact = {"outcome": "failed_to_attend", "reason": "The bus did not come.", "request": "o-4"}
    assert as_("duty").post(f"/people/p-8/appointments/{place}/judgement/", {"request": "j-0"}).status_code == 404
    as_("duty").post(f"/people/p-8/appointments/{place}/outcome/", fact)
    (row,) = shown("p-8")
    assert row.columns["acceptable"] == ""  # nobody has judged it
    assert (row.todo, row.entry.values.get("acceptable"), row.entry.text("judged_by")) == ("judgement", None, "")
    where = f"/people/p-8/appointments/{row.place}/judgement/"
    assert as_("duty").post(where, {"acceptable": "yes", "reason": "", "request": "j-1"}).status_code == 422
    said = {"acceptable": "yes", "reason": "The bus company says so too.", "request": "j-1"}
    assert as_("officer-3").post(where, said).status_code == 302
    (row,) = shown("p-8")
    entry = row.entry
    assert (entry.text("outcome"), entry.values["acceptable"], entry.text("judged_by")) == (
        "acceptable_absence",
        True,
        "officer-3",
    )
    assert entry.text("reason") == "The bus did not come."
    page = as_("inspector").get("/people/p-8/appointments/").content.decode()
    assert "acceptable, by officer-3: The bus company says so too." in page


def test_before_its_time_it_is_moved_with_a_reason_or_called_off_and_nothing_else(agency, as_):
    client = as_("officer-3")
    book(client, "p-2", "a-5", a_weekday(3), officer="officer-3")
    (row,) = shown("p-2")
    where = f"/people/p-2/appointments/{row.place}/outcome/"
    kept = client.get(f"/people/p-2/appointments/{row.place}/calendar.ics").content.decode()
    before = [line for line in kept.split("\r\n") if line.startswith("UID:")]
    came = client.post(where, {"outcome": "attended_complied", "reason": "", "request": "o-5"})
    assert came.status_code == 422
    assert client.post(where, {"outcome": "cancelled", "reason": "", "request": "o-5"}).status_code == 422
    moved = client.post(where, {"outcome": "rescheduled_by_person", "reason": "A shift at work.", "request": "o-5"})
    assert moved["Location"] == "/people/p-2/appointments/new/"
    (row,) = shown("p-2")
    assert (row.withdrawn, row.why) == (True, "They asked for another time: A shift at work.")
    gone = client.get(f"/people/p-2/appointments/{row.place}/calendar.ics")
    assert gone["Content-Type"] == "text/calendar; method=CANCEL; charset=utf-8"
    lines = gone.content.decode().split("\r\n")
    assert {"METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:1", "DURATION:PT60M"} < set(lines)
    assert [line for line in lines if line.startswith("UID:")] == before  # the event that the calendar has
    from caseward.web.appointments.models import Booked

    assert not Booked.objects.filter(term="t-2").exists()


def test_the_calendar_file_says_when_and_no_more_than_it_must(agency, as_):
    client = as_("officer-1")
    day = a_weekday(4)
    note = "Bring the pay slip, the letter; and " + "ö" * 60
    book(client, "p-3", "a-6", day, note=note, minutes="25")
    row = next(r for r in shown("p-3") if r.when.startswith(f"{day:%-d %B %Y}"))
    answer = client.get(f"/people/p-3/appointments/{row.place}/calendar.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    lines = answer.content.decode().replace("\r\n ", "").split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    at = row.entry.occurred.instant
    assert f"DTSTART:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}" in lines
    assert {"DURATION:PT25M", "SEQUENCE:0", "STATUS:CONFIRMED"} < set(lines)
    assert [line for line in lines if "pay slip" in line] == []
    assert "SUMMARY:Appointment with p-3" in lines
    assert as_("officer-2").get(f"/people/p-3/appointments/{row.place}/calendar.ics").status_code == 403


def test_a_long_line_is_folded_between_characters():
    from caseward.web.appointments.calendar_file import _folded

    line = "LOCATION:" + "ö€" * 60
    pieces = _folded(line).split(b"\r\n")
    assert all(len(piece) <= 75 for piece in pieces)
    assert b"".join(p.removeprefix(b" ") for p in pieces).decode() == line


def test_an_appointment_of_somebody_else_is_not_there(agency, as_):
    place = over("p-8", "ap-8-b")
    client = as_("officer-1")
    for what in ("outcome/", "calendar.ics"):
        assert client.get(f"/people/p-6/appointments/{place}/{what}").status_code == 404
    assert client.post(f"/people/p-6/appointments/{place}/outcome/", {"request": "x"}).status_code == 404
