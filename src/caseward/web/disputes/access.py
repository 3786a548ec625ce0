"""Who sees disputes, who answers them, and who hands out the link to a person's own page.

Whose record it is, is for ``casework.access.person_for`` to say.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from caseward.web.accounts.models import Role, User
from caseward.web.casework.access import Seen
from caseward.web.disputes.queries import Shown

MAY_SEE = (Role.OFFICER, Role.SUPERVISOR, Role.DUTY, Role.RECORDS, Role.INSPECTOR)
MAY_ANSWER = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.RECORDS})
MAY_LINK = (Role.OFFICER, Role.SUPERVISOR, Role.DUTY)


def why_not(user: User, seen: Seen, dispute: Shown) -> str:
    """Why somebody may not answer a dispute; '' when they may. Nobody decides on what they wrote or did themselves,
    in any wording of the entry; of a duty, nobody who was responsible for the person by the day it was due.
    """
    if dispute.disputed is None and user.staff in dispute.by | {term.officer for term in seen.terms}:
        return _("You are or were responsible for this person. Somebody else answers this dispute.")
    if dispute.disputed is not None and user.staff in dispute.by:
        return _("You wrote this entry, or it says what you did. Somebody else answers this dispute.")
    return ""
