"""What a policy's grid of graduated responses allows in answer to a violation, and how a response stands to it.

It says what the grid says; what is done is for a person to choose.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from caseward.dates import FOREVER
from caseward.policy.model import GradedResponses, GradedRow, PolicyDocument, ResponseCondition


@dataclass(frozen=True, slots=True)
class Graded:
    """The grid in force on a day, with its policy, and the row that fits; None where a fact is missing."""

    document: PolicyDocument
    grid: GradedResponses
    row: GradedRow | None

    def condition(self, response: str) -> ResponseCondition | None:
        """What is asked before a response is proposed; None where nothing is."""
        return next((one for one in self.grid.conditions if one.response == response), None)

    def against(self, response: str) -> str:
        """How a response stands to the row, as the record says it: ``within``, ``less``, ``more`` or ``other``.

        Empty where no row fits.
        """
        if self.row is None:
            return ""
        if response in self.row.responses:
            return "within"
        order = self.grid.order
        if response not in order:
            return "other"
        allowed = [order.index(one) for one in self.row.responses]
        place = order.index(response)
        return "less" if place < min(allowed) else "more" if place > max(allowed) else "other"


def graded_on(documents: Iterable[PolicyDocument], day: date, severity: str, level: str) -> Graded | None:
    """The grid of the first of the policies that has one on a day, with the row for a severity and level."""
    for document in documents:
        for grid in document.graduated_responses:
            if grid.from_ <= day < (grid.until or FOREVER):
                return Graded(document, grid, _row(grid, severity, level))
    return None


def _row(grid: GradedResponses, severity: str, level: str) -> GradedRow | None:
    return next((r for r in grid.rows if r.severity == severity and (not r.level or level in r.level)), None)
