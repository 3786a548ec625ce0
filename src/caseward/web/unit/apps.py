"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class Unit(AppConfig):
    """How a unit stands as a whole."""

    name = "caseward.web.unit"
    label = "unit"

    def ready(self) -> None:
        """Draw what terms cost whenever terms are drawn."""
        from caseward.web.casework.operations import ALSO_DRAWN
        from caseward.web.unit.operations import keep_loads

        ALSO_DRAWN.append(keep_loads)
