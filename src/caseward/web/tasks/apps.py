"""The app's name and label; its table is drawn with those of casework."""

from __future__ import annotations

from django.apps import AppConfig


class Tasks(AppConfig):
    """Promises, and proof that they were kept."""

    name = "caseward.web.tasks"
    label = "tasks"

    def ready(self) -> None:
        """Draw open promises whenever terms are drawn, under the same mark."""
        from caseward.web.casework.operations import ALSO_DRAWN
        from caseward.web.tasks.operations import keep_promises

        ALSO_DRAWN.append(keep_promises)
