"""The two clocks of one entry against each other, and the end of a span against its start."""

from __future__ import annotations

from caseward.dates import When
from caseward.interchange import codes
from caseward.record.entry import Entry
from caseward.record.faults import RowFault

#: Kinds that put something in force from a day on, or announce it; that is often written down before the day comes.
AHEAD = frozenset(
    {"term", "term_end", "level", "case_type", "assignment", "condition", "capacity", "office_status", "programme"}
    | {"cover", "directive", "policy_adopted"}
)
#: Kinds that are fixed for a day to come, until the field that says what came of them is filled.
AHEAD_WHILE_BLANK = {"appointment": "outcome", "hearing": "result"}


def clock_faults(entry: Entry) -> list[RowFault]:
    """What is wrong between the times of one entry."""
    found = []
    if entry.recorded is not None and _recorded_before(entry) and not _may_be_ahead(entry):
        rule = f"it was recorded before it happened ({entry.occurred})"
        hint = "check both times and their zones; say only the day, or an interval, when the hour is not known"
        found.append(RowFault("recorded", entry.recorded.isoformat(), rule, hint, codes.RECORDED_BEFORE))
    until = entry.when("until")
    if until is not None and _before(until, entry.occurred):
        rule = f"the span ends before it starts ({entry.occurred})"
        hint = "`until` is the first day on which it no longer held; leave it empty while it lasts"
        found.append(RowFault("until", until.text, rule, hint, codes.UNTIL_BEFORE))
    return found


def _recorded_before(entry: Entry) -> bool:
    """Surely before. Without a time of day, its first possible day is compared with the local day of recording."""
    assert entry.recorded is not None
    if entry.occurred.instant is not None:
        return entry.recorded < entry.occurred.instant
    return entry.recorded.date() < entry.occurred.first


def _may_be_ahead(entry: Entry) -> bool:
    blank = AHEAD_WHILE_BLANK.get(entry.kind)
    return entry.kind in AHEAD or (blank is not None and blank not in entry.values)


def _before(end: When, start: When) -> bool:
    if end.instant is not None and start.instant is not None:
        return end.instant < start.instant
    return end.last < start.first
