"""Month-end evaluations of North Dakota's and Idaho's standards: ``python -m benchmarks.month_ends [people]``.

Timed on one core, from columns in memory: the policy made ready, segments and masks of every requirement, then for each
person and each of 24 month ends the day on which what is open falls due, for every requirement of the shipped policy.
Each due day is the one that ``evaluate`` gives as of that month end (``tests/unit/benchmarks/test_month_ends.py``).
"""

from __future__ import annotations

import sys
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


def main(count: int) -> None:
    """Measure and print person-months a second, the median of five."""
    for name, (file, levels) in POLICIES.items():
        MonthEnds(file, people(500, 1, levels)).run()
        work = MonthEnds(file, people(count, 7, levels))
        found = [timed(lambda w=work: w.run()) for _ in range(5)]  # type: ignore[misc]
        seconds, processor = median(s for s, _ in found), median(p for _, p in found)
        months = count * len(work.days)
        print(
            f"{name}: {months / seconds:,.0f} person-months a second, {months / processor:,.0f} a second of processor"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
