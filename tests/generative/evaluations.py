"""What the properties have in common: an evaluation of a drawn record under a drawn policy, and rows to compare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from hypothesis import settings

from caseward.obligations.evaluate import Evaluation, evaluate
from caseward.obligations.model import Obligation, Status
from caseward.policy.model import PolicyDocument
from caseward.policy.requirement import Requirement
from caseward.record.entry import Record
from caseward.record.view import view_of
from caseward.testing.days import FIRST

#: A third of the profile's examples: each is a whole evaluation, or several.
FEW = settings(max_examples=max(1, settings().max_examples // 3))
UNMET = frozenset({Status.MISSED, Status.LATE, Status.OVERDUE})
DECIDED = frozenset({Status.MET, Status.LATE, Status.MISSED})


def judged(document: PolicyDocument, record: Record, as_of: date) -> Evaluation:
    """The evaluation with all that the record holds."""
    return evaluate(document, view_of(record), as_of)


def day(n: int) -> date:
    """The n-th day of the made-up time."""
    return FIRST + timedelta(days=n)


def moved(row: Obligation, days: int) -> tuple[object, ...]:
    """All that an obligation says but its words, every day of it so many days later."""

    def at(when: date | None) -> date | None:
        return None if when is None else when + timedelta(days=days)

    spans = [(i.fact, i.value, i.effect, at(i.start)) for i in row.interruptions]
    seen = [(c.entry, c.bearing) for c in row.considered]
    days_said = [at(d) for d in (row.window_start, row.window_end, row.due, row.show_from, row.earliest_unmet)]
    return (
        *key(row),
        *days_said,
        row.status,
        row.needed,
        row.counted,
        row.scored,
        row.version,
        row.overlay,
        spans,
        seen,
    )


def key(row: Obligation) -> tuple[str, ...]:
    """What an obligation is about, apart from days."""
    return (row.reading, row.requirement, row.kind, row.subject, row.about)


def requirements(document: PolicyDocument) -> Iterator[Requirement]:
    """Every requirement of a policy, in versions and overlays."""
    for part in (*document.versions, *document.overlays):
        yield from part.requirements


def shown(rows: Iterable[Obligation]) -> list[str]:
    """Rows as a failure shows them."""
    return [f"{'/'.join(key(r))} {r.window_start}..{r.due} {r.status.value} {r.counted} {r.reason}" for r in rows]
