"""The app's name and label; its tables are drawn with those of casework."""

from __future__ import annotations

from django.apps import AppConfig


class Transfers(AppConfig):
    """Transfers of people between officers, and cover."""

    name = "caseward.web.transfers"
    label = "transfers"

    def ready(self) -> None:
        """Draw hand-overs and requests whenever terms are drawn, and covers when any is recorded."""
        from caseward.web.casework.operations import ALSO_DRAWN, ALSO_FOLLOWED
        from caseward.web.transfers.operations import follow_covers, keep_transfers

        ALSO_DRAWN.append(keep_transfers)
        ALSO_FOLLOWED.append(follow_covers)
