"""How long a sign-in lasts, where one is signed in, who was not let in, and what was typed as a sign-in ended."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.casework.agency import now
from tests.casework.test_contact import typed

CONTACT = "/people/p-3/contact/"
NOTE = 'Met at the bakery & typed for long: ñ, "so"'
PASSWORD = "seven lamps under a slow river"


@pytest.fixture(autouse=True)
def with_password(agency, users):
    for name in ("officer-1", "duty"):
        users[name].set_password(PASSWORD)
        users[name].save()


def sign_in(client, name: str, where: str = "/account/login/"):
    return client.post(where, {"login": name, "password": PASSWORD})


def expired(client) -> None:
    """The session is over at the server; the browser does not know yet."""
    from django.contrib.sessions.models import Session

    Session.objects.all().delete()


def sent_without_a_sign_in(client, **more: str) -> str:
    """An officer's form, sent as their session is over: the address to sign in, with what is behind it."""
    client.get(CONTACT)
    expired(client)
    answer = client.post(CONTACT, typed("t-3", "r-typed", note=NOTE) | more)
    assert answer.status_code == 302
    return answer["Location"]


def test_what_is_sent_after_the_session_ended_is_in_the_form_again_and_saved_once(agency, as_):
    from caseward.web.accounts.models import Typed

    client = as_("officer-1")
    login = sent_without_a_sign_in(client)
    assert NOTE.encode() not in bytes(Typed.objects.get().sealed), "sealed where it lies"
    where = sign_in(client, "officer-1", login)["Location"]
    page = client.get(where).content.decode()
    assert "You were signed out before this was saved." in page
    assert "Met at the bakery &amp; typed for long: ñ, &quot;so&quot;" in page
    assert 'name="request" value="r-typed"' in page, "the key under which it is saved stays"
    assert re.search(r'value="spoke"[^>]*checked', page)
    for _ in range(2):
        assert client.post(where, typed("t-3", "r-typed", note=NOTE)).status_code == 302
    assert client.get("/people/p-3/").content.decode().count("Met at the bakery") == 1
    assert not Typed.objects.exists()


def test_whoever_was_in_a_visit_is_on_the_form_again_and_whoever_was_left_out_is_not(agency, as_):
    client = as_("duty")
    out = {"also-0-person": "p-4", "also-0-term": "t-4", "also-0-note": "Not there.", "also-0-left_out": "on"}
    others = out | {"also-1-person": "p-6", "also-1-term": "t-6", "also-1-note": "Asleep."}
    login = sent_without_a_sign_in(client, **others)
    page = client.get(sign_in(client, "duty", login)["Location"]).content.decode()
    assert re.search(r"<legend[^>]*>p-6</legend>.*Asleep\.", page, re.DOTALL)
    assert 'name="also-0-person" value="p-6"' in page
    assert [
        said for said in ("p-4", "Not there.", "also-1-") if said in page.split("<main")[1].split("<datalist")[0]
    ] == []


def kept_of_a_form(client, name: str, page: str, said: dict[str, object]) -> str:
    """A page again as somebody sees it who sent its form as their session was over, and signed in."""
    assert client.get(page).status_code == 200
    expired(client)
    login = client.post(page, said, headers={"referer": f"http://testserver{page}"})["Location"]
    return client.get(sign_in(client, name, login)["Location"]).content.decode()


def test_boxes_that_were_ticked_are_ticked_again_and_others_are_not(agency, as_, users):
    users["supervisor"].set_password(PASSWORD)
    users["supervisor"].save()
    client, chosen = as_("supervisor"), {"reason": "Leaves.", "request": "r-boxes", "terms": ["t-3"]}
    page = kept_of_a_form(client, "supervisor", "/transfers/new/?from=officer-1&all=1", chosen)
    boxes = re.findall(r'<input[^>]*name="terms"[^>]*value="([\w-]+)"( checked)?', page)
    assert [term for term, ticked in boxes if ticked] == ["t-3"]
    assert len(boxes) > 1
    looked = {"looked_at": ["contacts"], "finding": "Seen each month.", "request": "r-review"}
    page = kept_of_a_form(client, "supervisor", "/people/p-3/reviews/new/?chosen=asked", looked)
    assert re.findall(r'name="looked_at" value="(\w+)"[^>]* checked', page) == ["contacts"]
    assert "What you typed is here again" in page


def test_a_page_says_that_nothing_is_there_again_where_nothing_is(agency, as_):
    page = kept_of_a_form(as_("duty"), "duty", "/people/p-3/link/", {"do": "make"})
    assert "What you typed is here again" not in page
    assert "You were signed out before this was done. Nothing was saved: do it again." in page


def test_a_password_is_not_kept(agency, as_):
    from caseward.web.accounts.models import Typed

    Typed.objects.all().delete()
    client, where = as_("officer-1").get(CONTACT).client, "/account/password/change/"
    expired(client)
    said = {"oldpassword": PASSWORD, "password1": "x", "password2": "x"}
    assert client.post(where, said)["Location"] == f"/account/login/?next={where}"
    assert not Typed.objects.exists()


def test_what_somebody_typed_is_for_nobody_else_and_for_an_hour(agency, as_):
    from caseward.web.accounts.models import Typed

    login = sent_without_a_sign_in(as_("officer-1"))
    where = parse_qs(urlsplit(login).query)["next"][0]
    assert "Met at the bakery" not in as_("duty").get(where).content.decode()
    assert "Met at the bakery" in as_("officer-1").get(where).content.decode()
    Typed.objects.update(until=now() - timedelta(seconds=1))
    assert "Met at the bakery" not in as_("officer-1").get(where).content.decode()


def test_a_form_that_is_not_of_this_browser_is_not_kept(agency, as_):
    from django.test import Client

    from caseward.web.accounts.models import Typed

    Typed.objects.all().delete()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = as_("officer-1").get(CONTACT).client.cookies
    expired(strict)
    for client in (strict, Client()):  # without the token of the form; from a browser in which nobody signed in
        answer = client.post(CONTACT, typed("t-3", "r-other", note=NOTE))
        assert answer["Location"] == f"/account/login/?next={CONTACT}"
    assert not Typed.objects.exists()


def test_a_form_that_stands_open_is_good_again_for_the_same_user_alone(agency, as_):
    from django.test import Client

    for name, status in (("officer-1", 302), ("duty", 403)):
        client = Client(enforce_csrf_checks=True)
        client.cookies = as_("officer-1").get(CONTACT).client.cookies
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(CONTACT).content.decode())[1]
        expired(client)
        form = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get("/account/login/").content.decode())[1]
        said = {"login": name, "password": PASSWORD, "csrfmiddlewaretoken": form}
        assert client.post("/account/login/", said).status_code == 302
        answer = client.post(CONTACT, typed("t-3", f"r-{name}", note=name) | {"csrfmiddlewaretoken": token})
        assert answer.status_code == status
    assert "Nothing was saved" in answer.content.decode()


def test_within_a_page_the_answer_is_a_few_words(agency, as_):
    for headers in ({"HX-Request": "true"}, {"Sec-Fetch-Dest": "empty"}):
        answer = as_("").post(f"{CONTACT}preview/", {}, headers=headers)
        assert answer.status_code == 401
        assert "You have been signed out." in answer.content.decode()
        assert "<html" not in answer.content.decode()


def test_a_sign_in_ends_after_twelve_hours_however_much_it_is_used(agency, as_, said_in_settings):
    client = as_("officer-1")
    assert client.get("/today/").status_code == 200
    session = client.session
    session["began"] = (now() - timedelta(hours=12)).timestamp()
    session.save()
    assert client.get("/today/").status_code == 302
    other = as_("officer-1")
    session = other.session
    session["began"] = (now() - timedelta(hours=12)).timestamp()
    session.save()
    said_in_settings(session_hours=13)
    assert other.get("/today/").status_code == 200


def test_one_sees_where_one_is_signed_in_and_ends_it(agency, as_, users):
    from django.test import Client

    here, there = Client(headers={"user-agent": "X Firefox Y Windows"}), as_("officer-1")
    sign_in(here, "officer-1")
    page = here.get("/sessions/").content.decode()
    assert "Firefox, Windows" in page
    assert page.count("This is where you are now.") == 1
    ends = re.findall(r'name="end" value="(\d+)"', page)
    asked = here.post("/sessions/", {"end": ends[0]})
    assert asked["Location"].startswith("/account/reauthenticate/"), "the password is asked for again"
    for other in (as_("duty"), here):
        other.post("/account/reauthenticate/", {"password": PASSWORD})
        for one in ends:
            other.post("/sessions/", {"end": one})
        assert there.get("/today/").status_code == (302 if other is here else 200), "nobody ends another's"
    assert here.get("/sessions/").status_code == 200


def test_who_was_not_let_in_is_seen_without_what_they_typed_and_of_whom(agency, as_):
    client = as_("")
    for name in ("officer-2", "my secret typed as a name"):
        client.post("/account/login/", {"login": name, "password": "not the password"})
    assert as_("officer-2").get("/people/p-3/").status_code == 403
    assert as_("officer-2").get("/machines/").status_code == 403
    admin = as_("administrator")
    page, file = (admin.get(f"/administration/refused/{more}").content.decode() for more in ("", "?format=csv"))
    for said in ("wrong password", "unknown user name", "machines", "person", "officer-2"):
        assert said in page, said
        assert said in file, said
    for hidden in ("my secret", "not the password", "p-3"):
        assert hidden not in page + file
    log = as_("inspector").get("/inspection/access/?person=p-3").content.decode()
    assert re.search(r"Not let in.*officer-2", log, re.DOTALL)


def test_a_notice_stands_before_the_sign_in(agency, as_, said_in_settings):
    assert "Use is monitored, recorded and audited." in as_("").get("/account/login/").content.decode()
    said_in_settings(notice="County system.\n\nOnly for <staff>.")
    page = as_("").get("/account/login/").content.decode()
    assert "<p>Only for &lt;staff&gt;.</p>" in page
    assert "Use is monitored" not in page
