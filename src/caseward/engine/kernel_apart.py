"""Kernel of *at most a duration apart*: each entry closes one obligation of the chain and opens the next."""

from __future__ import annotations

import numpy as np

from caseward.engine.arrays import NONE
from caseward.engine.days import due_after, fixed_lengths, months_later
from caseward.engine.jit import U, kernel
from caseward.engine.layout import (
    EXCUSED,
    FRESH,
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
    S_COUNT,
    S_FIRST,
    S_INTERVAL,
    S_MISSING,
    S_TEMPLATE,
    SAID_STATUS,
    SCORES,
    SPLIT,
    T_CALENDAR,
    T_CHANGE,
    T_GRACE,
    T_LATE,
    T_LOOK_BACK,
    T_PAUSE,
    T_RESTART,
    T_RESTART_AT_DUE,
    T_WAIVE,
    UNSCORED,
)
from caseward.engine.stretches import CHANGED, ENDED, LAPSED, STILL_OPEN


@kernel
def apart_kernel(  # type: ignore[no-untyped-def]
    first, last, opened_on, closed_on, previous_end, as_of, slow, seg_at, seg_start, seg_sig, force, state, stopped,
    changed, templates, states, lengths, calendars, ranks, open_days, set_at, set_start, set_end,
    cand_at, cand_day, cand_bits, cand_row, back_from, out, counted,
):  # fmt: skip
    """Write the rows of subjects ``first`` up to ``last``; return the first subject not written and how much was
    written.

    A subject that only the reference can judge is marked in ``slow`` and leaves no row. ``back_from`` has the look-back
    of each template, by subject. Rows stand in order of subject, and within one in that of the chain.
    """
    horizon = as_of + 1
    last = min(last, first + out.shape[1] // 8 + 1)
    room, size = U(out.shape[1]), U(len(counted))
    longest, cuts = np.int64(1), np.int64(1)
    for i in range(first, last):
        longest = max(longest, cand_at[i + 1] - cand_at[i])
        cuts = max(cuts, seg_at[i + 1] - seg_at[i])
    days, entry = np.empty(longest, dtype=np.int64), np.empty(longest, dtype=np.int32)
    begin, end = np.empty(cuts, dtype=np.int64), np.empty(cuts, dtype=np.int64)
    fresh, opening, closed = (
        np.empty(cuts, dtype=np.uint8),
        np.empty(cuts, dtype=np.uint8),
        np.empty(cuts, dtype=np.uint8),
    )
    governs = np.empty(cuts, dtype=np.int64)
    fixed = fixed_lengths(lengths)
    pos, taken = U(0), U(0)
    for i in range(first, last):
        if slow[i]:
            continue
        sa, sb, ca, cb = U(seg_at[i]), U(seg_at[i + 1]), U(cand_at[i]), U(cand_at[i + 1])
        life, end_of_life = np.int64(opened_on[i]), np.int64(closed_on[i])
        # stretches
        stop = max(life, min(end_of_life, horizon))
        count = U(0)
        missing = False
        for k in range(sa, sb):
            a = max(np.int64(seg_start[k]), life)
            until = stop
            if k + U(1) < sb:
                until = min(stop, np.int64(seg_start[k + U(1)]))
            u = U(seg_sig[k])
            t = np.int64(force[u])
            s = np.int64(-1)
            if t >= 0:
                s = np.int64(state[t, u])
            governs[k - sa] = s
            if a >= until or s < 0 or stopped[t, u]:
                continue
            if states[U(s), S_MISSING]:
                missing = True
                break
            reason = STILL_OPEN
            if until < horizon:
                reason = ENDED if until >= end_of_life else LAPSED
            adjoining = count > U(0) and end[count - U(1)] == a
            rule = templates[U(t), T_CHANGE]
            afresh = adjoining and rule == FRESH and changed[t, k] and a > life
            if adjoining and not afresh:
                end[count - U(1)] = until
                closed[count - U(1)] = reason
                continue
            if afresh:
                closed[count - U(1)] = CHANGED
            resumed = k > sa and a == seg_start[k] and stopped[t, U(seg_sig[k - U(1)])]
            begin[count], end[count], closed[count] = a, until, reason
            fresh[count] = afresh or resumed or (rule == FRESH and a > life)
            opening[count] = (not adjoining or resumed) and not afresh
            count += U(1)
        if missing:
            slow[i] = 1
            continue
        begun, begun_taken = pos, taken
        given_up, full = False, False
        k = sa
        for x in range(count):
            b, e = begin[x], end[x]
            while k + U(1) < sb and seg_start[k + U(1)] <= b:
                k += U(1)
            while k > sa and seg_start[k] > b:
                k -= U(1)
            s = governs[k - sa]
            t = states[U(s), S_TEMPLATE]
            if states[U(s), S_BASE] < 0:
                continue
            base = np.uint32(1) << np.uint32(states[U(s), S_BASE])
            earliest = b
            if not fresh[x]:
                earliest = life
                if templates[U(t), T_LOOK_BACK] >= 0:
                    earliest = np.int64(back_from[t, i])
                    if previous_end[i] != NONE:
                        earliest = max(earliest, np.int64(previous_end[i]))
            n, past = U(0), U(0)
            ends = e - (closed[x] != LAPSED)
            for c in range(ca, cb):
                day = np.int64(cand_day[c])
                if day > ends:
                    break
                days[n] = day
                entry[n] = cand_row[c]
                kept = (day >= earliest) & ((cand_bits[c] & base) != 0)
                n += U(kept)
                past += U(kept & (day < b))
            if taken + (n - past) > size:
                full = True
                break
            origin = life
            if fresh[x] or templates[U(t), T_RESTART_AT_DUE]:
                origin = b
            afresh = fresh[x] == 1 and opening[x] == 0
            since = days[past - U(1)] if past else origin
            floor = np.int64(NONE)
            rows_from = pos
            now = min(as_of, e - 1)
            more = True
            while more:
                until = days[past] if past < n else np.int64(NONE)
                if until == NONE and since >= e:
                    break
                latest = until if until != NONE else now
                while True:
                    if pos >= room:
                        full = True
                        break
                    day = min(max(since, b), e - 1)
                    while k + U(1) < sb and seg_start[k + U(1)] <= day:
                        k += U(1)
                    while seg_start[k] > day and k > sa:
                        k -= U(1)
                    s = governs[k - sa]
                    restarts = templates[states[U(s), S_TEMPLATE], T_RESTART_AT_DUE]
                    judged = min(max(since, b), latest) if restarts else latest
                    start = judged
                    due = np.int64(NONE)
                    t, asked = np.int64(0), np.int64(-1)
                    for attempt in range(2):
                        day = min(max(judged, b), e - 1)
                        while k + U(1) < sb and seg_start[k + U(1)] <= day:
                            k += U(1)
                        while seg_start[k] > day and k > sa:
                            k -= U(1)
                        s = governs[k - sa]
                        t = states[U(s), S_TEMPLATE]
                        if s == asked and templates[U(t), T_CHANGE] != SPLIT:
                            break
                        asked = s
                        length = states[U(s), S_INTERVAL]
                        anchor = floor
                        if floor == NONE:
                            number = states[U(s), S_COUNT]
                            if number < 0:
                                number = np.int64(1)
                            if number == 0:
                                length = np.int64(-1)
                            elif np.int64(past) >= number:
                                anchor = days[past - U(number)]
                            else:
                                anchor = origin
                                if past == U(0) and not afresh and states[U(s), S_FIRST] >= 0:
                                    length = states[U(s), S_FIRST]
                        if length < 0:
                            given_up = True
                            break
                        due = anchor + fixed[U(length)]
                        if fixed[U(length)] < 0:
                            due = due_after(
                                lengths, length, anchor, calendars, ranks, open_days, templates[U(t), T_CALENDAR]
                            )
                            if due == NONE:
                                given_up = True
                                break
                        began = anchor
                        place = templates[U(t), T_RESTART]
                        if place >= 0:
                            for y in range(set_at[U(place), U(i)], set_at[U(place), U(i + 1)]):
                                if set_end[U(y)] > anchor and set_start[U(y)] <= due and set_end[U(y)] <= as_of:
                                    began = max(began, np.int64(set_end[U(y)]))
                            if began > anchor:
                                due = due_after(
                                    lengths, length, began, calendars, ranks, open_days, templates[U(t), T_CALENDAR]
                                )
                                if due == NONE:
                                    given_up = True
                                    break
                        place = templates[U(t), T_PAUSE]
                        if place >= 0 and set_at[U(place), U(i)] < set_at[U(place), U(i + 1)]:
                            wanted, before = due, np.int64(-1)
                            while True:
                                paused = np.int64(0)
                                reached, high = began + 1, max(due, began + 1) + 1
                                for y in range(set_at[U(place), U(i)], set_at[U(place), U(i + 1)]):
                                    low = max(np.int64(set_start[U(y)]), reached)
                                    up = min(np.int64(set_end[U(y)]), high)
                                    if up > low:
                                        paused += up - low
                                        reached = up
                                if paused == before:
                                    break
                                before = paused
                                due = wanted + paused
                        if templates[U(t), T_CHANGE] == SPLIT:
                            if judged + 1 < anchor:
                                given_up = True
                                break
                            for y in range(sa, sb):
                                if changed[t, y] and anchor < seg_start[y] <= judged:
                                    due = max(due, np.int64(seg_start[y]))
                        if not restarts:
                            break
                        following = min(max(due, start), latest)
                        if attempt == 1 or following == judged:
                            break
                        judged = following
                    if given_up:
                        break
                    scored = SCORES
                    if templates[U(t), T_CHANGE] == UNSCORED:
                        if judged + 1 < since:
                            given_up = True
                            break
                        for y in range(sa, sb):
                            if changed[t, y] and since < seg_start[y] <= judged:
                                scored = 0
                    waived = False
                    if templates[U(t), T_WAIVE] >= 0 and due >= since:
                        for y in range(set_at[templates[U(t), T_WAIVE], i], set_at[templates[U(t), T_WAIVE], i + 1]):
                            if set_start[U(y)] <= due < set_end[U(y)]:
                                waived = True
                    out[R_SUBJECT, pos] = i
                    out[R_STATE, pos] = s
                    out[R_ABOUT, pos] = -1
                    out[R_START, pos] = since
                    out[R_DUE, pos] = due
                    out[R_EXTRA, pos] = NONE
                    out[R_COUNTED, pos] = 0
                    if restarts:
                        length = templates[U(t), T_LATE] if templates[U(t), T_LATE] >= 0 else states[U(s), S_INTERVAL]
                        limit = np.int64(NONE)
                        if length >= 0:
                            limit = due + fixed[U(length)]
                            if fixed[U(length)] < 0:
                                limit = due_after(
                                    lengths, length, due, calendars, ranks, open_days, templates[U(t), T_CALENDAR]
                                )
                        if limit == NONE or (due <= since and floor == due):
                            given_up = True
                            break
                        if latest > limit:
                            out[R_SAID, pos] = 1 << NEEDS | scored | (EXCUSED if waived else MISSED)
                            pos += U(1)
                            since = due
                            floor = due
                            continue
                    if until != NONE:
                        limit = due
                        day = min(until, e - 1)
                        while k + U(1) < sb and seg_start[k + U(1)] <= day:
                            k += U(1)
                        while seg_start[k] > day and k > sa:
                            k -= U(1)
                        grace = states[governs[k - sa], S_TEMPLATE]
                        if templates[grace, T_GRACE] >= 0:
                            limit = due_after(
                                lengths,
                                templates[grace, T_GRACE],
                                due,
                                calendars,
                                ranks,
                                open_days,
                                templates[grace, T_CALENDAR],
                            )
                            if limit == NONE:
                                given_up = True
                                break
                        late = until > limit
                        out[R_SAID, pos] = 1 << NEEDS | scored | (LATE_DONE if late else MET)
                        out[R_EXTRA, pos] = until - due if late else NONE
                        number = 0
                        while past < n and days[past] == until:
                            counted[taken] = entry[past]
                            taken += U(1)
                            past += U(1)
                            number += 1
                        out[R_COUNTED, pos] = number
                        since = until
                        floor = np.int64(NONE)
                    else:
                        status = OVERDUE
                        if closed[x] != STILL_OPEN:
                            status = MISSED
                            if due >= e or waived:
                                status = EXCUSED
                                scored = 0
                        elif as_of <= due:
                            status = PENDING
                        elif waived:
                            status = EXCUSED
                        else:
                            out[R_EXTRA, pos] = due + 1
                        out[R_SAID, pos] = 1 << NEEDS | scored | status
                        more = False
                    pos += U(1)
                    break
                if full or given_up:
                    break
            if full or given_up:
                break
            ended_as = out[R_SAID, pos - U(1)] & SAID_STATUS if pos > rows_from else np.int32(MET)
            if ended_as == PENDING or ended_as == OVERDUE:
                r = pos - U(1)
                while r > rows_from and out[R_SAID, r - U(1)] & SAID_STATUS == MISSED:
                    r -= U(1)
                    if out[R_EXTRA, pos - U(1)] == NONE or out[R_DUE, r] + 1 < out[R_EXTRA, pos - U(1)]:
                        out[R_EXTRA, pos - U(1)] = out[R_DUE, r] + 1
        if full:
            return i, np.int64(begun), np.int64(begun_taken)
        if given_up:
            slow[i] = 1
            pos, taken = begun, begun_taken
    return last, np.int64(pos), np.int64(taken)


@kernel
def look_back(lengths, templates, opened_on, out):  # type: ignore[no-untyped-def]
    """For each template and subject the first day whose entries count, as the length goes back from the start."""
    for t in range(len(templates)):
        place = templates[t, T_LOOK_BACK]
        if place >= 0:
            for i in range(len(opened_on)):
                day = np.int64(opened_on[i])
                number = lengths[place, 1 + (day + 3) % 7]
                out[t, i] = months_later(day, -number) if lengths[place, 0] == 1 else day - number
