"""Kernel of *at most a duration apart*: each entry closes one obligation of the chain and opens the next."""

from __future__ import annotations

import numpy as np

from caseward.engine.columns import NONE
from caseward.engine.days import BUSINESS, NUMBER, SNAP, UNIT, business_due, months_later, plain_due
from caseward.engine.jit import kernel
from caseward.engine.layout import (
    ABOUT,
    COUNTED,
    DUE,
    EXCUSED,
    LATE,
    LATE_DONE,
    MET,
    MISSED,
    NEEDED,
    OVERDUE,
    PENDING,
    S_BASE,
    S_COUNT,
    S_FIRST,
    S_INTERVAL,
    S_TEMPLATE,
    SCORED,
    SPLIT,
    STATE,
    STATUS,
    SUBJECT,
    T_CALENDAR,
    T_CHANGE,
    T_GRACE,
    T_LATE,
    T_LOOK_BACK,
    T_PAUSE,
    T_RESTART,
    T_RESTART_AT_DUE,
    T_WAIVE,
    TEMPLATE,
    UNMET,
    UNSCORED,
    WINDOW_END,
    WINDOW_START,
)
from caseward.engine.stretches import LAPSED, STILL_OPEN, stretches


@kernel
def apart_kernel(  # type: ignore[no-untyped-def]
    first, last, opened_on, closed_on, previous_end, as_of, slow, seg_at, seg_start, seg_sig, force, state, stopped,
    changed,
    templates, states, lengths, calendars, ranks, open_days, set_at, set_start, set_end,
    cand_at, cand_day, cand_bits, cand_row, back_from, out, counted,
):  # fmt: skip
    """Write the rows of subjects ``first`` up to ``last``; return the first subject not written and how much was
    written.

    A subject that only the reference can judge is marked in ``slow`` and leaves no row. ``back_from`` has the
    look-back of each
    template, by subject.
    """
    horizon = as_of + 1
    longest, cuts = 1, 1
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
    pos, taken, room = np.int64(0), np.int64(0), out.shape[1]
    for i in range(first, last):
        if slow[i]:
            continue
        sa, sb, ca, cb = seg_at[i], seg_at[i + 1], cand_at[i], cand_at[i + 1]
        life = np.int64(opened_on[i])
        count = stretches(
            life, np.int64(closed_on[i]), horizon, sa, sb, seg_start, seg_sig, force, state, stopped, changed,
            templates, states,
            begin, end, fresh, opening, closed,
        )  # fmt: skip
        if count < 0:
            slow[i] = 1
            continue
        begun, begun_taken = pos, taken
        given_up, full = False, False
        for x in range(count):
            b, e = begin[x], end[x]
            k = sa
            while k + 1 < sb and seg_start[k + 1] <= b:
                k += 1
            s = np.int64(state[force[seg_sig[k]], seg_sig[k]])
            t = states[s, S_TEMPLATE]
            base = states[s, S_BASE]
            if base < 0:
                continue
            earliest = b
            if not fresh[x]:
                earliest = life
                if templates[t, T_LOOK_BACK] >= 0:
                    earliest = np.int64(back_from[t, i])
                    if previous_end[i] != NONE:
                        earliest = max(earliest, np.int64(previous_end[i]))
            n = past = 0
            for c in range(ca, cb):
                day = np.int64(cand_day[c])
                if day > e or (day == e and closed[x] != LAPSED):
                    break
                if day >= earliest and (cand_bits[c] >> np.uint32(base)) & 1:
                    days[n] = day
                    entry[n] = cand_row[c]
                    n += 1
                    if day < b:
                        past += 1
            if taken + (n - past) > len(counted):
                full = True
                break
            origin = life
            if fresh[x] or templates[t, T_RESTART_AT_DUE]:
                origin = b
            afresh = fresh[x] == 1 and opening[x] == 0
            since = days[past - 1] if past else origin
            floor = np.int64(NONE)
            rows_from = pos
            now = min(as_of, e - 1)
            more = True
            while more:
                # The entries of one day close one obligation; after the last of them the open one is judged.
                until = days[past] if past < n else np.int64(NONE)
                if until == NONE and since >= e:
                    break
                latest = until if until != NONE else now
                stop = until if until != NONE else now
                while True:
                    if pos >= room:
                        full = True
                        break
                    k = sa
                    while k + 1 < sb and seg_start[k + 1] <= min(max(since, b), e - 1):
                        k += 1
                    s = np.int64(state[force[seg_sig[k]], seg_sig[k]])
                    opener = states[s, S_TEMPLATE]
                    restarts = templates[opener, T_RESTART_AT_DUE]
                    start = latest
                    if restarts:
                        start = min(max(since, b), latest)
                    judged = start
                    due = np.int64(NONE)
                    s = np.int64(0)
                    t = np.int64(0)
                    # Where a miss restarts the clock, the due day as it stood first says which day's level governs.
                    for attempt in range(2):
                        k = sa
                        day = min(max(judged, b), e - 1)
                        while k + 1 < sb and seg_start[k + 1] <= day:
                            k += 1
                        s = np.int64(state[force[seg_sig[k]], seg_sig[k]])
                        t = states[s, S_TEMPLATE]
                        length = states[s, S_INTERVAL]
                        anchor = floor
                        if floor == NONE:
                            number = max(states[s, S_COUNT], 1) if states[s, S_COUNT] != 0 else np.int64(NONE)
                            if number == NONE:
                                length = np.int64(-1)
                            elif past >= number:
                                anchor = days[past - number]
                            else:
                                anchor = origin
                                if past == 0 and not afresh and states[s, S_FIRST] >= 0:
                                    length = states[s, S_FIRST]
                        if length < 0:
                            given_up = True
                            break
                        unit, snap = lengths[length, UNIT], lengths[length, SNAP]
                        length_number = lengths[length, NUMBER + (anchor + 3) % 7]
                        if unit == BUSINESS:
                            due = business_due(
                                length_number, snap, anchor, calendars, ranks, open_days, templates[t, T_CALENDAR]
                            )
                        else:
                            due = plain_due(unit, length_number, snap, anchor)
                        if due == NONE:
                            given_up = True
                            break
                        began = anchor
                        place = templates[t, T_RESTART]
                        if place >= 0:
                            for y in range(set_at[place, i], set_at[place, i + 1]):
                                if set_end[y] > anchor and set_start[y] <= due and set_end[y] <= as_of:
                                    began = max(began, np.int64(set_end[y]))
                            if began > anchor:
                                unit, snap = lengths[length, UNIT], lengths[length, SNAP]
                                length_number = lengths[length, NUMBER + (began + 3) % 7]
                                if unit == BUSINESS:
                                    due = business_due(
                                        length_number,
                                        snap,
                                        began,
                                        calendars,
                                        ranks,
                                        open_days,
                                        templates[t, T_CALENDAR],
                                    )
                                else:
                                    due = plain_due(unit, length_number, snap, began)
                                if due == NONE:
                                    given_up = True
                                    break
                        place = templates[t, T_PAUSE]
                        if place >= 0 and set_at[place, i] < set_at[place, i + 1]:
                            wanted, before = due, np.int64(-1)
                            while True:
                                now_paused = np.int64(0)
                                reached, high = began + 1, max(due, began + 1) + 1
                                for y in range(set_at[place, i], set_at[place, i + 1]):
                                    low = max(np.int64(set_start[y]), reached)
                                    up = min(np.int64(set_end[y]), high)
                                    if up > low:
                                        now_paused += up - low
                                        reached = up
                                if now_paused == before:
                                    break
                                before = now_paused
                                due = wanted + now_paused
                        if templates[t, T_CHANGE] == SPLIT:
                            if judged + 1 < anchor:
                                given_up = True
                                break
                            for k in range(sa, sb):
                                if changed[t, k] and anchor < seg_start[k] <= judged:
                                    due = max(due, np.int64(seg_start[k]))
                        if not restarts or attempt == 1:
                            break
                        following = min(max(due, start), latest)
                        if following == judged:
                            break
                        judged = following
                    if given_up:
                        break
                    scored = 1
                    if templates[t, T_CHANGE] == UNSCORED:
                        if judged + 1 < since:
                            given_up = True
                            break
                        for k in range(sa, sb):
                            if changed[t, k] and since < seg_start[k] <= judged:
                                scored = 0
                    waived = False
                    if templates[t, T_WAIVE] >= 0 and due >= since:
                        for y in range(set_at[templates[t, T_WAIVE], i], set_at[templates[t, T_WAIVE], i + 1]):
                            if set_start[y] <= due < set_end[y]:
                                waived = True
                    out[SUBJECT, pos] = i
                    out[TEMPLATE, pos] = t
                    out[STATE, pos] = s
                    out[ABOUT, pos] = -1
                    out[WINDOW_START, pos] = since
                    out[WINDOW_END, pos] = max(due + 1, since)
                    out[DUE, pos] = due
                    out[NEEDED, pos] = 1
                    out[SCORED, pos] = scored
                    out[LATE, pos] = NONE
                    out[UNMET, pos] = NONE
                    out[COUNTED, pos] = 0
                    if restarts:
                        length = templates[t, T_LATE] if templates[t, T_LATE] >= 0 else states[s, S_INTERVAL]
                        limit = np.int64(NONE)
                        if length >= 0:
                            unit, snap = lengths[length, UNIT], lengths[length, SNAP]
                            length_number = lengths[length, NUMBER + (due + 3) % 7]
                            if unit == BUSINESS:
                                limit = business_due(
                                    length_number, snap, due, calendars, ranks, open_days, templates[t, T_CALENDAR]
                                )
                            else:
                                limit = plain_due(unit, length_number, snap, due)
                        if limit == NONE or (due <= since and floor == due):
                            given_up = True
                            break
                        if stop > limit:
                            out[STATUS, pos] = EXCUSED if waived else MISSED
                            pos += 1
                            since = due
                            floor = due
                            continue
                    if until != NONE:
                        limit = due
                        k = sa
                        while k + 1 < sb and seg_start[k + 1] <= min(until, e - 1):
                            k += 1
                        governing = np.int64(state[force[seg_sig[k]], seg_sig[k]])
                        grace = states[governing, S_TEMPLATE]
                        if templates[grace, T_GRACE] >= 0:
                            unit, snap = (
                                lengths[templates[grace, T_GRACE], UNIT],
                                lengths[templates[grace, T_GRACE], SNAP],
                            )
                            length_number = lengths[templates[grace, T_GRACE], NUMBER + (due + 3) % 7]
                            if unit == BUSINESS:
                                limit = business_due(
                                    length_number, snap, due, calendars, ranks, open_days, templates[grace, T_CALENDAR]
                                )
                            else:
                                limit = plain_due(unit, length_number, snap, due)
                            if limit == NONE:
                                given_up = True
                                break
                        out[STATUS, pos] = MET if until <= limit else LATE_DONE
                        if until > limit:
                            out[LATE, pos] = until - due
                        number = 0
                        while past < n and days[past] == until:
                            counted[taken] = entry[past]
                            taken += 1
                            past += 1
                            number += 1
                        out[COUNTED, pos] = number
                        since = until
                        floor = np.int64(NONE)
                    else:
                        if closed[x] != STILL_OPEN:
                            if due < e and not waived:
                                out[STATUS, pos] = MISSED
                            else:
                                out[STATUS, pos] = EXCUSED
                                out[SCORED, pos] = 0
                        elif as_of <= due:
                            out[STATUS, pos] = PENDING
                        elif waived:
                            out[STATUS, pos] = EXCUSED
                        else:
                            out[STATUS, pos] = OVERDUE
                            out[UNMET, pos] = due + 1
                        more = False
                    pos += 1
                    break
                if full or given_up:
                    break
            if full or given_up:
                break
            if pos > rows_from and (out[STATUS, pos - 1] == PENDING or out[STATUS, pos - 1] == OVERDUE):
                r = pos - 2
                while r >= rows_from and out[STATUS, r] == MISSED:
                    if out[UNMET, pos - 1] == NONE or out[DUE, r] + 1 < out[UNMET, pos - 1]:
                        out[UNMET, pos - 1] = out[DUE, r] + 1
                    r -= 1
        if full:
            return i, begun, begun_taken
        if given_up:
            slow[i] = 1
            pos, taken = begun, begun_taken
    return last, pos, taken


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
