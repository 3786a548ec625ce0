"""The steps of a proposal put together: proposed, returned, proposed again, approved or withdrawn. No database here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from caseward.record.entry import Entry
from caseward.web.reporting.chains import place_of, put_together

KIND = "response_proposal"
WAITING, RETURNED, APPROVED, WITHDRAWN = "proposed", "returned", "approved", "withdrawn"
OPEN = frozenset({WAITING, RETURNED})
"""States in which a proposal may still be changed or withdrawn."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A response that somebody asks a supervisor to approve: its steps as they stand, the earliest first."""

    steps: tuple[Entry, ...]

    @property
    def last(self) -> Entry:
        """The newest step: it says how the proposal stands."""
        return self.steps[-1]

    @property
    def said(self) -> Entry:
        """The newest step that says what is proposed."""
        return next((e for e in reversed(self.steps) if e.text("step") == WAITING), self.steps[0])

    @property
    def state(self) -> str:
        """How it stands: ``proposed`` and waiting, ``returned``, ``approved`` or ``withdrawn``."""
        return self.last.text("step")

    @property
    def place(self) -> int:
        """Where the first step stands in the log: by it the proposal is known."""
        return place_of(self.steps[0])

    @property
    def term(self) -> str:
        """The term that it is about."""
        return self.steps[0].text("term")

    @property
    def proposers(self) -> frozenset[str]:
        """Everybody who proposed a version of it, by staff token."""
        return frozenset({e.recorded_by for e in self.steps if e.text("step") == WAITING} - {""})

    @property
    def is_open(self) -> bool:
        """Whether nobody has approved or withdrawn it."""
        return self.state in OPEN

    @property
    def days(self) -> int:
        """For how many days, where it has days; else 0."""
        days = self.said.values.get("days")
        return days if isinstance(days, int) else 0


def proposals(entries: Iterable[Entry]) -> list[Proposal]:
    """The proposals among entries that stand, in the order in which they were first recorded."""
    return [Proposal(steps) for steps in put_together(entries, KIND, "proposal")]
