from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from caseward.dates import add_days
from caseward.oversight.gaps import longest_gaps
from tests.unit.oversight.made import blank, live, of_term, the_term

AS_OF = date(2022, 6, 14)


def gaps(subject, surely, perhaps=(), as_of=AS_OF, keep=9):
    return longest_gaps(subject, "in person", surely, perhaps, as_of, keep)


def test_the_published_case_two_gaps_around_one_meeting_in_december():
    first, second = gaps(the_term(), [live("seen", "2021-12")])
    assert (first.start, first.least_days, first.most_days, first.to_entry) == (date(2021, 2, 10), 294, 324, "seen")
    assert (second.end, second.least_days, second.most_days, second.from_entry) == (AS_OF, 165, 195, "seen")


def test_without_a_contact_the_gap_is_the_whole_time():
    (gap,) = gaps(the_term(), [])
    assert (gap.least_days, gap.most_days, gap.from_entry, gap.to_entry) == (489, 489, "", "")


def test_a_doubtful_contact_shortens_only_the_least():
    (gap,) = gaps(the_term(), [], [blank("maybe", "2021-10-12")])
    assert (gap.least_days, gap.most_days) == (245, 489)


def test_doubtful_contacts_without_a_date_may_lie_evenly():
    (gap,) = gaps(the_term(), [], [blank("m-1"), blank("m-2")])
    assert (gap.least_days, gap.most_days) == (163, 489)


def test_the_end_of_the_term_ends_the_last_gap():
    subject = the_term(of_term("term_end", "end", "2021-03-10", reason="completed"))
    (gap,) = gaps(subject, [])
    assert (gap.end, gap.most_days) == (date(2021, 3, 10), 28)


def test_a_contact_after_the_as_of_day_and_a_term_not_yet_begun_give_nothing():
    assert [g.most_days for g in gaps(the_term(), [live("later", "2022-07-01")])] == [489]
    assert gaps(the_term(), [], as_of=date(2021, 1, 1)) == ()


def test_the_longest_come_first_and_only_so_many():
    days = ["2021-02-20", "2021-05-20", "2021-06-01"]
    found = gaps(the_term(), [live(f"c-{d}", d) for d in days], keep=2)
    assert [g.most_days for g in found] == [378, 89]


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 30)), max_size=5), st.data())
def test_every_placement_of_imprecise_contacts_is_inside_the_bounds(spans, data):
    start = date(2021, 2, 10)
    ranges = [(add_days(start, a), add_days(start, a + width)) for a, width in spans]
    entries = [live(f"c-{n}", f"{a}/{b}") for n, (a, b) in enumerate(ranges)]
    found = gaps(the_term(), entries, keep=99)
    placed = sorted([start, AS_OF, *(data.draw(st.dates(a, b)) for a, b in ranges)])
    real = max((b - a).days for a, b in pairwise(placed))
    assert max(g.least_days for g in found) <= real <= max(g.most_days for g in found)
