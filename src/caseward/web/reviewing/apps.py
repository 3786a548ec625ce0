"""The app's name and label; its tables are drawn with those of casework."""

from __future__ import annotations

from django.apps import AppConfig


class Reviewing(AppConfig):
    """Case reviews, samples for them, and what they asked for."""

    name = "caseward.web.reviewing"
    label = "reviewing"

    def ready(self) -> None:
        """Draw reviews whenever terms are drawn, and samples when any is recorded."""
        from caseward.web.casework.operations import ALSO_DRAWN, ALSO_FOLLOWED
        from caseward.web.reviewing.operations import follow_samples, keep_reviews

        ALSO_DRAWN.append(keep_reviews)
        ALSO_FOLLOWED.append(follow_samples)
