"""How many windows were met, as a range: against every placement of the doubtful entries, one by one."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from caseward.dates import Period
from caseward.obligations.model import Obligation, Tally
from caseward.obligations.tally import JUDGED
from caseward.record.entry import Entry
from tests.unit.obligations.made import SPOKE, judged, policy, talk, term

WEEKLY = policy(every={"period": "week", "count": 1}, counts=SPOKE)
MONDAY = date(2021, 1, 4)
WEEKS = 5


@st.composite
def talks(draw: st.DrawFn) -> list[Entry]:
    """Up to four talks, of which some lie within an interval of up to three weeks and some have no outcome."""
    found = []
    for n in range(draw(st.integers(0, 4))):
        first = MONDAY + timedelta(days=draw(st.integers(-5, 7 * WEEKS)))
        last = first + timedelta(days=draw(st.sampled_from([0, 0, 1, 6, 7, 13, 20])))
        text = first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"
        found.append(talk(f"talk-{n}", text, draw(st.sampled_from(["spoke", "spoke", ""]))))
    return found


@given(talks())
def test_the_range_is_that_of_every_placement(found: list[Entry]) -> None:
    result = judged(WEEKLY, term(MONDAY.isoformat(), *found), (MONDAY + timedelta(days=7 * WEEKS - 1)).isoformat())
    windows = [Period(r.window_start, r.window_end) for r in result.obligations if r.status in JUDGED]
    counts = [sum(any(w.contains(d) for d in placed) for w in windows) for placed in placements(found)]
    (tally,) = result.tallies or (empty(),)
    assert (tally.least, tally.most, tally.windows) == (min(counts), max(counts), len(windows))


def placements(found: list[Entry]) -> list[list[date]]:
    """The days on which talks count, in every way that the record allows: each interval day by day."""
    choices = []
    for entry in found:
        at = entry.occurred
        held: list[date | None] = [at.first + timedelta(days=n) for n in range((at.last - at.first).days + 1)]
        # One day of each week stands for all of them: only the week matters.
        held = list({(d - MONDAY).days // 7: d for d in held if d is not None}.values())
        choices.append(held if entry.text("outcome") else [None, *held])
    return [[d for d in placed if d is not None] for placed in product(*choices)]


def empty() -> Tally:
    return Tally("in force", "p", "rule", "A rule", "term", 0, 0, 0, 0, "")


def explained(rows: list[Entry]) -> tuple[tuple[Obligation, ...], Tally]:
    result = judged(WEEKLY, term(MONDAY.isoformat(), *rows), "2021-01-31")
    return result.obligations, result.tallies[0]


def test_one_talk_in_one_of_two_weeks_meets_exactly_one_and_nobody_knows_which() -> None:
    rows, tally = explained([talk("doubtful", "2021-01-09/2021-01-12")])
    assert [r.status.value for r in rows] == ["indeterminate", "indeterminate", "missed", "pending"]
    assert (tally.least, tally.most) == (1, 1)
    assert "1 of 3 met in every reading of the record" in tally.explained


def test_a_talk_that_may_not_be_one_gives_a_range() -> None:
    _, tally = explained([talk("doubtful", "2021-01-05", "")])
    assert (tally.least, tally.most) == (0, 1)
    assert tally.explained.startswith("between 0 and 1 of 3 met: doubtful could meet the one undecided")
