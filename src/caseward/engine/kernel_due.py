"""Kernels of what is open on each of several days and when it falls due, every entry read once for all of them."""

from __future__ import annotations

import numpy as np

from caseward.engine.arrays import NONE
from caseward.engine.days import BUSINESS, NUMBER, SNAP, UNIT, business_due, months_later, plain_due
from caseward.engine.jit import kernel
from caseward.engine.layout import (
    S_BASE,
    S_COUNT,
    S_FIRST,
    S_INTERVAL,
    S_MISSING,
    S_TEMPLATE,
    S_WITHIN,
    T_CALENDAR,
    T_LOOK_BACK,
)

LAST_DAY = 2932896  # 31 December 9999


@kernel
def rolling_due(  # type: ignore[no-untyped-def]
    first, last, counts, opened, closed, previous_end, slow, seg_at, seg_start, seg_sig, force, state,
    templates, states, lengths, calendars, ranks, open_days, cand_at, cand_day, cand_bits, days, out,
):  # fmt: skip
    """Fill ``out``, by subject and day, with when what a rolling clock leaves open falls due (NONE: nothing is open).

    A subject that only the reference can judge is marked in ``slow``.
    """
    base = np.uint32(counts)
    for i in range(first, last):
        k, segments_end = seg_at[i], seg_at[i + 1]
        # Entries before the start count as far back as the template in force says: the cursor ``low`` passes the rest.
        c, cb, low, number_of = cand_at[i], cand_at[i + 1], np.int64(-1), np.int64(0)
        life, end, last_day, one_before = np.int64(opened[i]), closed[i], np.int64(NONE), np.int64(NONE)
        missing = slow[i] != 0
        for d in range(len(days)):
            day = np.int64(days[d])
            out[i - first, d] = NONE
            if day < life or day >= end or missing:
                continue
            while k + 1 < segments_end and seg_start[k + 1] <= day:
                missing |= _missing(force, state, states, seg_sig[k]) and seg_start[k + 1] > life
                k += 1
            u = seg_sig[k]
            missing |= _missing(force, state, states, u)
            t = force[u]
            if missing or t < 0 or state[t, u] < 0:
                continue
            s = state[t, u]
            if low < 0:
                low = life
                place = templates[t, T_LOOK_BACK]
                if place >= 0:
                    number = lengths[place, NUMBER + (life + 3) % 7]
                    low = months_later(life, -number) if lengths[place, UNIT] == 1 else life - number
                    low = max(low, np.int64(previous_end[i]))
            while c < cb and cand_day[c] <= day:
                if cand_day[c] >= low and (cand_bits[c] >> base) & np.uint32(1):
                    number_of += 1
                    one_before = last_day
                    last_day = np.int64(cand_day[c])
                c += 1
            count = max(states[s, S_COUNT], 1)
            length, anchor = states[s, S_INTERVAL], life
            if number_of >= count:
                anchor = last_day if count == 1 else one_before
            elif number_of == 0 and states[s, S_FIRST] >= 0:
                length = states[s, S_FIRST]
            due = np.int64(NONE)
            if length >= 0 and count <= 2:
                unit, snap = lengths[length, UNIT], lengths[length, SNAP]
                number = lengths[length, NUMBER + (anchor + 3) % 7]
                if unit == BUSINESS:
                    due = business_due(number, snap, anchor, calendars, ranks, open_days, templates[t, T_CALENDAR])
                else:
                    due = plain_due(unit, number, snap, anchor)
            missing |= due == NONE
            out[i - first, d] = due
        if missing:
            slow[i] = 1


@kernel
def _missing(force, state, states, u):  # type: ignore[no-untyped-def]
    return force[u] >= 0 and state[force[u], u] >= 0 and states[state[force[u], u], S_MISSING] != 0


@kernel
def once_due(  # type: ignore[no-untyped-def]
    first, last, opened, closed, slow, seg_at, seg_start, seg_sig, force, state,
    templates, states, lengths, calendars, ranks, open_days, cand_at, cand_day, cand_bits, days, out,
):  # fmt: skip
    """The same of what is owed once after the start."""
    for i in range(first, last):
        out[i - first] = NONE
        life = np.int64(opened[i])
        k = seg_at[i]
        while k + 1 < seg_at[i + 1] and seg_start[k + 1] <= life:
            k += 1
        u = seg_sig[k]
        if slow[i] or force[u] < 0 or state[force[u], u] < 0:
            continue
        s = state[force[u], u]
        t, place, base = states[s, S_TEMPLATE], states[s, S_WITHIN], np.uint32(states[s, S_BASE])
        due = np.int64(NONE)
        if place >= 0 and states[s, S_MISSING] == 0:
            unit, snap, number = lengths[place, UNIT], lengths[place, SNAP], lengths[place, NUMBER + (life + 3) % 7]
            if unit == BUSINESS:
                due = business_due(number, snap, life, calendars, ranks, open_days, templates[t, T_CALENDAR])
            else:
                due = plain_due(unit, number, snap, life)
        if due == NONE:
            slow[i] = 1
            continue
        c = cand_at[i]
        while c < cand_at[i + 1] and (cand_day[c] < life or (cand_bits[c] >> base) & np.uint32(1) == 0):
            c += 1
        done = np.int64(cand_day[c]) if c < cand_at[i + 1] else np.int64(LAST_DAY)
        for d in range(len(days)):
            if life <= days[d] < min(done, np.int64(closed[i])):
                out[i - first, d] = due
