"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class Casework(AppConfig):
    """People, terms and what is owed of them."""

    name = "caseward.web.casework"
    label = "casework"

    def ready(self) -> None:
        """Forget what was destroyed when the log is followed, before other apps draw anything of it."""
        from caseward.web.casework.operations import ALSO_FOLLOWED, forget
        from caseward.web.forgetting import FORGETS, follow

        FORGETS.append(forget)
        ALSO_FOLLOWED.insert(0, follow)
