"""Who may do what with reports. Whose they are is for ``casework.access.person_for`` to say."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from caseward.web.accounts.access import roles_of, user_of
from caseward.web.accounts.models import Role
from caseward.web.casework.access import Seen
from caseward.web.reporting.chains import Chain

MAY_SEE = (Role.OFFICER, Role.SUPERVISOR, Role.DUTY, Role.RECORDS, Role.INSPECTOR)
MAY_WRITE = (Role.OFFICER, Role.SUPERVISOR, Role.DUTY)
MAY_DECIDE = (Role.SUPERVISOR,)


def refusal(request: HttpRequest, seen: Seen, chain: Chain) -> str:
    """Why whoever asks may not return or approve a report; '' when they may.

    It takes the supervisor of the office, signed in as themselves; and nobody decides about what they wrote.
    """
    office = next((term.office for term in seen.terms if term.id == chain.first.text("term")), "")
    held = [grant for grant in roles_of(request) if grant.role in MAY_DECIDE]
    if not any(grant.office in ("", office) for grant in held):
        return _("Only a supervisor of this person's office returns or approves reports.")
    if user_of(request).staff in chain.writers:
        return _("You wrote this report. Another supervisor has to decide about it.")
    if chain.state != "submitted":
        return _("There is nothing to decide: this report is not waiting.")
    return ""
