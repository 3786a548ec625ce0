"""What is written about transfers and covers: into the kept record first, then the tables drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from caseward.interchange.kept.adding import Added
from caseward.interchange.kept.correcting import Change
from caseward.record.entry import Entry
from caseward.web.casework.drawing import Drawn
from caseward.web.casework.operations import TOGETHER, correct, record
from caseward.web.casework.work import work_if_new
from caseward.web.keeping import Keeping
from caseward.web.transfers.models import Cover, HandOver, TransferWish

_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


def hand_over(lines: Iterable[Mapping[str, object]], saving: str, keeping: Keeping) -> Added:
    """Record the assignments of a transfer, all or none. NotTaken with every fault."""
    return record(lines, saving, keeping)


def note(line: Mapping[str, object], saving: str, keeping: Keeping) -> Added:
    """Record a request for a transfer, or a cover. NotTaken with every fault."""
    return record([line], saving, keeping)


def decline(entry: str, why: str, by: str, saving: str, keeping: Keeping) -> Added:
    """Withdraw or decline a request: it stays visible, with why and by whom."""
    return correct(Change(entry, None, why, by=by), saving, keeping)


def end_cover(cover: Cover, until: date, why: str, by: str, saving: str, keeping: Keeping) -> Added:
    """Have a cover end on a day (exclusive); one that would end before it began is withdrawn."""
    sets = {"until": until.isoformat()} if until > cover.starts else None
    return correct(Change(cover.id, sets, why, by=by), saving, keeping)


def keep_transfers(terms: Iterable[Drawn]) -> None:
    """Draw the hand-overs and open requests of terms that were just drawn; earlier rows went with the term."""
    held = list(terms)
    HandOver.objects.bulk_create([row for term in held for row in _handovers(term)], batch_size=TOGETHER)
    TransferWish.objects.bulk_create([row for term in held for row in _wishes(term)], batch_size=TOGETHER)


def follow_covers(since: int, keeping: Keeping) -> None:
    """Draw the covers anew when any was recorded or put right."""
    entries = work_if_new(since, keeping)
    if entries is not None:
        Cover.objects.all().delete()
        Cover.objects.bulk_create([_cover(entry) for entry in entries if entry.kind == "cover"], batch_size=TOGETHER)


def _handovers(term: Drawn) -> list[HandOver]:
    """The assignment by which the officer in force became so, where somebody else was responsible before."""
    held = sorted((e for e in term.subject.entries if e.kind == "assignment"), key=_in_order)
    while len(held) > 1 and held[-1].text("officer") == held[-2].text("officer"):
        held.pop()  # another office, the same officer
    if len(held) < 2:
        return []
    until = held[-1].when("handover_until")
    return [
        HandOver(
            id=held[-1].id, term_id=term.id, before=held[-2].text("officer"), after=held[-1].text("officer"),
            day=held[-1].occurred.first, shared_until=None if until is None else until.last,
        )
    ]  # fmt: skip


def _wishes(term: Drawn) -> list[TransferWish]:
    """Requests after which no assignment was recorded."""
    held = term.subject.entries
    newest = max((_recorded(e) for e in held if e.kind == "assignment"), default=(_BEFORE_ALL, 0))
    return [
        TransferWish(
            id=e.id, term_id=term.id, by=e.recorded_by, day=e.occurred.first, officer=e.text("officer"),
            office=e.text("office"), reason=e.text("reason"),
        )
        for e in held
        if e.kind == "transfer_request" and _recorded(e) > newest
    ]  # fmt: skip


def _cover(entry: Entry) -> Cover:
    until = entry.when("until")
    return Cover(
        id=entry.id, officer=entry.text("officer"), covered_by=entry.text("covered_by"), starts=entry.occurred.first,
        until=None if until is None else until.last, reason=entry.text("reason"),
    )  # fmt: skip


def _in_order(entry: Entry) -> tuple[date, datetime, int]:
    """As the record puts officers in force: by day, then by when it was recorded."""
    return entry.occurred.first, *_recorded(entry)


def _recorded(entry: Entry) -> tuple[datetime, int]:
    """When the log took it, and in which place."""
    return entry.recorded or _BEFORE_ALL, 0 if entry.place is None else entry.place.row
