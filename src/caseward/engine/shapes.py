"""Requirements of a common shape, which a leaner kernel does. What it does not cover goes to the kernel of its kind."""

from __future__ import annotations

import numpy as np

from caseward.engine.columns import Longs
from caseward.engine.days import DAYS, EVERY_MONTH, NUMBER, SNAP, UNIT
from caseward.engine.layout import (
    AT_CHANGE,
    G_ENTRY,
    G_NTH,
    G_ON,
    G_WITHIN,
    LATEST,
    ON_ENTRY,
    RETROACTIVE,
    S_BASE,
    S_COUNT,
    S_FIRST,
    S_INTERVAL,
    S_LINES,
    S_LINES_END,
    S_MISSING,
    S_QUOTAS,
    S_QUOTAS_END,
    S_WITHIN,
    T_AFTER,
    T_ALREADY,
    T_ANCHOR,
    T_ANSWERS,
    T_CANCELLED,
    T_CHANGE,
    T_CLOSES,
    T_GRACE,
    T_IN_MONTHS,
    T_LATE,
    T_LOOK_BACK,
    T_MONTHS,
    T_ORIGIN,
    T_PAUSE,
    T_PLUS,
    T_RACE,
    T_RESTART,
    T_RESTART_AT_DUE,
    T_SPAN,
    T_STOP,
    T_WAIVE,
)


def lean_shape(kind: str, templates: Longs, states: Longs, triggers: Longs, lengths: Longs) -> bool:
    """Whether a leaner kernel does a requirement."""
    if kind == "every":
        return on_a_grid(templates, states)
    if kind == "when":
        return replies_plainly(templates, states, triggers, lengths)
    return kind == "apart" and rolls_evenly(templates, states, lengths)


def on_a_grid(t: Longs, s: Longs) -> bool:
    """Whether windows follow one another evenly, each is judged whole and once, and nothing is counted but entries."""
    alike = _same(t, T_MONTHS, T_SPAN, T_ANCHOR, T_ORIGIN) and t[0, T_ANCHOR] != AT_CHANGE
    whole = _whole(t) and (t[:, [T_GRACE, T_LATE, T_PLUS]] < 0).all()
    months = t[0, T_MONTHS] == 1 or (t[:, T_IN_MONTHS] == EVERY_MONTH).all()
    plain = (s[:, S_QUOTAS] == s[:, S_QUOTAS_END]).all() and (s[:, S_LINES] == s[:, S_LINES_END]).all()
    return bool(alike and whole and months and plain)


def rolls_evenly(t: Longs, s: Longs, lengths: Longs) -> bool:
    """Whether a rolling clock runs from the last entry for so many days, and only pauses."""
    s = s[s[:, S_MISSING] == 0]
    alike = _same(t, T_RESTART_AT_DUE, T_PAUSE) and len(set((t[:, T_LOOK_BACK] >= 0).tolist())) == 1
    whole = _whole(t) and (t[:, [T_GRACE, T_RESTART, T_WAIVE]] < 0).all()
    one = ((s[:, S_COUNT] == 1) | (s[:, S_COUNT] == -1)).all() and (s[:, S_FIRST] < 0).all()
    late = t[t[:, T_LATE] >= 0, T_LATE]
    given = (s[:, S_INTERVAL] >= 0).all()
    return bool(alike and whole and one and given and _even(lengths, s[:, S_INTERVAL]) and _even(lengths, late))


def replies_plainly(t: Longs, s: Longs, g: Longs, lengths: Longs) -> bool:
    """Whether one sort of entry, or a run of two of it, sets a clock of so many days off that one entry answers,
    whatever else happens."""
    single = len(t) == 1 and len(g) == 1 and (g[0, G_ON] == ON_ENTRY) and g[0, G_NTH] in (1, 2) and g[0, G_ENTRY] >= 0
    nothing = (T_PAUSE, T_GRACE, T_AFTER, T_LATE, T_ALREADY, T_WAIVE, T_STOP, T_CANCELLED)
    plain = bool((t[:, nothing] < 0).all() and not t[:, (T_RACE, T_ANSWERS, T_CLOSES)].any())
    if not (single and plain and (s[:, S_MISSING] == 0).all() and (s[:, [S_WITHIN, S_BASE]] >= 0).all()):
        return False
    one = bool(((s[:, S_COUNT] == 1) | (s[:, S_COUNT] == -1)).all() and (s[:, S_BASE] == s[0, S_BASE]).all())
    runs = g[g[:, G_WITHIN] >= 0, G_WITHIN]
    return one and _even(lengths, s[:, S_WITHIN]) and _even(lengths, runs)


def _whole(templates: Longs) -> bool:
    return bool(np.isin(templates[:, T_CHANGE], (RETROACTIVE, LATEST)).all())


def _same(templates: Longs, *columns: int) -> bool:
    return bool((templates[:, columns] == templates[0, columns]).all())


def _even(lengths: Longs, places: Longs) -> bool:
    """Whether each is so many days, whatever the day it begins on."""
    own = lengths[places]
    alike = (own[:, NUMBER:SNAP] == own[:, [NUMBER]]).all()
    return bool((own[:, UNIT] == DAYS).all() and (own[:, SNAP] == 0).all() and alike)
