"""Who is told of what people say and send about their own record, and reminded while a dispute waits. No clock here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from caseward.record.entry import Entry
from caseward.web.accounts.models import User
from caseward.web.casework.drawing import Drawn
from caseward.web.casework.models import Term
from caseward.web.disputes.drawing import answer_to
from caseward.web.disputes.models import Dispute
from caseward.web.keeping import Keeping, keeping
from caseward.web.moment import now
from caseward.web.notices import texts
from caseward.web.notices.operations import NEWS, began, tell
from caseward.web.notices.queries import line_of
from caseward.web.public.forms import THEMSELVES

TIERS = ("officer", "supervisor")
"""Who is told: whoever answers for the person, and the supervisors of the office."""


def tell_of_disputes(found: Iterable[Drawn]) -> None:
    """Tell of disputes and of files sent beside none, recorded since messages are sent, as they are drawn."""
    at = now()
    since, day = began(at), at.astimezone(ZoneInfo(keeping().zone)).date()
    for drawn in found:
        for entry in _sent(drawn.subject.entries):
            if entry.recorded is not None and entry.recorded > since and entry.occurred.first > day - NEWS:
                kind = texts.DISPUTE if entry.kind == "dispute" else texts.PROOF
                term = Term.objects.get(pk=drawn.id)
                tell(_users(term, day), kind, entry.id, reverse("disputes-of", args=[term.person]), at)


def disputes_late(keeping: Keeping, at: datetime) -> int:
    """Remind of disputes that are past the day by which they are to be answered, once a week; how many were told. What
    was late before messages were sent is on the pages, and nobody is told of it.
    """
    zone, allowed = ZoneInfo(keeping.zone), timedelta(days=settings.AGENCY.dispute_days)
    day, since = at.astimezone(zone).date(), began(at).astimezone(zone).date()
    rows = Dispute.objects.filter(result="", day__lt=day - allowed, day__gte=since - allowed).select_related("term")
    return sum(_reminded(row, row.day + allowed, day, at) for row in rows.order_by("pk"))


def _reminded(row: Dispute, due: date, day: date, at: datetime) -> int:
    path, week = reverse("disputes-of", args=[row.term.person]), (day - due).days // 7
    return tell(_users(row.term, day), texts.DISPUTE_LATE, row.pk, path, at, again=str(week))


def _sent(entries: Iterable[Entry]) -> list[Entry]:
    """Disputes without an answer, and files that the person sent with none of them."""
    held = list(entries)
    disputes = [entry for entry in held if entry.kind == "dispute"]
    with_one = {entry.text("proof") for entry in disputes}
    alone = [e for e in held if e.kind == "document" and e.recorded_by == THEMSELVES and e.id not in with_one]
    return [e for e in disputes if answer_to(e.id, held) is None] + alone


def _users(term: Term, day: date) -> list[User]:
    found = {user.pk: user for tier in TIERS for user in line_of(term, tier, day)}
    return list(found.values())
