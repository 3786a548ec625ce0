"""The clock in minutes against a second count of it, second by second of arithmetic and apart from the evaluator."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from caseward.obligations.model import Status
from caseward.record.entry import Entry, Record
from caseward.testing.records import made
from tests.unit.obligations.made import judged, policy

CHECKED = policy(
    subject="facility",
    apart={"interval": {"minutes": 15}, "per": "unit", "during": "in_rooms"},
    counts={"kind": "safety_check", "where": {"method": "direct_visual"}, "says": "a check"},
)
NIGHT = datetime(2021, 3, 1, 23, 0, tzinfo=UTC)
HALL = made("facility", {"id": "hall", "occurred": "2021-01-01"})


def rooms(seconds: int, unit: str = "A") -> Entry:
    until = (NIGHT + timedelta(seconds=seconds)).isoformat()
    return made(
        "in_rooms",
        {"id": f"rooms-{unit}", "facility": "hall", "unit": unit, "occurred": NIGHT.isoformat(), "until": until},
    )


def check(n: int, seconds: int, zone: timezone = UTC, unit: str = "A") -> Entry:
    at = (NIGHT + timedelta(seconds=seconds)).astimezone(zone).isoformat()
    return made(
        "safety_check",
        {"id": f"check-{n}", "facility": "hall", "unit": unit, "method": "direct_visual", "occurred": at},
    )


def statuses(*entries: Entry) -> Counter[Status]:
    rows = judged(CHECKED, Record.of([HALL, *entries]), "2021-03-05").obligations
    return Counter(r.status for r in rows)


def counted_again(end: int, checks: list[int], limit: int = 900) -> Counter[Status]:
    """By the rule alone: a check within the limit is met, one before twice the limit is late, and each whole limit that
    passes without one is missed and begins anew; what is left at the end counts only beyond the limit."""
    found: Counter[Status] = Counter()
    anchor = 0
    for at in sorted(c for c in checks if 0 <= c <= end):
        skipped = max(0, (at - anchor) // limit - 1)
        found[Status.MISSED] += skipped
        found[Status.MET if at - anchor - skipped * limit <= limit else Status.LATE] += 1
        anchor = at
    found[Status.MISSED] += max(0, -(-(end - anchor) // limit) - 1)
    return +found


@given(st.integers(1, 9000), st.lists(st.integers(-300, 9300), max_size=8, unique=True))
def test_the_clock_agrees_with_a_second_count(end: int, checks: list[int]) -> None:
    entries = [check(n, at) for n, at in enumerate(checks)]
    assert statuses(rooms(end), *entries) == counted_again(end, checks)


def test_the_zone_in_which_a_time_is_written_does_not_matter() -> None:
    west = timezone(timedelta(hours=-8))
    assert statuses(rooms(1800), check(1, 900), check(2, 1800)) == {Status.MET: 2}
    assert statuses(rooms(1800), check(1, 900, west), check(2, 1800, west)) == {Status.MET: 2}


def test_a_check_of_another_unit_is_none() -> None:
    assert statuses(rooms(1800), check(1, 900, unit="B"), check(2, 950, unit="A")) == {Status.LATE: 1}
