"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class Api(AppConfig):
    """The programming interface and the tokens that open it."""

    name = "caseward.web.api"
    label = "api"
