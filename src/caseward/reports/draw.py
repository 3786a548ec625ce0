"""A picture as SVG: headline, the line of time, lanes, the days that cross them, and a legend of what occurs. Nothing
from outside the file."""

from __future__ import annotations

from xml.sax.saxutils import escape

from caseward.reports.draw_instants import Crossings
from caseward.reports.draw_legend import legend
from caseward.reports.draw_marks import drawn, patterns
from caseward.reports.layout import LEFT, LINE, RIGHT, SIZE, WIDTH, LaidLane, lay
from caseward.reports.lettering import BOLD, width, wrapped
from caseward.reports.palette import INK, PAPER, QUIET, RULE
from caseward.reports.picture import Picture
from caseward.reports.scale import Scale, ticks
from caseward.reports.svg import FONT, element, group, text


def draw(picture: Picture, prefix: str = "t") -> str:
    """The picture as one SVG element with a title and a description; ``prefix`` makes its names unique on a page."""
    scale = Scale(picture.start, picture.end, LEFT, RIGHT)
    head, top = _headline(picture)
    crossings = Crossings(picture.instants, scale)
    axis_top = top + crossings.height + 2
    lanes = lay(picture.lanes, scale, axis_top + 40)
    bottom = lanes[-1].top + lanes[-1].height if lanes else axis_top + 40
    signs, end = legend(picture, bottom + 14, prefix)
    parts = [
        patterns(prefix),
        element("rect", width=WIDTH, height=end, fill=PAPER),
        head,
        *_grid(scale, axis_top, bottom),
        crossings.drawn(axis_top, bottom),
        _axis(scale, axis_top),
        *(_lane(laid, prefix) for laid in lanes),
        signs,
    ]
    return _root(picture, parts, end, prefix)


def _root(picture: Picture, parts: list[str], height: float, prefix: str) -> str:
    named = [
        element("title", escape(f"Timeline of {picture.subject}: {'; '.join(picture.headline)}"), id=f"{prefix}-title"),
        element("desc", escape(described(picture)), id=f"{prefix}-desc"),
    ]
    return element(
        "svg",
        *named,
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH:.0f} {height:.0f}",
        width=WIDTH,
        height=round(height),
        role="img",
        aria_labelledby=f"{prefix}-title {prefix}-desc",
        font_family=FONT,
        fill=INK,
    )


def described(picture: Picture) -> str:
    """The picture in a few sentences, for those who hear it: the time shown, each lane with how many marks it has."""
    lanes = "; ".join(f"{lane.title}: {lane.answer or len(lane.marks)}" for lane in picture.lanes)
    crossing = "; ".join(i.words for i in picture.instants)
    shown = f"Time shown: {picture.start.isoformat()} to {picture.end.isoformat()}, the end not included."
    across = f" Across all lanes: {crossing}." if crossing else ""
    return f"{shown} Lanes, top to bottom: {lanes}.{across} The table has every mark."


def _headline(picture: Picture) -> tuple[str, float]:
    """The answer, large; the other reading below it. Gives the markup and where it ends."""
    lines: list[str] = []
    y = 6.0
    for place, said in enumerate(picture.headline):
        y += 3
        size = 18.0 if place == 0 else 16.0
        for line in wrapped(said, WIDTH - 8, size * BOLD, 2):
            y += size + 4
            lines.append(text(line, 4, y, size, font_weight="bold", fill=INK))
    y += 2
    about = f"{picture.subject}, judged {picture.clocks}: what was asked, what was done, what the record shows"
    for line in wrapped(about, WIDTH - 8, SIZE):
        y += LINE
        lines.append(text(line, 4, y, SIZE, fill=QUIET))
    return group(lines), y + 10


def _grid(scale: Scale, top: float, bottom: float) -> list[str]:
    """Faint lines down through the lanes, stronger where a year or a month of days begins."""
    marks = [(scale.at(t.day), QUIET if t.strong else RULE) for t in ticks(scale)]
    return [element("line", x1=x, y1=top + 36, x2=x, y2=bottom, stroke=colour) for x, colour in marks]


def _axis(scale: Scale, top: float) -> str:
    """Months (or days, or years) with the year below; on a clear ground, because a day that crosses may run through."""
    found: list[str] = []
    year = None
    for tick in ticks(scale):
        x = scale.at(tick.day)
        room = width(tick.label, SIZE - 1)
        if x + 3 + room <= scale.right + 6:
            ground = element("rect", x=x + 2, y=top + 2, width=room * 0.9, height=16.0, fill=PAPER)
            found += [ground, text(tick.label, x + 3, top + 14, SIZE - 1, fill=INK)]
        if tick.day.year != year and tick.label != str(tick.day.year):
            found.append(text(str(tick.day.year), x + 3, top + 30, SIZE - 1, fill=INK, font_weight="bold"))
        year = tick.day.year
    return group(found)


def _lane(laid: LaidLane, prefix: str) -> str:
    edge = element("line", x1=0.0, y1=laid.top, x2=WIDTH, y2=laid.top, stroke=RULE)
    return group([edge, *_words(laid), *(drawn(p, laid.row_middle(p.row), prefix) for p in laid.placed)])


def _words(laid: LaidLane) -> list[str]:
    """Title before the time, answer after it, both in the middle of the lane's height."""
    first = laid.top + (laid.height - LINE * len(laid.title)) / 2 + 13
    said = [text(line, 4, first + i * LINE, SIZE, fill=INK) for i, line in enumerate(laid.title)]
    first = laid.top + (laid.height - LINE * len(laid.answer)) / 2 + 13
    return said + [
        text(line, RIGHT + 8, first + i * LINE, SIZE - 1, fill=INK, font_weight="bold")
        for i, line in enumerate(laid.answer)
    ]
