"""The numbers of a what-if worked out again, slowly and apart: one obligation at a time, one day at a time."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

from caseward.obligations.evaluate import evaluate_subject
from caseward.obligations.incomplete import with_gaps
from caseward.obligations.regime import IN_FORCE
from caseward.obligations.standing import Standing
from caseward.policy.versions import version_on
from caseward.record.facts import subjects_of
from caseward.record.subjects import Facts, Reading
from caseward.record.view import judged

UNCLEAR = {"indeterminate", "not assessable"}


def obligations(document, view, as_of, reading=IN_FORCE):
    """Every obligation with its subject."""
    for subject in subjects_of(judged(view, as_of), document.subject):
        found = evaluate_subject(document, subject, as_of, reading)
        yield from ((subject, row) for row in with_gaps(found, subject, document, view.set_aside))


def fact(document, subject, name, day):
    """A fact in words: what both readings of imprecise days say, else unknown."""
    said = set()
    for reading in Reading:
        values = Standing(subject, Facts.of(subject, reading), document).values(name, day)
        words = sorted(str(v) if not isinstance(v, bool) else ("yes" if v else "no") for v in values or ())
        said.add("unknown" if values is None else "; ".join(words) or "none")
    return said.pop() if len(said) == 1 else "unknown"


def outcome(row):
    if not row.scored:
        return "not_scored"
    return "unclear" if row.status.value in UNCLEAR else row.status.value


def counts(document, view, as_of, by, reading=IN_FORCE):
    """By month and facts: how many obligations, and how many of each outcome."""
    found: dict[tuple[str, ...], Counter[str]] = {}
    for subject, row in obligations(document, view, as_of, reading):
        key = (row.due.isoformat()[:7], *(fact(document, subject, name, row.due) for name in by))
        found.setdefault(key, Counter()).update(["obligations", outcome(row)])
    return found


def cost_of_cases(documents, side, view, as_of, by):
    """By month and facts, day by day: what the cases cost under the ``values`` of one side's tables, exactly; and days."""
    first: dict[str, date] = {}
    for document in documents:
        for subject, row in obligations(document, view, as_of):
            start = row.window_start.replace(day=1)
            first[subject.id] = min(start, first.get(subject.id, start))
    cost: dict[tuple[str, ...], Fraction] = {}
    days: Counter[tuple[str, ...]] = Counter()
    document = documents[side]
    for subject in (s for s in subjects_of(judged(view, as_of), document.subject) if s.id in first):
        day = max(subject.period().start, first[subject.id])
        while day < min(subject.period().end, as_of + timedelta(days=1)):
            if any(version_on(d, day) for d in documents):
                key = (day.isoformat()[:7], *(fact(document, subject, name, day) for name in by))
                days[key] += 1
                cost[key] = cost.get(key, Fraction(0)) + _cost(document, subject, day)
            day += timedelta(days=1)
    return cost, days


def _cost(document, subject, day):
    for table in document.workload:
        if table.from_ <= day and (table.until is None or day < table.until) and table.by:
            number = table.values.get(fact(document, subject, table.by, day))
            month = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
            return Fraction(number.value if number else 0, month.day)
    return Fraction(0)
