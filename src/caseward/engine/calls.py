"""Which kernel a requirement has, and what it is given."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from caseward.engine.columns import Columns, day_number
from caseward.engine.compiled import Compiled
from caseward.engine.days import fixed_lengths
from caseward.engine.grids import grid_of
from caseward.engine.kernel_apart import apart_kernel, look_back
from caseward.engine.kernel_every import every_kernel
from caseward.engine.kernel_grid import grid_kernel
from caseward.engine.kernel_never import never_kernel
from caseward.engine.kernel_reply import reply_kernel
from caseward.engine.kernel_rolling import rolling_kernel
from caseward.engine.kernel_when import when_kernel
from caseward.engine.layout import T_MONTHS, T_SPAN


def kernel_call(c: Compiled, columns: Columns, as_of: date) -> tuple[Any, tuple[Any, ...]]:
    """The kernel of a requirement and what it reads."""
    r, s, day = c.regime, c.regime.segments, day_number(as_of)
    segments = (s.offset, s.start, s.signature, r.force, r.state)
    dates = (c.lengths, *c.calendars, *c.spans)
    entries = (c.candidates.offset, c.candidates.day, c.candidates.bits, c.candidates.row)
    life: tuple[Any, ...] = (columns.opened, columns.closed)
    tables: tuple[Any, ...] = (c.templates, c.states)
    if r.key[1] == "every" and c.lean:
        return grid_kernel, (
            *life, day, c.slow, *segments, r.rival, *tables, c.groups, *c.spans, *entries,
            *grid_of(c.templates[0], columns.opened, day),
        )  # fmt: skip
    if r.key[1] == "every":
        tables = (*tables, c.quotas, c.lines, c.groups)
        return every_kernel, (
            *life, day, c.slow, *segments, r.rival, r.changed, *tables, *dates, *entries, _narrowest(c),
        )  # fmt: skip
    if r.key[1] == "never":
        return never_kernel, (*life, day, c.slow, *segments, *tables, *entries)
    if r.key[1] == "when" and c.lean:
        return reply_kernel, (
            *life, columns.vague, day, c.slow, *segments, c.states, c.triggers[0], fixed_lengths(c.lengths), *entries,
            c.candidates.kind,
        )  # fmt: skip
    if r.key[1] == "when":
        f = columns.statements
        ends = (columns.ended, columns.opening, columns.closing, columns.vague, columns.previous_end)
        stated = (f.offset, f.fact, f.value, f.start, f.until, f.entry)
        return when_kernel, (
            *life, *ends, day, c.slow, *segments, *tables, c.triggers, c.passes, *dates, *entries, c.candidates.kind,
            c.answers, *stated,
        )  # fmt: skip
    back = np.zeros((len(c.templates), len(columns)), dtype=np.int32)
    look_back(c.lengths, c.templates, columns.opened, back)
    if c.lean:
        return rolling_kernel, (
            *life, columns.previous_end, day, c.slow, *segments, r.stopped, *tables, c.lengths, *c.spans, *entries,
            back,
        )  # fmt: skip
    return apart_kernel, (
        *life, columns.previous_end, day, c.slow, *segments, r.stopped, r.changed, *tables, *dates, *entries, back,
    )  # fmt: skip


def _narrowest(c: Compiled) -> int:
    """The days of the shortest window, for a bound on how many there are."""
    months = c.templates[:, T_MONTHS] == 1
    return int(np.where(months, c.templates[:, T_SPAN] * 28, c.templates[:, T_SPAN]).min())
