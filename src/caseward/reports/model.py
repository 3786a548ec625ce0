"""An audit: what was read, under which policies, on which clocks, and everything that came of it. The reports read this
and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

if (
    TYPE_CHECKING
):  # the reports only read these; importing them here would load every reader and evaluator with the model
    from caseward.interchange.reading import Reading
    from caseward.obligations.evaluate import Evaluation
    from caseward.obligations.model import Obligation, Tally
    from caseward.oversight.model import Assessment
    from caseward.policy.load import Policy
    from caseward.record.view import View

IN_FORCE = "in force"


@dataclass(frozen=True, slots=True)
class Audit:
    """One audit, complete. ``policies`` and ``evaluations`` run in step: the n-th evaluation is under the n-th policy.

    ``record_path_name`` is the name of the record folder without the folders above it: outputs say nothing about the
    machine.
    ``as_of`` is the day judged, at its end; ``known_at`` the instant looked from, or None for everything recorded.
    """

    title: str
    record_path_name: str
    reading: Reading
    view: View
    policies: tuple[Policy, ...]
    evaluations: tuple[Evaluation, ...]
    assessment: Assessment
    as_of: date
    known_at: datetime | None
    caseward_version: str

    @property
    def obligations(self) -> tuple[Obligation, ...]:
        """Every obligation under every policy and reading, policy by policy, each in order of key."""
        return tuple(o for evaluation in self.evaluations for o in evaluation.obligations)

    @property
    def told(self) -> tuple[Obligation, ...]:
        """The obligations a report lists: those in force, then those of other readings that differ."""
        ours = {_answer(o) for o in self.in_force}
        others = {_group(o) for o in self.obligations if o.reading != IN_FORCE and _answer(o) not in ours}
        rest = (o for o in self.obligations if o.reading != IN_FORCE and _group(o) in others)
        return (*self.in_force, *rest)

    @property
    def in_force(self) -> tuple[Obligation, ...]:
        """The obligations under the policies in force, without the other readings."""
        return tuple(o for o in self.obligations if o.reading == IN_FORCE)

    @property
    def tallies(self) -> tuple[Tally, ...]:
        """Every tally under every policy and reading."""
        return tuple(t for evaluation in self.evaluations for t in evaluation.tallies)

    def readings(self) -> Iterator[tuple[str, str, str]]:
        """Policy id, reading id and title of every reading beside the one in force, in the order of the policies."""
        for policy in self.policies:
            for reading in policy.document.readings:
                yield policy.document.policy, reading.id, reading.title


def _group(one: Obligation) -> tuple[str, str, str, str]:
    return one.policy, one.reading, one.requirement, one.subject


def _answer(one: Obligation) -> tuple[object, ...]:
    """What two readings would have to agree on to say the same of one obligation."""
    return (
        one.policy,
        one.requirement,
        one.subject,
        one.about,
        one.window_start,
        one.ordinal,
        one.due,
        one.status,
        one.counted,
    )
