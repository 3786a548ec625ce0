"""What sets the clocks of one subject off under one template: entries, runs of entries, facts that begin, end or
change, start and end."""

from __future__ import annotations

import numpy as np

from caseward.engine.columns import NONE
from caseward.engine.days import due_after
from caseward.engine.jit import kernel
from caseward.engine.layout import (
    G_BROKEN,
    G_ENTRY,
    G_FACT,
    G_IGNORE,
    G_NTH,
    G_ON,
    G_PRIORITY,
    G_ROW,
    G_WITHIN,
    ON_BEGINS,
    ON_CHANGES,
    ON_END,
    ON_ENDS,
    ON_ENTRY,
    ON_START,
)

# Columns of a firing: its day, priority, place among its like, candidate (-1: none), id, end of its span, whether it
# is the end.
F_DAY, F_PRIORITY, F_PLACE, F_CANDIDATE, F_ID, F_UNTIL, F_ENDS, F_TEMPLATE, F_WIDTH = range(9)


@kernel
def firings(  # type: ignore[no-untyped-def]
    t, g, triggers, passes, ca, cb, cand_day, cand_bits, cand_row, lengths, calendars, ranks, open_days,
    fa, fb, fact, value, start, until, entry, opened, ended, opening, closing, seen, run, found, count,
):  # fmt: skip
    """Add the firings of trigger ``g`` to ``found``; return how many there are now. ``seen`` marks candidates that
    fired before."""
    on, priority = triggers[g, G_ON], triggers[g, G_PRIORITY]
    if on == ON_ENTRY:
        held = 0
        nth = triggers[g, G_NTH]
        plain = nth == 1 and not triggers[g, G_ROW]
        broken = np.int64(-1)
        for c in range(ca, cb):
            if (cand_bits[c] >> np.uint32(triggers[g, G_ENTRY])) & 1:
                fires = plain
                if not plain:
                    kept = 0
                    for r in range(held):
                        recent = True
                        if triggers[g, G_WITHIN] >= 0:
                            day = np.int64(cand_day[run[r]])
                            recent = cand_day[c] <= due_after(
                                lengths, triggers[g, G_WITHIN], day, calendars, ranks, open_days, 0
                            )
                        if recent and run[r] >= broken:
                            run[kept] = run[r]
                            kept += 1
                    run[kept] = c
                    held = kept + 1
                    if held == nth:
                        fires = True
                        held = 0
                if fires and not seen[c - ca]:
                    seen[c - ca] = 1
                    found[count, F_DAY], found[count, F_PRIORITY], found[count, F_PLACE] = cand_day[c], priority, c
                    found[count, F_CANDIDATE], found[count, F_ID], found[count, F_UNTIL] = c, cand_row[c], NONE
                    found[count, F_ENDS], found[count, F_TEMPLATE] = 0, t
                    count += 1
                if fires and not plain and not triggers[g, G_ROW] and triggers[g, G_WITHIN] < 0:
                    break
            if triggers[g, G_BROKEN] >= 0 and (cand_bits[c] >> np.uint32(triggers[g, G_BROKEN])) & 1:
                broken = np.int64(c)
    elif on == ON_START or on == ON_END:
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


__all__ = ["ON_BEGINS", "firings", "in_order"]
