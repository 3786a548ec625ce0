"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class Casework(AppConfig):
    """People, terms and what is owed of them."""

    name = "caseward.web.casework"
    label = "casework"

    def ready(self) -> None:
        """Say what these tables forget of what was destroyed."""
        from caseward.web.casework.operations import forget
        from caseward.web.forgetting import FORGETS

        FORGETS.append(forget)
