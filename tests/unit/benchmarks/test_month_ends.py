"""When what is open falls due at each month end, in one pass, as evaluating as of that day says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.month_ends import POLICIES, MonthEnds
from benchmarks.people import month_ends, people, subject
from caseward.engine.columns import NONE, day_number, day_of
from caseward.obligations.evaluate import evaluate_subject
from caseward.obligations.model import Status

PEOPLE = 400
OPEN = (Status.PENDING, Status.OVERDUE)


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_what_is_open_falls_due_as_the_reference_says(name: str) -> None:
    file, levels = POLICIES[name]
    columns = people(PEOPLE, 5, levels)
    work = MonthEnds(Path(file), columns)
    found = work.run()
    assert {place[1:] for place in found} == {
        (r.id, r.body_key) for v in work.document.versions for r in v.requirements
    }
    compared = 0
    for place in range(0, PEOPLE, 8):
        for number in (0, 1, 5, 6, 7, 12, 18, 23):
            as_of = day_of(int(month_ends()[number]))
            rows = evaluate_subject(work.document, subject(columns, place, as_of), as_of)
            for (_, requirement, kind), (days, _) in found.items():
                due = [
                    day_number(r.due)
                    for r in rows
                    if (r.requirement, r.kind) == (requirement, kind) and r.status in OPEN
                ]
                assert due == [d for d in [int(days[place, number])] if d != NONE], (place, as_of, requirement)
                compared += len(due)
    assert compared > PEOPLE
    assert not any(slow.any() for _, slow in found.values())
    assert all(np.any(days != NONE) for days, _ in found.values())
