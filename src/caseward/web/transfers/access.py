"""Who may do what with transfers and covers. Whose they are is for ``casework.access`` to say."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from caseward.web.accounts.access import roles_of, user_of
from caseward.web.accounts.models import Role
from caseward.web.casework.access import Seen, overseen, visible
from caseward.web.casework.models import Term
from caseward.web.casework.queries import day_drawn, officers_of, running
from caseward.web.transfers.models import Cover
from caseward.web.transfers.queries import cover_of

MAY_SEE = (Role.OFFICER, Role.SUPERVISOR, Role.DUTY, Role.RECORDS, Role.INSPECTOR)
MAY_ASK = (Role.OFFICER, Role.SUPERVISOR)
PLACE = (Role.OFFICER, Role.SUPERVISOR, Role.INSPECTOR)


def may_hand_over(request: HttpRequest) -> QuerySet[Term]:
    """The running terms that whoever asks may make another officer responsible for: of the units they supervise."""
    grants = [grant for grant in roles_of(request) if grant.role == Role.SUPERVISOR]
    return running(overseen(user_of(request), grants), day_drawn())


def supervises(request: HttpRequest, seen: Seen) -> bool:
    """Whether whoever asks may decide about transfers of a person: as the supervisor of the office."""
    return may_hand_over(request).filter(person=seen.person).exists()


def seen_terms(request: HttpRequest) -> QuerySet[Term]:
    """The terms of everybody whom whoever asks may see."""
    return visible(user_of(request), roles_of(request))


def everybody() -> QuerySet[Term]:
    """All terms, for sums by officer alone: nobody is shown of whom."""
    return Term.objects.all()


def may_cover_for(request: HttpRequest) -> list[str]:
    """The officers for whom whoever asks may name a cover: themselves, and those of the units they supervise."""
    user = user_of(request)
    own = {user.staff} if any(grant.role == Role.OFFICER for grant in roles_of(request)) else set()
    return sorted(own | set(officers_of(may_hand_over(request))))


def own_cover(request: HttpRequest, id_: str) -> Cover:
    """A cover that whoever asks may end. Http404 where there is none, PermissionDenied where it is not theirs."""
    found = cover_of(id_)
    if found is None:
        raise Http404
    if found.officer not in may_cover_for(request):
        raise PermissionDenied(_("Only the officer who is out and their supervisor end a cover."))
    return found
