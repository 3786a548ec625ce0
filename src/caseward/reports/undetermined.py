"""What the record does not decide, and what would settle it: alike obligations together, with the windows concerned."""

from __future__ import annotations

from dataclasses import dataclass

from caseward.obligations.model import Obligation, Status
from caseward.reports.model import Audit
from caseward.reports.speech import counted, days_words


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that cannot be told: which rule, of whom, when, why, what would settle it, and the obligations it
    leaves open."""

    title: str
    subject: str
    reading: str
    status: str
    when: str
    why: str
    settles: str
    obligations: tuple[str, ...]


def questions(audit: Audit) -> list[Question]:
    """The open questions in the order of the obligations; alike ones of one subject and rule are one question."""
    groups: dict[tuple[str, ...], list[Obligation]] = {}
    for one in audit.told:
        if one.status in (Status.INDETERMINATE, Status.NOT_ASSESSABLE):
            key = (one.policy, one.requirement, one.reading, one.subject, one.status.value, one.reason, one.settles)
            groups.setdefault(key, []).append(one)
    return [_question(rows) for rows in groups.values()]


def _question(rows: list[Obligation]) -> Question:
    one = rows[0]
    first, last = min(o.window_start for o in rows), max(o.due for o in rows)
    when = f"{counted(len(rows), 'obligation')}, {days_words(first, max(first, last))}"
    settles = one.settles or "an entry that states the missing fact"
    ids = tuple(o.id for o in rows)
    return Question(one.title, one.subject, one.reading, one.status.value, when, one.reason, settles, ids)
