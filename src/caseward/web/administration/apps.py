"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class Administration(AppConfig):
    """Who may do what here, since when and by whom."""

    name = "caseward.web.administration"
    label = "administration"
