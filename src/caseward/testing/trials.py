"""A trial: a policy, a record and a day, on which two ways of working out what was owed can be compared.

``trials()`` draws small ones that Hypothesis can shrink; ``Trial.seeded`` makes large ones fast, and the same ones for
the same seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hypothesis import strategies as st

from caseward.policy.model import PolicyDocument
from caseward.record.entry import Record
from caseward.record.view import SetAside, View, view_of
from caseward.testing.choices import Choices, choices
from caseward.testing.policies import document
from caseward.testing.whole_policies import whole_policy
from caseward.testing.whole_records import whole_day, whole_record
from caseward.testing.worlds import Raw


@dataclass(frozen=True)
class Trial:
    """A policy as it would stand in a file, a record of its subjects, the day judged, and what could not be read."""

    policy: Raw
    record: Record
    as_of: date
    gaps: tuple[SetAside, ...] = ()

    @classmethod
    def of(cls, c: Choices, subjects: int) -> Trial:
        """A trial of about so many subjects."""
        policy = whole_policy(c)
        subject = str(policy["subject"])
        record, as_of = whole_record(c, subject, subjects), whole_day(c)
        return cls(policy, record, as_of, _gaps(c, record) if c.chance(12) else ())

    @classmethod
    def seeded(cls, seed: int, subjects: int = 60) -> Trial:
        """Always the same trial for the same seed and number of subjects."""
        return cls.of(Choices.seeded(seed), subjects)

    def document(self) -> PolicyDocument:
        """The policy as a document."""
        return document(self.policy)

    def view(self) -> View:
        """The record as known in full, apart from its gaps."""
        return view_of(self.record, set_aside=self.gaps)


def _gaps(c: Choices, record: Record) -> tuple[SetAside, ...]:
    """Rows of a kind that could not be read: about some entries' subjects, or a whole table."""
    kinds = sorted({e.kind for e in record}) or ["contact"]
    opened = [e.id for e in record if e.kind in ("person", "term", "facility")] or [""]
    about = [c.one(opened) for _ in range(c.number(1, 3))] if c.chance(80) else [""]
    return tuple(SetAside(c.one(kinds), name, c.number(0, 2)) for name in about)


def trials(subjects: int = 2) -> st.SearchStrategy[Trial]:
    """Trials of a few subjects, of every sort of subject and with every key of the policy language."""
    return choices().map(lambda c: Trial.of(c, subjects))
