"""Three dates of an open obligation: due, earliest unmet, show from. This works out the second."""

from __future__ import annotations

from datetime import timedelta

from caseward.obligations.model import Obligation, Status


def with_earliest_unmet(rows: list[Obligation]) -> list[Obligation]:
    """Where the last obligation is open after misses, the earliest day from which something was owed and not done."""
    open_row = rows[-1] if rows else None
    if open_row is None or open_row.status not in (Status.PENDING, Status.OVERDUE):
        return rows
    trailing = []
    for row in reversed(rows[:-1]):
        if row.status is not Status.MISSED:
            break
        trailing.append(row.due + timedelta(days=1))
    earliest = min([*trailing, *([open_row.earliest_unmet] if open_row.earliest_unmet else [])], default=None)
    return [*rows[:-1], open_row.but(earliest_unmet=earliest)]
