from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from caseward.oversight.evidence import cite_id, fewest_distinct, groups
from tests.unit.oversight.made import live

ids = st.sampled_from("abcdef")


@given(st.sets(ids), st.lists(st.tuples(ids, ids)))
def test_groups_hold_each_id_once_and_never_part_a_link(held, links):
    found = groups(held, links)
    assert sorted(i for group in found for i in group) == sorted(held)
    home = {i: n for n, group in enumerate(found) for i in group}
    assert all(home[a] == home[b] for a, b in links if a in home and b in home)
    assert found == groups(sorted(held, reverse=True), links[::-1])


def test_two_sure_events_may_be_one_through_a_doubtful_one():
    a, b = live("a", "2021-03-01"), live("b", "2021-03-02", may_be_same_as="m")
    maybe = live("m", "2021-03", may_be_same_as="a")
    assert fewest_distinct([a, b], [a, b]) == 2
    assert fewest_distinct([a, b, maybe], [a, b]) == 1
    assert fewest_distinct([maybe], []) == 0


def test_an_entry_that_is_not_in_the_view_stays_visible():
    assert cite_id("gone", {}, "counted").entry == "gone"
