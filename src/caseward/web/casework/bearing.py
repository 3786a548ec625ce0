"""What a contact would satisfy if it were saved: the record judged with it and without it. No database here."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from caseward.obligations.evaluate import evaluate_subject
from caseward.obligations.model import Bearing, Obligation, Status
from caseward.policy.model import PolicyDocument
from caseward.record.entry import Entry, Record
from caseward.record.facts import subjects_of
from caseward.record.subjects import Subject
from caseward.record.view import judged, view_of

OPEN = frozenset({Status.PENDING, Status.OVERDUE, Status.INDETERMINATE, Status.NOT_ASSESSABLE})


@dataclass(frozen=True, slots=True)
class Bears:
    """How a contact would bear on one obligation: whether it counts, why, and what the obligation would then be."""

    title: str
    needs: str
    due: date
    counts: bool
    why: str
    then: Status


def bearings(documents: Sequence[PolicyDocument], entries: Iterable[Entry], contact: Entry, as_of: date) -> list[Bears]:
    """How a contact bears on each obligation of its term that looks at it, soonest due first; counting ones first."""
    held = list(entries)
    before = {row.id: row for row in _rows(documents, held, contact, as_of)}
    found = [
        bears
        for row in _rows(documents, [*held, contact], contact, as_of)
        if (bears := _bears(row, before.get(row.id), contact)) is not None
    ]
    return sorted(found, key=lambda b: (not b.counts, b.due, b.title))


def _rows(
    documents: Sequence[PolicyDocument], entries: Sequence[Entry], contact: Entry, as_of: date
) -> list[Obligation]:
    subject = _subject(entries, contact.text("term"), as_of)
    about = [document for document in documents if document.subject == "term"]
    return [] if subject is None else [row for d in about for row in evaluate_subject(d, subject, as_of)]


def _subject(entries: Sequence[Entry], term: str, as_of: date) -> Subject | None:
    view = judged(view_of(Record.of(list(entries))), as_of)
    return next((s for s in subjects_of(view, "term") if s.id == term), None)


def _bears(row: Obligation, before: Obligation | None, contact: Entry) -> Bears | None:
    """None where the obligation was settled without the contact, or does not look at it."""
    if before is not None and before.status not in OPEN:
        return None
    looked = next((c for c in row.considered if c.entry == contact.id), None)
    if looked is None and contact.id not in row.counted:
        return None
    counts = contact.id in row.counted
    why = looked.reason if looked is not None else ""
    if counts and (looked is None or looked.bearing is Bearing.COUNTED):
        why = why or row.reason
    return Bears(row.title, row.needs, row.due, counts, why, row.status)


def judged_terms(
    documents: Sequence[PolicyDocument], entries: Sequence[Entry], terms: Container[str], as_of: date
) -> list[Obligation]:
    """Everything owed of a person's terms as of a day, by due day."""
    view = judged(view_of(Record.of(list(entries))), as_of)
    subjects = [s for s in subjects_of(view, "term") if s.id in terms]
    about = [document for document in documents if document.subject == "term"]
    rows = [row for d in about for s in subjects for row in evaluate_subject(d, s, as_of)]
    return sorted(rows, key=lambda row: (row.due, row.key))
