"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class RecordRoom(AppConfig):
    """What records staff do with what is recorded."""

    name = "caseward.web.recordroom"
    label = "recordroom"

    def ready(self) -> None:
        """Forget whose matters waited for their destruction."""
        from caseward.web.forgetting import FORGETS
        from caseward.web.recordroom.operations import forget

        FORGETS.append(forget)
