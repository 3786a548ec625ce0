"""Honest measures by office and month: met of how many, never without the denominator, never counting what cannot be
assessed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from caseward.dates import month_start
from caseward.obligations.model import Obligation, Status
from caseward.oversight.model import Measure
from caseward.oversight.sampling import percent
from caseward.record.subjects import Facts, Subject

IN_FORCE = "in force"
NO_OFFICE = "office not recorded"
DECIDED = (Status.MET, Status.LATE, Status.MISSED, Status.OVERDUE)
"""The denominator: what was asked, scored, and has come due with an answer."""


def measures(
    obligations: Iterable[Obligation], office_of: Callable[[str, date], str], *, smallest: int = 0
) -> tuple[Measure, ...]:
    """Scored obligations of the reading in force, by office, month and requirement.

    ``office_of`` gives the office of a subject on a day. A group with fewer than ``smallest`` asked or counted beside
    is
    suppressed whole; no totals are given, from which a suppressed number could be worked out.
    """
    groups: dict[tuple[str, date, str, str], list[Obligation]] = defaultdict(list)
    for row in obligations:
        if row.reading == IN_FORCE and row.scored:
            office = office_of(row.subject, row.window_start) or NO_OFFICE
            groups[(office, month_start(row.due), row.policy, row.requirement)].append(row)
    return tuple(found for key in sorted(groups) if (found := _measure(key, groups[key], smallest)) is not None)


def offices(subjects: Iterable[Subject]) -> Callable[[str, date], str]:
    """The office that the record puts in charge of a subject on a day; empty when it names none."""
    facts: Mapping[str, Facts] = {s.id: Facts.of(s) for s in subjects}

    def office_of(subject: str, day: date) -> str:
        found = facts[subject].value("office", day) if subject in facts else None
        return str(found) if found is not None else ""

    return office_of


def _measure(key: tuple[str, date, str, str], rows: list[Obligation], smallest: int) -> Measure | None:
    office, month, policy, requirement = key
    count = Counter(row.status for row in rows)
    asked, met = sum(count[s] for s in DECIDED), count[Status.MET]
    undecided, unknown = count[Status.INDETERMINATE], count[Status.NOT_ASSESSABLE]
    if not asked + undecided + unknown:
        return None  # all excused or pending: nothing to measure yet
    title = min(row.title for row in rows)
    if asked + undecided + unknown < smallest:
        return Measure(office, month, policy, requirement, title, None, None, None, None, None, suppressed=True)
    share = percent(met, asked)
    return Measure(office, month, policy, requirement, title, met, asked, share, undecided, unknown, suppressed=False)
