"""The days that cross every lane: an incident, the end of a term, the day judged. Their labels stand in rows above the
line of time."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from caseward.reports.layout import LINE, SIZE, WIDTH
from caseward.reports.lettering import BOLD, width
from caseward.reports.palette import ALERT, PAPER, QUIET
from caseward.reports.picture import Instant
from caseward.reports.scale import Scale
from caseward.reports.svg import element, group, text


class Crossings:
    """The instants that the scale shows, each with the row of its label so that no two labels lie on each other."""

    def __init__(self, instants: Sequence[Instant], scale: Scale) -> None:
        self.scale = scale
        self.rows: list[tuple[Instant, int]] = []
        ends: list[list[tuple[float, float]]] = []
        for instant in (i for i in instants if scale.shows(i.day, i.day)):
            start, end = self._extent(instant)
            row = next((n for n, taken in enumerate(ends) if all(end <= a or b <= start for a, b in taken)), len(ends))
            ends.extend([[]] if row == len(ends) else [])
            ends[row].append((start, end))
            self.rows.append((instant, row))
        self.height = (LINE + 2) * len(ends)

    def _at(self, instant: Instant) -> float:
        return sum(self.scale.span(instant.day, instant.day)) / 2

    def _extent(self, instant: Instant) -> tuple[float, float]:
        """Right of its line where there is room, else left of it."""
        x, room = self._at(instant), width(instant.label, SIZE * BOLD) + 4
        return (x - room, x) if x + room > WIDTH else (x, x + room)

    def drawn(self, top: float, bottom: float) -> str:
        """Lines from each label down through the lanes; ``top`` is where the line of time begins."""
        return group(self._one(instant, top - 6 - row * (LINE + 2), bottom) for instant, row in self.rows)

    def _one(self, instant: Instant, baseline: float, bottom: float) -> str:
        x, (start, end) = self._at(instant), self._extent(instant)
        colour = ALERT if instant.strong else QUIET
        dash: dict[str, str | float] = {} if instant.strong else {"stroke_dasharray": "5 4"}
        side: dict[str, str | float] = {"text_anchor": "end"} if end == x else {}
        line = element("line", x1=x, y1=baseline - 12, x2=x, y2=bottom, stroke=colour, stroke_width=2.0, **dash)
        ground = element("rect", x=start, y=baseline - 13, width=end - start, height=LINE, fill=PAPER)
        said = text(
            instant.label, x - 4 if end == x else x + 4, baseline, SIZE, fill=colour, font_weight="bold", **side
        )
        return group([element("title", escape(instant.words)), ground, line, said])
