"""Who is told of a proposed response: the office's supervisors; and whoever proposed it, when one of them decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from caseward.web.accounts.models import Role, User
from caseward.web.accounts.queries import users_of_staff
from caseward.web.casework.drawing import Drawn
from caseward.web.moment import now
from caseward.web.notices import texts
from caseward.web.notices.operations import NEWS, began, tell
from caseward.web.notices.queries import with_role
from caseward.web.proceedings.proposals import APPROVED, RETURNED, WAITING, Proposal, proposals


def tell_of_proposals(found: Iterable[Drawn]) -> None:
    """Tell of steps recorded since messages are sent, in the transaction in which they are drawn; each once."""
    at = now()
    for drawn in found:
        for one in proposals(drawn.subject.entries):
            if _is_news(one, at):
                kind = texts.PROPOSED if one.state == WAITING else texts.DECIDED
                path = reverse("proposal", args=[drawn.person, one.place])
                tell(_who(one, drawn), kind, one.last.id, path, at)


def _is_news(one: Proposal, at: datetime) -> bool:
    recorded = one.last.recorded
    return recorded is not None and at - NEWS < recorded and recorded > began(at)


def _who(one: Proposal, drawn: Drawn) -> list[User]:
    if one.state == WAITING:
        supervisors = with_role(drawn.as_of, (Role.SUPERVISOR,), drawn.office)
        return [user for user in supervisors if user.staff not in one.proposers]
    return users_of_staff(one.proposers) if one.state in (RETURNED, APPROVED) else []
