"""Warnings that nobody opened, or that wait for their second person: to the next in line, again and again until one
who was told and hears it opens it, or until two people decided alike. No clock here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from caseward.web.keeping import Keeping
from caseward.web.notices import texts
from caseward.web.notices.models import Watch
from caseward.web.notices.operations import (
    announce,
    end_watch,
    first_told,
    may_confirm,
    step_up,
    tell,
    tell_second,
    wait,
)
from caseward.web.notices.queries import Standing, line_of, opened_by, standing_of

LINE = ("officer", "supervisor", "duty", "everybody")
"""Who is next: the officer, the supervisors of the office, the duty desk, every supervisor of the agency."""
AFTER_ALL = timedelta(days=1)
"""How often the whole line is told again once all of it was (assumed)."""


def escalate(keeping: Keeping, at: datetime) -> int:
    """Look at every warning whose time is over to be opened, or to be closed; how many went on to the next in line."""
    day = at.astimezone(ZoneInfo(keeping.zone)).date()
    due = Watch.objects.filter(ended=None, next_at__lte=at).order_by("next_at", "pk")
    return sum(_looked_at(watch, keeping, at, day) for watch in list(due))


def _looked_at(watch: Watch, keeping: Keeping, at: datetime, day: date) -> int:
    warning = standing_of(watch.pk, keeping)
    if warning is None or warning.closed:
        end_watch(watch, at, "no longer in the record" if warning is None else "closed by two people")
        return 0
    reading = None if watch.second else opened_by(watch, warning.term, keeping.zone)
    if reading is not None:
        end_watch(watch, reading.at, f"opened by {reading.user.staff}")
        return 0
    return int(_next_in_line(watch, warning, at, day))


@transaction.atomic
def _next_in_line(watch: Watch, warning: Standing, at: datetime, day: date) -> bool:
    step = watch.step + 1
    tiers = _tiers(may_confirm(warning) if watch.second else first_told(warning), step)
    if not step_up(watch, at + (wait(urgent=warning.urgent) if len(tiers) < len(LINE) else AFTER_ALL)):
        return False
    if watch.second:
        tell_second(warning, tiers, at, step)
        return True
    users = {user.pk: user for tier in tiers for user in line_of(warning.term, tier, day)}
    tell(users.values(), texts.UNREAD, warning.id, warning.path, at, again=str(step))
    announce("warning.unread", {"warning": warning.id, "step": step}, f"{warning.id} {step}", at)
    return True


def _tiers(told: Sequence[str], step: int) -> tuple[str, ...]:
    """Whom a step tells: everybody who was told before, and the next in line."""
    first = max((LINE.index(tier) + 1 for tier in told), default=0)
    return LINE[: first + step]
