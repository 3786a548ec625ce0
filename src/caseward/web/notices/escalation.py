"""Warnings that nobody opened: to the next in line, again and again until one who was told opens it. No clock here."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from caseward.web.intake.models import ThirdPartyWarning
from caseward.web.intake.queries import warning_of
from caseward.web.keeping import Keeping
from caseward.web.notices import texts
from caseward.web.notices.models import Watch
from caseward.web.notices.operations import announce, end_watch, step_up, tell, wait
from caseward.web.notices.queries import line_of, opened_by

LINE = ("officer", "supervisor", "duty", "everybody")
"""Who is next: the officer, the supervisors of the office, the duty desk, every supervisor of the agency."""
AFTER_ALL = timedelta(days=1)
"""How often the whole line is told again once all of it was (assumed)."""


def escalate(keeping: Keeping, at: datetime) -> int:
    """Look at every warning whose time to be opened is over; how many went on to the next in line."""
    day = at.astimezone(ZoneInfo(keeping.zone)).date()
    due = Watch.objects.filter(ended=None, next_at__lte=at).order_by("next_at", "pk")
    return sum(_looked_at(watch, at, day) for watch in list(due))


def _looked_at(watch: Watch, at: datetime, day: date) -> int:
    row = warning_of(watch.pk)
    reading = opened_by(watch)
    if row is None:
        end_watch(watch, at, "no longer in the record")
    elif reading is not None:
        end_watch(watch, reading.at, f"opened by {reading.user.staff}")
    elif row.action:
        end_watch(watch, at, "decided")
    else:
        return int(_next_in_line(watch, row, at, day))
    return 0


@transaction.atomic
def _next_in_line(watch: Watch, row: ThirdPartyWarning, at: datetime, day: date) -> bool:
    tiers = _tiers(watch.step + 1, urgent=row.urgent)
    if not step_up(watch, at + (wait(urgent=row.urgent) if len(tiers) < len(LINE) else AFTER_ALL)):
        return False
    users = {user.pk: user for tier in tiers for user in line_of(row.term, tier, day)}
    path = reverse("warning", args=[watch.pk])
    tell(users.values(), texts.UNREAD, watch.pk, path, at, again=str(watch.step + 1))
    announce("warning.unread", {"warning": watch.pk, "step": watch.step + 1}, f"{watch.pk} {watch.step + 1}", at)
    return True


def _tiers(step: int, *, urgent: bool) -> tuple[str, ...]:
    """Whom a step tells: everybody who was told before, and the next in line."""
    first = 3 if urgent else max((LINE.index(tier) + 1 for tier in settings.AGENCY.warnings_to), default=0)
    return LINE[: first + step]
