"""A picture of time before it is drawn: lanes of marks. The drawing and the table beside it are made from the same
marks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby


class Shape(StrEnum):
    """What a mark is drawn as."""

    BAR = "bar"  # a span with words in it: a policy in force, custody
    CELL = "cell"  # one obligation, or several of one kind: its status as pattern and letter
    POINT = "point"  # something that happened: a glyph, on a range with end ticks when its day is not known


class Glyph(StrEnum):
    """The glyph of a point: one for each sort of event."""

    CIRCLE = "circle"
    TRIANGLE = "triangle"
    SQUARE = "square"
    DIAMOND = "diamond"


class Fill(StrEnum):
    """Solid: it counts, it is held. Hollow: refused, or only claimed. Dashed: the record does not decide it."""

    SOLID = "solid"
    HOLLOW = "hollow"
    DASHED = "dashed"


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark. ``first`` and ``last`` are days, both included: the span of a bar or cell, or the days on which a
    point may lie.

    ``words`` says in one clause what it is; it goes into the table and the tool tip. ``label`` is written beside it
    when there is room.
    ``look`` is a status (cells). ``shown_as`` says how the drawing marks it and what that means (``hollow square:
    claimed``), for the legend and the table.
    """

    shape: Shape
    first: date
    last: date
    words: str
    shown_as: str
    label: str = ""
    letter: str = ""
    look: str = ""
    glyph: Glyph = Glyph.CIRCLE
    fill: Fill = Fill.SOLID
    entries: tuple[str, ...] = ()

    @property
    def precise(self) -> bool:
        """Whether the day is known."""
        return self.first == self.last

    @property
    def sort_key(self) -> tuple[object, ...]:
        """A total order by time."""
        return self.first, self.last, self.entries, self.words


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane: its title, the answer at its right end when it has one, and its marks in order of time."""

    title: str
    marks: tuple[Mark, ...]
    sort: str  # policy, contacts, obligations, warnings, reports, spans, court, checks
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Instant:
    """A day that crosses every lane: an incident, the day judged."""

    day: date
    label: str
    words: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of one subject. ``start`` to ``end`` (exclusive) is the time shown; ``headline`` states the answer."""

    subject: str
    headline: tuple[str, ...]
    clocks: str  # the day judged and, when asked, the instant looked from
    start: date
    end: date
    lanes: tuple[Lane, ...]
    instants: tuple[Instant, ...]
    left_out: int = 0  # marks that lie wholly outside the time shown
    not_drawn: tuple[str, ...] = ()  # titles of prohibitions that nothing broke

    def marks(self) -> list[Mark]:
        """Every mark drawn, lane by lane."""
        return [mark for lane in self.lanes for mark in lane.marks]

    def rows(self) -> list[Row]:
        """The picture as a table, in the order drawn; cells that say the same one after another are one row."""
        return [row for lane in self.lanes for row in _rows(lane)]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table beside a picture. ``number`` is how many marks it stands for."""

    lane: str
    first: date
    last: date
    words: str
    shown_as: str
    entries: tuple[str, ...]
    number: int


def _rows(lane: Lane) -> list[Row]:
    alike = groupby(lane.marks, key=lambda m: (m.words, m.shown_as) if m.shape is Shape.CELL else m.sort_key)
    return [_row(lane.title, list(marks)) for _, marks in alike]


def _row(lane: str, marks: list[Mark]) -> Row:
    one = marks[0]
    entries = tuple(dict.fromkeys(e for m in marks for e in m.entries))
    return Row(lane, one.first, max(m.last for m in marks), one.words, one.shown_as, entries, len(marks))
