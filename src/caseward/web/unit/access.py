"""Which units whoever asks oversees, and whose readings they may see: by office and role, never by assignment."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from caseward.web.accounts.access import roles_of, user_of
from caseward.web.casework.access import Seen, overseen, person_for
from caseward.web.casework.models import Term


def unit_of(request: HttpRequest, office: str) -> QuerySet[Term]:
    """The terms of the units that whoever asks oversees; of one office of them, where that is asked."""
    terms = overseen(user_of(request), roles_of(request))
    return terms.filter(office=office) if office else terms


def overseen_person(request: HttpRequest, person: str, what: str) -> Seen:
    """A person of a unit that whoever asks oversees; the reading is recorded as at every other door.

    PermissionDenied for everybody else, also for those who opened the record in need.
    """
    seen = person_for(request, person, what)
    if not seen.oversees:
        raise PermissionDenied(_("Only who oversees this person's office sees who read their record."))
    return seen
