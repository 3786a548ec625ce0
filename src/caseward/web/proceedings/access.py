"""Who may do what with violations and court steps. Whose they are is for ``casework.access.person_for`` to say."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from caseward.web.accounts.access import roles_of, user_of
from caseward.web.accounts.models import Role
from caseward.web.casework.access import Seen
from caseward.web.proceedings.proposals import WAITING, Proposal

MAY_SEE = (Role.OFFICER, Role.SUPERVISOR, Role.DUTY, Role.RECORDS, Role.INSPECTOR)
MAY_RECORD = (Role.OFFICER, Role.SUPERVISOR, Role.DUTY)


MAY_DECIDE = (Role.SUPERVISOR,)


def refusal(request: HttpRequest, seen: Seen, proposal: Proposal) -> str:
    """Why whoever asks may not return or approve a proposed response; '' when they may.

    It takes a supervisor of the office, signed in as themselves; and nobody approves what they proposed.
    """
    office = next((term.office for term in seen.terms if term.id == proposal.term), "")
    held = [grant for grant in roles_of(request) if grant.role in MAY_DECIDE]
    if not any(grant.office in ("", office) for grant in held):
        return _("Only a supervisor of this person's office approves a response.")
    if user_of(request).staff in proposal.proposers:
        return _("You proposed this. Another supervisor has to decide about it.")
    if proposal.state != WAITING:
        return _("There is nothing to decide: this proposal is not waiting.")
    return ""
