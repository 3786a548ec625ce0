"""What a step would change if it were recorded: how the person stands, and what would be owed. No database here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from caseward.obligations.evaluate import evaluate_subject
from caseward.obligations.model import CLOSED, Obligation, Status
from caseward.oversight.standing import standings
from caseward.policy.model import PolicyDocument
from caseward.record.entry import Entry, Record
from caseward.record.facts import subjects_of
from caseward.record.subjects import Subject
from caseward.record.view import judged, view_of


@dataclass(frozen=True, slots=True)
class Changes:
    """What would stand and no longer stand, what would be newly owed and settled, and which rules it would break."""

    stands: tuple[str, ...]
    ends: tuple[str, ...]
    owed: tuple[Obligation, ...]
    settled: tuple[Obligation, ...]
    broken: tuple[Obligation, ...]

    def __bool__(self) -> bool:
        """Whether anything would change beside the record itself."""
        return bool(self.stands or self.ends or self.owed or self.settled or self.broken)


def changes(
    documents: Sequence[PolicyDocument], entries: Iterable[Entry], step: Entry, as_of: date, instead: str = ""
) -> Changes:
    """What one more entry changes of its term, as of a day; ``instead``: id of the entry in whose place it stands."""
    held, term = list(entries), step.text("term")
    kept = [entry for entry in held if entry.id != instead]
    before, after = _subject(held, term, as_of), _subject([*kept, step], term, as_of)
    was, now = _said(documents, before, as_of), _said(documents, after, as_of)
    rows = {row.id: row for row in _rows(documents, before, as_of)}
    then = _rows(documents, after, as_of)
    missed = {id_ for id_, row in rows.items() if row.status is Status.MISSED}
    open_before = {id_ for id_, row in rows.items() if row.status not in CLOSED}
    return Changes(
        stands=tuple(said for said in now if said not in was),
        ends=tuple(said for said in was if said not in now),
        owed=tuple(row for row in then if row.status not in CLOSED and row.id not in open_before),
        settled=tuple(row for row in then if row.status in CLOSED and row.id in open_before),
        broken=tuple(row for row in then if row.status is Status.MISSED and row.id not in {*missed, *open_before}),
    )


def _subject(entries: list[Entry], term: str, as_of: date) -> Subject | None:
    view = judged(view_of(Record.of(entries)), as_of)
    return next((s for s in subjects_of(view, "term") if s.id == term), None)


def _said(documents: Sequence[PolicyDocument], subject: Subject | None, as_of: date) -> list[str]:
    return [] if subject is None else [found.what for found in standings(subject, documents, as_of)]


def _rows(documents: Sequence[PolicyDocument], subject: Subject | None, as_of: date) -> list[Obligation]:
    if subject is None:
        return []
    rows = [row for document in documents for row in evaluate_subject(document, subject, as_of)]
    return sorted(rows, key=lambda row: (row.due, row.key))
