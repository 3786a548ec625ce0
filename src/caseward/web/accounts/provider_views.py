"""The way to the identity provider and back, the page of a link by which an administrator has somebody bound, and the
page after signing out.
"""

from __future__ import annotations

import secrets
from urllib.parse import urlencode

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from caseward.web.accounts.provider import ID, Checked
from caseward.web.administration.operations import digest_of
from caseward.web.administration.queries import link_open
from caseward.web.moment import now


@require_GET
def leave_for(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send somebody to the provider. What comes back must bear what is put down here."""
    after = request.GET.get("next", "")
    after = after if url_has_allowed_host_and_scheme(after, {request.get_host()}) else reverse("home")
    nonce, said = secrets.token_urlsafe(24), {"next_url": after}
    if "bind" in request.GET:
        if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            return binding(request, request.GET["bind"])  # not from that page: it says whose link it is, and then asks
        said["bind"] = digest_of(request.GET["bind"])
    try:
        Checked(request, provider_id).openid_config  # noqa: B018  # that it is the right one is checked before
        provider = get_adapter().get_provider(request, provider_id)
        answer: HttpResponse = provider.redirect(request, "login", auth_params={"nonce": nonce}, nonce=nonce, **said)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (OAuth2Error, OSError, KeyError, ValueError):
        return render(request, "accounts/provider_away.html", status=503)
    return answer


@require_GET
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Where the provider sends somebody back to."""
    if not settings.AGENCY.oidc_issuer or provider_id != ID:
        raise Http404
    answer: HttpResponse = OAuth2CallbackView.adapter_view(Checked(request, provider_id))(request)
    return answer


@require_GET
def binding(request: HttpRequest, secret: str) -> HttpResponse:
    """The page of a one-time link: the provider is asked who opened it, and that is bound to the user of the link."""
    link = link_open(digest_of(secret), now(), for_provider=True)
    if link is None or not settings.AGENCY.oidc_issuer:
        return render(request, "administration/link_gone.html", status=404)
    page = {"link": link, "secret": secret, "provider": settings.AGENCY.oidc_name, "id": ID}
    return render(request, "accounts/provider_binding.html", page)


@require_GET
def left(request: HttpRequest) -> HttpResponse:
    """That one is signed out here, and how one signs out at the provider too."""
    if not settings.AGENCY.oidc_issuer:
        return redirect("home")
    back = request.build_absolute_uri(reverse("account_login"))
    query = urlencode({"client_id": settings.AGENCY.oidc_client, "post_logout_redirect_uri": back})
    try:
        ends = str(Checked(request, ID).openid_config.get("end_session_endpoint", ""))
    except (OAuth2Error, OSError, ValueError):
        ends = ""
    page = {"provider": settings.AGENCY.oidc_name, "there": f"{ends}?{query}" if ends else ""}
    return render(request, "accounts/provider_left.html", page)
