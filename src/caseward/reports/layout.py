"""Where everything in a picture goes: lanes below one another, marks in rows so that no two lie on each other."""

from __future__ import annotations

from dataclasses import dataclass

from caseward.reports.lettering import BOLD, width, wrapped
from caseward.reports.picture import Lane, Mark, Shape
from caseward.reports.scale import Scale

WIDTH = 940.0
LEFT = 240.0  # where time begins; lane titles stand before it
RIGHT = 852.0  # where it ends; answers stand after it
SIZE = 14.0  # on A4 paper, upright, this is 7.5 point
ROW = 25.0
LINE = 17.0
PAD = 6.0
RADIUS = 9.0
GAP = 5.0
#: A lane with more points than this shows glyphs without labels; the table has the words.
MOST_LABELS = 5
#: More rows than this in a lane and the rest lie on the last one.
MOST_ROWS = 10
#: A cell narrower than this holds no letter.
LETTER_ROOM = 12.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A mark in its row, with the place of its label: ``anchor`` start (right of it), end (left of it), middle (in it)
    or empty."""

    mark: Mark
    row: int
    x0: float
    x1: float
    label: str
    label_x: float
    anchor: str


@dataclass(frozen=True, slots=True)
class LaidLane:
    """A lane with its top and height, its title and answer in lines, and its marks in rows."""

    lane: Lane
    top: float
    height: float
    title: list[str]
    answer: list[str]
    placed: tuple[Placed, ...]
    left: bool = True

    def row_middle(self, row: int) -> float:
        """The middle of a row."""
        rows = 1 + max((p.row for p in self.placed), default=0)
        first = self.top + (self.height - rows * ROW) / 2
        return first + (row + 0.5) * ROW


def lay(lanes: tuple[Lane, ...], scale: Scale, top: float) -> list[LaidLane]:
    """The lanes, laid from ``top`` down."""
    found: list[LaidLane] = []
    for lane in lanes:
        title = wrapped(lane.title, LEFT - 12, SIZE, 4)
        answer = wrapped(lane.answer, WIDTH - RIGHT - 10, (SIZE - 1) * BOLD, 3)
        placed = _placed(lane, scale)
        rows = 1 + max((p.row for p in placed), default=0)
        height = max(rows * ROW, LINE * len(title), LINE * len(answer)) + 2 * PAD
        found.append(LaidLane(lane, top, height, title, answer, placed))
        top += height
    return found


def _placed(lane: Lane, scale: Scale) -> tuple[Placed, ...]:
    labelled = lane.sort == "policy" or len(lane.marks) <= MOST_LABELS
    ends: list[float] = []
    found: list[Placed] = []
    for mark in lane.marks:
        one, reach = _measured(mark, scale, labelled)
        row = next((i for i, end in enumerate(ends) if end <= reach[0] + 0.01), len(ends))
        row = min(row, MOST_ROWS - 1)
        if row == len(ends):
            ends.append(reach[1])
        ends[row] = max(ends[row], reach[1])
        found.append(Placed(mark, row, *one))
    return tuple(found)


Measured = tuple[tuple[float, float, str, float, str], tuple[float, float]]


def _measured(mark: Mark, scale: Scale, labelled: bool) -> Measured:
    """The mark's own days and label place, and the extent it keeps free in its row."""
    x0, x1 = scale.span(mark.first, mark.last)
    if mark.shape is Shape.CELL:
        # A lane of few cells gives each room for its letter, however short its window.
        wide = LETTER_ROOM + 8 if labelled else 3.0
        x1 = max(x1, x0 + wide)
        x0, x1 = (x0, x1) if x1 <= RIGHT else (min(x0, RIGHT - wide), RIGHT)
        return (x0, x1, "", 0.0, ""), (x0, x1)
    middle = (x0 + x1) / 2
    point = mark.shape is Shape.POINT
    outer = (min(x0, middle - RADIUS), max(x1, middle + RADIUS)) if point else (x0, x1)
    label, at, anchor, reach = _label_place(mark, outer, mark.label if labelled else "")
    return (x0, x1, label, at, anchor), reach


def _label_place(mark: Mark, outer: tuple[float, float], label: str) -> tuple[str, float, str, tuple[float, float]]:
    """Inside a bar when it fits, else right of the mark, else left of it, else laid over it."""
    room = width(label, SIZE) + GAP
    if not label:
        return "", 0.0, "", outer
    if mark.shape is Shape.BAR and room + GAP <= outer[1] - outer[0]:
        return label, outer[0] + GAP, "inside", outer
    if outer[1] + room <= RIGHT:
        return label, outer[1] + GAP, "start", (outer[0], outer[1] + room + GAP)
    if outer[0] - room >= LEFT:
        return label, outer[0] - GAP, "end", (outer[0] - room - GAP, outer[1])
    start = sum(outer) / 2 + RADIUS + GAP if mark.shape is Shape.POINT else outer[0] + GAP
    return label, start, "inside", outer
