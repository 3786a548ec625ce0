"""The timeline of each of a person's terms, as an audit draws it: the same marks, the same words."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from caseward.interchange.reading import Reading
from caseward.obligations.evaluate import evaluate
from caseward.obligations.model import Obligation
from caseward.oversight.assess import assess
from caseward.policy.policy import Policy
from caseward.record.entry import Entry, Record
from caseward.record.subjects import Subject
from caseward.record.view import view_of
from caseward.reports.draw import draw
from caseward.reports.model import Audit
from caseward.reports.page import row_days
from caseward.reports.picture import Row
from caseward.reports.pictures import picture_of, subjects_in


@dataclass(frozen=True, slots=True)
class Timeline:
    """A term drawn: its answer in words, the picture as SVG, and the same as rows of lane, days, words and signs."""

    term: str
    answer: str
    svg: str
    rows: tuple[tuple[str, str, str, str], ...]
    left_out: int
    not_drawn: str


def timelines(audit: Audit, terms: Container[str]) -> list[Timeline]:
    """Each of the terms that the policies are about, newest first, as an audit judged them."""
    subjects = [s for s in subjects_in(audit) if s.id in terms]
    newest = sorted(subjects, key=lambda s: (s.opened.first, s.id), reverse=True)
    return [_timeline(audit, place, subject) for place, subject in enumerate(newest)]


def owed_in(audit: Audit, terms: Container[str]) -> list[Obligation]:
    """Everything owed of the terms as an audit judged them, by due day."""
    return sorted((row for row in audit.in_force if row.subject in terms), key=lambda row: (row.due, row.key))


def audit_of(
    policies: tuple[Policy, ...], entries: Iterable[Entry], as_of: date, known_at: datetime | None = None
) -> Audit:
    """Entries judged as of a day. They are what was known at ``known_at``; the picture says that instant."""
    record = Record.of(list(entries))
    view = view_of(record)
    documents = [policy.document for policy in policies]
    evaluations = tuple(evaluate(document, view, as_of) for document in documents)
    return Audit(
        title="",
        record_path_name="",
        reading=Reading(record, (), (), len(record), {}, ""),
        view=view,
        policies=policies,
        evaluations=evaluations,
        assessment=assess(view, documents, evaluations, as_of),
        as_of=as_of,
        known_at=known_at,
        caseward_version="",
    )


def _timeline(audit: Audit, place: int, subject: Subject) -> Timeline:
    picture = picture_of(audit, without_callers(subject))
    return Timeline(
        term=subject.id,
        answer="; ".join(picture.headline),
        svg=draw(picture, f"t{place}"),
        rows=tuple((row.lane, row_days(row), _said(row), row.shown_as) for row in picture.rows()),
        left_out=picture.left_out,
        not_drawn="; ".join(picture.not_drawn),
    )


def without_callers(subject: Subject) -> Subject:
    """A subject whose warnings do not say who called: a picture is shown to more people than may know it."""
    return replace(subject, entries=tuple(_without_caller(entry) for entry in subject.entries))


def _without_caller(entry: Entry) -> Entry:
    if entry.kind != "warning":
        return entry
    return replace(entry, values={name: value for name, value in entry.values.items() if name != "from_role"})


def _said(row: Row) -> str:
    return f"{row.number} times {row.words}" if row.number > 1 else row.words
