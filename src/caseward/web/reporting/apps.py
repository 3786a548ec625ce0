"""The app's name and label; its table is drawn with those of casework."""

from __future__ import annotations

from django.apps import AppConfig


class Reporting(AppConfig):
    """Reports of officers."""

    name = "caseward.web.reporting"
    label = "reporting"

    def ready(self) -> None:
        """Draw the register whenever terms are drawn, under the same mark."""
        from caseward.web.casework.operations import ALSO_DRAWN
        from caseward.web.reporting.operations import keep_register

        ALSO_DRAWN.append(keep_register)
