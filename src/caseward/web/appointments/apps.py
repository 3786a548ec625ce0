"""The app's name and label; its table is drawn with those of casework."""

from __future__ import annotations

from django.apps import AppConfig


class Appointments(AppConfig):
    """Appointments and what came of them."""

    name = "caseward.web.appointments"
    label = "appointments"

    def ready(self) -> None:
        """Draw what is booked whenever terms are drawn, under the same mark."""
        from caseward.web.appointments.operations import keep_booked
        from caseward.web.casework.operations import ALSO_DRAWN

        ALSO_DRAWN.append(keep_booked)
