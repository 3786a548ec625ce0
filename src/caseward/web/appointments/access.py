"""Who may do what with appointments. Whose they are is for ``casework.access.person_for`` to say."""

from __future__ import annotations

from caseward.web.accounts.models import Role

MAY_SEE = (Role.OFFICER, Role.SUPERVISOR, Role.DUTY, Role.RECORDS, Role.INSPECTOR)
MAY_RECORD = (Role.OFFICER, Role.SUPERVISOR, Role.DUTY)
