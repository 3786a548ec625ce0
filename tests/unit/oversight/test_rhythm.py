from __future__ import annotations

from datetime import datetime, timedelta, timezone

from caseward.oversight.rhythm import ROUND, SPACING, regular_checks
from caseward.oversight.thresholds import ASSUMED
from tests.unit.oversight.made import entry, the_hall

START = datetime(2022, 3, 1, 22, 1, tzinfo=timezone(timedelta(hours=-8)))
VARIED = [12, 14, 11, 13, 9, 15, 8, 14, 12, 10]


def checks(gaps, *, unit="A", start=START):
    found, at = [], start
    for n, gap in enumerate([0, *gaps]):
        at += timedelta(minutes=gap)
        found.append(
            entry(
                "safety_check", f"s-{unit}-{n:03}", at.isoformat(), facility="hall", unit=unit, method="direct_visual"
            )
        )
    return found


def marks(*entries):
    return list(regular_checks(the_hall(*entries), ASSUMED))


def test_identical_spacing_is_marked():
    (mark,) = marks(*checks([14] * 20))
    assert mark.check == SPACING
    assert mark.seen.startswith("20 of 20 intervals between checks in unit A are exactly 14 minutes")
    assert len(mark.entries) == 21
    assert "does not prove" in mark.caution


def test_round_times_are_marked():
    found = marks(*checks([10, 15, 5] * 7, start=START.replace(minute=0)))
    assert [m.check for m in found] == [ROUND]
    assert "22 of 22 checks in unit A are at a minute that ends in 0 or 5" in found[0].seen
    assert "one in five" in found[0].seen


def test_checks_every_quarter_of_an_hour_on_the_dot_are_both():
    assert [m.check for m in marks(*checks([15] * 25, start=START.replace(minute=0)))] == [SPACING, ROUND]


def test_varied_times_too_few_checks_and_checks_without_times_are_not_marked():
    assert marks(*checks(VARIED * 3)) == []
    assert marks(*checks([15] * 18, start=START.replace(minute=0))) == []
    assert (
        marks(*[entry("safety_check", f"s-{d}", f"2022-03-{d:02}", facility="hall", unit="A") for d in range(1, 31)])
        == []
    )


def test_units_are_judged_apart_and_pauses_are_not_intervals():
    both = [*checks([15] * 12, unit="A"), *checks([15] * 12, unit="B")]
    assert marks(*both) == []
    (mark,) = marks(*checks([*[14] * 10, 480, *[14] * 5, 600, *[14] * 5, 700]))
    assert mark.seen.startswith("20 of 20 intervals")


def test_a_share_below_the_threshold_is_not_marked():
    assert marks(*checks([14] * 17 + [13, 12, 11])) == []
    assert len(marks(*checks([14] * 18 + [13, 12]))) == 1
