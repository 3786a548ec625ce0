"""Who may do what with violations and court steps. Whose they are is for ``casework.access.person_for`` to say."""

from __future__ import annotations

from collections.abc import Iterable

from caseward.web.accounts.models import Grant, Role

MAY_SEE = (Role.OFFICER, Role.SUPERVISOR, Role.DUTY, Role.RECORDS, Role.INSPECTOR)
MAY_RECORD = (Role.OFFICER, Role.SUPERVISOR, Role.DUTY)


def approves(grants: Iterable[Grant], office: str) -> bool:
    """Whether somebody approves, as themselves, what needs a supervisor of an office."""
    return any(grant.role == Role.SUPERVISOR and grant.office in ("", office) for grant in grants)
