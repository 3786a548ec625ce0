"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class Public(AppConfig):
    """Pages that are open to everybody, and a person's own page."""

    name = "caseward.web.public"
    label = "public"

    def ready(self) -> None:
        """Forget links and files of what is destroyed."""
        from caseward.web.forgetting import FORGETS
        from caseward.web.public.operations import forget

        FORGETS.append(forget)
