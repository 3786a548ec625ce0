"""Who sees disputes, who answers them, and who hands out the link to a person's own page.

Whose record it is, is for ``casework.access.person_for`` to say.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from caseward.record.entry import Entry
from caseward.web.accounts.models import Role, User
from caseward.web.casework.access import Seen

MAY_SEE = (Role.OFFICER, Role.SUPERVISOR, Role.DUTY, Role.RECORDS, Role.INSPECTOR)
MAY_ANSWER = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.RECORDS})
MAY_LINK = (Role.OFFICER, Role.SUPERVISOR, Role.DUTY)


def why_not(user: User, seen: Seen, disputed: Entry | None) -> str:
    """Why somebody may not answer a dispute of an entry (None: of a duty that no entry says); '' when they may.

    Nobody decides on what they wrote or did themselves.
    """
    if disputed is None:
        own = user.staff in {term.officer for term in seen.terms}
        return _("You are responsible for this person. Somebody else answers this dispute.") if own else ""
    if user.staff in {disputed.recorded_by, disputed.text("officer"), disputed.text("judged_by")}:
        return _("You wrote this entry, or it says what you did. Somebody else answers this dispute.")
    return ""
