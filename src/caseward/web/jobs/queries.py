"""How the background work stands, as plain data: for the page of health, for measures, and for the head of pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from caseward.interchange.kept.opening import trust_of
from caseward.ledger.exposure import exposure
from caseward.web.casework.models import Mark, Waiting
from caseward.web.jobs.models import Job
from caseward.web.keeping import Keeping


@dataclass(frozen=True, slots=True)
class Behind:
    """That pages do not stand as of today: the day for which they hold, and how many people are still waiting."""

    day: date
    waiting: int
    drawing: bool


def behind(today: date) -> Behind | None:
    """How far the drawing is behind; None when it is not, or nothing was drawn yet."""
    mark = Mark.objects.filter(pk=1).first()
    if mark is None or mark.day is None or (mark.day >= today and mark.towards is None and not mark.listing):
        return None
    return Behind(mark.day, Waiting.objects.count(), mark.towards is not None)


def health(keeping: Keeping, at: datetime) -> dict[str, object]:
    """How the application stands at an instant, in names and numbers; nothing of a person is in it."""
    from caseward.web.notices.queries import outbox
    from caseward.web.public.queries import count_held, uploads_apart

    mark = Mark.objects.filter(pk=1).first()
    waiting = outbox(at)
    return {
        "entries": keeping.reading().store.size,
        "drawn_entries": mark.entries if mark else 0,
        "drawn_for": str(mark.day) if mark and mark.day else None,
        "people_waiting_to_be_drawn": Waiting.objects.count(),
        "outbox": {"waiting": waiting.waiting, "oldest_seconds": waiting.oldest_seconds, "dead": waiting.dead},
        "files": {"held": count_held(), "apart": uploads_apart().count()},
        "jobs": {job.pk: _said(job, at) for job in Job.objects.order_by("pk")},
    }


def exposed(keeping: Keeping, at: datetime) -> tuple[int, float | None]:
    """Entries that no witness has cosigned yet, and for how many seconds; None when no witness ever looked."""
    kept = keeping.reading()
    witnesses = tuple(trust_of(kept.settings).witnesses.values())
    limit = timedelta(seconds=kept.settings.witness_limit_seconds)
    found = exposure(kept.store.size, kept.store.cosigned(), witnesses, at, limit)
    return found.entries, None if found.window is None else found.window.total_seconds()


def _said(job: Job, at: datetime) -> dict[str, object]:
    age = None if job.ended is None else max(0, int((at - job.ended).total_seconds()))
    return {"last_run_seconds_ago": age, "done": job.done, "fault": job.fault}
