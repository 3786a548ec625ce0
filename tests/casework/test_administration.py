"""Administration: users and roles with a history, one-time links, lockouts, reviews of access, policies adopted."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.casework.agency import now

PASSWORD = "seven lamps under a slow river"


@pytest.fixture
def admin(as_):
    return as_("administrator")


@pytest.fixture
def somebody(agency, users, admin):
    """A user that was added on the page, the address of their link, and a client of theirs that is signed in nowhere."""
    from django.test import Client

    from caseward.web.accounts.models import User

    name = f"new-{uuid4().hex[:8]}"
    page = admin.post("/administration/users/new/", {"username": name, "staff": name}).content.decode()
    link = re.search(r"/welcome/[\w-]+/", page)[0]
    return User.objects.get(username=name), link, Client()


def change(client, user, do: str, **said: str):
    return client.post(f"/administration/users/{user.pk}/", {"do": do, "why": "Because it is tested here", **said})


def give(client, user, role: str, office: str = "", **days: str):
    said = {"role": role, "office": office, "starts": now().date().replace(year=2021).isoformat(), **days}
    return change(client, user, "role", **said)


def test_a_new_user_chooses_a_password_by_a_link_that_serves_once(somebody):
    user, link, client = somebody
    assert not user.has_usable_password()
    assert client.get(link).status_code == 200
    wrong = client.post(link, {"new_password1": "short", "new_password2": "short"})
    assert wrong.status_code == 422
    assert "too short" in wrong.content.decode()
    assert client.post(link, {"new_password1": PASSWORD, "new_password2": PASSWORD}).status_code == 302
    assert client.get(link).status_code == 404
    assert client.post(link, {"new_password1": PASSWORD + "!", "new_password2": PASSWORD + "!"}).status_code == 404
    assert client.post("/account/login/", {"login": user.username, "password": PASSWORD}).status_code == 302
    assert client.get("/").status_code == 403  # no role yet


def test_a_link_is_kept_as_a_hash_ends_by_itself_and_a_newer_one_ends_it(somebody, admin):
    from caseward.web.administration.models import SignUpLink

    user, link, client = somebody
    kept = SignUpLink.objects.get(user=user)
    assert kept.digest not in link
    assert link.split("/")[2] not in str(vars(kept))
    newer = re.search(r"/welcome/[\w-]+/", change(admin, user, "link").content.decode())[0]
    assert client.get(link).status_code == 404
    assert client.get(newer).status_code == 200
    SignUpLink.objects.filter(user=user).update(until=now() - timedelta(seconds=1))
    assert client.get(newer).status_code == 404
    assert client.get("/welcome/guess/").status_code == 404


def test_a_role_opens_pages_from_its_first_day_until_its_last(somebody, admin, agency):
    user, _, client = somebody
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    today = now().date()
    assert give(admin, user, "records", "east", starts=(today + timedelta(days=7)).isoformat()).status_code == 302
    assert client.get("/caseload/").status_code == 403
    assert give(admin, user, "records", "west").status_code == 302
    assert client.get("/caseload/").status_code == 200
    assert client.get("/people/p-1/").status_code == 200
    assert client.get("/people/p-2/").status_code == 403  # the east, from next week
    grant = user.grants.get(office="west")
    assert change(admin, user, f"end-{grant.pk}").status_code == 302
    assert client.get("/caseload/").status_code == 403
    assert user.grants.count() == 2  # nothing is deleted
    history = admin.get(f"/administration/users/{user.pk}/").content.decode()
    assert "given records staff, west from 2021" in history
    assert re.search(r"records staff, west ended on \d{4}", history)
    assert "Because it is tested here" in history


def test_faults_of_a_role_are_told_at_their_fields(somebody, admin):
    user, _, _ = somebody
    wrong = give(admin, user, "administrator", "west", ends="2020-01-01").content.decode()
    assert "It ends before it begins." in wrong
    assert "This role is for no office" in wrong
    assert change(admin, user, "role", role="king", starts="").status_code == 422
    assert admin.post(f"/administration/users/{user.pk}/", {"do": "end", "why": ""}).status_code == 422
    assert give(admin, user, "duty").status_code == 302
    assert give(admin, user, "duty").status_code == 400  # the same again
    assert user.grants.count() == 1


def test_all_access_ends_at_the_next_click_and_may_be_given_again(somebody, admin):
    user, link, client = somebody
    give(admin, user, "duty")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/caseload/").status_code == 200
    change(admin, user, "end")
    assert client.get("/caseload/").status_code == 302  # to sign in
    assert client.get(link).status_code == 404
    user.refresh_from_db()
    assert (user.is_active, user.grants.filter(ends=None).count()) == (False, 0)
    change(admin, user, "open")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/caseload/").status_code == 403  # no role came back by itself


def test_a_lockout_is_seen_and_ended(somebody, admin):
    user, link, client = somebody
    client.post(link, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    for _ in range(6):
        answer = client.post("/account/login/", {"login": user.username, "password": "wrong"})
    assert answer.status_code == 429
    where = f"/administration/users/{user.pk}/"
    assert "locked out after wrong passwords" in admin.get(where).content.decode()
    assert "locked out" in admin.get(f"/administration/users/?q={user.username}").content.decode()
    change(admin, user, "unlock")
    assert "locked out after wrong passwords" not in admin.get(where).content.decode()
    assert client.post("/account/login/", {"login": user.username, "password": PASSWORD}).status_code == 302


def test_the_wait_after_wrong_second_factors_is_seen_and_ended(somebody, admin):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    from tests.casework.test_sign_in import code_of

    user, link, client = somebody
    client.post(link, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    client.post("/account/login/", {"login": user.username, "password": PASSWORD})
    factor, where = "/account/second-factor/authenticate/", f"/administration/users/{user.pk}/"
    right = code_of(secret)
    for _ in range(5):
        client.post(factor, {"code": "000000" if right != "000000" else "111111"})
    assert client.post(factor, {"code": code_of(secret)}).status_code == 200  # the right one is not taken either
    page = admin.get(where).content.decode()
    assert "They have to wait after wrong second factors." in page
    assert "End the wait" in page
    change(admin, user, "unlock")
    page = admin.get(where).content.decode()
    assert "They have to wait" not in page
    assert "lockout and wait after wrong second factors ended" in page  # who did it and why stands in the history
    assert client.post(factor, {"code": code_of(secret)}).status_code == 302


def test_lost_second_factors_are_taken_away(somebody, admin):
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    user, _, _ = somebody
    TOTP.activate(user, generate_totp_secret())
    assert "Take away lost second factors" in admin.get(f"/administration/users/{user.pk}/").content.decode()
    change(admin, user, "factors")
    assert not Authenticator.objects.filter(user=user).exists()


def test_nobody_changes_their_own_access(admin, users):
    own = users["administrator"]
    for do in ("role", "end", "link", "unlock", f"end-{own.grants.get().pk}"):
        assert change(admin, own, do, role="records", starts="2021-01-01").status_code == 403
    assert own.grants.count() == 1
    assert "This is you." in admin.get(f"/administration/users/{own.pk}/").content.decode()
    assert change(admin, own, "nothing").status_code == 403
    assert admin.get("/administration/users/999999/").status_code == 404


def test_a_name_that_is_taken_is_told(admin, users):
    answer = admin.post("/administration/users/new/", {"username": "records", "staff": "other"})
    assert answer.status_code == 400
    assert "Somebody has this user name or this staff token already." in answer.content.decode()


def test_a_review_lists_every_role_and_each_is_confirmed_or_ended(admin, users, somebody, as_):
    from caseward.web.accounts.models import Grant
    from caseward.web.administration.models import AccessReview

    user, _, _ = somebody
    give(admin, user, "supervisor", "west")
    user.__class__.objects.filter(pk=user.pk).update(date_joined=now() - timedelta(days=200))
    today = now().date()
    where = "/administration/review/"
    assert admin.post(where, {"due": (today + timedelta(days=400)).isoformat()}).status_code == 422
    assert admin.post(where, {"due": (today + timedelta(days=20)).isoformat()}).status_code == 302
    review = AccessReview.objects.get(finished=None)
    running = Grant.objects.filter(ends=None).count()
    assert review.rows.count() >= running
    page = admin.get(where).content.decode()
    assert re.search(rf">{user.staff}</a>.*?unused for 90 days", page, re.DOTALL)
    mine = review.rows.get(grant__user=user)
    assert admin.post(where, {"row": mine.pk, "decision": "ended", "why": "Left the unit"}).status_code == 302
    assert user.grants.get().ends is not None
    again = admin.post(where, {"row": mine.pk, "decision": "kept"}, headers={"accept-language": "es"})
    assert again.status_code == 400  # decided on already, in the language of the page: it is no text of the record
    assert re.search(r"<p>Eso ya [^<]+</p>", again.content.decode())
    assert 'lang="en"' not in again.content.decode().split("<main")[1]
    own = review.rows.get(grant__user=users["administrator"])
    assert admin.post(where, {"row": own.pk, "decision": "kept"}).status_code == 400
    assert admin.post(where, {"row": 999999, "decision": "kept"}).status_code == 404
    AccessReview.objects.filter(pk=review.pk).update(due=today - timedelta(days=3))
    assert "It is overdue." in admin.get(where).content.decode()
    for row in review.rows.filter(decision="").exclude(pk=own.pk):
        admin.post(where, {"row": row.pk, "decision": "kept"})
    review.refresh_from_db()
    assert review.finished is None  # the administrator's own is left to another
    from caseward.web.administration.operations import decide

    decide(own, "kept", "", "another-administrator", today, now())
    review.refresh_from_db()
    assert review.finished is not None
    assert "finished" in admin.get(where).content.decode()
    assert (mine.refresh_from_db(), mine.by, mine.why) == (None, "administrator-1", "Left the unit")


def test_a_policy_is_adopted_into_the_record(admin, agency):
    from caseward.web.administration.adopted import adoptions, versions
    from caseward.web.keeping import keeping

    page = admin.get("/administration/policies/").content.decode()
    assert "no adoption is recorded" in page
    row = versions(keeping())[-1]
    said = {
        "version": row.key,
        "adopted_by": "chief probation officer",
        "day": "2021-03-01",
        "note": "",
        "request": "once",
    }
    future = (now() + timedelta(days=9)).date().isoformat()
    assert admin.post("/administration/policies/", said | {"day": future}).status_code == 422
    for _ in range(2):  # the same form twice is recorded once
        assert admin.post("/administration/policies/", said).status_code == 302
    (one,) = adoptions(keeping())
    assert (one.policy, one.version, one.sha256, one.by) == (
        row.policy,
        row.version,
        row.sha256,
        "chief probation officer",
    )
    assert one.recorded_by == "administrator-1"
    page = admin.get("/administration/policies/").content.decode()
    assert "2021-03-01 by chief probation officer, recorded by administrator-1" in page
    assert "the file was changed since" not in page


def test_calendars_offices_and_retention_are_shown(admin, agency):
    assert "days off" in admin.get("/administration/policies/").content.decode()
    offices = admin.get("/administration/offices/").content.decode()
    assert re.search(r'data-label="Office">west</td><td data-label="Running terms">5</td>', offices)
    kept = admin.get("/administration/retention/").content.decode()
    assert "30 days at most" in kept
    assert "60 minutes, or until they have signed in and gone on" in kept  # what was typed as a sign-in ended


def test_an_administrator_sees_no_persons_record_and_no_page_of_theirs_names_one(admin, agency, users):
    pages = ["users/", "users/new/", "changes/", "review/", "offices/", "policies/", "retention/"]
    pages += [f"users/{user.pk}/" for user in users.values()]
    for where in pages:
        page = admin.get(f"/administration/{where}").content.decode()
        assert not re.search(r"\b[pt]-\d\b", page), where
    assert admin.get("/people/p-3/").status_code == 403
    assert admin.get("/people/p-3/need/").status_code == 403
    assert admin.get("/")["Location"] == "/administration/users/"


def test_the_first_administrator_is_added_on_the_machine_and_chooses_a_password(agency):
    import subprocess
    import sys

    from django.test import Client

    name = f"first-{uuid4().hex[:8]}"
    command = [
        sys.executable,
        "-m",
        "caseward.cli.main",
        "serve",
        str(agency.folder),
        "--prepare",
        "--administrator",
        name,
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    link = re.search(rf"{name} chooses a password, once, at http://\S+?(/welcome/\S+/)", said)[1]
    client = Client()
    assert client.post(link, {"new_password1": PASSWORD, "new_password2": PASSWORD}).status_code == 302
    client.post("/account/login/", {"login": name, "password": PASSWORD})
    assert client.get("/administration/users/").status_code == 200
    again = subprocess.run(command, capture_output=True, text=True, check=False)
    assert again.returncode == 2
    assert "Somebody has this user name" in again.stderr
