from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseward.oversight.sampling import draw, needed_for, percent, wilson

FRAME = [f"force-{n:03}" for n in range(252)]


def test_a_draw_can_be_made_again_from_its_seed_whatever_the_order_of_the_frame():
    sample = draw(FRAME, 23, seed=2022)
    assert sample == draw(reversed(FRAME), 23, seed=2022)
    assert (sample.frame_size, len(sample.drawn), sample.seed) == (252, 23, 2022)
    assert sample.frame_sha256 == sha256("\n".join(FRAME).encode()).hexdigest()
    assert sample.drawn != draw(FRAME, 23, seed=2023).drawn


def test_the_draw_is_the_published_rule_and_not_an_accident_of_a_generator():
    by_hand = sorted(FRAME, key=lambda i: sha256(f"7:{i}".encode()).hexdigest())[:3]
    assert draw(FRAME, 3, seed=7).drawn == tuple(by_hand)


def test_every_member_is_drawn_about_as_often():
    times = dict.fromkeys(FRAME[:20], 0)
    for seed in range(400):
        for i in draw(FRAME[:20], 5, seed).drawn:
            times[i] += 1
    assert all(60 <= n <= 140 for n in times.values()), times


@given(st.sets(st.text(max_size=5), max_size=30), st.data())
def test_a_draw_is_without_replacement_and_inside_the_frame(frame, data):
    size = data.draw(st.integers(0, len(frame)))
    drawn = draw(frame, size, data.draw(st.integers())).drawn
    assert len(set(drawn)) == size
    assert set(drawn) <= frame


def test_a_frame_that_names_an_id_twice_or_is_too_small_is_refused():
    with pytest.raises(ValueError, match="twice"):
        draw(["a", "a"], 1, 0)
    with pytest.raises(ValueError, match="sample of 3 cannot be drawn from a frame of 2"):
        draw(["a", "b"], 3, 0)


def test_the_published_sample_and_its_interval():
    low, high = wilson(13, 23)
    assert (round(100 * low), round(100 * high)) == (37, 74)
    assert high < 0.9, "non-compliance with 90% holds despite the small sample"


def test_the_published_percentages_from_their_counts():
    assert percent(139, 252) == 55
    assert percent(13, 23) == 57
    assert percent(10, 23) == 43
    assert percent(1, 16) == 6
    assert percent(1, 8) == 13
    assert percent(0, 0) is None
    assert needed_for(90, 252) == 227
    assert needed_for(90, 250) == 225


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_a_share(pair):
    found, of = pair
    low, high = wilson(found, of)
    assert 0 <= low <= found / of <= high <= 1


@pytest.mark.parametrize(("found", "of"), [(0, 0), (-1, 3), (4, 3)])
def test_a_share_that_cannot_be_is_refused(found, of):
    with pytest.raises(ValueError, match="not a share"):
        wilson(found, of)


def test_a_threshold_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="not a threshold"):
        needed_for(101, 10)
