"""Who may see notices: everybody their own. What could not be sent is for administrators, without what it was about."""

from __future__ import annotations

from caseward.web.accounts.models import Role

EVERYBODY = tuple(Role)
MAY_MEND = (Role.ADMINISTRATOR,)
