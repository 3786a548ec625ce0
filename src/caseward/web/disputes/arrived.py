"""What people sent about their own record, for *Today* and the unit board: disputes that wait, and files of late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from caseward.web.casework.models import Term
from caseward.web.casework.queries import day_drawn
from caseward.web.disputes.queries import Listed, disputes_about
from caseward.web.public.models import Upload

LATELY = timedelta(days=14)
"""For how long a file that a person sent stands there (assumed): nobody answers a file, so nothing else ends it."""
SHOWN = 25


@dataclass(frozen=True, slots=True)
class Arrived:
    """Disputes without an answer, oldest first, and files sent of late, newest first, about some terms."""

    disputes: list[Listed]
    files: list[Upload]
    days: int = LATELY.days

    @property
    def first(self) -> list[Listed]:
        """As many of the disputes as such a page shows; the list has all of them."""
        return self.disputes[:SHOWN]

    @property
    def newest(self) -> list[Upload]:
        """As many of the files: each stands on the page of its person too."""
        return self.files[:SHOWN]


def arrived(terms: QuerySet[Term], at: datetime) -> Arrived:
    """What people of terms sent, at an instant."""
    waiting = disputes_about(terms, day_drawn(), settings.AGENCY.dispute_days, answered=False)
    files = Upload.objects.filter(term__in=terms.values("pk"), sent__gt=at - LATELY).order_by("-sent", "pk")
    return Arrived(waiting, list(files))
