"""People without an account: a warning by anybody, a page of one's own behind a one-time link, and what they never show."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.casework.agency import CALLER, LOST, PROOF, REPORT, WORDS, now

NEVER = (CALLER, WORDS, REPORT, LOST, "pistol", "officer-", "duty-1", "supervisor-1", "warning", "w-3", "collateral")
OTHERS = tuple(f"{letter}-{n}" for letter in "ptc" for n in (1, 2, 4, 5, 6, 7, 8))


def warning(**more: object) -> dict[str, object]:
    said = {"about": "My son in law, he lives on Elm Street", "words": "He has a gun.", "confidential": "yes"}
    return {**said, "request": str(uuid4()), **more}


def kept() -> list:
    from caseward.web.intake.unattached import all_unattached
    from caseward.web.keeping import keeping

    return all_unattached(keeping())


def link_for(client, person: str = "p-3") -> str:
    """The address of a new one-time link, as the page shows it to staff."""
    page = client.post(f"/people/{person}/link/").content.decode()
    return re.search(r"/public/link/[\w-]+/", page)[0]


@pytest.fixture
def own(agency, as_):
    """A browser without an account in which the link of ``p-3`` was used."""
    client = as_("")
    assert client.post(link_for(as_("officer-1"))).status_code == 302
    return client


def typed(**more: object) -> dict[str, object]:
    return {"why": "I was at work.", "request": str(uuid4()), **more}


def pdf(name: str = "pay slip of somebody.pdf", data: bytes = PROOF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "application/pdf")


def test_anybody_warns_without_an_account_and_has_a_receipt_to_keep(agency, as_, tmp_path):
    from caseward.verify.laptop import main

    client, before = as_(""), {row.place for row in kept()}
    answer = client.post("/public/warning/", warning(facets=["weapon"], call_back="555 010 1234"), follow=True)
    page = answer.content.decode()
    (row,) = [row for row in kept() if row.place not in before]
    assert f"entry {row.place} of our record" in page
    assert (row.columns["about"], row.confidential, row.channel) == (warning()["about"], True, "On the web")
    receipt = re.search(r'/public/receipts/[^"]+', page)[0]
    (tmp_path / "receipt").write_bytes(client.get(receipt).content)
    assert main([str(tmp_path / "receipt"), "--trust", str(agency.folder / "trust.policy")], io.StringIO()) == 0
    assert b"He has a gun" not in (tmp_path / "receipt").read_bytes()
    assert client.get(receipt[:-3] + "xx/").status_code == 404
    assert client.get("/public/thanks/1/").status_code == 404


def test_a_warning_sent_twice_is_kept_once_and_faults_are_told_together(agency, as_):
    client, form = as_(""), warning()
    before = len(kept())
    assert client.post("/public/warning/", form).status_code == 302
    assert client.post("/public/warning/", form).status_code == 302
    assert len(kept()) == before + 1
    answer = client.post("/public/warning/", warning(about="", words="", website="http://spam.example"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("This field is required.") >= 2
    assert "Leave this field blank, and send the form again." in page
    assert len(kept()) == before + 1


def test_a_great_many_from_one_place_are_not_taken_and_are_told_to_call(agency, as_, monkeypatch):
    from caseward.web.public import limits

    monkeypatch.setattr(limits, "MOST_WARNINGS", 2)
    client, from_there, form = as_(""), {"REMOTE_ADDR": "192.0.2.77"}, warning()
    assert client.post("/public/warning/", form, **from_there).status_code == 302
    assert client.post("/public/warning/", warning(), **from_there).status_code == 302
    answer = client.post("/public/warning/", warning(), **from_there)
    assert answer.status_code == 429
    assert "Please call us" in answer.content.decode()
    assert client.post("/public/warning/", form, **from_there).status_code == 302  # it was taken before
    assert client.post("/public/warning/", warning(), REMOTE_ADDR="192.0.2.78").status_code == 302


def test_what_a_limit_counts_names_nobody_and_is_gone_in_an_hour(agency, as_):
    from caseward.web.public.models import Sending
    from caseward.web.public.operations import WITHIN, may_send

    as_("").post("/public/warning/", warning(), REMOTE_ADDR="192.0.2.79")
    assert "192.0.2" not in str(list(Sending.objects.values_list()))
    assert may_send("later", 1, now() + WITHIN + timedelta(minutes=1))
    assert list(Sending.objects.values_list("key", flat=True)) == ["later"]


def test_a_link_opens_one_visit_once_and_only_digests_are_kept(agency, as_):
    from caseward.web.public.models import OwnLink

    where = link_for(as_("officer-1"))
    token = where.split("/")[-2]
    assert token not in str(list(OwnLink.objects.values_list()))
    client = as_("")
    assert client.get("/public/mine/").status_code == 403
    assert b"Open my page" in client.get(where).content  # a program that looks at links uses nothing up
    answer = client.post(where)
    cookie = answer.cookies["own_page"]
    assert (cookie["path"], cookie["samesite"], cookie["httponly"]) == ("/public/mine/", "Strict", True)
    assert client.get("/public/mine/").status_code == 200
    other = as_("")
    assert other.post(where).status_code == 403
    assert other.get(where).status_code == 403
    assert other.get("/public/mine/").status_code == 403
    assert client.get("/people/p-3/").status_code == 302  # to the sign-in
    assert client.post("/public/mine/leave/").status_code == 302
    client.cookies["own_page"] = cookie.value
    assert client.get("/public/mine/").status_code == 403


def test_a_link_and_a_visit_end(agency, as_, own):
    from caseward.web.public.models import OwnLink

    where = link_for(as_("officer-1"))
    OwnLink.objects.filter(used=None).update(expires=now())
    assert as_("").post(where).status_code == 403
    OwnLink.objects.exclude(until=None).update(until=now())
    assert own.get("/public/mine/").status_code == 403
    page = as_("officer-1").get("/people/p-3/link/").content.decode()
    assert "officer-1: used on" in page
    assert "not used; ends on" in page


def test_only_who_may_see_somebody_makes_a_link_for_them(agency, as_):
    for role in ("officer-3", "inspector", "records"):
        assert as_(role).post("/people/p-3/link/").status_code == 403


def test_the_page_says_what_is_recorded_and_nothing_that_is_not_theirs(agency, as_, own):
    page = own.get("/public/mine/").content.decode()
    for said in ("Formal probation", "you did not come", "in person, you spoke with us", "you disputed this", "west"):
        assert said in page
    pages = [page, own.get("/public/mine/proof/").content.decode()]
    entries, duties = re.findall(r"\?entry=\d+", page), re.findall(r'\?about=[^"]+', page)
    assert entries
    pages += [own.get("/public/mine/dispute/" + more).content.decode() for more in (*entries, *duties)]
    for secret in (*NEVER, *OTHERS):
        found = [p for p in pages if re.search(rf"(?<![\w-]){re.escape(secret)}", p)]
        assert found == [], secret


def test_violations_absences_and_custody_are_shown_without_what_others_said_and_can_be_disputed(agency, as_, own):
    from caseward.web.casework.operations import record
    from caseward.web.casework.queries import kept_of
    from caseward.web.keeping import keeping

    said = {"note": "by a neighbor", "source": "a neighbor", "occurred": "2026-01-03", "term": "t-3"}
    more = (
        ("violation", {"type": "absconding", "fact": "a neighbor saw them leave"}),
        ("absence", {"reason": "whereabouts_unknown", "found_by": "a neighbor"}),
        ("absence", {"reason": "warrant"}),
        ("custody_in", {"place": "beside a neighbor", "reason": "told by a neighbor"}),
        ("condition", {"condition": "sex_offense_condition"}),
        ("condition", {"condition": "abscond_risk"}),
    )
    lines = [{"kind": kind, "id": f"told-{n}", **said, **columns} for n, (kind, columns) in enumerate(more)]
    record(lines, "what others said", keeping())
    page = own.get("/public/mine/").content.decode()
    violations = page.split("Recorded as violations")[1].split("</section>")[0]
    assert "you could not be reached" not in page  # nobody has judged it: it may be told before a warrant is served
    assert "Violation, a condition was broken, judged to be so" in violations
    for words in ("Absence, we did not know where you were", "You were taken into custody", "special conditions"):
        assert words in page
    for words in ("neighbor", "warrant", "Left the county", "abscond", "sex"):
        assert words not in page, words
    places = {one.entry.id: one.index for one in kept_of("p-3", keeping())}
    for hidden in ("told-0", "told-2"):
        assert own.get(f"/public/mine/dispute/?entry={places[hidden]}").status_code == 404
    judged = f"/public/mine/dispute/?entry={places['v-3-judged']}"
    asked = own.post(judged, typed(why="I was at home."), follow=True)
    assert b"Keep a receipt" in asked.content
    assert "you disputed this" in own.get("/public/mine/").content.decode().split("Recorded as violations")[1][:2000]


def test_a_contact_with_somebody_else_and_a_warning_cannot_be_looked_at_by_place(agency, as_, own):
    from caseward.web.casework.operations import record
    from caseward.web.casework.queries import kept_of
    from caseward.web.keeping import keeping

    line = {"kind": "contact", "id": "c-3-neighbor", "occurred": "2026-01-02", "term": "t-3", "mode": "phone"}
    record([line | {"with_whom": "collateral", "outcome": "spoke"}], "collateral", keeping())
    kinds = {one.entry.id: one.index for one in kept_of("p-3", keeping())}
    for id_ in ("c-3-neighbor", "w-3", "a-3"):
        assert own.get(f"/public/mine/dispute/?entry={kinds[id_]}").status_code == 404
        assert own.post(f"/public/mine/dispute/?entry={kinds[id_]}", typed()).status_code == 404
    for nothing in ("", "?entry=999999", "?entry=x", "?about=no-such-duty"):
        assert own.get(f"/public/mine/dispute/{nothing}").status_code == 404


def test_an_entry_is_disputed_with_a_proof_that_staff_get_as_an_inert_file(agency, as_, own):
    from caseward.web.casework.queries import kept_of
    from caseward.web.keeping import keeping

    place = next(one.index for one in kept_of("p-3", keeping()) if one.entry.id == "c-3")
    form = typed(sort="pay_slip", file=pdf())
    answer = own.post(f"/public/mine/dispute/?entry={place}", form, follow=True)
    assert b"Keep a receipt" in answer.content
    form["file"].seek(0)
    own.post(f"/public/mine/dispute/?entry={place}", form)  # sent twice
    found = [
        one.entry for one in kept_of("p-3", keeping()) if one.kind == "dispute" and one.entry.text("entry") == "c-3"
    ]
    (dispute,) = found
    document = next(one for one in kept_of("p-3", keeping()) if one.entry.id == dispute.text("proof"))
    assert "somebody" not in str(document.entry.values)
    assert (dispute.text("why"), dispute.recorded_by) == ("I was at work.", "person supervised")
    sent = as_("officer-1").get(f"/people/p-3/proofs/{document.index}/")
    assert sent.content == PROOF
    assert sent["Content-Type"] == "application/octet-stream"
    assert sent["Content-Disposition"] == f'attachment; filename="entry-{document.index}.pdf"'
    assert sent["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in sent["Content-Security-Policy"]
    assert as_("officer-3").get(f"/people/p-3/proofs/{document.index}/").status_code == 403
    assert as_("officer-1").get(f"/people/p-3/proofs/{place}/").status_code == 404


@pytest.mark.parametrize(
    "data",
    [b"<html><script>alert(1)</script>", b"MZ\x90\x00 a program", b"GIF89a<script>", b" %PDF-1.4 after a space", b"no"],
)
def test_a_file_of_another_sort_is_not_taken_whatever_its_name(agency, own, data):
    answer = own.post("/public/mine/proof/", {"sort": "medical", "file": pdf(data=data), "request": str(uuid4())})
    assert answer.status_code == 422
    assert "This file cannot be taken." in answer.content.decode()


def test_a_file_that_is_too_large_is_not_taken(agency, own):
    from caseward.web.public.uploads import LARGEST

    data = PROOF + b" " * LARGEST
    answer = own.post("/public/mine/proof/", {"sort": "medical", "file": pdf(data=data), "request": str(uuid4())})
    assert "It may have 10 MB at most." in answer.content.decode()


def test_much_from_one_page_within_an_hour_is_not_taken(agency, own, monkeypatch):
    from caseward.web.public import limits

    monkeypatch.setattr(limits, "MOST_FROM_A_PAGE", 0)
    answer = own.post("/public/mine/proof/", {"sort": "other", "file": pdf(), "request": str(uuid4())})
    assert answer.status_code == 422
    assert "a great deal within an hour" in answer.content.decode()


def test_every_post_without_an_account_needs_its_token(agency):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    for where in ("/public/warning/", "/public/link/x/", "/public/mine/dispute/", "/public/mine/proof/"):
        assert client.post(where, {}).status_code == 403


def test_a_link_is_withdrawn_with_the_visit_that_it_opened_and_by_whom_is_kept(agency, users, as_):
    from caseward.web.moment import now as at
    from caseward.web.public.models import OwnLink
    from caseward.web.public.operations import VISIT_FOR, make_link

    officer, visitor, late = as_("officer-1"), as_(""), as_("")
    used, unused = (make_link(users["officer-1"], "p-3", at()) for _ in range(2))
    assert visitor.post(f"/public/link/{used}/", follow=True).status_code == 200
    digests = re.findall(r'name="withdraw" value="(\w+)"', officer.get("/people/p-3/link/").content.decode())
    assert len(digests) >= 2
    assert as_("officer-2").post("/people/p-3/link/", {"withdraw": digests[0]}).status_code == 403
    assert as_("supervisor").post("/people/p-1/link/", {"withdraw": digests[0]}).status_code == 302, "of nobody there"
    assert visitor.get("/public/mine/").status_code == 200
    for digest in digests:
        assert officer.post("/people/p-3/link/", {"withdraw": digest}).status_code == 302
    assert visitor.get("/public/mine/").status_code == 403
    assert late.post(f"/public/link/{unused}/").status_code == 403
    page = officer.get("/people/p-3/link/").content.decode()
    OwnLink.objects.filter(digest__in=digests).update(until=at() + VISIT_FOR)  # as of one that was used meanwhile
    assert visitor.get("/public/mine/").status_code == 403
    assert page.count("withdrawn by officer-1") == len(digests)
    assert 'name="withdraw"' not in page


def closed(client) -> None:
    """The half hour of every visit is over; no browser knows yet."""
    from caseward.web.public.models import OwnLink

    OwnLink.objects.exclude(until=None).update(until=now())


def test_what_is_sent_as_the_page_closed_waits_in_that_browser_for_the_same_person(agency, as_, own):
    from caseward.web.public.models import Unsent

    page = own.get("/public/mine/").content.decode()
    where = "/public/mine/dispute/" + re.findall(r"\?entry=\d+", page)[-1]
    said = typed(why="I waited an hour <at> the door.", sort="medical")
    closed(own)
    answer = own.post(f"{where}&lang=en-us", said | {"file": pdf("doctor's note.pdf")})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "I waited an hour &lt;at&gt; the door." in page
    assert "It is kept for seven days, locked." in page
    assert "doctor&#x27;s note.pdf" in page
    row, cookie = Unsent.objects.get(), answer.cookies["own_words"]
    assert b"waited" not in bytes(row.sealed)
    assert (cookie["path"], cookie["samesite"], cookie["httponly"]) == ("/public/mine/", "Strict", True)
    assert "waited" not in own.get("/public/mine/").content.decode(), "whoever has the browser has no link"
    other = as_("")
    other.post(link_for(as_("officer-1")))
    assert "waited" not in other.get("/public/mine/").content.decode(), "nor whoever has a link and another browser"
    own.post(link_for(as_("supervisor"), "p-1"))
    assert "waited" not in own.get("/public/mine/").content.decode(), "nor another person in that browser"
    own.post(link_for(as_("officer-1")))
    page = own.get("/public/mine/").content.decode()
    assert "I waited an hour &lt;at&gt; the door." in page
    assert f'href="{where}"' in page
    Unsent.objects.update(until=now())
    assert "waited" not in own.get("/public/mine/").content.decode(), "nor when the seven days are over"
    Unsent.objects.update(until=now() + timedelta(minutes=5))
    page = own.get(where).content.decode()
    assert "What you typed is here again" in page
    assert "I waited an hour &lt;at&gt; the door.</textarea>" in page
    assert re.search(r'value="medical" selected', page)
    assert "You had chosen the file “doctor&#x27;s note.pdf”. Choose it again." in page
    assert "What you typed is here again" not in own.get("/public/mine/proof/").content.decode()
    assert own.post(where, said).status_code == 302
    assert not Unsent.objects.exists()


def test_what_is_sent_too_late_is_shown_to_whoever_typed_it_where_it_cannot_be_kept(agency, as_, own):
    from caseward.web.public.models import Unsent

    closed(own)
    for client in (as_(""), own):
        if client is own:
            del client.cookies["own_page"]
        page = client.post("/public/mine/proof/", typed(file=pdf("slip.pdf"))).content.decode()
        assert "It could not be kept. Copy it now" in page
        assert "I was at work." in page
    assert not Unsent.objects.exists()


def test_a_file_has_to_be_chosen_again_by_its_name_where_a_form_has_faults(agency, own):
    page = own.post("/public/mine/proof/", {"file": pdf("slip of May.pdf"), "request": str(uuid4())})
    assert page.status_code == 422
    assert "You had chosen the file “slip of May.pdf”. Choose it again." in page.content.decode()
