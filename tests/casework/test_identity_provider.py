"""Signing in through an agency's own provider, a real one beside: who is let in, who is not, and who is asked again."""

from __future__ import annotations

import json
import re
import time
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.casework.identity_provider import CLIENT, SECRET, providing

WAY = "/account/provider/agency/"


@pytest.fixture(scope="module")
def issuer(tmp_path_factory, agency):
    folder = tmp_path_factory.mktemp("provider") / "provider"
    (agency.folder / "keys/oidc.key").write_text(f"{SECRET}\n", encoding="utf-8")
    with providing(folder) as found:
        yield found, folder / "bend.json"


@pytest.fixture
def through(issuer, said_in_settings):
    """Goes to the provider as somebody and comes back: what we answer."""
    said_in_settings(oidc_issuer=issuer[0], oidc_client=CLIENT, oidc_name="the county", oidc_second_factor=("mfa",))

    def way(client, name: str, asked: str = "", *, stray: str = "", **bent: object):
        issuer[1].write_text(json.dumps(bent), encoding="utf-8")
        sent = client.get(f"{WAY}{asked}")
        assert sent.status_code == 302, sent.content
        query = parse_qs(urlsplit(sent["Location"]).query)
        assert query["code_challenge_method"] == ["S256"]
        assert query["nonce"][0] != query["state"][0]
        assert query["scope"] == ["openid"]
        with httpx.Client() as browser:
            browser.get(f"{issuer[0]}/enter/{name}/")
            back = browser.get(sent["Location"]).headers["Location"]
        return client.get(back.replace("http://testserver", "") + stray)

    return way


@pytest.fixture
def bound(through, as_, users):
    """Binds a user to who signs in at the provider, by an administrator's link."""

    def bind(user: str, name: str):
        page = as_("administrator").post(f"/administration/users/{users[user].pk}/", {"do": "bind"}).content.decode()
        link = re.search(r"/account/provider/bind/([\w-]+)/", page)
        client = as_("")
        assert "Sign in through the county" in client.get(link[0]).content.decode()
        return through(client, name, f"?bind={link[1]}"), client, link

    return bind


def refusals() -> list[str]:
    from caseward.web.accounts.models import Refusal

    return [f"{row.user or 'nobody'}: {row.why}" for row in Refusal.objects.order_by("pk")]


def signed_in(client) -> bool:
    return client.get("/notices/").status_code == 200


def test_who_is_bound_is_let_in_and_the_link_serves_once(through, bound, as_, users):
    from django.conf import settings

    stranger = as_("")
    assert through(stranger, "anna").status_code == 403
    assert not signed_in(stranger)
    assert refusals()[-1] == "nobody: identity provider: nobody is bound to this identity"
    answer, client, link = bound("officer-1", "anna")
    assert answer.status_code == 302
    assert signed_in(client)
    assert client.get(link[0]).status_code == 404
    assert through(as_(""), "ben", f"?bind={link[1]}").status_code == 403
    again = as_("")
    assert through(again, "anna", "?next=/today/")["Location"] == "/today/"
    assert again.get("/today/").status_code == 200
    page = as_("administrator").get(f"/administration/users/{users['officer-1'].pk}/").content.decode()
    assert f"of {settings.AGENCY.oidc_issuer}" in page
    assert "bound to an identity" in page
    assert bound("officer-2", "anna")[0].status_code == 403, "an identity stands for one user"
    left = again.post("/account/logout/")
    assert left["Location"] == "/account/provider/left/"
    assert "client_id=caseward" in again.get(left["Location"]).content.decode()
    assert not signed_in(again)
    as_("administrator").post(f"/administration/users/{users['officer-1'].pk}/", {"do": "unbind", "why": "They left."})
    assert through(as_(""), "anna").status_code == 403


def test_who_signs_in_over_somebody_else_has_a_sign_in_of_their_own(through, bound, as_, users):
    from caseward.web.accounts.models import SignedIn

    bound("officer-1", "anna")
    client = as_("administrator")
    through(client, "anna")
    assert [client.get(where).status_code for where in ("/today/", "/administration/users/")] == [200, 403]
    assert SignedIn.objects.filter(user=users["officer-1"], session=client.session.session_key).exists()
    assert client.post("/account/logout/")["Location"] == "/account/provider/left/"


def test_nobody_is_sent_to_be_bound_from_elsewhere(through, as_, users):
    page = as_("administrator").post(f"/administration/users/{users['officer-2'].pk}/", {"do": "bind"}).content.decode()
    secret = re.search(r"/account/provider/bind/([\w-]+)/", page)[1]
    for site in ("cross-site", "none"):
        answer = as_("").get(f"{WAY}?bind={secret}", headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 200
        assert "officer-2" in answer.content.decode(), "it says first whose link it is"
    assert as_("").get(f"{WAY}?bind={secret}", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 302


def test_an_answer_that_is_not_for_us_lets_nobody_in(through, bound, as_, users):
    bound("officer-1", "anna")
    day = int(time.time()) - 24 * 3600
    for bent in (
        {"nonce": "of another sign-in"},
        {"exp": day, "iat": day - 60},
        {"iss": "https://elsewhere.example"},
        {"aud": ["another"]},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"sub": "ben's"},
        {"sub": ""},
    ):
        client, before = as_(""), len(refusals())
        answer = through(client, "anna", **bent)
        assert answer.status_code == 403, bent
        assert "You are not let in" in answer.content.decode()
        assert not signed_in(client)
        assert len(refusals()) == before + 1
    assert through(as_(""), "anna", stray="x").status_code == 403, "with the state of nobody"
    assert as_("").get(f"{WAY}callback/?code=a&state=b").status_code == 403
    users["officer-1"].is_active = False
    users["officer-1"].save()
    assert through(as_(""), "anna").status_code == 403
    assert refusals()[-1] == "officer-1: identity provider: access has ended"
    users["officer-1"].is_active = True
    users["officer-1"].save()


def test_an_identity_that_nobody_signed_is_none(through, as_):
    from allauth.core.internal.deferred import jwt
    from allauth.socialaccount.adapter import get_adapter
    from allauth.socialaccount.providers.oauth2.client import OAuth2Error
    from django.conf import settings
    from django.test import RequestFactory

    from caseward.web.accounts.provider import Checked

    request = RequestFactory().get("/")
    said = {"iss": settings.AGENCY.oidc_issuer, "aud": CLIENT, "sub": "1", "nonce": "n", "iat": 1, "exp": 1 << 33}
    app = get_adapter().get_app(request, "agency")
    for key, way in ((None, "none"), (SECRET * 3, "HS256")):
        with pytest.raises(OAuth2Error):
            Checked(request, "agency")._decode_id_token(app, jwt.encode(said, key, way, headers={"kid": "k"}))


def test_our_second_factor_is_asked_unless_the_provider_says_it_asked(through, bound, as_, monkeypatch):
    from django.conf import settings

    bound("officer-1", "anna")
    monkeypatch.setattr(settings, "SECOND_FACTOR_REQUIRED", True)
    client = as_("")
    through(client, "anna")
    assert client.get("/today/")["Location"] == "/account/second-factor/"
    for said in ({"amr": ["pwd", "mfa"]}, {"acr": "mfa"}):
        client = as_("")
        through(client, "anna", **said)
        assert client.get("/today/").status_code == 200
    client = as_("")
    through(client, "anna", amr=["pwd"])
    assert client.get("/today/").status_code == 302


def test_without_a_provider_there_is_no_way_to_one(agency, as_):
    client = as_("")
    assert "Sign in through" not in client.get("/account/login/").content.decode()
    for where in (WAY, f"{WAY}callback/", "/account/provider/bind/x/"):
        assert client.get(where).status_code == 404


def test_a_provider_that_is_away_or_another_one_is_told(agency, as_, said_in_settings, issuer):
    for address in (f"{issuer[0]}/nothing", issuer[0].rpartition(":")[0] + ":9"):
        said_in_settings(oidc_issuer=address, oidc_client=CLIENT)
        answer = as_("").get(WAY)
        assert answer.status_code == 503
        assert "The provider does not answer" in answer.content.decode()
