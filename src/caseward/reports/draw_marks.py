"""Drawing one mark: cells with pattern and letter, bars with words, points as glyphs on the range of days on which they
may lie."""

from __future__ import annotations

from collections.abc import Callable

from caseward.reports.layout import GAP, LETTER_ROOM, RADIUS, RIGHT, ROW, SIZE, Placed
from caseward.reports.lettering import clipped, width
from caseward.reports.palette import ALERT, INK, LOOKS, PAPER, QUIET, SOLID
from caseward.reports.picture import Fill, Glyph, Shape
from caseward.reports.svg import element, group, number, text, tip

_COLOURS = {Glyph.CIRCLE: SOLID, Glyph.TRIANGLE: "#7a5200", Glyph.SQUARE: INK, Glyph.DIAMOND: "#4a2f7c"}
_BARS = {
    "version": ("#dce8f4", SOLID, INK),
    "overlay": (PAPER, "#6a2c80", INK),
    "custody": ("#5c6370", INK, PAPER),
    "absence": ("#e4e6e9", QUIET, INK),
}


def patterns(prefix: str) -> str:
    """The fills of the statuses that have a pattern. ``prefix`` keeps the names of pictures on one page apart."""
    return element("defs", *(_pattern(prefix, status) for status in LOOKS if _strokes(status)))


def _pattern(prefix: str, status: str) -> str:
    size: dict[str, str | float] = {"width": 8.0, "height": 8.0, "patternUnits": "userSpaceOnUse"}
    return element("pattern", *_strokes(status), id=fill_name(prefix, status), **size)


def fill_name(prefix: str, status: str) -> str:
    """The name of a status' fill within the picture."""
    return f"{prefix}-{status.replace(' ', '-')}"


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, wide: float = 1.4) -> str:
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=wide)


def _stripes(colour: str) -> list[str]:
    return [_line(-2, 10, 10, -2, colour, 2), _line(-2, 2, 2, -2, colour, 2), _line(6, 10, 10, 6, colour, 2)]


def _cross(colour: str) -> list[str]:
    return [_line(0, 0, 8, 8, colour), _line(8, 0, 0, 8, colour)]


_STROKES: dict[str, Callable[[str], list[str]]] = {
    "solid": lambda _: [],
    "plain": lambda _: [],
    "blank": lambda _: [],
    "stripes": _stripes,
    "cross": _cross,
    "lines": lambda colour: [_line(0, 2, 8, 2, colour, 2), _line(0, 6, 8, 6, colour, 2)],
    "dots": lambda c: [element("circle", cx=x, cy=x, r=1.1, fill=c) for x in (2.0, 6.0)],
}


def _strokes(status: str) -> list[str]:
    look = LOOKS[status]
    return _STROKES[look.pattern](look.colour)


def drawn(placed: Placed, middle: float, prefix: str) -> str:
    """One mark in its row, with a tip that says what it is."""
    draw = {Shape.CELL: _cell, Shape.BAR: _bar, Shape.POINT: _point}[placed.mark.shape]
    return group([tip(placed.mark.words), *draw(placed, middle, prefix), *_label(placed, middle)])


def _cell(placed: Placed, middle: float, prefix: str) -> list[str]:
    wide = max(placed.x1 - placed.x0 - 2, 2)
    mark = placed.mark
    return cell((placed.x0 + 1, middle - ROW / 2 + 1.5), wide, mark.look, mark.letter, prefix)


def cell(corner: tuple[float, float], wide: float, status: str, letter: str, prefix: str) -> list[str]:
    """A box filled by status, with its letter on a clear ground when there is room. A dashed edge says that the status
    is no verdict."""
    look, tall = LOOKS[status], ROW - 3
    x, y = corner
    edge: dict[str, str | float] = {"stroke_dasharray": "3 2"} if status in ("indeterminate", "not assessable") else {}
    shape: dict[str, str | float] = {"x": x, "y": y, "width": wide, "height": tall}
    # The ground is a rectangle of its own: printed patterns leave hairlines between their tiles.
    boxes = [element("rect", **shape, fill=look.ground, stroke=look.colour, **edge)]
    if _strokes(status):
        boxes.append(element("rect", **shape, fill=f"url(#{fill_name(prefix, status)})"))
    letter_width = width(letter, SIZE - 2) * 0.88
    if not letter or wide < max(LETTER_ROOM, letter_width + 2):
        return boxes
    centre, baseline = x + wide / 2, y + tall / 2 + 4.3
    style: dict[str, str | float] = {"text_anchor": "middle", "font_weight": "bold"}
    if look.pattern == "solid":
        return [*boxes, text(letter, centre, baseline, SIZE - 2, fill=PAPER, **style)]
    ground = min(
        width(letter, SIZE - 2) + 3, wide
    )  # wide enough for the widest letters that a reader's machine may have
    clear = element("rect", x=centre - ground / 2, y=y + 3, width=ground, height=tall - 6, rx=2.0, fill=PAPER)
    return [*boxes, clear, text(letter, centre, baseline, SIZE - 2, fill=INK, **style)]


def _bar(placed: Placed, middle: float, prefix: str) -> list[str]:
    del prefix
    ground, edge, _ = _BARS[placed.mark.look]
    dashed: dict[str, str | float] = {"stroke_dasharray": "6 3"} if placed.mark.look == "overlay" else {}
    wide = max(placed.x1 - placed.x0 - 1, 2)
    return [
        element(
            "rect",
            x=placed.x0 + 0.5,
            y=middle - ROW / 2 + 2,
            width=wide,
            height=ROW - 4,
            fill=ground,
            stroke=edge,
            **dashed,
        )
    ]


def _point(placed: Placed, middle: float, prefix: str) -> list[str]:
    del prefix
    mark = placed.mark
    centre = (placed.x0 + placed.x1) / 2
    return [*_range(placed, middle), *glyph(mark.glyph, mark.fill, mark.letter, centre, middle)]


def _range(placed: Placed, middle: float) -> list[str]:
    """A thin bar with end ticks over the days on which it may have happened; under the glyph when they are few."""
    if placed.mark.precise:
        return []
    x0, x1 = placed.x0, placed.x1
    narrow = x1 - x0 <= 2 * RADIUS + 2
    y, tick = (middle + RADIUS + 1.5, 2.5) if narrow else (middle, 6.0)
    ends = [_line(x, y - tick, x, y + tick, INK, 1.5) for x in (x0, x1)]
    return [_line(x0, y, x1, y, INK, 1.5), *ends]


def glyph(shape: Glyph, fill: Fill, letter: str, x: float, y: float) -> list[str]:
    """The glyph of a point, with its letter."""
    colour = ALERT if fill is Fill.HOLLOW and shape is Glyph.CIRCLE else INK if fill is Fill.DASHED else _COLOURS[shape]
    paint: dict[str, str | float] = {
        "fill": colour if fill is Fill.SOLID else PAPER,
        "stroke": colour,
        "stroke_width": 2.0,
    }
    if fill is Fill.DASHED:
        paint["stroke_dasharray"] = "3 2.2"
    said = text(
        letter, x, y + 4.1, 12, text_anchor="middle", font_weight="bold", fill=PAPER if fill is Fill.SOLID else INK
    )
    return [_outline(shape, x, y, paint), *([said] if letter else [])]


def _outline(shape: Glyph, x: float, y: float, paint: dict[str, str | float]) -> str:
    r = RADIUS - 1
    if shape is Glyph.CIRCLE:
        return element("circle", cx=x, cy=y, r=r, **paint)
    if shape is Glyph.SQUARE:
        return element("rect", x=x - r + 1, y=y - r + 1, width=2 * r - 2, height=2 * r - 2, **paint)
    corners = {
        Glyph.TRIANGLE: [(x, y - r), (x + r, y + r - 2), (x - r, y + r - 2)],
        Glyph.DIAMOND: [(x, y - r), (x + r, y), (x, y + r), (x - r, y)],
    }[shape]
    return element("polygon", points=" ".join(f"{number(a)},{number(b)}" for a, b in corners), **paint)


def _label(placed: Placed, middle: float) -> list[str]:
    """The words beside or in the mark; words laid over a range stand on a clear ground."""
    if not placed.label:
        return []
    inside = placed.anchor == "inside"
    room = min(placed.x1, RIGHT) - placed.label_x - 3 if inside else 10_000.0
    said = clipped(placed.label, room, SIZE)
    colour = _BARS[placed.mark.look][2] if inside and placed.mark.look in _BARS else INK
    anchor = "end" if placed.anchor == "end" else "start"
    words = text(said, placed.label_x, middle + 4.8, SIZE, fill=colour, text_anchor=anchor)
    if inside and placed.mark.shape is Shape.POINT:
        ground = element(
            "rect", x=placed.label_x - GAP / 2, y=middle - 9, width=width(said, SIZE) + 2, height=18.0, fill=PAPER
        )
        return [ground, words]
    return [words]
