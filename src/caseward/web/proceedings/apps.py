"""The app's name and label; its table is drawn with those of casework."""

from __future__ import annotations

from django.apps import AppConfig


class Proceedings(AppConfig):
    """Violations and what came of them, in the office and at court."""

    name = "caseward.web.proceedings"
    label = "proceedings"

    def ready(self) -> None:
        """Draw petitions without custody and responses proposed whenever terms are drawn, under the same mark."""
        from caseward.web.casework.operations import ALSO_DRAWN
        from caseward.web.proceedings.operations import keep_filed, keep_proposed

        ALSO_DRAWN.extend((keep_filed, keep_proposed))
