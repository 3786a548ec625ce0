"""Case reviews: which are due, how cases are drawn so that anybody can draw again, and actions followed until done."""

from __future__ import annotations

import csv
import html
import io
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from tests.casework.agency import TOP, now

POLICY = TOP / "policies/gb-england-wales/national-standards-2007.yaml"
"""One that asks for reviews."""


def day(days: int = 0) -> str:
    from caseward.web.keeping import keeping
    from caseward.web.moment import today

    return (today(keeping().zone) + timedelta(days=days)).isoformat()


@pytest.fixture(scope="module", autouse=True)
def more_people(agency, users):
    """Four people of an office with a supervisor of its own; a warning, a petition, and what asks for nothing."""
    from caseward.web.accounts.models import Role
    from caseward.web.accounts.operations import add_user
    from caseward.web.casework.operations import record
    from caseward.web.keeping import keeping

    users["south"] = add_user("south", "south-1", "", {Role.SUPERVISOR: "south"}, now().date().replace(year=2020), "t")
    users["officer-31"] = add_user(
        "officer-31", "officer-31", "", {Role.OFFICER: ""}, now().date().replace(year=2020), "t"
    )
    lines: list[dict[str, object]] = []
    for n in (31, 32, 33, 34):
        lines += [
            {"kind": "person", "id": f"p-{n}", "occurred": day(-60)},
            {"kind": "term", "id": f"t-{n}", "occurred": day(-60), "person": f"p-{n}", "office": "south",
             "supervision_type": "formal_probation", "level": "high"},
            {"kind": "assignment", "id": f"a-{n}", "occurred": day(-60), "term": f"t-{n}", "officer": "officer-31"},
        ]  # fmt: skip
    lines += [
        {"kind": "warning", "id": "w-31", "occurred": day(-9), "term": "t-31", "facets": "weapon;violence"},
        {"kind": "warning", "id": "w-32", "occurred": day(-9), "term": "t-32", "facets": "drugs"},
        {"kind": "petition", "id": "pe-33", "occurred": day(-8), "term": "t-33"},
    ]
    record(lines, "people of reviews", keeping())


def text(answer) -> str:
    return html.unescape(answer.content.decode())


def section(page: str, title: str) -> str:
    return page.split(f"<h2>{title}")[1].split("</section>")[0]


def rows_of(client, what: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(f"/reviews/?format={what}").content.decode())))


def review(**said) -> dict[str, object]:
    whole = {
        "request": "r", "term": "t-31", "day": day(), "type": "case", "chosen": "event", "sample": "",
        "looked_at": ["contacts", "warnings"], "fact": "Nobody called back.", "judgement": "Not good enough.",
        "response": "Call, then visit.", "action-1-what": "Visit with a second officer", "action-1-owner": "officer-31",
        "action-1-due": day(3),
    }  # fmt: skip
    return whole | said


def size() -> int:
    from caseward.web.keeping import keeping

    return keeping().reading().store.size


def test_a_review_keeps_fact_judgement_and_response_apart_and_its_action_is_followed_until_done(as_):
    client, before = as_("south"), size()
    events = section(text(client.get("/reviews/")), "Something happened")
    assert "warning of a weapon with violence" in events
    assert "petition filed" in events
    assert "p-32" not in events
    where = "/people/p-31/reviews/new/"
    assert client.post(where, review()).status_code == 302
    assert client.post(where, review()).status_code == 302
    assert size() == before + 2  # the review and its action, once
    page = text(as_("officer-31").get("/people/p-31/reviews/"))
    for title, said in (
        ("What was found", "Nobody called back."),
        ("How it was judged", "Not good enough."),
        ("What is to be done", "Call, then visit."),
    ):
        assert f'<h3>{title}</h3><p class="site-note">{said}</p>' in page
    assert "<dt>What was looked at</dt><dd>Contacts, Warnings from others</dd>" in page
    assert "Visit with a second officer" in text(as_("officer-31").get("/today/"))
    assert "p-31" not in section(text(client.get("/reviews/")), "Something happened")  # reviewed since
    (asked,) = rows_of(client, "actions")
    assert (asked["person"], asked["owner"], asked["state"]) == ("p-31", "officer-31", "open")
    place = size() - 1
    done = {"request": "d", "day": day(), "proof": "Seen at home, both officers' notes"}
    assert as_("officer-31").post(f"/people/p-31/promises/{place}/done/", done).status_code == 302
    (asked,) = rows_of(client, "actions")
    assert (asked["state"], asked["done"]) == ("kept", day())
    (row,) = rows_of(client, "csv")
    assert (row["person"], row["type"], row["chosen"], row["by"], row["actions"], row["open"]) == (
        "p-31", "case", "event", "south-1", "1", "0")  # fmt: skip
    register = section(text(client.get("/reviews/")), "Register of reviews")
    assert register.count('data-label="Day"') == len(rows_of(client, "csv"))


def test_what_a_review_asked_for_is_withdrawn_only_by_who_may_review_and_stays_counted(as_):
    from caseward.errors import CasewardError
    from caseward.web.api.sending import check_correction
    from caseward.web.keeping import keeping
    from caseward.web.tasks.queries import of_person

    said = review(term="t-33", request="asked", **{"action-1-what": "Ask the court for a warrant"})
    assert as_("south").post("/people/p-33/reviews/new/", said).status_code == 302
    (row,) = of_person("p-33", keeping())
    where, answer = f"/people/p-33/promises/{row.place}/withdraw/", {"request": "no time", "reason": "No time"}
    owner = as_("officer-31")
    assert "/withdraw/" not in text(owner.get("/people/p-33/promises/"))
    assert owner.get(where).status_code == owner.post(where, answer).status_code == 403
    with pytest.raises(CasewardError):  # nor by a program of theirs
        check_correction(row.entry, None)
    assert where in text(as_("south").get("/people/p-33/promises/"))
    assert as_("south").post(where, answer | {"reason": "The court did"}).status_code == 302
    (asked,) = [line for line in rows_of(as_("south"), "actions") if line["person"] == "p-33"]
    assert [asked[name] for name in ("state", "withdrawn", "withdrawn_by", "why", "done")] == [
        "withdrawn", day(), "south-1", "The court did", ""]  # fmt: skip
    (reviewed,) = [line for line in rows_of(as_("south"), "csv") if line["person"] == "p-33"]
    assert [reviewed[name] for name in ("actions", "open", "withdrawn")] == ["1", "0", "1"]
    page = text(as_("south").get("/reviews/"))
    assert "by south-1: The court did" in section(page, "What reviews asked for")
    assert "1 (1 withdrawn)" in section(page, "Register of reviews")


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"fact": ""}, "This field is required"),
        ({"looked_at": []}, "This field is required"),
        ({"day": "2999-01-01"}, "This day has not come yet"),
        ({"chosen": "random"}, "Say in which sample it was drawn"),
        ({"action-1-owner": ""}, "An action says what, by whom and by when"),
        ({"action-2-what": "More"}, "An action says what, by whom and by when"),
        ({"action-1-owner": "nobody-known"}, "Nobody has this staff token"),
        ({"action-1-due": "2020-01-01"}, "This day is over"),
    ],
)
def test_a_review_with_faults_is_told_and_not_recorded(as_, said, fault):
    before = size()
    answer = as_("south").post("/people/p-32/reviews/new/", review(term="t-32", request="faults") | said)
    assert answer.status_code == 422
    assert fault in text(answer)
    assert size() == before


def test_only_the_supervisor_of_the_office_reviews(as_):
    assert as_("supervisor").get("/people/p-31/reviews/new/").status_code == 403  # of another office
    assert as_("officer-31").post("/people/p-31/reviews/new/", review(request="no")).status_code == 403
    assert as_("supervisor").get("/people/p-31/reviews/").status_code == 403
    assert "p-31" not in text(as_("supervisor").get("/reviews/"))


def test_a_sample_is_recorded_with_its_seed_and_anybody_can_draw_it_again(as_):
    from caseward.web.casework.models import Term
    from caseward.web.reviewing.models import Sample

    client, before = as_("south"), size()
    said = {"request": "draw", "size": 2, "office": "", "seed": 20261122}
    answer = client.post("/reviews/draw/", said)
    assert answer.status_code == 302
    assert client.post("/reviews/draw/", said).status_code == 302
    assert size() == before + 1
    sample = Sample.objects.get(by="south-1")
    frame = [f"t-{n}" for n in (31, 32, 33, 34)]
    again = sorted(frame, key=lambda id_: sha256(f"20261122:{id_}".encode()).hexdigest())[:2]
    assert sample.drawn == again
    page = text(client.get(answer["Location"]))
    assert "the same list" in page
    assert "seed 20261122" in page
    file = client.get(answer["Location"] + "?format=frame").content.decode()
    assert file.split()[1:] == frame
    assert as_("supervisor").get(answer["Location"]).status_code == 404  # nobody of theirs is in it
    assert as_("inspector").get(answer["Location"]).status_code == 200
    drawn = Term.objects.get(pk=again[0])
    done = review(term=drawn.pk, request="drawn", chosen="random", sample=sample.pk)
    assert client.post(f"/people/{drawn.person}/reviews/new/", done).status_code == 302
    assert "south-1" in text(client.get(answer["Location"])).split(again[0])[1].split("</tr>")[0]
    samples = section(text(client.get("/reviews/")), "Drawn at random")
    assert '<td data-label="Reviewed">1</td>' in samples


def test_a_list_that_was_not_drawn_as_said_is_told(as_):
    from caseward.web.casework.operations import record
    from caseward.web.keeping import keeping

    frame = ["t-31", "t-32", "t-33", "t-34"]
    wrong = sorted(frame, key=lambda id_: sha256(f"5:{id_}".encode()).hexdigest())[-1]
    frame.append("t-9-elsewhere")  # of nobody whom the supervisor oversees
    line = {"kind": "review_sample", "id": "chosen-by-hand", "occurred": day(), "seed": 5, "frame": frame,
            "frame_sha256": sha256("\n".join(frame).encode()).hexdigest(), "drawn": [wrong]}  # fmt: skip
    record([line], "by hand", keeping())
    page = text(as_("south").get("/reviews/samples/chosen-by-hand/"))
    assert "Somebody did not draw as the entry says" in page
    assert "The file has the 4 of 5 cases that are of your units" in page
    file = as_("south").get("/reviews/samples/chosen-by-hand/?format=frame").content.decode()
    assert file.split()[1:] == ["t-31", "t-32", "t-33", "t-34"]


@pytest.mark.parametrize(("said", "fault"), [({"size": 5}, "Only 4 cases are running"), ({"size": 0}, "greater than")])
def test_a_sample_that_cannot_be_drawn_is_told(as_, said, fault):
    answer = as_("south").post("/reviews/draw/", {"request": "x", "size": 2, "office": "", "seed": ""} | said)
    assert answer.status_code == 422
    assert fault in text(answer)


def test_a_seed_is_made_where_none_was_typed(as_):
    from caseward.web.reviewing.models import Sample

    known = set(Sample.objects.values_list("pk", flat=True))
    for request in ("one", "two"):
        said = {"request": request, "size": 1, "office": "south", "seed": ""}
        assert as_("south").post("/reviews/draw/", said).status_code == 302
    made = Sample.objects.exclude(pk__in=known)
    assert len({sample.seed for sample in made}) == 2


def test_what_a_policy_asks_of_reviews_is_found():
    from caseward.policy.load import load_policies
    from caseward.web.reviewing.drawing import asking_for_review

    (policy,) = load_policies((Path(POLICY),))
    asked = asking_for_review([policy.document])
    assert asked
    assert {name for name, _ in asked} == {policy.document.policy}
    (none,) = load_policies((TOP / "policies/us-ca-los-angeles/adult.yaml",))
    assert asking_for_review([none.document]) == frozenset()


def test_an_obligation_that_a_review_meets_stands_under_due_by_policy(as_):
    """The agency's policy asks for none, so a row is put where the drawing would put it."""
    from caseward.web.casework.models import Owed, Term
    from caseward.web.reviewing.queries import due

    assert "ask for no review" in text(as_("south").get("/reviews/"))
    Owed.objects.create(
        id="ob-review", term_id="t-34", policy="p", requirement="r", title="t", needs="a review", due=date(2026, 1, 1),
        status="overdue",
    )  # fmt: skip
    found = due(Term.objects.all(), {("p", "r"), ("p", "another")})
    assert [(row.pk, row.term_id) for row in found] == [("ob-review", "t-34")]
    assert due(Term.objects.all(), {("another", "r")}) == due(Term.objects.all(), ()) == []
    Owed.objects.filter(pk="ob-review").delete()


def test_what_is_drawn_anew_is_what_was_followed():
    from caseward.web.casework.operations import draw_again
    from caseward.web.keeping import keeping
    from caseward.web.reviewing.models import Action, Happened, Reviewed, Sample

    def drawn() -> list[object]:
        return [list(model.objects.order_by("pk").values()) for model in (Action, Happened, Reviewed, Sample)]

    before = drawn()
    assert all(before)
    draw_again(keeping())
    assert drawn() == before
