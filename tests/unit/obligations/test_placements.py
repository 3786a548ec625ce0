"""Placing doubtful entries on a rolling clock: all of them where there are few, the outermost where there are many."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from caseward.obligations.model import CLOSED, Obligation, Status
from caseward.record.entry import Entry
from caseward.testing.records import moved_to
from tests.unit.obligations.made import SPOKE, judged, policy, talk, term

START = date(2021, 1, 1)
ROLLING = policy(apart={"interval": {"days": 10}, "after_miss": "keep_open"}, counts=SPOKE)
TWICE = policy(apart={"interval": {"days": 10}, "count": 2, "after_miss": "keep_open"}, counts=SPOKE)
RESTARTING = policy(apart={"interval": {"days": 10}}, counts=SPOKE)


@st.composite
def talks(draw: st.DrawFn) -> list[Entry]:
    """Up to five talks, at most two of them vague by up to six days."""
    found, vague = [], 0
    for n in range(draw(st.integers(1, 5))):
        first = START + timedelta(days=draw(st.integers(0, 60)))
        length = draw(st.sampled_from([0, 0, 1, 3, 6])) if vague < 2 else 0
        vague += length > 0
        text = (
            first.isoformat() if not length else f"{first.isoformat()}/{(first + timedelta(days=length)).isoformat()}"
        )
        found.append(talk(f"talk-{n}", text))
    return found


def closing(rows: tuple[Obligation, ...], wanted: Obligation) -> list[Obligation]:
    """The rows of another placement that correspond to a row: closed by the same talk, or missed on the same day."""
    if wanted.counted:
        return [r for r in rows if set(r.counted) & set(wanted.counted)]
    return [r for r in rows if r.status is Status.MISSED and r.due == wanted.due]


@given(talks(), st.sampled_from([ROLLING, TWICE, RESTARTING]))
def test_what_is_decided_is_so_in_every_placement(found: list[Entry], rule) -> None:
    rows = judged(rule, term(START.isoformat(), *found), "2021-03-15").obligations
    for placed in every_placement(found):
        exact = judged(rule, term(START.isoformat(), *placed), "2021-03-15").obligations
        for row in (r for r in rows if r.status in CLOSED):
            assert {r.status for r in closing(exact, row)} == {row.status}, row.sentence


def every_placement(found: list[Entry]) -> list[list[Entry]]:
    spans = [
        [e.occurred.first + timedelta(days=n) for n in range((e.occurred.last - e.occurred.first).days + 1)]
        for e in found
    ]
    return [[moved_to(e, day) for e, day in zip(found, days, strict=True)] for days in product(*spans)]


def test_beyond_the_cap_everything_that_may_be_touched_is_left_undecided() -> None:
    months = [talk(f"vague-{n}", "2021-02") for n in range(3)]  # 28 * 28 * 28 placements
    record = term(
        "2021-01-01", talk("before", "2021-01-05"), *months, talk("after", "2021-03-20"), talk("last", "2021-03-25")
    )
    rows = judged(ROLLING, record, "2021-04-30").obligations
    said = {c: r.status for r in rows for c in r.counted}
    assert said == {"before": Status.MET, "last": Status.MET}
    assert [r.status for r in rows].count(Status.INDETERMINATE) >= 1
    assert rows[-1].status is Status.OVERDUE
    assert all("vague-0, vague-1, vague-2" in r.reason for r in rows if r.status is Status.INDETERMINATE)


def test_a_doubtful_talk_long_ago_is_forgotten() -> None:
    record = term(
        "2021-01-01", talk("vague", "2021-01-04/2021-01-16"), talk("a", "2021-01-18"), talk("b", "2021-01-27")
    )
    rows = judged(ROLLING, record, "2021-01-30").obligations
    assert {c: r.status for r in rows for c in r.counted}["b"] is Status.MET
    assert rows[-1].due == date(2021, 2, 6)
    assert rows[-1].status is Status.PENDING


def test_a_talk_that_may_lie_after_the_day_asked_about_may_not_have_happened_yet() -> None:
    record = term("2021-01-01", talk("vague", "2021-01-03/2021-01-09"))
    rows = judged(ROLLING, record, "2021-01-05").obligations
    assert {r.status for r in rows} == {Status.INDETERMINATE}
    assert all("when vague happened" in r.reason for r in rows)
