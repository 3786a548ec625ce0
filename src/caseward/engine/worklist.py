"""What is open on a day and when it falls due, of every subject, in words: what somebody has to do next.

The reference words each row. Where there are many subjects the engine says first of whom something is open: in one
pass for all days where the policy has one (``next_due``), else by evaluating as of each day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from caseward.obligations.evaluate import evaluate_subject
from caseward.obligations.incomplete import with_gaps
from caseward.obligations.model import Obligation, Status
from caseward.obligations.regime import IN_FORCE
from caseward.policy.model import PolicyDocument
from caseward.record.facts import subjects_of
from caseward.record.subjects import Subject
from caseward.record.view import View, judged

_Only = set[tuple[str, str]]
_OPEN = (Status.PENDING, Status.OVERDUE)
_UNDECIDED = (Status.INDETERMINATE, Status.NOT_ASSESSABLE)


@dataclass(frozen=True, slots=True)
class Due:
    """An obligation that is open at the end of a day, or of which nobody can say while its window is."""

    as_of: date
    person: str
    row: Obligation

    @property
    def sort_key(self) -> tuple[object, ...]:
        """By the day asked about, then what falls due first."""
        return self.as_of, self.row.due, self.row.subject, self.row.key


def is_open(row: Obligation, as_of: date) -> bool:
    """Whether something can still be done about it, for all that is known."""
    return row.status in _OPEN or (row.status in _UNDECIDED and row.window_end > as_of)


def rows_on(document: PolicyDocument, view: View, day: date) -> Iterator[Obligation]:
    """Everything in force as of a day, settled or open, of every subject: for few of them, since the reference says all
    of it.
    """
    for subject in subjects_of(judged(view, day), document.subject):
        yield from _worded(document, subject, day, view, None)


def worklist(document: PolicyDocument, view: View, days: Sequence[date], *, many: int = 5_000) -> list[Due]:
    """What is open at the end of each of the days (sorted) in the reading in force, by day and due day. ``many``:
    subjects from which on the engine is asked first."""
    found: list[Due] = []
    whole = subjects_of(judged(view, days[-1]), document.subject)
    passed = _passed(document, whole, days) if len(whole) >= many else None
    for day in days:
        subjects = whole if day == days[-1] else subjects_of(judged(view, day), document.subject)
        wanted = passed[day] if passed is not None else _evaluated(document, subjects, day, view, many)
        for subject in subjects:
            if wanted is None or subject.id in wanted:
                only = None if wanted is None else wanted[subject.id]
                rows = _worded(document, subject, day, view, only)
                found += [Due(day, subject.person, row) for row in rows if is_open(row, day)]
    return sorted(found, key=lambda due: due.sort_key)


def _worded(document: PolicyDocument, subject: Subject, day: date, view: View, only: _Only | None) -> list[Obligation]:
    return with_gaps(evaluate_subject(document, subject, day, IN_FORCE, only), subject, document, view.set_aside)


def _passed(
    document: PolicyDocument, subjects: Sequence[Subject], days: Sequence[date]
) -> dict[date, Mapping[str, _Only]] | None:
    """By day and subject the requirements that are open or left to the reference; None where the policy has no pass."""
    import numpy as np

    from caseward.engine.columns import NONE, columns_of, day_number
    from caseward.engine.next_due import next_due
    from caseward.errors import BadRequest

    try:
        due = next_due(document, columns_of(subjects), np.array([day_number(d) for d in days], dtype=np.int32))
    except BadRequest:
        return None
    found: dict[date, Mapping[str, _Only]] = {}
    for at, day in enumerate(days):
        wanted: dict[str, _Only] = defaultdict(set)
        for (reading, requirement, kind), (out, slow) in due.items():
            for place in np.flatnonzero((out[:, at] != NONE) | (slow != 0)).tolist() if reading == IN_FORCE else ():
                wanted[subjects[place].id].add((requirement, kind))
        found[day] = wanted
    return found


def _evaluated(
    document: PolicyDocument, subjects: Sequence[Subject], day: date, view: View, many: int
) -> Mapping[str, _Only] | None:
    """The same by evaluating as of the day; None: few enough for the reference to be asked of everything."""
    if len(subjects) < many:
        return None
    from caseward.engine.columns import columns_of
    from caseward.engine.run import evaluate_columns

    table = evaluate_columns(document, columns_of(subjects), day, gaps=view.set_aside)
    wanted: dict[str, _Only] = defaultdict(set)
    for row in table.select(["reading", "requirement", "kind", "subject", "status", "window_end"]).to_pylist():
        open_ = row["status"] in _OPEN or (row["status"] in _UNDECIDED and row["window_end"] > day)
        if open_ and row["reading"] == IN_FORCE:
            wanted[row["subject"]].add((row["requirement"], row["kind"]))
    return wanted
