"""Kernel of *every period*: windows of the calendar and anchored blocks, floors and ceilings, parts, grace and
excuses."""

from __future__ import annotations

import numpy as np

from caseward.engine.arrays import NONE
from caseward.engine.choose import chosen
from caseward.engine.days import EVERY_MONTH, MONDAY, civil, due_after, month_first, months_later
from caseward.engine.jit import kernel
from caseward.engine.layout import (
    AT_CALENDAR,
    AT_CHANGE,
    EXCUSED,
    FRESH,
    LATE_DONE,
    LATEST,
    MET,
    MISSED,
    NEEDS,
    NOT_ASSESSABLE,
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
    RETROACTIVE,
    S_BASE,
    S_COUNT,
    S_LINES,
    S_LINES_END,
    S_MISSING,
    S_MOST,
    S_QUOTAS,
    S_QUOTAS_END,
    SAID_STATUS,
    SCORES,
    T_ANCHOR,
    T_CALENDAR,
    T_CHANGE,
    T_CLOSED,
    T_GRACE,
    T_GROUPS,
    T_GROUPS_END,
    T_IN_MONTHS,
    T_LATE,
    T_MONTHS,
    T_ORIGIN,
    T_PLUS,
    T_PLUS_EACH,
    T_PLUS_WHOLE,
    T_SHARE,
    T_SPAN,
    UNSCORED,
)


@kernel
def full_window(months, span, origin, day, anchor):  # type: ignore[no-untyped-def]
    """The whole window that holds a day, and its number; ``anchor`` NONE: by the calendar."""
    if months == 0:
        begins = anchor if anchor != NONE else MONDAY - (-origin) % 7
        start = day - (day - begins) % span
        return start, start + span, np.int64(0)
    month, _ = civil(day)
    if anchor == NONE:
        first = month - month % span
        return month_first(first), month_first(first + span), first
    blocks = (month - civil(anchor)[0]) // span + 1
    while months_later(anchor, blocks * span) > day:
        blocks -= 1
    return months_later(anchor, blocks * span), months_later(anchor, (blocks + 1) * span), blocks


@kernel
def next_window(months, span, start, anchor, number):  # type: ignore[no-untyped-def]
    """The end and number of the window that begins on ``start``, where the one of ``number`` ended."""
    if months == 0:
        return start + span, number
    if anchor == NONE:
        return month_first(number + 2 * span), number + span
    return months_later(anchor, (number + 2) * span), number + 1


@kernel
def every_kernel(  # type: ignore[no-untyped-def]
    first, last, opened, closed, as_of, slow, seg_at, seg_start, seg_sig, force, state, rival, changed,
    templates, states, quotas, lines, groups, lengths, calendars, ranks, open_days, set_at, set_start, set_end,
    cand_at, cand_day, cand_bits, cand_row, narrowest, out, counted,
):  # fmt: skip
    """Write the rows of subjects ``first`` up to ``last``; return the first subject not written and how much was
    written.

    A subject whose calendar does not reach far enough is marked in ``slow`` and leaves no row.
    """
    horizon = as_of + 1
    last = min(last, first + out.shape[1] // 8 + 1)
    longest = 1
    for i in range(first, last):
        longest = max(longest, cand_at[i + 1] - cand_at[i])
    used, picked = np.zeros(longest, dtype=np.uint8), np.zeros(longest, dtype=np.uint8)
    pos, taken = np.int64(0), np.int64(0)
    for i in range(first, last):
        if slow[i]:
            continue
        sa, sb, ca, cb = seg_at[i], seg_at[i + 1], cand_at[i], cand_at[i + 1]
        life, end_of_life = np.int64(opened[i]), np.int64(closed[i])
        stop = min(end_of_life, horizon)
        if stop <= life:
            continue
        rows = (stop - life) // narrowest + 4 + 3 * (sb - sa)
        if pos + rows > out.shape[1] or taken + (cb - ca) * (sb - sa + 1) > len(counted):
            return i, pos, taken
        begun, begun_taken = pos, taken
        used[: cb - ca] = 0
        lower = ca
        given_up = False
        cursor = life
        follows, before, before_anchor, number_of = np.int64(NONE), np.int64(-1), np.int64(NONE), np.int64(0)
        k = sa
        while cursor < stop:
            while k + 1 < sb and seg_start[k + 1] <= cursor:
                k += 1
            t = np.int64(force[seg_sig[k]])
            if t < 0:
                n = k + 1
                while n < sb and force[seg_sig[n]] < 0:
                    n += 1
                if n == sb:
                    break
                t = np.int64(force[seg_sig[n]])
                begins = np.int64(seg_start[n])
                anchor = np.int64(NONE)
                if templates[t, T_ANCHOR] != AT_CALENDAR:
                    anchor = life
                    if templates[t, T_ANCHOR] == AT_CHANGE:
                        for m in range(sa, n + 1):
                            if changed[t, m] and seg_start[m] > life:
                                anchor = np.int64(seg_start[m])
                full, full_end, _ = full_window(
                    templates[t, T_MONTHS], templates[t, T_SPAN], templates[t, T_ORIGIN], begins, anchor
                )
                window = max(full, life)
                cursor = begins
                if window < begins:
                    m = sa
                    while m + 1 < sb and seg_start[m + 1] <= window:
                        m += 1
                    if rival[seg_sig[m]]:
                        cursor = full_end
                continue
            anchor = np.int64(NONE)
            if templates[t, T_ANCHOR] != AT_CALENDAR:
                anchor = life
                if templates[t, T_ANCHOR] == AT_CHANGE:
                    for m in range(sa, k + 1):
                        if changed[t, m] and seg_start[m] > life:
                            anchor = np.int64(seg_start[m])
            months, span = templates[t, T_MONTHS], templates[t, T_SPAN]
            if cursor == follows and t == before and anchor == before_anchor:
                full = cursor
                full_end, number_of = next_window(months, span, cursor, anchor, number_of)
            else:
                full, full_end, number_of = full_window(months, span, templates[t, T_ORIGIN], cursor, anchor)
            follows, before, before_anchor = full_end, t, anchor
            end = full_end
            if templates[t, T_ANCHOR] == AT_CHANGE:
                for m in range(k + 1, sb):
                    if seg_start[m] >= full_end:
                        break
                    if changed[t, m]:
                        end = np.int64(seg_start[m])
                        break
            j = t
            if templates[t, T_CLOSED]:
                m = k
                while m + 1 < sb and seg_start[m + 1] <= min(end, stop) - 1:
                    m += 1
                j = force[seg_sig[m]]
            opens = True
            if templates[t, T_IN_MONTHS] != EVERY_MONTH:
                opens = templates[t, T_IN_MONTHS] >> (civil(full)[0] % 12 + 1) & 1 == 1
            if opens and j >= 0:
                window, window_end = cursor, min(end, end_of_life)
                rule = templates[j, T_CHANGE]
                whole = rule == RETROACTIVE or rule == LATEST
                part = window
                p = k
                while part < window_end and part <= as_of:
                    part_end = window_end
                    if not whole:
                        p += 1
                        while p < sb and not (changed[j, p] and seg_start[p] > part):
                            p += 1
                        if p < sb and seg_start[p] < window_end:
                            part_end = np.int64(seg_start[p])
                    low = part if rule == FRESH else window
                    judged = min(part_end - 1, as_of) if whole else part
                    m = k
                    while m + 1 < sb and seg_start[m + 1] <= judged:
                        m += 1
                    s = state[j, seg_sig[m]]
                    if s >= 0:
                        due = part_end - 1
                        out[R_SUBJECT, pos] = i
                        out[R_STATE, pos] = s
                        out[R_ABOUT, pos] = -1
                        out[R_START, pos] = part
                        out[R_DUE, pos] = due
                        out[R_EXTRA, pos] = NONE
                        out[R_COUNTED, pos] = 0
                        status, needed, scored = NOT_ASSESSABLE, np.int64(1), SCORES
                        if states[s, S_MISSING] == 0:
                            measured = part_end - part
                            if not (rule == UNSCORED or rule == FRESH):
                                measured = window_end - window
                            if measured * 100 < templates[j, T_SHARE] * (full_end - full):
                                scored = 0
                            needed = states[s, S_COUNT] if states[s, S_COUNT] >= 0 else np.int64(1)
                            if states[s, S_LINES] < states[s, S_LINES_END]:
                                needed = lines[states[s, S_LINES], 0]
                                for x in range(states[s, S_LINES], states[s, S_LINES_END]):
                                    needed = min(needed, lines[x, 0])
                            extra = templates[j, T_PLUS]
                            if extra >= 0:
                                for x in range(set_at[extra, i], set_at[extra, i + 1]):
                                    if templates[j, T_PLUS_WHOLE]:
                                        if set_start[x] <= part and set_end[x] >= part_end:
                                            needed += templates[j, T_PLUS_EACH]
                                    elif max(np.int64(set_start[x]), part) < min(np.int64(set_end[x]), part_end):
                                        needed += templates[j, T_PLUS_EACH]
                            high = min(part_end, horizon)
                            while lower < cb and cand_day[lower] < low:
                                lower += 1
                            base = states[s, S_BASE]
                            if states[s, S_MOST] >= 0 and states[s, S_COUNT] < 0:
                                needed = states[s, S_MOST]
                                number = np.int64(0)
                                c = lower
                                while c < cb and cand_day[c] < high:
                                    if base >= 0 and not used[c - ca] and (cand_bits[c] >> np.uint32(base)) & 1:
                                        counted[taken + number] = cand_row[c]
                                        number += 1
                                    c += 1
                                taken += number
                                out[R_COUNTED, pos] = number
                                if number > needed:
                                    status = MISSED
                                elif as_of <= due:
                                    status = PENDING
                                else:
                                    status = MET
                            else:
                                simple = states[s, S_LINES] == states[s, S_LINES_END]
                                simple = simple and states[s, S_QUOTAS] == states[s, S_QUOTAS_END]
                                got = np.int64(-1)
                                if simple:
                                    got = np.int64(0)
                                    c = lower
                                    while got < needed and c < cb and cand_day[c] < high and base >= 0:
                                        picked[c - lower] = not used[c - ca] and (cand_bits[c] >> np.uint32(base)) & 1
                                        got += picked[c - lower]
                                        c += 1
                                    if got < needed:
                                        got = np.int64(-1)
                                else:
                                    got = chosen(
                                        states, s, quotas, lines, needed, cand_bits, cand_day, used[lower - ca :],
                                        lower, cb,
                                        low, high, picked,
                                    )  # fmt: skip
                                tried = 0
                                status = MET
                                while got < 0:
                                    tried += 1
                                    if as_of <= due:
                                        status = PENDING
                                        break
                                    if tried == 3:
                                        status = MISSED
                                        break
                                    place = templates[j, T_GRACE] if tried == 1 else templates[j, T_LATE]
                                    if place < 0:
                                        continue
                                    limit = due_after(
                                        lengths, place, due, calendars, ranks, open_days, templates[j, T_CALENDAR]
                                    )
                                    if limit == NONE:
                                        given_up = True
                                        break
                                    got = chosen(
                                        states, s, quotas, lines, needed, cand_bits, cand_day, used[lower - ca :],
                                        lower, cb,
                                        low, min(limit + 1, horizon), picked,
                                    )  # fmt: skip
                                    if got >= 0:
                                        status = MET if tried == 1 else LATE_DONE
                                    elif as_of <= limit:
                                        status = PENDING if tried == 1 else OVERDUE
                                        break
                                if given_up:
                                    break
                                if got >= 0:
                                    done = np.int64(NONE)
                                    number = np.int64(0)
                                    c = lower
                                    while number < got:
                                        if picked[c - lower]:
                                            counted[taken + number] = cand_row[c]
                                            number += 1
                                            done = max(done, np.int64(cand_day[c]))
                                            if tried > 0 and cand_day[c] > due:
                                                used[c - ca] = 1
                                        c += 1
                                    taken += number
                                    out[R_COUNTED, pos] = number
                                    if status == LATE_DONE:
                                        out[R_EXTRA, pos] = done - due
                                if status == MISSED:
                                    for g in range(templates[j, T_GROUPS], templates[j, T_GROUPS_END]):
                                        place = groups[g, 0]
                                        if place >= 0:
                                            days, reached = np.int64(0), part
                                            for x in range(set_at[place, i], set_at[place, i + 1]):
                                                from_day = max(np.int64(set_start[x]), reached)
                                                to_day = min(np.int64(set_end[x]), part_end)
                                                if to_day > from_day:
                                                    days += to_day - from_day
                                                    reached = to_day
                                            if days > 0 and (
                                                groups[g, 1] or days * 100 >= groups[g, 2] * (part_end - part)
                                            ):
                                                status = EXCUSED
                        out[R_SAID, pos] = needed << NEEDS | scored | status
                        pos += 1
                    part = part_end
                if given_up:
                    break
            cursor = end
        if given_up:
            slow[i] = 1
            pos, taken = begun, begun_taken
        elif pos > begun:
            status = out[R_SAID, pos - 1] & SAID_STATUS
            if status == PENDING or status == OVERDUE:
                r = pos - 2
                while r >= begun and out[R_SAID, r] & SAID_STATUS == MISSED:
                    out[R_EXTRA, pos - 1] = out[R_DUE, r] + 1
                    r -= 1
    return last, pos, taken
