"""What the head of each page says when the drawing is behind."""

from __future__ import annotations

from django.http import HttpRequest

from caseward.web.accounts.models import User
from caseward.web.jobs.queries import behind
from caseward.web.keeping import keeping
from caseward.web.moment import today


def drawing(request: HttpRequest) -> dict[str, object]:
    """How far the drawn tables are behind, for whoever is signed in."""
    if not isinstance(getattr(request, "user", None), User):
        return {}
    return {"behind": behind(today(keeping().zone))}
