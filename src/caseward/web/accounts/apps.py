"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class Accounts(AppConfig):
    """Users, roles, and the record of reading."""

    name = "caseward.web.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Watch who signs in; forget of whom somebody read when they are destroyed."""
        from caseward.web.accounts.operations import forget
        from caseward.web.accounts.signing_in import watch
        from caseward.web.forgetting import FORGETS

        FORGETS.append(forget)
        watch()
