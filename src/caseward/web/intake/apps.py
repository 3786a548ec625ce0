"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class Intake(AppConfig):
    """Warnings from third parties."""

    name = "caseward.web.intake"
    label = "intake"

    def ready(self) -> None:
        """Have warnings drawn whenever terms are."""
        from caseward.web.casework.operations import ALSO_DRAWN
        from caseward.web.intake.operations import keep_warnings

        ALSO_DRAWN.append(keep_warnings)
