"""Who may do what with promises. Whose they are about is for ``casework.access.person_for`` to say."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from caseward.record.entry import Entry
from caseward.web.accounts.models import Role
from caseward.web.reviewing.access import supervised_terms

MAY_SEE = (Role.OFFICER, Role.SUPERVISOR, Role.DUTY, Role.RECORDS, Role.INSPECTOR)
MAY_RECORD = (Role.OFFICER, Role.SUPERVISOR, Role.DUTY)


def may_withdraw(request: HttpRequest, person: str, promise: Entry) -> bool:
    """Whether whoever asks may withdraw a promise about somebody: what a case review asked for, only who may review."""
    return not promise.text("review") or supervised_terms(request).filter(person=person).exists()


def let_withdraw(request: HttpRequest, person: str, promise: Entry) -> None:
    """Let through to the withdrawal of a promise. PermissionDenied."""
    if not may_withdraw(request, person, promise):
        raise PermissionDenied(_("A case review asked for this. Only who may review the case withdraws it."))
