"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class Jobs(AppConfig):
    """Work in the background, health and measures."""

    name = "caseward.web.jobs"
    label = "jobs"
