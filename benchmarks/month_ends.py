"""Month-end evaluations of North Dakota's and Idaho's standards: ``python -m benchmarks.month_ends [people]``.

Timed on one core, from columns in memory: the policy made ready, segments and masks of every requirement, then for each
person and each of 24 month ends the day on which what is open falls due, for every requirement of the shipped policy.
Each due day is the one that ``evaluate`` gives as of that month end (``tests/unit/benchmarks/test_month_ends.py``).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.compared import timed
from benchmarks.people import month_ends, people
from caseward.engine.columns import Columns
from caseward.engine.next_due import Due, next_due
from caseward.policy.load import load_policy

_POLICIES = Path(__file__).resolve().parents[1] / "policies"
POLICIES = {
    "North Dakota": (_POLICIES / "us-nd/standards.yaml", ("minimum", "medium", "maximum")),
    "Idaho": (_POLICIES / "us-id/general-and-sex-offense.yaml", ("minimum", "medium", "high")),
}


class MonthEnds:
    """One policy over made people."""

    def __init__(self, policy: Path, columns: Columns) -> None:
        self.document, self.columns, self.days = load_policy(policy).document, columns, month_ends()

    def run(self) -> Due:
        """For each requirement the due days by person and month end."""
        return next_due(self.document, self.columns, self.days)


def measured(count: int, runs: int) -> Iterator[tuple[str, float]]:
    """For each state person-months a second, the median of some runs."""
    for name, (file, levels) in POLICIES.items():
        MonthEnds(file, people(500, 1, levels)).run()
        work = MonthEnds(file, people(count, 7, levels))
        yield name, count * len(work.days) / median(timed(lambda w=work: w.run())[0] for _ in range(runs))  # type: ignore[misc]


if __name__ == "__main__":
    for state, rate in measured(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, 5):
        print(f"{state}: {rate:,.0f} person-months a second")
