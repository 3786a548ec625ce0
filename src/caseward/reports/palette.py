"""Colour, pattern and letter of every status, so that a picture can be read in colour, in grey and by the colour-blind.

No status is told by its colour alone: each has its own pattern *and* its own letter. Text has a contrast of at least
4.5 to 1 with what lies
under it and every mark has an outline of at least 3 to 1 with the page (WCAG 2.1, 1.4.3 and 1.4.11); a test computes
both.
"""

from __future__ import annotations

from dataclasses import dataclass

INK = "#1b1b1b"
QUIET = "#565c65"  # secondary text
RULE = "#c6cace"  # lines that only help the eye
PAPER = "#ffffff"
SOLID = "#15528a"  # what counts, what is held, what was found
ALERT = "#b3261e"  # the incident line, and what was refused


@dataclass(frozen=True, slots=True)
class Look:
    """How one status is drawn: its letter, the colour of its pattern, the ground under it, and the pattern's name."""

    letter: str
    word: str
    colour: str
    ground: str
    pattern: str  # solid, stripes, cross, lines, dots, plain, blank


LOOKS: dict[str, Look] = {
    "met": Look("M", "met", SOLID, SOLID, "solid"),
    "late": Look("L", "late: done after it was due", "#7a5200", "#fdf0d0", "stripes"),
    "missed": Look("X", "missed", ALERT, "#fbe3df", "cross"),
    "overdue": Look("O", "overdue: past due, can still be done", "#6a2c80", "#f3e6f7", "lines"),
    "indeterminate": Look("?", "indeterminate: the dates do not decide it", "#3d4551", "#f5f6f7", "dots"),
    "not assessable": Look("n/a", "not assessable: a fact is missing", "#5c6370", PAPER, "blank"),
    "excused": Look("E", "excused", "#5c6370", "#d3d7dc", "plain"),
    "pending": Look("", "pending: not yet due", "#5c6370", PAPER, "blank"),
}

#: From the one most in need of an eye to the least: which status speaks for a cell that stands for several obligations.
GRAVITY = ("missed", "overdue", "late", "indeterminate", "not assessable", "pending", "excused", "met")
