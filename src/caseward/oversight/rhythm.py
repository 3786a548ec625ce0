"""Safety checks too regular to be random: identical spacing, or times that are nearly all round."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from caseward.oversight.model import IntegrityMark
from caseward.oversight.thresholds import Thresholds
from caseward.oversight.wording import when_words
from caseward.record.entry import Entry
from caseward.record.subjects import Subject

SPACING = "identical spacing of safety checks"
ROUND = "round times of safety checks"
LONGEST_GAP = 60
"""Minutes: a longer pause begins another run of checks and says nothing on their spacing."""
CAUTION = (
    "It does not prove that checks were not made: "
    "a timer, a rounds system or a habit of rounding gives the same picture."
)


def regular_checks(subject: Subject, limits: Thresholds) -> Iterator[IntegrityMark]:
    """Marks for each unit of a facility whose timed checks are too regular; fewer than the threshold prove nothing."""
    units: dict[str, list[Entry]] = defaultdict(list)
    for entry in subject.entries:
        if entry.kind == "safety_check" and entry.occurred.instant is not None:
            units[entry.text("unit")].append(entry)
    for unit in sorted(units):
        checks = sorted(units[unit], key=lambda e: e.sort_key)
        yield from _spacing(subject.id, unit, checks, limits)
        yield from _round(subject.id, unit, checks, limits)


def _spacing(subject: str, unit: str, checks: list[Entry], limits: Thresholds) -> Iterator[IntegrityMark]:
    minutes = [e.occurred.minute_of_utc or 0 for e in checks]
    gaps = [b - a for a, b in pairwise(minutes) if 0 < b - a <= LONGEST_GAP]
    if len(gaps) < limits.regular_checks:
        return
    gap, times = min(Counter(gaps).items(), key=lambda item: (-item[1], item[0]))
    if times * 100 >= limits.regular_share * len(gaps):
        seen = f"{times} of {len(gaps)} intervals between checks{_in(unit)} are exactly {gap} minutes"
        yield _mark(SPACING, subject, checks, seen, limits)


def _round(subject: str, unit: str, checks: list[Entry], limits: Thresholds) -> Iterator[IntegrityMark]:
    if len(checks) < limits.regular_checks:
        return
    times = sum(e.occurred.instant is not None and e.occurred.instant.minute % 5 == 0 for e in checks)
    if times * 100 >= limits.regular_share * len(checks):
        seen = (
            f"{times} of {len(checks)} checks{_in(unit)} are at a minute that ends in 0 or 5, "
            "where varied times would give about one in five"
        )
        yield _mark(ROUND, subject, checks, seen, limits)


def _mark(check: str, subject: str, checks: list[Entry], seen: str, limits: Thresholds) -> IntegrityMark:
    when = f"{when_words(checks[0].occurred)} to {when_words(checks[-1].occurred)}"
    said = f"{seen}, {when} ({limits.regular_share}% or more are marked; the threshold is assumed)."
    return IntegrityMark(check, subject, tuple(e.id for e in checks), said, caution=CAUTION)


def _in(unit: str) -> str:
    return f" in unit {unit}" if unit else ""
