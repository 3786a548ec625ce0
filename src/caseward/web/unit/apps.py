"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class Unit(AppConfig):
    """How a unit stands as a whole."""

    name = "caseward.web.unit"
    label = "unit"
