"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class Casework(AppConfig):
    """People, terms and what is owed of them."""

    name = "caseward.web.casework"
    label = "casework"
