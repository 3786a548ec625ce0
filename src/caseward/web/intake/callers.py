"""Repeated callers linked across people: with whom a link is shared, and how much of it others are told.

Two warnings are by one caller where the same telephone number or address was given. That link tells something of the
caller and of whom else they called about. So each call is named to those alone who may hear its words; anybody else is
told how many there are about people whom they may see, and of all others nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from caseward.web.accounts.models import Grant, User
from caseward.web.casework.access import visible
from caseward.web.casework.confidence import terms_heard
from caseward.web.casework.queries import day_drawn
from caseward.web.intake.access import MAY_ATTACH
from caseward.web.intake.drawing import caller_of
from caseward.web.intake.models import ThirdPartyWarning
from caseward.web.intake.operations import digest_of_caller
from caseward.web.intake.queries import Listed, listed
from caseward.web.intake.unattached import Unattached, every_unattached
from caseward.web.keeping import Keeping


@dataclass(frozen=True, slots=True)
class Called:
    """Other warnings by the caller of one: those about other people that may be named, and how many there are.

    ``times`` counts those about people whom whoever asks may see, the same person's among them; ``unknown`` are those
    about nobody identified, for the roles that attach them.
    """

    others: tuple[Listed, ...]
    unknown: tuple[Unattached, ...]
    times: int


NOT_CALLED: Final = Called((), (), 0)


def called_before(
    caller: str, row: ThirdPartyWarning | None, user: User, grants: list[Grant], keeping: Keeping
) -> Called:
    """What somebody may know of other warnings by a caller (as a digest) than ``row``; nothing of a caller unknown.

    Who may not hear ``row`` itself is told a number alone: none of its caller's other calls.
    """
    if not caller:
        return NOT_CALLED
    found = ThirdPartyWarning.objects.filter(caller=caller, term__in=visible(user, grants)).select_related("term")
    rows = list(found.exclude(pk=row.pk if row else "").order_by("-day", "-id"))
    terms = [one.term for one in rows] + ([row.term] if row else [])
    heard = terms_heard(user, grants, terms)
    hears = row is None or row.term_id in heard
    away = [one for one in rows if row is None or one.term.person != row.term.person]
    named = tuple(listed(one, day_drawn()) for one in away if one.term_id in heard) if hears else ()
    unknown = _unknown(caller, keeping) if hears and row and may_attach(grants) else ()
    return Called(named, unknown, len(rows) + len(unknown))


def may_attach(grants: Iterable[Grant]) -> bool:
    """Whether somebody hears warnings about people whom nobody has identified."""
    return any(grant.role in MAY_ATTACH for grant in grants)


def _unknown(caller: str, keeping: Keeping) -> tuple[Unattached, ...]:
    return tuple(one for one in every_unattached(keeping) if digest_of_caller(caller_of(one.entry)) == caller)
