"""Durations in units that make sense where they stand, and business days with a calendar to count them in."""

from __future__ import annotations

from collections.abc import Iterator

from caseward.dates import FOREVER
from caseward.errors import Fault
from caseward.policy import codes
from caseward.policy.policy import Policy
from caseward.policy.requirement import Requirement
from caseward.policy.source import Path
from caseward.policy.values import Length
from caseward.policy.walk import each, requirements

#: Where a clock may run in minutes or hours, by the kind of requirement; the keys of rows count as the body's own.
_MINUTES_IN: dict[str, frozenset[str]] = {
    "apart": frozenset({"interval", "first", "grace", "late_within"}),
    "when": frozenset({"within", "already_within", "closes_after", "run_within", "grace", "late_within"}),
    "before": frozenset({"within", "grace", "late_within"}),
}
_ANYWHERE = frozenset({"recorded_within"})
_CLOCKS = ("minutes", "hours")


def unit_faults(policy: Policy) -> Iterator[Fault]:
    """Every duration whose unit cannot be used where it stands."""
    for path, requirement in requirements(policy.document):
        for where, length in each(requirement, Length, path):
            yield from _one(policy, where, length, requirement)
    for path, matcher in each(policy.document, Length, ()):
        if path[:1] == ("matchers",):
            yield from _in_matcher(policy, path, matcher)


def _one(policy: Policy, path: Path, length: Length, requirement: Requirement) -> Iterator[Fault]:
    key, kind = str(path[-1]), requirement.body_key
    if key == "recorded_within":
        yield from _in_matcher(policy, path, length)
        return
    if length.unit in _CLOCKS and key not in _MINUTES_IN.get(kind, frozenset()) | _ANYWHERE:
        rule = f"{key} is counted in days or longer" + (" here" if key in _MINUTES_IN["when"] else "")
        yield policy.fault((*path, length.unit), codes.UNIT, rule, "write days, weeks or months")
    yield from _shape(policy, path, length)
    if key == "interval" and 0 in (length.provision.value, *length.by_weekday.values()):
        hint = "give the longest time there may be between one and the next"
        where = (*path, length.unit if length.provision.value == 0 else "by_weekday")
        yield policy.fault(where, codes.UNIT, "an interval is at least 1", hint)
    if length.unit == "business_days":
        yield from _business(policy, path, requirement)


def _shape(policy: Policy, path: Path, length: Length) -> Iterator[Fault]:
    if length.unit in _CLOCKS and length.to_end_of is not None:
        rule = f"a duration in {length.unit} does not run to the end of a {length.to_end_of}"
        yield policy.fault((*path, "to_end_of"), codes.UNIT, rule, "leave to_end_of out, or count in days")
    for day, number in length.by_weekday.items():
        if number < 0:
            hint = "a number of days is never negative"
            yield policy.fault(
                (*path, "by_weekday", day), codes.UNIT, "this number is at least 0", hint, value=str(number)
            )


def _in_matcher(policy: Policy, path: Path, length: Length) -> Iterator[Fault]:
    yield from _shape(policy, path, length)
    if length.unit == "business_days":
        rule = "a matcher belongs to no calendar, so it cannot count business days"
        yield policy.fault((*path, "business_days"), codes.UNIT, rule, "write days")


def _business(policy: Policy, path: Path, requirement: Requirement) -> Iterator[Fault]:
    where = (*path, "business_days")
    if not requirement.calendar:
        calendars = ", ".join(sorted(policy.document.calendars)) or "none is defined yet"
        hint = f"add calendar: to the requirement (calendars of this policy: {calendars})"
        yield policy.fault(where, codes.UNIT, "business days need a calendar", hint)
        return
    calendar = policy.document.calendars.get(requirement.calendar)
    if calendar is None or calendar.covers_from is None or calendar.covers_until is None:
        return
    starts, ends = _in_force(policy, path)
    if calendar.covers_until.isoformat() <= starts or ends <= calendar.covers_from.isoformat():
        rule = f"the calendar {requirement.calendar} covers no day on which this holds"
        hint = f"it covers {calendar.covers_from.isoformat()} until {calendar.covers_until.isoformat()}"
        yield policy.fault(where, codes.UNIT, rule, hint)


def _in_force(policy: Policy, path: Path) -> tuple[str, str]:
    """From when until when the version or overlay that holds a path is in force, as ISO days."""
    holder = policy.document.versions if path[0] == "versions" else policy.document.overlays
    found = holder[int(path[1])]
    return found.from_.isoformat(), (found.until or FOREVER).isoformat()
