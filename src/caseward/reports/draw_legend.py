"""The legend under a picture: every sign that occurs in it, and no other."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from caseward.reports.draw_marks import cell, glyph
from caseward.reports.layout import ROW, SIZE, WIDTH
from caseward.reports.lettering import width
from caseward.reports.palette import INK, LOOKS
from caseward.reports.picture import Mark, Picture, Shape
from caseward.reports.svg import element, group, text

Sign = Callable[[float, float], list[str]]


def legend(picture: Picture, top: float, prefix: str) -> tuple[str, float]:
    """The signs that occur, flowing in rows from ``top`` down, and where they end."""
    parts: list[str] = []
    x, y = 4.0, top
    for draw_sign, said in _signs(picture, prefix):
        room = 34 + width(said, SIZE - 1) + 14
        if x + room > WIDTH and x > 4:
            x, y = 4.0, y + ROW + 2
        parts += [*draw_sign(x, y), text(said, x + 34, y + ROW / 2 + 4, SIZE - 1, fill=INK)]
        x += room
    return group(parts), y + ROW + 8


def _signs(picture: Picture, prefix: str) -> list[tuple[Sign, str]]:
    marks = picture.marks()
    statuses = [s for s in LOOKS if any(m.shape is Shape.CELL and m.look == s for m in marks)]
    found: list[tuple[Sign, str]] = [(partial(_cell_sign, s, prefix), LOOKS[s].word) for s in statuses]
    points: dict[str, Mark] = {}
    for mark in (m for m in marks if m.shape is Shape.POINT):
        points.setdefault(mark.shown_as, mark)
    found += [(partial(_glyph_sign, points[shown]), shown.partition(": ")[2] or shown) for shown in sorted(points)]
    if any(not m.precise for m in points.values()):
        found.append((_range_sign, "on some day between the ticks"))
    return found


def _cell_sign(status: str, prefix: str, x: float, y: float) -> list[str]:
    return cell((x, y + 1), 28, status, LOOKS[status].letter, prefix)


def _glyph_sign(mark: Mark, x: float, y: float) -> list[str]:
    return glyph(mark.glyph, mark.fill, mark.letter, x + 17, y + ROW / 2)


def _range_sign(x: float, y: float) -> list[str]:
    middle = y + ROW / 2
    paint: dict[str, str | float] = {"stroke": INK, "stroke_width": 1.5}
    ends = [element("line", x1=e, y1=middle - 6, x2=e, y2=middle + 6, **paint) for e in (x + 4, x + 28)]
    return [element("line", x1=x + 4, y1=middle, x2=x + 28, y2=middle, **paint), *ends]
