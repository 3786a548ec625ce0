"""What is wrong with a data set: every fault found, as many as a person can read, with a count of the rest."""

from __future__ import annotations

from collections.abc import Iterable

from caseward.errors import BadRecord, Fault

MOST_FAULTS = 50
"""The most faults that one refusal names; the rest are counted."""


class BadDataSet(BadRecord):
    """A Parquet data set has faults. Nothing is evaluated from it: a row left out of millions would go unseen."""

    code = "CW291"
    sentence = "The data set has faults, so nothing is evaluated from it."
    hint = "correct the places named above, and export those tables again"


class NotInOrder(BadDataSet):
    """A Parquet data set is not in the order in which it can be read through, and may not be sorted here."""

    code = "CW292"
    sentence = "The data set is not in subject order."
    hint = "leave --sorted out, and the tables are sorted first; or sort them by person and term when they are written"


def refuse(faults: Iterable[Fault], more: int = 0) -> None:
    """Raise BadDataSet when there are any. ``more`` were counted but not kept."""
    found = sorted(set(faults))
    rest = more + max(0, len(found) - MOST_FAULTS)
    if found:
        raise BadDataSet(f"And {rest:,} more." if rest else "", faults=found[:MOST_FAULTS])
