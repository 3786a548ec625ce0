"""The stretches of a rolling clock, from segments: where it runs, cut where the level changes or a fact stops it."""

from __future__ import annotations

from caseward.engine.jit import kernel
from caseward.engine.layout import FRESH, S_MISSING, T_CHANGE

STILL_OPEN, ENDED, LAPSED, CHANGED = range(4)  # why a stretch ended


@kernel
def stretches(  # type: ignore[no-untyped-def]
    life, end_of_life, horizon, sa, sb, seg_start, seg_sig, force, state, stopped, changed, templates, states,
    begin, end, fresh, opening, closed,
):  # fmt: skip
    """Fill the five lists; return how many stretches there are, or -1 where a fact is missing."""
    stop = max(life, min(end_of_life, horizon))
    count = 0
    for k in range(sa, sb):
        start = max(int(seg_start[k]), life)
        until = stop
        if k + 1 < sb:
            until = min(stop, int(seg_start[k + 1]))
        u = seg_sig[k]
        t = force[u]
        if start >= until or t < 0 or state[t, u] < 0 or stopped[t, u]:
            continue
        if states[state[t, u], S_MISSING]:
            return -1
        reason = STILL_OPEN
        if until < horizon:
            reason = ENDED if until >= end_of_life else LAPSED
        adjoining = count > 0 and end[count - 1] == start
        rule = templates[t, T_CHANGE]
        afresh = adjoining and rule == FRESH and changed[t, k] and start > life
        if adjoining and not afresh:
            end[count - 1] = until
            closed[count - 1] = reason
            continue
        if afresh:
            closed[count - 1] = CHANGED
        resumed = k > sa and start == seg_start[k] and stopped[t, seg_sig[k - 1]]
        begin[count], end[count], closed[count] = start, until, reason
        fresh[count] = afresh or resumed or (rule == FRESH and start > life)
        opening[count] = (not adjoining or resumed) and not afresh
        count += 1
    return count
