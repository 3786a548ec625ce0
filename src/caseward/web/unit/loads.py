"""What a term costs its officer a month, by the workload table of the policy in force on a day. No database here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from caseward.engine.whatif.asks import Asked, Asks
from caseward.obligations.evaluate import evaluate_subject
from caseward.obligations.model import Obligation
from caseward.obligations.regime import IN_FORCE
from caseward.policy.model import PolicyDocument, Workload
from caseward.record.subjects import Facts, Subject

MINUTES = 60


def table_on(documents: Sequence[PolicyDocument], day: date) -> tuple[PolicyDocument, Workload] | None:
    """The workload table that holds on a day, with its policy: the first that has one; None where none has."""
    for document in documents:
        for table in document.workload:
            if table.from_ <= day and (table.until is None or day < table.until):
                return document, table
    return None


def load_of(subject: Subject, document: PolicyDocument, table: Workload, day: date) -> int | None:
    """What a term costs in the month of a day, in hundredths of the table's unit; None where the table does not say.

    A case costs its number for the whole month; on top, what is due in it costs its numbers, as in ``whatif``.
    """
    cost = _by_fact(subject, table, day)
    if cost is None or not table.each:
        return cost
    asked = Asked.of(document).by_id
    rows = (row for row in evaluate_subject(document, subject, day, IN_FORCE) if _in_month(row, day))
    return cost + sum(_each(row, table) for row in rows if asked[row.requirement] is not Asks.NOTHING)


def _by_fact(subject: Subject, table: Workload, day: date) -> int | None:
    if not table.values:
        return 0
    value = Facts.of(subject).value(table.by, day)
    number = table.values.get(str(value)) if value is not None else None
    return None if number is None else round(Fraction(number.value) * 100)


def _each(row: Obligation, table: Workload) -> int:
    found = table.each.get(row.requirement) or table.each.get(row.duty)
    small = MINUTES if table.unit == "hours" else 1
    return 0 if found is None else round(Fraction(found.value * row.needed * 100, small))


def _in_month(row: Obligation, day: date) -> bool:
    return (row.due.year, row.due.month) == (day.year, day.month)
