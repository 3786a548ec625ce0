"""The app's name and label; its table is drawn with those of casework."""

from __future__ import annotations

from django.apps import AppConfig


class Disputes(AppConfig):
    """Disputes and their answers."""

    name = "caseward.web.disputes"
    label = "disputes"

    def ready(self) -> None:
        """Draw disputes whenever terms are drawn, under the same mark."""
        from caseward.web.casework.operations import ALSO_DRAWN
        from caseward.web.disputes.operations import keep_disputes

        ALSO_DRAWN.append(keep_disputes)
