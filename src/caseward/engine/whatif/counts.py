"""What becomes of the obligations of one side, by month and facts: how many, with which answer, asking how much."""

from __future__ import annotations

import numpy as np

from caseward.engine.arrays import Flags, Ints, Longs, day_number
from caseward.engine.whatif.asks import Asks
from caseward.engine.whatif.groups import Grouped, Key
from caseward.engine.whatif.side import STATUSES, Side
from caseward.obligations.model import Status
from caseward.policy.model import Workload

#: ``obligations`` is the sum of the eight that follow it; of those all but the last count scored ones only.
OUTCOMES = ("met", "late", "missed", "overdue", "pending", "unclear", "excused", "not_scored")
#: ``contacts_at_most``: each obligation that a contact may answer has its own. ``contacts_at_least``: of each subject's
#: requirements that only contacts answer, the one that asks for most, alone. ``other_asked``: what no contact answers.
#: ``untimed``: things asked for which the workload table has no number. ``each``: what the others cost, in the small
#: unit of the table (minutes, points).
MEASURES = ("obligations", *OUTCOMES, "contacts_at_least", "contacts_at_most", "other_asked", "untimed", "each")
_OUTCOME_OF = {
    Status.MET: "met",
    Status.LATE: "late",
    Status.MISSED: "missed",
    Status.OVERDUE: "overdue",
    Status.PENDING: "pending",
    Status.EXCUSED: "excused",
    Status.INDETERMINATE: "unclear",
    Status.NOT_ASSESSABLE: "unclear",
}


def outcomes_of(side: Side) -> Longs:
    """The place in OUTCOMES of each row."""
    places = np.array([OUTCOMES.index(_OUTCOME_OF[Status(s)]) for s in STATUSES], dtype=np.int64)
    return np.where(side.scored, places[side.status], OUTCOMES.index("not_scored"))


def counted(side: Side, grouped: Grouped, subjects: int) -> dict[Key, Longs]:
    """The MEASURES of every group of rows."""
    if not len(side):
        return {}
    outcome = outcomes_of(side)
    asked = side.needed.astype(np.int64)
    untimed, each = _costs(side)
    weights = [
        np.ones(len(side), dtype=np.int64),
        *((outcome == i).astype(np.int64) for i in range(len(OUTCOMES))),
        asked * _most_demanding(side, subjects),
        asked * (side.asks >= Asks.EITHER),
        asked * (side.asks == Asks.OTHER),
        untimed,
        each,
    ]
    return dict(grouped.sums(weights))


def _most_demanding(side: Side, subjects: int) -> Flags:
    """The rows of that one of each subject's requirements which surely asks for most contacts: no contact is counted
    twice for one requirement, so so many are needed, however the others are answered."""
    open_questions = [STATUSES.index(s) for s in (Status.INDETERMINATE, Status.NOT_ASSESSABLE)]
    sure = (side.asks == Asks.CONTACT) & ~np.isin(side.status, open_questions)
    n = len(side.requirements)
    total = np.zeros(subjects * n, dtype=np.int64)
    np.add.at(total, side.subject.astype(np.int64) * n + side.requirement, np.where(sure, side.needed, 0))
    chosen = total.reshape(subjects, n).argmax(axis=1)  # of equals, the first by id
    found: Flags = sure & (chosen[side.subject] == side.requirement)
    return found


def _costs(side: Side) -> tuple[Longs, Longs]:
    """Of each row: how many things it asks that no table has a number for, and what those with a number cost."""
    untimed, each = np.zeros(len(side), dtype=np.int64), np.zeros(len(side), dtype=np.int64)
    for table in (t for t in side.document.workload if t.each):
        asked = np.where((side.asks != Asks.NOTHING) & in_force(table, side.due), side.needed, 0).astype(np.int64)
        cost = _cost_by_requirement(side, table)[side.requirement]
        untimed += np.where(cost < 0, asked, 0)
        each += np.where(cost < 0, 0, asked * cost)
    return untimed, each


def _cost_by_requirement(side: Side, table: Workload) -> Longs:
    """By requirement: its number in the table, else that of its duty; -1 for none."""
    cost = np.full(len(side.requirements), -1, dtype=np.int64)
    for requirement, duty in sorted(set(zip(side.requirement.tolist(), side.duty.tolist(), strict=True))):
        names = (side.requirements[requirement], side.duties[duty])
        number = next((table.each[n] for n in names if n in table.each), None)
        cost[requirement] = -1 if number is None else number.value
    return cost


def in_force(table: Workload, day: Ints) -> Flags:
    """The days on which a workload table holds."""
    found: Flags = day >= day_number(table.from_)
    return found if table.until is None else found & (day < day_number(table.until))
