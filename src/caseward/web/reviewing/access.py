"""Who reviews cases, and of whom: supervisors of their office. Inspectors read the register."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from caseward.web.accounts.access import roles_of, user_of
from caseward.web.accounts.models import Role
from caseward.web.casework.access import Seen, overseen, person_for
from caseward.web.casework.models import Term

MAY_SEE = (Role.OFFICER, Role.SUPERVISOR, Role.DUTY, Role.RECORDS, Role.INSPECTOR)
OVERSEE = (Role.SUPERVISOR, Role.INSPECTOR)


def unit_terms(request: HttpRequest, office: str = "") -> QuerySet[Term]:
    """The terms of the units that whoever asks oversees; of one office of them, where that is asked."""
    terms = overseen(user_of(request), roles_of(request))
    return terms.filter(office=office) if office else terms


def supervised_terms(request: HttpRequest, office: str = "") -> QuerySet[Term]:
    """The terms whose cases whoever asks may review: of the units they supervise."""
    terms = overseen(user_of(request), [grant for grant in roles_of(request) if grant.role == Role.SUPERVISOR])
    return terms.filter(office=office) if office else terms


def reviewed_person(request: HttpRequest, person: str, what: str) -> Seen:
    """A person whose case whoever asks may review; the reading is recorded. PermissionDenied for everybody else."""
    seen = person_for(request, person, what)
    if not supervised_terms(request).filter(person=person).exists():
        raise PermissionDenied(_("Only the supervisor of this person's office reviews the case."))
    return seen
