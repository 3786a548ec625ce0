"""Who may do what with promises. Whose they are about is for ``casework.access.person_for`` to say."""

from __future__ import annotations

from caseward.web.accounts.models import Role

MAY_SEE = (Role.OFFICER, Role.SUPERVISOR, Role.DUTY, Role.RECORDS, Role.INSPECTOR)
MAY_RECORD = (Role.OFFICER, Role.SUPERVISOR, Role.DUTY)
