"""Signing in through the agency's identity provider (OpenID Connect): who it is, and that the answer is for us.

The package does the exchange: code, PKCE and state. Here is checked what it leaves open, and nobody gets in whom an
administrator has not bound: issuer and subject together say who somebody is, and nothing else does, email least of all.
"""

from __future__ import annotations

import secrets
from typing import Any, Final, NoReturn

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.deferred import jwt
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from caseward.errors import BadRequest
from caseward.web.accounts.models import Refusal, User
from caseward.web.accounts.operations import note_refusal
from caseward.web.accounts.queries import user_of_identity
from caseward.web.accounts.signing_in import BY_PROVIDER
from caseward.web.administration.operations import bind
from caseward.web.moment import now

ID: Final = "agency"
"""The name of the one provider, in the address to which it sends people back."""
THROUGH: Final = "through-provider"
"""Said in a session that began at the provider, so that one may sign out there too."""
SIGNED_BY: Final = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
"""Signatures that are taken: none by a shared secret, and never none at all."""
CLAIMS: Final = frozenset({"iss", "sub", "aud", "exp", "iat", "nonce"})
LONGEST_SUBJECT: Final = 191


class Checked(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # ships no types
    """The exchange, with an identity that is signed, whole, of our issuer and for us alone."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself. OAuth2Error where it is another issuer."""
        said: dict[str, Any] = super().openid_config
        if said.get("issuer") != settings.AGENCY.oidc_issuer:
            raise OAuth2Error("another issuer")
        return said

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Who signed in there. OAuth2Error without an identity."""
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("no identity")
        return super().complete_login(request, app, token, **kwargs)

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        try:
            if jwt.get_unverified_header(id_token).get("alg") not in SIGNED_BY:
                raise OAuth2Error("not signed by a key")
            said: dict[str, Any] = jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=settings.AGENCY.oidc_issuer,
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        except (jwt.PyJWTError, KeyError, ValueError, TypeError):
            raise OAuth2Error("not an identity") from None
        others = isinstance(said["aud"], list) and len(said["aud"]) > 1
        if not said.keys() >= CLAIMS or (others and said.get("azp") != app.client_id):
            raise OAuth2Error("not whole, or not for us")
        if not isinstance(said["sub"], str) or not 0 < len(said["sub"]) <= LONGEST_SUBJECT:
            raise OAuth2Error("no subject")
        return said


class Bound(DefaultSocialAccountAdapter):  # type: ignore[misc]  # ships no types
    """Lets in whom an administrator has bound, and records everybody else."""

    def get_app(self, request: HttpRequest, provider: str, client_id: str | None = None) -> SocialApp:  # noqa: ARG002
        """The one provider of the settings. SocialApp.DoesNotExist where there is none."""
        agency = settings.AGENCY
        if not agency.oidc_issuer or provider != ID:
            raise SocialApp.DoesNotExist
        secret = agency.path(agency.oidc_secret).read_text(encoding="utf-8").strip()
        app = SocialApp(provider="openid_connect", provider_id=ID, client_id=agency.oidc_client, secret=secret)
        app.name = agency.oidc_name or agency.oidc_issuer
        app.settings = {
            "server_url": agency.oidc_issuer.rstrip("/"), "fetch_userinfo": False, "oauth_pkce_enabled": True,
            "scope": ["openid"],
        }  # fmt: skip
        return app

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> NoReturn:
        """Whatever comes of it is answered here; nothing goes on to the package's own accounts."""
        raise ImmediateHttpResponse(_arrived(request, sociallogin))

    def on_authentication_error(self, request: HttpRequest, provider: object, **more: Any) -> NoReturn:  # noqa: ARG002
        """An answer that is none, or is not for us."""
        why = more.get("exception") or more.get("error") or "unknown"
        raise ImmediateHttpResponse(_refused(request, None, f"identity provider: {why}"))


def _arrived(request: HttpRequest, login: SocialLogin) -> HttpResponse:
    said, state = login.account.extra_data["id_token"], login.state
    if not secrets.compare_digest(str(said["nonce"]), str(state.get("nonce", ""))):
        return _refused(request, None, "identity provider: the nonce of another sign-in")
    try:
        user = _bound(said, state)
    except BadRequest:
        return _refused(request, None, "identity provider: a link that is not good")
    if user is None:
        return _refused(request, None, "identity provider: nobody is bound to this identity")
    if not user.is_active:
        return _refused(request, user, "identity provider: access has ended")
    return _let_in(request, user, said, str(state.get("next") or "/"))


def _bound(said: dict[str, Any], state: dict[str, Any]) -> User | None:
    if state.get("bind"):
        return bind(state["bind"], said["iss"], said["sub"], now())
    return user_of_identity(said["iss"], said["sub"])


def _let_in(request: HttpRequest, user: User, said: dict[str, Any], where: str) -> HttpResponse:
    if request.user.is_authenticated:
        logout(request)  # nothing of the sign-in before goes over to this one
    request.session[THROUGH] = True
    record_authentication(request, user, method="socialaccount", provider=ID)
    if not _second_factor(said):
        answer: HttpResponse = perform_login(request, user, email_verification="none", redirect_url=where)
        return answer
    get_account_adapter().login(request, user)
    request.session[BY_PROVIDER] = True
    return redirect(where)


def _second_factor(said: dict[str, Any]) -> bool:
    """Whether the provider says that it asked for a second factor, in words that the agency takes for it."""
    methods = said.get("amr")
    told = [*(methods if isinstance(methods, list) else []), said.get("acr", "")]
    return bool({str(one) for one in told} & set(settings.AGENCY.oidc_second_factor))


def _refused(request: HttpRequest, user: User | None, why: str) -> HttpResponse:
    note_refusal(Refusal.What.SIGN_IN, user, "", why, now())
    return render(request, "accounts/provider_refused.html", status=403)
