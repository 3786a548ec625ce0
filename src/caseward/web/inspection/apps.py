"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class Inspection(AppConfig):
    """What an inspector looks at. It writes nothing but what checks of the log found."""

    name = "caseward.web.inspection"
    label = "inspection"
