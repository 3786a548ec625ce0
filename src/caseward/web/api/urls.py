"""Addresses of the programming interface, and of the pages on which its keys are made."""

from __future__ import annotations

from django.urls import path

from caseward.web.api import pages
from caseward.web.api.description import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("api/token", pages.access_token),
    path("tokens/", pages.tokens, name="tokens"),
    path("machines/", pages.machines, name="machines"),
]
