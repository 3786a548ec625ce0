"""The addresses of the tests' identity provider, and how it is bent."""

from __future__ import annotations

import json
from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


class Bent(DefaultOIDCAdapter):  # type: ignore[misc]  # ships no types
    """Says of whoever signs in what it knows, and over it what a file says."""

    def populate_id_token(self, id_token: dict[str, Any], client: object, scopes: object, **_: Any) -> None:
        """What is told, bent."""
        id_token |= json.loads(settings.BEND.read_text(encoding="utf-8"))


def enter(request: HttpRequest, name: str) -> HttpResponse:
    """Sign in at the provider, by whatever it asks for."""
    login(request, User.objects.get(username=name), "django.contrib.auth.backends.ModelBackend")
    return HttpResponse()


urlpatterns = [
    path("enter/<str:name>/", enter),
    path("", include("allauth.idp.urls")),
    path("account/", include("allauth.account.urls")),
]
