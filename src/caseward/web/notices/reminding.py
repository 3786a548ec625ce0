"""What people are reminded of: appointments that are over without an outcome, reviews of roles. No clock here."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse

from caseward.web.accounts.models import Role
from caseward.web.accounts.queries import users_of_staff
from caseward.web.administration.queries import open_review, reviews_done
from caseward.web.appointments.models import Booked
from caseward.web.keeping import Keeping
from caseward.web.notices import texts
from caseward.web.notices.operations import began, tell
from caseward.web.notices.queries import responsible, with_role

EVERY = timedelta(days=90)
"""After which the roles of everybody are to be looked through again (assumed)."""
A_WEEK = timedelta(days=7)


def missing_outcomes(keeping: Keeping, at: datetime) -> int:
    """Tell who attends an appointment and who answers for the person that it is over without an outcome; how many were
    told. What was over before messages were sent is on their pages, and nobody is told of it.
    """
    zone = ZoneInfo(keeping.zone)
    day, since = at.astimezone(zone).date(), began(at)
    timed = Q(ends__lte=at, ends__gt=since)
    whole = Q(ends=None, day__lt=day, day__gte=since.astimezone(zone).date())
    return sum(
        _told(row, at, day) for row in Booked.objects.filter(timed | whole).select_related("term").order_by("pk")
    )


def reviews_due(keeping: Keeping, at: datetime) -> int:
    """Remind administrators of the review of roles, once a week: from a week before the day by which one is to be done,
    or when the last one is 90 days ago; how many were told.
    """
    day, review = at.astimezone(ZoneInfo(keeping.zone)).date(), open_review()
    if review is not None:
        since = review.due - A_WEEK
    else:
        done = [one.finished for one in reviews_done() if one.finished is not None]
        since = max([*done, began(at)]).date() + EVERY
    if day < since:
        return 0
    week = (day - since) // A_WEEK
    path = reverse("access-review")
    return tell(with_role(day, (Role.ADMINISTRATOR,)), texts.REVIEW, str(since), path, at, again=str(week))


def _told(row: Booked, at: datetime, day: date) -> int:
    staff = {row.officer, *responsible(row.term, day)} - {""}
    path = reverse("appointments", args=[row.term.person])
    return tell(users_of_staff(staff), texts.OUTCOME, row.pk, path, at)
