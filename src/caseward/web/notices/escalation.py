"""Warnings that nobody opened: to the next in line, again and again until one who was told opens it. No clock here."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from caseward.web.keeping import Keeping
from caseward.web.notices import texts
from caseward.web.notices.models import Watch
from caseward.web.notices.operations import announce, end_watch, first_told, step_up, tell, wait
from caseward.web.notices.queries import Standing, line_of, opened_by, standing_of

LINE = ("officer", "supervisor", "duty", "everybody")
"""Who is next: the officer, the supervisors of the office, the duty desk, every supervisor of the agency."""
AFTER_ALL = timedelta(days=1)
"""How often the whole line is told again once all of it was (assumed)."""


def escalate(keeping: Keeping, at: datetime) -> int:
    """Look at every warning whose time to be opened is over; how many went on to the next in line."""
    day = at.astimezone(ZoneInfo(keeping.zone)).date()
    due = Watch.objects.filter(ended=None, next_at__lte=at).order_by("next_at", "pk")
    return sum(_looked_at(watch, keeping, at, day) for watch in list(due))


def _looked_at(watch: Watch, keeping: Keeping, at: datetime, day: date) -> int:
    warning, reading = standing_of(watch.pk, keeping), opened_by(watch)
    if warning is None:
        end_watch(watch, at, "no longer in the record")
    elif reading is not None:
        end_watch(watch, reading.at, f"opened by {reading.user.staff}")
    elif warning.decided:
        end_watch(watch, at, "decided")
    else:
        return int(_next_in_line(watch, warning, at, day))
    return 0


@transaction.atomic
def _next_in_line(watch: Watch, warning: Standing, at: datetime, day: date) -> bool:
    tiers, step = _tiers(warning, watch.step + 1), watch.step + 1
    if not step_up(watch, at + (wait(urgent=warning.urgent) if len(tiers) < len(LINE) else AFTER_ALL)):
        return False
    users = {user.pk: user for tier in tiers for user in line_of(warning.term, tier, day)}
    tell(users.values(), texts.UNREAD, warning.id, warning.path, at, again=str(step))
    announce("warning.unread", {"warning": warning.id, "step": step}, f"{warning.id} {step}", at)
    return True


def _tiers(warning: Standing, step: int) -> tuple[str, ...]:
    """Whom a step tells: everybody who was told before, and the next in line."""
    first = max((LINE.index(tier) + 1 for tier in first_told(warning)), default=0)
    return LINE[: first + step]
