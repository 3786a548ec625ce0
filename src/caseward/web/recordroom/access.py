"""Whose record the records staff work on, who puts right what they wrote, who carries out what another asked for."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from caseward.record.entry import Entry
from caseward.web.accounts.access import roles_of, user_of
from caseward.web.accounts.models import Grant, Role, User
from caseward.web.accounts.queries import grants_on
from caseward.web.casework.access import person_for
from caseward.web.casework.queries import is_known
from caseward.web.keeping import keeping
from caseward.web.moment import today

OWN_SLIPS = frozenset({"contact"})
"""Kinds of entry that have a page on which whoever wrote one puts it right. Nothing in them is judged."""


def is_own_of_today(user: User, entry: Entry) -> bool:
    """Whether somebody wrote an entry themselves, today: later, records staff put it right where somebody asks."""
    zone, recorded = keeping().zone, entry.recorded
    written = recorded is not None and recorded.astimezone(ZoneInfo(zone)).date() == today(zone)
    return written and entry.recorded_by == user.staff


def let_put_right(request: HttpRequest, entry: Entry) -> None:
    """Let through to the correction of what one wrote today. PermissionDenied."""
    if entry.kind not in OWN_SLIPS or not is_own_of_today(user_of(request), entry):
        raise PermissionDenied(
            _("You put right what you wrote yourself, on the same day. Later, ask the records staff.")
        )


def subject_for(request: HttpRequest, subject: str, what: str) -> None:
    """Let through to an order about somebody; the reading is recorded. ClosedDoor, PermissionDenied.

    Of whom nothing can be read any more, it is not known to which office they belong: that is for staff of all offices.
    """
    if is_known(subject):
        person_for(request, subject, what)
    elif not any(grant.role == Role.RECORDS and not grant.office for grant in roles_of(request)):
        raise PermissionDenied(_("Nothing of this person can be read; records staff of all offices may go on."))


def seconds(request: HttpRequest) -> list[User]:
    """Who else is of the records staff today: one of them carries a destruction out."""
    day = today(keeping().zone)
    held = Grant.objects.filter(role=Role.RECORDS, user__is_active=True).select_related("user").order_by("user__staff")
    users = {grant.user_id: grant.user for grant in held if grant.user != user_of(request)}
    return [user for user in users.values() if any(g.role == Role.RECORDS for g in grants_on(user, day))]
