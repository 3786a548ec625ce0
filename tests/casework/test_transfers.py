"""Transfers and cover: who sees whom from when until when, what goes along, and that nothing happens by looking."""

from __future__ import annotations

import csv
import html
import io
from datetime import timedelta

import pytest

from tests.casework.agency import now

OFFICERS = ("officer-21", "officer-22", "officer-23")
PEOPLE = ("p-21", "p-22", "p-23")
"""Of officer-21, in the north, which has a supervisor of its own."""


def day(days: int = 0) -> str:
    from caseward.web.keeping import keeping
    from caseward.web.moment import today

    return (today(keeping().zone) + timedelta(days=days)).isoformat()


@pytest.fixture(scope="module", autouse=True)
def more_people(agency, users):
    """Three people of an officer of their own, with something of everything about the first."""
    from caseward.web.accounts.models import Role
    from caseward.web.accounts.operations import add_user
    from caseward.web.casework.operations import record
    from caseward.web.keeping import keeping

    for name in OFFICERS:
        users[name] = add_user(name, name, "", {Role.OFFICER: ""}, now().date().replace(year=2020), "tests")
    users["north"] = add_user(
        "north", "north-1", "", {Role.SUPERVISOR: "north"}, now().date().replace(year=2020), "tests"
    )
    lines = []
    for person, level in zip(PEOPLE, ("maximum", "medium", "high"), strict=True):
        n = person[2:]
        lines += [
            {"kind": "person", "id": person, "occurred": day(-40), "sex": "male"},
            {"kind": "term", "id": f"t-{n}", "occurred": day(-40), "person": person, "office": "north", "level": level,
             "supervision_type": "formal_probation", "case_type": "general"},
            {"kind": "assignment", "id": f"a-{n}", "occurred": day(-40), "term": f"t-{n}", "officer": "officer-21",
             "office": "north"},
        ]  # fmt: skip
    lines += [
        {"kind": "appointment", "id": "ap-21", "occurred": day(-2), "term": "t-21", "officer": "officer-21"},
        {"kind": "warning", "id": "w-21", "occurred": day(-2), "term": "t-21", "facets": "drugs", "confidential": "yes",
         "words": "Words in confidence"},
        {"kind": "task_promised", "id": "pr-21", "occurred": day(-2), "term": "t-21", "owner": "officer-21", "what": "x"},
    ]  # fmt: skip
    record(lines, "people of transfers", keeping())


def text(answer) -> str:
    return html.unescape(answer.content.decode())


def form(**said) -> dict[str, object]:
    fresh = {"request": said.pop("request", "r"), "from": "officer-21", "person": "", "day": day(), "reason": "A move"}
    return fresh | {"officer": "officer-22", "office": "", "shared_until": ""} | said


def sees(as_, officer: str, person: str) -> bool:
    status = as_(officer).get(f"/people/{person}/").status_code
    assert status in (200, 403)
    return status == 200


def size() -> int:
    from caseward.web.keeping import keeping

    return keeping().reading().store.size


def test_looking_says_what_goes_along_and_what_it_costs_and_records_nothing(as_):
    from caseward.web.casework.operations import save_draft

    save_draft(users_of("officer-21"), "p-21", "contact", {"note": "half"})
    before = size()
    page = text(as_("north").post("/transfers/new/", form(terms=["t-21", "t-22"], request="look")))
    assert size() == before
    for column, number in (("Appointments", 1), ("Warnings", 1), ("Promises", 1), ("Drafts", 1), ("Reports", 0)):
        assert f'<td data-label="{column}">{number}</td>' in page, column
    rows = [line for line in page.splitlines() if 'data-label="Hours' in line]
    assert [row.split(">")[1].split("<")[0] for row in rows] == ["6", "0 (and 1 of unknown cost)", "0", "6"]
    assert "Words in confidence" not in page
    assert sees(as_, "officer-21", "p-21")
    assert not sees(as_, "officer-22", "p-21")


def users_of(name: str):
    from caseward.web.accounts.models import User

    return User.objects.get(username=name)


def test_a_transfer_is_shared_for_a_time_and_can_be_given_back(as_):
    client = as_("north")
    said = form(terms=["t-22"], request="share", shared_until=day(10), confirm="yes")
    assert client.post("/transfers/new/", said).status_code == 302
    after = size()
    assert client.post("/transfers/new/", said).status_code == 302  # the same again is one transfer
    assert size() == after
    assert [sees(as_, officer, "p-22") for officer in OFFICERS] == [True, True, False]
    page = text(as_("officer-21").get("/people/p-22/"))
    assert "officer-21 hands over to officer-22. Both are there until" in page
    assert "/people/p-22/" in text(as_("officer-21").get("/caseload/"))
    assert as_("officer-21").get("/people/p-22/contact/").status_code == 200
    shared = text(as_("officer-22").get("/transfers/"))
    assert "p-22" in shared
    history = text(client.get("/people/p-22/transfers/"))
    assert "Give back to officer-21" in history
    assert "A move (north-1)" in history
    back = form(terms=["t-22"], person="p-22", officer="officer-21", request="back", confirm="yes")
    assert client.post("/transfers/new/", back | {"from": ""}).status_code == 302
    assert [sees(as_, officer, "p-22") for officer in OFFICERS] == [True, False, False]
    history = text(client.get("/people/p-22/transfers/"))
    assert history.count('<td data-label="From">') == 3  # what was undone stays


def test_a_hand_over_ends_by_itself(as_, agency):
    from caseward.web.accounts.queries import grants_on
    from caseward.web.casework.access import visible
    from caseward.web.casework.operations import record
    from caseward.web.keeping import keeping

    line = {"kind": "assignment", "occurred": day(-3), "term": "t-23", "officer": "officer-23", "office": "north"}
    record([line | {"handover_until": day()}], "over today", keeping())
    assert [sees(as_, officer, "p-23") for officer in OFFICERS] == [False, False, True]
    record([line | {"officer": "officer-21", "occurred": day(-2), "handover_until": day(1)}], "to morrow", keeping())
    assert [sees(as_, officer, "p-23") for officer in OFFICERS] == [True, False, True]
    record([line | {"officer": "officer-21", "occurred": day(-1), "office": "west"}], "office alone", keeping())
    assert [sees(as_, officer, "p-23") for officer in OFFICERS] == [True, False, True]
    record([line | {"officer": "officer-21", "occurred": day(), "office": "north"}], "and back again", keeping())
    officer = users_of("officer-23")
    assert set(visible(officer, grants_on(officer, now().date())).values_list("pk", flat=True)) == {"t-23"}


def test_many_are_handed_over_when_an_officer_leaves_from_a_day_to_come(as_):
    client = as_("north")
    page = text(client.get("/transfers/new/?from=officer-21&all=1"))
    assert page.count(" checked") == 3
    said = form(terms=["t-21", "t-22", "t-23"], request="leaves", day=day(5), officer="officer-23", confirm="yes")
    assert client.post("/transfers/new/", said).status_code == 302
    assert sees(as_, "officer-21", "p-21")
    assert not sees(as_, "officer-23", "p-21")
    assert f">{day(5)}</td>" in text(client.get("/people/p-21/transfers/"))


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"day": "2020-01-01"}, "This day is over"),
        ({"shared_until": "2020-01-01"}, "must end after it begins"),
        ({"officer": "officer-21"}, "Nothing would change for p-21"),
        ({"officer": "nobody-known"}, "nobody-known"),
        ({"terms": ["t-1"]}, "t-1"),
        ({"terms": ["t-2"]}, "t-2"),
        ({"reason": " "}, "This field is required"),
    ],
)
def test_a_transfer_with_faults_is_told_and_not_recorded(as_, said, fault):
    before = size()
    answer = as_("north").post("/transfers/new/", form(terms=["t-21"], request="faults", confirm="yes") | said)
    assert answer.status_code == 422
    assert fault in text(answer)
    assert size() == before


def test_nobody_but_the_supervisor_of_the_office_hands_over(as_):
    assert as_("officer-21").post("/transfers/new/", form(terms=["t-21"], confirm="yes")).status_code == 403
    east = text(as_("north").get("/transfers/new/?person=p-2"))
    assert 'name="terms"' not in east
    assert "Nobody of your unit is there" in east


def test_an_officer_asks_and_the_supervisor_declines_or_hands_over(as_):
    officer, supervisor = as_("officer-21"), as_("north")
    ask = {"request": "ask", "term": "t-21", "officer": "officer-23", "office": "", "reason": "They know each other."}
    assert officer.post("/people/p-21/transfers/ask/", ask).status_code == 302
    assert officer.post("/people/p-21/transfers/ask/", ask).status_code == 302
    from caseward.web.transfers.models import TransferWish

    wish = TransferWish.objects.get(term="t-21")
    assert "They know each other." in text(supervisor.get("/transfers/"))
    where = f"/people/p-21/transfers/decline/{wish.pk}/"
    assert supervisor.post(where, {"request": "no", "reason": ""}).status_code == 422
    assert supervisor.post(where, {"request": "no", "reason": "They are brothers."}).status_code == 302
    assert supervisor.post(where, {"request": "no", "reason": "They are brothers."}).status_code == 302
    assert not TransferWish.objects.filter(term="t-21").exists()
    assert "They are brothers." in text(officer.get("/people/p-21/"))
    assert officer.post("/people/p-21/transfers/ask/", ask | {"request": "ask again"}).status_code == 302
    said = form(terms=["t-21"], request="granted", confirm="yes", officer="officer-23")
    assert supervisor.post("/transfers/new/", said).status_code == 302
    assert not TransferWish.objects.filter(term="t-21").exists()
    back = form(terms=["t-21"], request="and back", confirm="yes", officer="officer-21") | {"from": "officer-23"}
    assert supervisor.post("/transfers/new/", back).status_code == 302


def test_whoever_covers_sees_and_records_meanwhile_and_not_what_was_said_in_confidence(as_):
    from caseward.web.transfers.models import Cover

    officer = as_("officer-21")
    said = {"request": "ill", "officer": "officer-21", "covered_by": "officer-22", "day": day(), "until": day(7)}
    assert not sees(as_, "officer-22", "p-21")
    assert officer.post("/covers/new/", said | {"reason": "Ill"}).status_code == 302
    assert sees(as_, "officer-22", "p-21")
    today = text(as_("officer-22").get("/today/"))
    assert "You are covering for officer-21 until" in today
    assert "for officer-21</span>" in today
    assert "/people/p-21/appointments/" in today  # the outcome that is missing is due of the cover too
    contact = {"request": "covered", "term": "t-21", "day": day(), "mode": "phone", "outcome": "spoke"}
    assert as_("officer-22").post("/people/p-21/contact/", contact | {"with_whom": "person"}).status_code == 302
    page = text(as_("officer-22").get("/people/p-21/"))
    assert "Words in confidence" not in page
    assert "officer-22 stands in" in page
    booking = {"request": "b", "term": "t-21", "day": day(3), "time": "10:00", "mode": "phone", "officer": "officer-21"}
    cautions = text(as_("officer-22").post("/people/p-21/appointments/new/", booking))
    assert "officer-21 is out of the office and back on" in cautions
    cover = Cover.objects.get(officer="officer-21")
    where = f"/covers/{cover.pk}/end/"
    assert as_("officer-22").get(where).status_code == 403
    assert officer.post(where, {"request": "well", "until": day(), "reason": "Well again"}).status_code == 302
    assert officer.post(where, {"request": "well", "until": day(), "reason": "Well again"}).status_code == 302
    assert not Cover.objects.filter(officer="officer-21").exists()  # it would end before it began
    assert not sees(as_, "officer-22", "p-21")


def test_a_cover_to_come_opens_nothing_yet_and_cover_is_not_handed_on(as_):
    supervisor = as_("north")
    said = {"request": "leave", "officer": "officer-21", "covered_by": "officer-22", "day": day(2), "until": day(9)}
    assert supervisor.post("/covers/new/", said).status_code == 302
    assert not sees(as_, "officer-22", "p-21")
    assert "to come" in text(supervisor.get("/transfers/"))
    now_ = said | {"request": "now", "day": day(), "until": day(1), "covered_by": "officer-23"}
    assert supervisor.post("/covers/new/", now_).status_code == 302
    chain = {"request": "chain", "officer": "officer-23", "covered_by": "officer-22", "day": day(), "until": day(1)}
    assert as_("officer-23").post("/covers/new/", chain).status_code == 302
    assert sees(as_, "officer-23", "p-21")
    assert not sees(as_, "officer-22", "p-21")


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"covered_by": "officer-21"}, "Nobody stands in for themselves"),
        ({"until": "2020-01-01"}, "must come after the first day out"),
        ({"day": "2020-01-01"}, "This day is over"),
        ({"officer": "officer-22"}, "officer-22"),
    ],
)
def test_a_cover_with_faults_is_told_and_not_recorded(as_, said, fault):
    whole = {"request": "f", "officer": "officer-21", "covered_by": "officer-22", "day": day(), "until": day(7)}
    answer = as_("officer-21").post("/covers/new/", whole | said)
    assert answer.status_code == 422
    assert fault in text(answer)


def test_what_is_drawn_anew_is_what_was_followed(as_):
    from caseward.web.casework.operations import draw_again
    from caseward.web.keeping import keeping
    from caseward.web.transfers.models import Cover, HandOver, TransferWish

    def drawn() -> list[object]:
        return [list(model.objects.order_by("pk").values()) for model in (Cover, HandOver, TransferWish)]

    before = drawn()
    assert all(before)
    draw_again(keeping())
    assert drawn() == before


def test_a_cover_draws_nobody_anew(as_):
    from caseward.web.casework.models import Term

    Term.objects.filter(pk="t-22").update(role="as it was drawn")
    said = {"request": "quick", "officer": "officer-22", "covered_by": "officer-23", "day": day(20), "until": day(21)}
    assert as_("officer-22").post("/covers/new/", said).status_code == 302
    assert Term.objects.get(pk="t-22").role == "as it was drawn"
    Term.objects.filter(pk="t-22").update(role="")


def test_the_workload_adds_up_to_its_rows(as_):
    client = as_("north")
    rows = list(csv.DictReader(io.StringIO(client.get("/unit/workload/?format=csv").content.decode())))
    mine = next(row for row in rows if row["officer"] == "officer-21")
    assert mine == {"officer": "officer-21", "terms": "3", "hours_a_month": "6", "terms_without_a_number": "1",
                    "capacity": "120"}  # fmt: skip
    page = text(client.get("/unit/workload/"))
    assert "an officer can carry 120" in page
    assert ">5%" in page
    one = text(client.get("/unit/workload/?officer=officer-21"))
    costs = [line.split(">")[1].split("<")[0] for line in one.split("<td ")[1:] if "Hours a month" in line]
    assert costs == ["4", "2", "not known"]
    assert sum(int(row["terms"]) for row in rows) == text(client.get("/caseload/?of=unit")).count('data-label="Level"')
