"""Whom a list is about, as its address says, and how what was missed stands in a file."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest

from caseward.web.accounts.access import roles_of, user_of
from caseward.web.accounts.models import Role
from caseward.web.casework.access import overseen, visible
from caseward.web.casework.models import Past, Term

UNIT = "unit"
"""Said in an address: only the people of the units that one oversees, as the unit board counts them."""
OWN = "own"
"""Said in an address: only the people of whom one is the officer, or stands in for the officer, as on Today."""
MISSED = ("due", "person", "term", "officer", "office", "needed", "status", "why", "citation")
"""The columns of the file of what was missed lately, or nobody can say."""


def terms_of(request: HttpRequest, of: str) -> QuerySet[Term]:
    """The terms of whom one oversees, of whom one is the officer, or for any other word of everybody one may see."""
    grants = roles_of(request)
    if of == OWN:
        grants = [grant for grant in grants if grant.role == Role.OFFICER]
    return (overseen if of == UNIT else visible)(user_of(request), grants)


def missed_cells(row: Past) -> tuple[object, ...]:
    """What was missed, as a line of the file."""
    term = row.term
    needed = row.needs or row.title
    return (row.due, term.person, term.id, term.officer, term.office, needed, row.status, row.reason, row.citation)
