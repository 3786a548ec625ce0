"""Kernel of *at most a duration apart* in its common shape (see ``shapes.rolls_evenly``): the next due day is so many
days after the last entry, or after the last miss, and custody and the like only pause the clock.

Rows stand in order of subject; within one in that of the chain, which is that of the window for each stretch.
"""

from __future__ import annotations

import numpy as np

from caseward.engine.arrays import FAR, NONE
from caseward.engine.days import NUMBER
from caseward.engine.jit import U, kernel
from caseward.engine.lanes import WIDTH
from caseward.engine.lanes_rolling import marked, repeats, rolled
from caseward.engine.layout import (
    EXCUSED,
    LATE_DONE,
    MET,
    MISSED,
    NEEDS,
    OVERDUE,
    PENDING,
    R_ABOUT,
    R_COUNTED,
    R_DUE,
    R_EXTRA,
    R_SAID,
    R_START,
    R_STATE,
    R_SUBJECT,
    S_BASE,
    S_INTERVAL,
    S_MISSING,
    S_TEMPLATE,
    SAID_STATUS,
    SCORES,
    T_LATE,
    T_LOOK_BACK,
    T_PAUSE,
    T_RESTART_AT_DUE,
)
from caseward.engine.stretches import ENDED, LAPSED, STILL_OPEN

NEVER = FAR + 1


@kernel
def rolling_kernel(  # type: ignore[no-untyped-def]
    first, last, opened_on, closed_on, previous_end, as_of, slow, seg_at, seg_start, seg_sig, force, state, stopped,
    templates, states, lengths, set_at, set_start, set_end,
    cand_at, cand_day, cand_bits, cand_row, back_from, out, counted,
):  # fmt: skip
    """Write the rows of subjects ``first`` up to ``last``; return the first subject not written and how much was
    written. ``back_from`` as in ``apart_kernel``.

    A subject that only the reference can judge is marked in ``slow`` and leaves no row.
    """
    horizon = as_of + 1
    last = min(last, first + out.shape[1] // 8 + 1)
    room, size = U(out.shape[1] - WIDTH), U(len(counted) - WIDTH)
    longest, cuts = np.int64(1), np.int64(1)
    for i in range(first, last):
        longest = max(longest, cand_at[i + 1] - cand_at[i])
        cuts = max(cuts, seg_at[i + 1] - seg_at[i])
    # From place 1 on the days on which there is an entry that counts; how many entries stand before each of them.
    days, upto = np.zeros(longest + 2 + WIDTH, dtype=np.int32), np.empty(longest + 2 + WIDTH, dtype=np.int32)
    spoiled = U(len(upto))
    begin, end = np.empty(cuts, dtype=np.int64), np.empty(cuts, dtype=np.int64)
    fresh, closed = np.empty(cuts, dtype=np.uint8), np.empty(cuts, dtype=np.uint8)
    cut, governs = np.empty(cuts + 1, dtype=np.int64), np.empty(cuts, dtype=np.int64)
    restarts, pause, looks = templates[0, T_RESTART_AT_DUE] == 1, templates[0, T_PAUSE], templates[0, T_LOOK_BACK] >= 0
    interval, grows = np.zeros(len(states), dtype=np.int64), np.zeros(len(states), dtype=np.int64)
    for x in range(len(states)):
        if states[x, S_MISSING]:
            continue
        interval[x] = lengths[states[x, S_INTERVAL], NUMBER]
        late = templates[states[x, S_TEMPLATE], T_LATE]
        grows[x] = lengths[late, NUMBER] if late >= 0 else interval[x]
    pos, taken = U(0), U(0)
    for i in range(first, last):
        if slow[i]:
            continue
        sa, sb, ca, cb = U(seg_at[i]), U(seg_at[i + 1]), U(cand_at[i]), U(cand_at[i + 1])
        life, end_of_life = np.int64(opened_on[i]), np.int64(closed_on[i])
        stop = max(life, min(end_of_life, horizon))
        count, missing = U(0), False
        for k in range(sa, sb):
            a = np.int64(seg_start[k])
            until = np.int64(seg_start[k + U(1)]) if k + U(1) < sb else np.int64(NEVER)
            cut[k - sa] = a
            a, until = max(a, life), min(stop, until)
            u = U(seg_sig[k])
            t = np.int64(force[u])
            s = np.int64(state[U(t), u]) if t >= 0 else np.int64(-1)
            governs[k - sa] = s
            if a >= until or s < 0 or stopped[U(t), u]:
                continue
            if states[U(s), S_MISSING]:
                missing = True
                break
            reason = STILL_OPEN
            if until < horizon:
                reason = ENDED if until >= end_of_life else LAPSED
            if count > U(0) and end[count - U(1)] == a:
                end[count - U(1)] = until
                closed[count - U(1)] = reason
                continue
            begin[count], end[count], closed[count] = a, until, reason
            fresh[count] = k > sa and a == seg_start[k] and stopped[U(t), U(seg_sig[k - U(1)])]
            count += U(1)
        if missing:
            slow[i] = 1
            continue
        segments = sb - sa
        cut[segments] = NEVER
        pa = pb = U(0)
        # The days between which it pauses at all: outside them there is nothing to add.
        begins, ceases = np.int64(NEVER), np.int64(NONE)
        if pause >= 0:
            pa, pb = U(set_at[pause, i]), U(set_at[pause, i + 1])
            for y in range(pa, pb):
                begins, ceases = min(begins, np.int64(set_start[y])), max(ceases, np.int64(set_end[y]))
        begun, begun_taken, full, given_up = pos, taken, False, False
        for x in range(count):
            b, e = begin[x], end[x]
            k = U(0)
            while cut[k + U(1)] <= b:
                k += U(1)
            s = U(governs[k])
            if states[s, S_BASE] < 0:
                continue
            base = np.uint32(1) << np.uint32(states[s, S_BASE])
            earliest = b
            if not fresh[x]:
                earliest = life
                if looks:
                    earliest = np.int64(back_from[U(states[s, S_TEMPLATE]), i])
                    if previous_end[i] != NONE:
                        earliest = max(earliest, np.int64(previous_end[i]))
            ends = e - (closed[x] != LAPSED)
            z = ca
            while z < cb and cand_day[z] < earliest:
                z += U(1)
            since = b if fresh[x] or restarts else life
            while z < cb and cand_day[z] < b:
                since = np.int64(cand_day[z]) if cand_bits[z] & base else since
                z += U(1)
            if taken + (cb - z) > size:
                full = True
                break
            for y in range(spoiled):
                upto[y] = y
            n, entries, spoiled = U(0), U(0), U(0)
            again = False
            while z < cb:
                entries += marked(
                    cand_day, cand_bits, cand_row, z, cb - z, base, ends, days, entries + U(1), counted, taken + entries
                )
                again |= repeats(cand_day, z, cb - z)
                z += U(WIDTH)
            days[0] = NONE
            n, past = entries, U(0)
            if again:
                n = U(0)
                for y in range(entries):
                    if days[y + 1] != days[n]:
                        n += U(1)
                        days[n], upto[n - U(1)] = days[y + 1], y
                upto[n], spoiled = entries, n + U(1)
            now = min(as_of, e - 1)
            days[n + U(1)] = now
            taken += entries
            missed = False
            rows_from = pos
            while True:
                # Rows one after the other for as long as one state holds and nothing pauses: without branches.
                day = min(max(since, b), e - 1)
                while cut[k + U(1)] <= day:
                    k += U(1)
                while cut[k] > day and k > U(0):
                    k -= U(1)
                s = U(governs[k])
                limit, step = min(cut[k + U(1)], e), interval[s]
                bound = grows[s] if restarts else np.int64(NEVER)
                quiet = begins if ceases > since + 1 else np.int64(NEVER)
                moving, due = step > 0, since + step
                while moving and pos < room:
                    more = rolled(
                        days, since, past, n - past, upto, step, bound, limit, limit if restarts else np.int64(NONE),
                        quiet, out, pos, i, s,
                    )  # fmt: skip
                    pos, past, moving = pos + more, past + more, more == U(WIDTH)
                    if more:
                        since, missed = np.int64(days[past]), False
                    until, due = np.int64(days[past + U(1)]), since + step
                    while until > due + bound and pos < room and since < limit and due < min(limit, quiet):
                        out[R_SUBJECT, pos], out[R_STATE, pos], out[R_START, pos], out[R_DUE, pos] = i, s, since, due
                        out[R_SAID, pos], out[R_EXTRA, pos] = 1 << NEEDS | SCORES | MISSED, NONE
                        out[R_COUNTED, pos], out[R_ABOUT, pos] = 0, -1
                        since, missed, moving, due = due, True, True, due + step
                        pos += U(1)
                until = np.int64(days[past + U(1)])
                closes = past < n
                if not closes and since >= e and not missed:
                    break
                if pos >= room:
                    full = True
                    break
                latest = until
                # Within the stretch all is known already.
                spare = limit if restarts else np.int64(NONE)
                if (
                    step <= 0
                    or since >= limit
                    or (until >= limit and due >= spare)
                    or due >= quiet
                    or until > due + bound
                ):
                    start = min(max(since, b), latest) if restarts else latest
                    day = min(max(start, b), e - 1)
                    while cut[k + U(1)] <= day:
                        k += U(1)
                    while cut[k] > day and k > U(0):
                        k -= U(1)
                    s = U(governs[k])
                    # Due under the level of the day it begins, or of the due day where it begins again when due.
                    due = since + interval[s]
                    for turn in range(2):
                        due = since + interval[s]
                        if begins <= max(due, since + 1) and ceases > since + 1:
                            wanted, before = due, np.int64(-1)
                            while True:
                                paused = np.int64(0)
                                reached, high = since + 1, max(due, since + 1) + 1
                                for y in range(pa, pb):
                                    low, up = max(np.int64(set_start[y]), reached), min(np.int64(set_end[y]), high)
                                    if up > low:
                                        paused += up - low
                                        reached = up
                                if paused == before:
                                    break
                                before = paused
                                due = wanted + paused
                        if turn == 1 or not restarts:
                            break
                        day = min(max(min(max(due, start), latest), b), e - 1)
                        while cut[k + U(1)] <= day:
                            k += U(1)
                        if governs[k] == np.int64(s):
                            break
                        s = U(governs[k])
                if restarts and due <= since and missed:
                    given_up = True
                    break
                out[R_SUBJECT, pos] = i
                out[R_STATE, pos] = s
                out[R_START, pos] = since
                out[R_DUE, pos], out[R_ABOUT, pos] = due, -1
                if restarts and latest > due + grows[s]:
                    out[R_SAID, pos] = 1 << NEEDS | SCORES | MISSED
                    out[R_EXTRA, pos] = NONE
                    out[R_COUNTED, pos] = 0
                    pos += U(1)
                    since = due
                    missed = True
                    continue
                if not closes:
                    said, extra = 1 << NEEDS | SCORES | OVERDUE, due + 1
                    if closed[x] != STILL_OPEN:
                        said, extra = 1 << NEEDS | SCORES | MISSED if due < e else 1 << NEEDS | EXCUSED, np.int64(NONE)
                    elif as_of <= due:
                        said, extra = 1 << NEEDS | SCORES | PENDING, np.int64(NONE)
                    out[R_SAID, pos] = said
                    out[R_EXTRA, pos] = extra
                    out[R_COUNTED, pos] = 0
                    pos += U(1)
                    if closed[x] == STILL_OPEN:
                        r = pos - U(1)
                        while r > rows_from and out[R_SAID, r - U(1)] & SAID_STATUS == MISSED:
                            r -= U(1)
                            if out[R_EXTRA, pos - U(1)] == NONE or out[R_DUE, r] + 1 < out[R_EXTRA, pos - U(1)]:
                                out[R_EXTRA, pos - U(1)] = out[R_DUE, r] + 1
                    break
                late = until > due
                out[R_SAID, pos] = 1 << NEEDS | SCORES | (LATE_DONE if late else MET)
                out[R_EXTRA, pos] = until - due if late else NONE
                past += U(1)
                out[R_COUNTED, pos] = upto[past] - upto[past - U(1)]
                pos += U(1)
                since = until
                missed = False
            if full or given_up:
                break
        if full:
            pos, taken = begun, begun_taken
            last = i
            break
        if given_up:
            slow[i] = 1
            pos, taken = begun, begun_taken
    return last, np.int64(pos), np.int64(taken)
