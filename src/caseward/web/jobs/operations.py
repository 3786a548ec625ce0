"""The one place that writes what jobs leave: their rows, and people drawn for the new day, some at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from caseward.web.casework.models import Mark, Term, Waiting
from caseward.web.casework.operations import TOGETHER, draw_people
from caseward.web.casework.queries import people_kept
from caseward.web.jobs.models import Job
from caseward.web.keeping import Keeping

HELD_FOR = timedelta(minutes=2)
"""How long a job is held. It gives itself less; whoever holds it longer was killed."""
SLICE = 25
"""People drawn in one transaction: a page that saves waits no longer than for these."""


def taken(name: str, every: timedelta, at: datetime) -> bool:
    """Whether the job is due and now ours: of two that ask at once, one gets it."""
    Job.objects.get_or_create(pk=name)
    free = Q(held_until=None) | Q(held_until__lte=at)
    due = Q(started=None) | Q(started__lte=at - every)
    return bool(Job.objects.filter(free, due, pk=name).update(held_until=at + HELD_FOR, started=at))


def given_back(name: str, started: datetime, at: datetime, done: int, fault: str = "") -> None:
    """Say what came of a job. Says nothing when its time had run out and somebody else took it."""
    ours = Job.objects.filter(pk=name, started=started)
    said: dict[str, object] = {"held_until": None, "fault": fault[:200], "done": done}
    ours.update(**said if fault else said | {"ended": at})


def tend(at: datetime) -> None:
    """Say that a jobs process looks after the drawing, so that no page draws everybody."""
    Mark.objects.filter(pk=1).update(tended=at)


def draw_for_the_day(keeping: Keeping, at: datetime, more: Callable[[], bool]) -> int:
    """Draw people for the day that it is, a slice at a time, while ``more`` says so; how many were drawn.

    A process that is killed has drawn whole slices: the rest still waits. What pages show meanwhile is what was drawn
    before; when nobody waits any more, everything stands as of the day.
    """
    day, count = at.astimezone(ZoneInfo(keeping.zone)).date(), 0
    _begin(day)
    while more() and Mark.objects.filter(pk=1, day__isnull=False).exists():
        if Mark.objects.filter(pk=1, listing=True).exists():
            _put_in_line(keeping)
            continue
        drawn = _slice(keeping)
        if drawn == 0:
            break
        count += drawn
    return count


@transaction.atomic
def _begin(day: object) -> None:
    """On a new day everybody is drawn."""
    mark = Mark.objects.select_for_update().filter(pk=1, day__isnull=False).first()
    if mark is not None and mark.day != day and mark.towards != day:
        mark.towards, mark.listing = day, True  # type: ignore[assignment]  # a date
        mark.save()


def _put_in_line(keeping: Keeping) -> None:
    """Everybody of whom the record or the tables know waits to be drawn."""
    before = Mark.objects.get(pk=1).entries
    people = people_kept(keeping) | set(Term.objects.values_list("person", flat=True).distinct())
    with transaction.atomic():
        mark = Mark.objects.select_for_update().get(pk=1)
        waiting = (Waiting(person=person) for person in sorted(people))
        Waiting.objects.bulk_create(waiting, batch_size=TOGETHER, ignore_conflicts=True)
        mark.listing = mark.entries != before  # somebody may have come meanwhile, under an order say: once more
        mark.towards = mark.towards or mark.day
        mark.save()


@transaction.atomic
def _slice(keeping: Keeping) -> int:
    mark = Mark.objects.select_for_update().get(pk=1)
    if mark.towards is None:
        return 0
    people = list(Waiting.objects.order_by("person").values_list("person", flat=True)[:SLICE])
    if people:
        draw_people(people, keeping, mark.towards)
    elif not mark.listing:
        mark.day, mark.towards = mark.towards, None
        mark.save()
    return len(people)
