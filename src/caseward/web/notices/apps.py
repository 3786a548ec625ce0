"""The app's name and label; what it watches is told to it as it is drawn or opened."""

from __future__ import annotations

from django.apps import AppConfig


class Notices(AppConfig):
    """Messages, and who has to be told next."""

    name = "caseward.web.notices"
    label = "notices"

    def ready(self) -> None:
        """Be told of warnings, disputes and such as they are drawn, of doors opened in need, in those transactions."""
        from caseward.web.accounts.operations import ALSO_TOLD
        from caseward.web.casework.operations import ALSO_DRAWN, ALSO_FOLLOWED
        from caseward.web.forgetting import FORGETS
        from caseward.web.notices.answering import tell_of_disputes
        from caseward.web.notices.operations import forget, tell_of_opening, tell_of_unattached, tell_of_warnings
        from caseward.web.notices.proposing import tell_of_proposals

        FORGETS.append(forget)
        ALSO_DRAWN.extend((tell_of_warnings, tell_of_proposals, tell_of_disputes))
        ALSO_FOLLOWED.append(tell_of_unattached)
        ALSO_TOLD.append(tell_of_opening)
