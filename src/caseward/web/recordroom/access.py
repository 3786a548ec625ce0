"""Whose record the records staff may work on, and who may carry out what another asked for."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from caseward.web.accounts.access import roles_of, user_of
from caseward.web.accounts.models import Grant, Role, User
from caseward.web.accounts.queries import grants_on
from caseward.web.casework.access import person_for
from caseward.web.casework.queries import is_known
from caseward.web.keeping import keeping
from caseward.web.moment import today


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
