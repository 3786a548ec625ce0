"""What is written about reviews: into the kept record first, then the tables drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from caseward.interchange.kept.adding import Added
from caseward.record.entry import Entry
from caseward.web.casework.drawing import Drawn
from caseward.web.casework.operations import TOGETHER, record
from caseward.web.casework.work import work_if_new
from caseward.web.keeping import Keeping
from caseward.web.reviewing.drawing import actions_of, reviews_of, since_review, withdrawn_of
from caseward.web.reviewing.models import Action, Happened, Reviewed, Sample


def note(lines: Iterable[Mapping[str, object]], saving: str, keeping: Keeping) -> Added:
    """Record a review with what it asks for, or a sample, all or none. NotTaken with every fault."""
    return record(lines, saving, keeping)


def keep_reviews(terms: Iterable[Drawn]) -> None:
    """Draw the reviews of terms that were just drawn, and what happened since; earlier rows went with the term."""
    reviews, actions, happened = [], [], []
    for term in terms:
        own = reviews_of(term.subject.entries)
        reviews += [_reviewed(entry, term.id) for entry in own]
        known = {entry.id for entry in own}
        actions += [action for action in _actions(term) if action.review_id in known]
        happened.append(_happened(term, own))
    Reviewed.objects.bulk_create(reviews, batch_size=TOGETHER)
    Action.objects.bulk_create(actions, batch_size=TOGETHER)
    Happened.objects.bulk_create(happened, batch_size=TOGETHER)


def follow_samples(since: int, keeping: Keeping) -> None:
    """Draw the samples anew when any was recorded or put right."""
    entries = work_if_new(since, keeping)
    if entries is not None:
        Sample.objects.all().delete()
        rows = [_sample(entry) for entry in entries if entry.kind == "review_sample"]
        Sample.objects.bulk_create(rows, batch_size=TOGETHER)


def _reviewed(entry: Entry, term: str) -> Reviewed:
    said = {name: entry.text(name) for name in ("type", "chosen", "sample")}
    return Reviewed(id=entry.id, term_id=term, day=entry.occurred.last, by=entry.recorded_by, **said)


def _actions(term: Drawn) -> list[Action]:
    found = [_action(entry, state=state, done=done) for entry, state, done in actions_of(term.subject.entries)]
    for entry, correction in withdrawn_of(term.set_aside, term.subject.entries):
        by, why = correction.recorded_by, correction.text("reason")
        day = correction.occurred.last
        found.append(_action(entry, state="withdrawn", withdrawn=day, withdrawn_by=by, why=why))
    return found


def _action(entry: Entry, **became: object) -> Action:
    said = {name: entry.text(name) for name in ("owner", "what")}
    return Action(id=entry.id, review_id=entry.text("review"), due=_due(entry), **said, **became)


def _happened(term: Drawn, reviews: list[Entry]) -> Happened:
    last = max((entry.occurred.last for entry in reviews), default=None)
    events = since_review(term.subject.entries, last)
    newest = max((day for _, day in events), default=None)
    said = [[kind, day.isoformat()] for kind, day in events]
    return Happened(term_id=term.id, last=last, events=said, newest=newest)


def _due(entry: Entry) -> date | None:
    due = entry.when("due")
    return None if due is None else due.last


def _sample(entry: Entry) -> Sample:
    return Sample(
        id=entry.id, day=entry.occurred.first, by=entry.recorded_by, office=entry.text("office"),
        seed=entry.number("seed") or 0, frame_size=len(entry.many("frame")), drawn=list(entry.many("drawn")),
    )  # fmt: skip
