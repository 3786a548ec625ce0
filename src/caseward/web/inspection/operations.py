"""What is written here: what a check of the log found."""

from __future__ import annotations

from datetime import datetime

from caseward.interchange.kept.looking import look_at
from caseward.verify.laptop import store_lines
from caseward.web.accounts.models import User
from caseward.web.inspection.models import Check
from caseward.web.keeping import Keeping

MOST = 50_000
"""Entries up to which the log is checked while somebody waits for the page; above, on the command line."""


def check_log(by: User, at: datetime, keeping: Keeping) -> Check | None:
    """Check the whole log now and keep the answer; None where the log is too long for a page to wait."""
    if keeping.reading().store.size > MOST:
        return None
    report = look_at(keeping.reading())
    return Check.objects.create(
        at=at, by=by, size=report.size, sound=report.sound, said=[str(line) for line in store_lines(report)]
    )
