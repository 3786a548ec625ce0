"""The picture of a what-if: month by month two bars side by side, the old policy hatched and the new one solid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import TypeAlias
from xml.sax.saxutils import escape

from caseward.engine.whatif.answer import Pair, WhatIf
from caseward.engine.whatif.cells import Cell
from caseward.reports.lettering import BOLD, width, wrapped
from caseward.reports.palette import INK, PAPER, QUIET, RULE, SOLID
from caseward.reports.svg import FONT, element, group, text, tip
from caseward.reports.whatif_tables import tenths, unmet

WIDTH, LEFT, RIGHT = 940.0, 70.0, 930.0
TALL, GAP, SIZE = 130.0, 62.0, 14.0
OLD_INK, OLD_GROUND = "#7a5200", "#fdf0d0"
#: More months than this and the bars are of years.
MOST_MONTHS = 84


#: A month or year, its number under the old policy, and under the new.
Bar: TypeAlias = tuple[str, Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Bars:
    """One panel: what is counted, and for each month (or year) its name with the old and the new number."""

    title: str
    bars: tuple[Bar, ...]

    @property
    def top(self) -> Fraction:
        """The number at the top of the panel's scale."""
        return scale_top(max((n for _, *pair in self.bars for n in pair), default=Fraction(0)))


def panels(answer: WhatIf) -> tuple[Bars, ...]:
    """What is drawn: obligations not met, contacts needed, and officers needed where a workload table says so."""
    found = [
        _counts("Missed or overdue", answer, unmet),
        _counts("Contacts needed, at most", answer, partial(Cell.number, name="contacts_at_most")),
    ]
    if answer.unit:
        months = [_officers(answer, pair) for pair in answer.months]
        found.append(Bars("Officers needed", tuple(_by_year(months, most=True))))
    return tuple(found)


def _counts(title: str, answer: WhatIf, number: Callable[[Cell], int]) -> Bars:
    bars: list[Bar] = [(p.word, Fraction(number(p.old)), Fraction(number(p.new))) for p in answer.months]
    return Bars(title, tuple(_by_year(bars, most=False)))


def _officers(answer: WhatIf, pair: Pair) -> Bar:
    old, new = (answer.officers_needed(c, pair.word) or Fraction(0) for c in pair.cells)
    return pair.word, old, new


def _by_year(bars: Sequence[Bar], *, most: bool) -> list[Bar]:
    """Many months as years: the sum of counts, the busiest month of what is needed at one time."""
    if len(bars) <= MOST_MONTHS:
        return list(bars)
    years: dict[str, list[Bar]] = {}
    for bar in bars:
        years.setdefault(bar[0][:4], []).append(bar)
    return [
        (y, _joined([b[1] for b in own], most=most), _joined([b[2] for b in own], most=most))
        for y, own in years.items()
    ]


def _joined(numbers: Sequence[Fraction], *, most: bool) -> Fraction:
    return max(numbers) if most else sum(numbers, Fraction(0))


def scale_top(highest: Fraction) -> Fraction:
    """The next of 1, 2, 4, 6, 8 times a power of ten."""
    step = Fraction(1, 10)
    while True:
        for factor in (1, 2, 4, 6, 8):
            if highest <= step * factor:
                return step * factor
        step *= 10


def draw_whatif(answer: WhatIf, prefix: str = "w") -> str:
    """The picture as one SVG element with a title and a description. The tables beside it have every number."""
    drawn = panels(answer)
    head, y = _head(answer)
    legend, y = _legend(y, prefix)
    parts = [_pattern(prefix), "", head, legend]
    for bars in drawn:
        parts.append(_panel(bars, y, prefix))
        y += TALL + GAP
    y -= GAP - 32
    parts[1] = element("rect", width=WIDTH, height=y, fill=PAPER)
    named = [
        element("title", escape(_title(answer)), id=f"{prefix}-title"),
        element("desc", escape(described(drawn)), id=f"{prefix}-desc"),
    ]
    return element(
        "svg", *named, *parts, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {WIDTH:.0f} {y:.0f}", width=WIDTH,
        height=round(y), role="img", aria_labelledby=f"{prefix}-title {prefix}-desc", font_family=FONT, fill=INK,
    )  # fmt: skip


def described(drawn: Sequence[Bars]) -> str:
    """The picture in a few sentences, for those who hear it."""
    said = []
    for bars in drawn:
        if not bars.bars:
            said.append(f"{bars.title}: nothing is owed.")
            continue
        peaks = [max(bars.bars, key=lambda b, i=i: b[i]) for i in (1, 2)]  # type: ignore[misc]
        said.append(
            f"{bars.title}, {bars.bars[0][0]} to {bars.bars[-1][0]}: under the old policy at most "
            f"{_said(peaks[0][1])} ({peaks[0][0]}), under the new one at most {_said(peaks[1][2])} ({peaks[1][0]})."
        )
    return " ".join([*said, "The table by month has every number."])


def _said(number: Fraction) -> str:
    return f"{int(number):,}" if number.denominator == 1 else tenths(number)


def _title(answer: WhatIf) -> str:
    old, new = answer.policies
    return f"{answer.record} under {old.name} (old) and {new.name} (new), by month"


def _head(answer: WhatIf) -> tuple[str, float]:
    """The answer, large; below it what the picture is of."""
    total, lines, y = answer.total, [], 8.0
    counts = (unmet(total.old), unmet(total.new))
    contacts = (_contacts(total, 0), _contacts(total, 1))
    said = f"Missed or overdue: {counts[0]:,} under the old policy, {counts[1]:,} under the new"
    asked = f"Contacts needed, at most: {contacts[0]:,} under the old policy, {contacts[1]:,} under the new"
    for words, size in ((said, 18.0), (asked, 16.0)):
        for line in wrapped(words, WIDTH - 8, size * BOLD, 2):
            y += size + 5
            lines.append(text(line, 4, y, size, font_weight="bold", fill=INK))
    about = f"{_title(answer)}; judged at the end of {answer.trial.as_of.isoformat()}; the record as it is under both"
    for line in wrapped(about, WIDTH - 8, SIZE):
        y += 18
        lines.append(text(line, 4, y, SIZE, fill=QUIET))
    return group(lines), y + 12


def _contacts(total: Pair, side: int) -> int:
    return total.cells[side].number("contacts_at_most")


def _legend(y: float, prefix: str) -> tuple[str, float]:
    parts = [*_bar(4, y, 26, 16, "old", prefix), text("old policy", 36, y + 13, SIZE)]
    parts += [*_bar(140, y, 26, 16, "new", prefix), text("new policy", 172, y + 13, SIZE)]
    return group(parts), y + 62


def _pattern(prefix: str) -> str:
    line = element("line", x1=0.0, y1=8.0, x2=8.0, y2=0.0, stroke=OLD_INK, stroke_width=2.0)
    sizes: dict[str, str | float] = {"width": 8.0, "height": 8.0, "patternUnits": "userSpaceOnUse"}
    return element("defs", element("pattern", line, id=f"{prefix}-old", **sizes))


def _bar(x: float, y: float, wide: float, tall: float, side: str, prefix: str) -> list[str]:
    """The old bar hatched with an edge, the new one solid: told apart without colour."""
    shape: dict[str, str | float] = {"x": x, "y": y, "width": wide, "height": tall}
    if side == "new":
        return [element("rect", **shape, fill=SOLID)]
    ground = element("rect", **shape, fill=OLD_GROUND, stroke=OLD_INK)
    return [ground, element("rect", **shape, fill=f"url(#{prefix}-old)")]


def _panel(bars: Bars, top: float, prefix: str) -> str:
    floor = top + TALL
    parts = [text(bars.title, 4, top - 12, SIZE, font_weight="bold"), *_scale(bars, top, floor)]
    room = (RIGHT - LEFT) / max(len(bars.bars), 1)
    wide = min(room * 0.42, 40.0)
    for i, (name, *pair) in enumerate(bars.bars):
        x = LEFT + i * room + (room - 2 * wide) / 2
        tall = [float(n / bars.top) * TALL for n in pair]
        drawn = [
            piece
            for place, side in enumerate(("old", "new"))
            if pair[place]
            for piece in _bar(x + place * wide, floor - tall[place], wide, tall[place], side, prefix)
        ]
        words = f"{name}: {_said(pair[0])} under the old policy, {_said(pair[1])} under the new"
        parts.append(group([tip(words), *drawn]))
    return group([*parts, *_names([b[0] for b in bars.bars], room, floor)])


def _scale(bars: Bars, top: float, floor: float) -> list[str]:
    """Lines at nothing, half and all of the scale, with their numbers."""
    found = []
    for share in (Fraction(0), Fraction(1, 2), Fraction(1)):
        y = floor - float(share) * (floor - top)
        found.append(element("line", x1=LEFT, y1=y, x2=RIGHT, y2=y, stroke=RULE if share else INK))
        found.append(text(_said(bars.top * share), LEFT - 6, y + 5, SIZE - 1, text_anchor="end", fill=QUIET))
    return found


def _names(names: Sequence[str], room: float, floor: float) -> list[str]:
    """Months (or years) under the bars, as many as there is room for; of a year's first month the year too."""
    step = next((s for s in (1, 2, 3, 6, 12, 24) if room * s >= width("0000-00", SIZE - 1) + 8), 48)
    offset = next((i for i, n in enumerate(names) if n[5:] in ("", "01")), 0) % step
    return [
        text(name, LEFT + (i + 0.5) * room, floor + 18, SIZE - 1, text_anchor="middle", fill=INK)
        for i, name in enumerate(names)
        if i % step == offset
    ]
