"""What sets the clocks of one subject off under one template beside entries: facts that begin, end or change, start
and end. The kernel itself looks for entries and runs of them."""

from __future__ import annotations

import numpy as np

from caseward.engine.arrays import NONE
from caseward.engine.jit import kernel
from caseward.engine.layout import (
    G_FACT,
    G_IGNORE,
    G_ON,
    G_PRIORITY,
    ON_CHANGES,
    ON_END,
    ON_ENDS,
    ON_START,
)

# Columns of a firing: its day, priority, place among its like, candidate (-1: none), id, end of its span, whether it
# is the end.
F_DAY, F_PRIORITY, F_PLACE, F_CANDIDATE, F_ID, F_UNTIL, F_ENDS, F_TEMPLATE, F_WIDTH = range(9)


@kernel
def firings(  # type: ignore[no-untyped-def]
    t, g, triggers, passes, fa, fb, fact, value, start, until, entry, opened, ended, opening, closing, found, count,
):  # fmt: skip
    """Add the firings of trigger ``g`` to ``found``; return how many there are now."""
    on, priority = triggers[g, G_ON], triggers[g, G_PRIORITY]
    if on == ON_START or on == ON_END:
        if on == ON_START or ended != NONE:
            found[count, F_DAY] = opened if on == ON_START else ended
            found[count, F_PRIORITY], found[count, F_PLACE], found[count, F_CANDIDATE] = priority, 0, -1
            found[count, F_ID] = opening if on == ON_START else closing
            found[count, F_UNTIL], found[count, F_ENDS], found[count, F_TEMPLATE] = NONE, on == ON_END, t
            count += 1
    else:
        before = np.int64(-1)
        for f in range(fa, fb):
            if fact[f] != triggers[g, G_FACT]:
                continue
            fires = passes[g, value[f]] == 1
            day = np.int64(start[f])
            if on == ON_ENDS:
                day = np.int64(until[f])
                fires = fires and day != NONE
            elif on == ON_CHANGES:
                fires = fires and (not triggers[g, G_IGNORE] if before < 0 else before != value[f])
            before = np.int64(value[f])
            if fires:
                found[count, F_DAY], found[count, F_PRIORITY], found[count, F_PLACE] = day, priority, f
                found[count, F_CANDIDATE], found[count, F_ID], found[count, F_UNTIL] = -1, entry[f], until[f]
                found[count, F_ENDS], found[count, F_TEMPLATE] = 0, t
                count += 1
    return count


@kernel
def in_order(found, count):  # type: ignore[no-untyped-def]
    """Sort firings by day, priority and place; the lists are short."""
    for a in range(1, count):
        b = a
        while b > 0 and _after(found, b - 1, b):
            for x in range(F_WIDTH):
                found[b, x], found[b - 1, x] = found[b - 1, x], found[b, x]
            b -= 1


@kernel
def _after(found, a, b):  # type: ignore[no-untyped-def]
    if found[a, F_DAY] != found[b, F_DAY]:
        return found[a, F_DAY] > found[b, F_DAY]
    if found[a, F_PRIORITY] != found[b, F_PRIORITY]:
        return found[a, F_PRIORITY] > found[b, F_PRIORITY]
    return found[a, F_PLACE] > found[b, F_PLACE]
