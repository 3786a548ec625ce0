"""Repeated callers linked across people: with whom a link is shared, and how much of it others are told.

Two warnings are by one caller where the same telephone number or address was given. That link tells something of the
caller and of whom else they called about. So calls are named and counted for those alone who may hear their words.
Anybody else is told not even a number: beside an open call by the same caller, it would say who called in confidence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from caseward.web.accounts.models import Grant, User
from caseward.web.casework.access import terms_heard, visible
from caseward.web.casework.queries import day_drawn
from caseward.web.intake.access import MAY_ATTACH
from caseward.web.intake.drawing import caller_of
from caseward.web.intake.models import ThirdPartyWarning
from caseward.web.intake.operations import digest_of_caller
from caseward.web.intake.queries import Listed, listed
from caseward.web.intake.unattached import Unattached, every_unattached
from caseward.web.keeping import Keeping
from caseward.web.moment import today


@dataclass(frozen=True, slots=True)
class Called:
    """Other warnings by the caller of one that whoever asks may hear: those about other people, and how many there are.

    ``times`` counts the same person's too; ``unknown`` are those about nobody identified, for the roles that attach
    them.
    """

    others: tuple[Listed, ...]
    unknown: tuple[Unattached, ...]
    times: int


NOT_CALLED: Final = Called((), (), 0)


def called_before(
    caller: str, row: ThirdPartyWarning | None, user: User, grants: list[Grant], keeping: Keeping
) -> Called:
    """What somebody may know of other warnings by a caller (as a digest) than ``row``; nothing of a caller unknown, and
    nothing for who may not hear ``row`` itself.
    """
    if not caller:
        return NOT_CALLED
    found = ThirdPartyWarning.objects.filter(caller=caller, term__in=visible(user, grants)).select_related("term")
    rows = list(found.exclude(pk=row.pk if row else "").order_by("-day", "-id"))
    about = [one.term for one in rows] + ([row.term] if row else [])
    heard = terms_heard(user, grants, about, today(keeping.zone))
    if row is not None and row.term_id not in heard:
        return NOT_CALLED
    rows = [one for one in rows if one.term_id in heard]
    day = day_drawn()
    named = (listed(one, day) for one in rows if row is None or one.term.person != row.term.person)
    unknown = _unknown(caller, keeping) if row and may_attach(grants) else ()
    return Called(tuple(named), unknown, len(rows) + len(unknown))


def may_attach(grants: Iterable[Grant]) -> bool:
    """Whether somebody hears warnings about people whom nobody has identified."""
    return any(grant.role in MAY_ATTACH for grant in grants)


def _unknown(caller: str, keeping: Keeping) -> tuple[Unattached, ...]:
    return tuple(one for one in every_unattached(keeping) if digest_of_caller(caller_of(one.entry)) == caller)
