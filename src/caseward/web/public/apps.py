"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class Public(AppConfig):
    """Pages that are open to everybody, and a person's own page."""

    name = "caseward.web.public"
    label = "public"
