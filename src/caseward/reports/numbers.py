"""How often a rule was met and what became of the rest, on one basis: scored obligations, in every summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from caseward.obligations.model import Obligation, Status, Tally
from caseward.obligations.tally import JUDGED, UNDECIDED
from caseward.oversight.certain import surely_unmet
from caseward.policy.model import PolicyDocument


@dataclass(frozen=True, slots=True)
class Numbers:
    """The obligations of one requirement in one reading. All numbers but the last count scored ones only.

    ``windows`` are those that are over and judged: met, late, missed or undecided. ``least`` and ``most`` bound how
    many were met; ``surely_missed`` are those missed and those that, of the undecided, cannot all have been met.
    """

    windows: int
    least: int
    most: int
    late: int
    missed: int
    surely_missed: int
    overdue: int
    pending: int
    undecided: int
    excused: int
    unscored: int

    @property
    def met_words(self) -> str:
        """``1 of 16``; ``1 to 6 of 16`` where the record does not decide it; else why there is nothing to count."""
        if self.windows:
            met = f"{self.least:,}" if self.least == self.most else f"{self.least:,} to {self.most:,}"
            return f"{met} of {self.windows:,}"
        if self.overdue or self.pending:
            return "none yet" if self.overdue else "not yet due"
        return "none owed" if self.excused else "none scored"

    @property
    def missed_words(self) -> str:
        """``3``; ``at least 10`` where it is certain that so many were missed, and not which; nothing for none."""
        if self.surely_missed > self.missed:
            return f"at least {self.surely_missed:,}"
        return f"{self.missed:,}" if self.missed else ""

    @property
    def unscored_words(self) -> str:
        """``69 asked, not scored``; nothing for none."""
        return f"{self.unscored:,} asked, not scored" if self.unscored else ""


def numbers_of(rows: Sequence[Obligation], tallies: Sequence[Tally], documents: Sequence[PolicyDocument]) -> Numbers:
    """Count the obligations of one policy, requirement and reading; ``tallies`` are theirs, one for each subject that
    has any to judge."""
    scored = [row for row in rows if row.scored]
    found = Counter(row.status for row in scored)
    by_subject: dict[str, list[Obligation]] = {}
    for row in scored:
        by_subject.setdefault(row.subject, []).append(row)
    return Numbers(
        windows=sum(found[status] for status in JUDGED),
        least=sum(t.least for t in tallies),
        most=sum(t.most for t in tallies),
        late=found[Status.LATE],
        missed=found[Status.MISSED],
        surely_missed=found[Status.MISSED]
        + sum(surely_unmet(t, by_subject.get(t.subject, []), documents) for t in tallies),
        overdue=found[Status.OVERDUE],
        pending=found[Status.PENDING],
        undecided=sum(found[status] for status in UNDECIDED),
        excused=found[Status.EXCUSED],
        unscored=len(rows) - len(scored),
    )
