"""Marks of a lane never lie on each other, labels stay inside the line of time, lanes stand below one another."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from caseward.reports.layout import GAP, LEFT, MOST_LABELS, MOST_ROWS, RADIUS, RIGHT, Placed, lay
from caseward.reports.lettering import width
from caseward.reports.picture import Lane, Mark, Shape
from caseward.reports.scale import Scale

START = date(2021, 1, 1)
SCALE = Scale(START, START + timedelta(days=500), LEFT, RIGHT)
MARKS = st.builds(
    lambda shape, first, length, label: Mark(
        shape, START + timedelta(days=first), START + timedelta(days=first + length), "w", "s", label, look="custody"
    ),
    st.sampled_from([Shape.POINT, Shape.BAR]),
    st.integers(0, 499),
    st.integers(0, 300),
    st.sampled_from(["", "spoke", "voicemail coded “voice reporting”, does not count"]),
)
LANES = st.lists(MARKS, max_size=MOST_ROWS).map(
    lambda marks: Lane("A lane", tuple(sorted(marks, key=lambda m: m.sort_key)), "events")
)


def extent(placed: Placed) -> tuple[float, float]:
    middle = (placed.x0 + placed.x1) / 2
    radius = RADIUS if placed.mark.shape is Shape.POINT else 0
    start, end = min(placed.x0, middle - radius), max(placed.x1, middle + radius)
    room = width(placed.label, 14)
    if placed.anchor == "start":
        end = placed.label_x + room
    if placed.anchor == "end":
        start = placed.label_x - room
    return start, end


@given(LANES)
def test_no_two_marks_of_a_row_overlap(lane):
    (laid,) = lay((lane,), SCALE, 0)
    for one, other in combinations(laid.placed, 2):
        (a0, a1), (b0, b1) = extent(one), extent(other)
        assert one.row != other.row or a1 <= b0 + 0.02 or b1 <= a0 + 0.02


@given(LANES)
def test_labels_stay_inside_the_line(lane):
    (laid,) = lay((lane,), SCALE, 0)
    for placed in laid.placed:
        if placed.anchor == "start":
            assert placed.label_x + width(placed.label, 14) <= RIGHT + GAP
        if placed.anchor == "end":
            assert placed.label_x - width(placed.label, 14) >= LEFT - GAP


@given(st.lists(LANES, min_size=1, max_size=4))
def test_lanes_stand_below_one_another_and_rows_inside_their_lane(lanes):
    laid = lay(tuple(lanes), SCALE, 100)
    assert laid[0].top == 100
    assert all(a.top + a.height == b.top for a, b in pairwise(laid))
    for one in laid:
        assert all(one.top < one.row_middle(p.row) < one.top + one.height for p in one.placed)


def test_a_crowded_lane_has_glyphs_without_labels():
    days = [START + timedelta(days=30 * n) for n in range(MOST_LABELS + 1)]
    marks = tuple(Mark(Shape.POINT, d, d, "w", "s", "a label") for d in days)
    (few,), (many,) = (lay((Lane("A", m, "events"),), SCALE, 0) for m in (marks[1:], marks))
    assert {p.label for p in few.placed} == {"a label"}
    assert {p.label for p in many.placed} == {""}


def test_a_cell_of_one_day_still_has_room_for_its_letter_and_stays_inside():
    day = START + timedelta(days=499)
    (laid,) = lay(
        (Lane("A", (Mark(Shape.CELL, day, day, "w", "s", letter="X", look="missed"),), "obligations"),), SCALE, 0
    )
    (placed,) = laid.placed
    assert placed.x1 == RIGHT
    assert placed.x1 - placed.x0 >= 20
