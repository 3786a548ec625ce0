"""Nobody signs up by themselves: an administrator adds users."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse


class Closed(DefaultAccountAdapter):  # type: ignore[misc]  # ships no types
    """Sign-in without sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # as allauth calls it
        """Never."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing is counted here: the lockout counts wrong passwords, and says so with its own status."""

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Who came through the identity provider is told how to sign out there too."""
        through = request.session.get("through-provider")
        return reverse("provider-left") if through else str(super().get_logout_redirect_url(request))
