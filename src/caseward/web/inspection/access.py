"""The mandate of an inspector: everybody of the office that the grant names, or of all offices."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from caseward.web.accounts.access import roles_of, user_of
from caseward.web.accounts.models import Grant, Role
from caseward.web.casework.access import Seen, person_for, visible
from caseward.web.casework.models import Term


def mandate(request: HttpRequest) -> QuerySet[Term]:
    """The terms of everybody within the mandate of whoever asks."""
    return visible(user_of(request), _grants(request))


def is_of_all_offices(request: HttpRequest) -> bool:
    """Whether the mandate is the whole agency."""
    return any(not grant.office for grant in _grants(request))


def case_for(request: HttpRequest, case: str, what: str) -> Seen:
    """The person whose term or own id a case is; the reading is recorded. Http404, ClosedDoor."""
    person = Term.objects.filter(pk=case).values_list("person", flat=True).first()
    if person is None and not Term.objects.filter(person=case).exists():
        raise Http404
    return person_for(request, person or case, what)


def _grants(request: HttpRequest) -> list[Grant]:
    return [grant for grant in roles_of(request) if grant.role == Role.INSPECTOR]
