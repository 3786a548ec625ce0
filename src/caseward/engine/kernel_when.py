"""Kernel of *when … then … within*: clocks in days or longer, set off by entries, by a fact, or by the start or end
of the term."""

from __future__ import annotations

import numpy as np

from caseward.engine.arrays import NONE
from caseward.engine.days import MONTHS, covered, due_after, fixed_lengths, months_later
from caseward.engine.firings import (
    F_CANDIDATE,
    F_DAY,
    F_ENDS,
    F_ID,
    F_PLACE,
    F_PRIORITY,
    F_TEMPLATE,
    F_UNTIL,
    F_WIDTH,
    firings,
    in_order,
)
from caseward.engine.jit import U, kernel
from caseward.engine.lanes import WIDTH
from caseward.engine.lanes_when import flags, lowest
from caseward.engine.layout import (
    EXCUSED,
    FIRST,
    G_BROKEN,
    G_ENTRY,
    G_NTH,
    G_ON,
    G_PRIORITY,
    G_ROW,
    G_WITHIN,
    LAST,
    LATE_DONE,
    MET,
    MISSED,
    NEEDS,
    NOT_ASSESSABLE,
    ON_ENTRY,
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
    S_MISSING,
    S_WITHIN,
    SCORES,
    T_AFTER,
    T_ALREADY,
    T_ANSWERS,
    T_CALENDAR,
    T_CANCELLED,
    T_CLOSES,
    T_GRACE,
    T_LATE,
    T_PAUSE,
    T_RACE,
    T_STOP,
    T_TRIGGERS,
    T_TRIGGERS_END,
    T_WAIVE,
)

LAST_DAY = 2932896  # 31 December 9999
LONG_AGO = -(1 << 40)  # a day so long before any other that no length reaches from it
OPEN_LIFE = 2932532  # 1 January 9999: a life that ends then or later has no end


@kernel
def when_kernel(  # type: ignore[no-untyped-def]
    first, last, opened_on, closed_on, ended, opening, closing, vague, previous_end, as_of, slow,
    seg_at, seg_start, seg_sig, force, state, templates, states, triggers, passes, lengths, calendars, ranks, open_days,
    set_at, set_start, set_end, cand_at, cand_day, cand_bits, cand_row, cand_kind, answers,
    stated_at, fact, value, stated_start, until, entry, out, counted,
):  # fmt: skip
    """Write the rows of subjects ``first`` up to ``last``; return the first subject not written and how much was
    written.

    A subject that only the reference can judge is marked in ``slow`` and leaves no row. Rows stand in order of subject,
    and within one in that of the days on which the clocks were set off.
    """
    last = min(last, first + out.shape[1] // 2 + 1)
    room, size = np.int64(out.shape[1]), np.int64(len(counted))
    longest, most = np.int64(1), np.int64(1)
    for i in range(first, last):
        longest = max(longest, cand_at[i + 1] - cand_at[i])
        most = max(most, cand_at[i + 1] - cand_at[i] + stated_at[i + 1] - stated_at[i] + 2)
    found = np.empty((most * max(1, len(triggers)), F_WIDTH), dtype=np.int64)
    seen, used = np.zeros(longest, dtype=np.uint8), np.zeros(longest, dtype=np.uint8)
    run, run_day = np.empty(longest + 1, dtype=np.int64), np.empty(longest + 1, dtype=np.int64)
    hit_at, hit_broken = np.empty(longest + 1, dtype=np.int64), np.empty(longest + 1, dtype=np.int64)
    picked, fit = np.empty(longest + 1, dtype=np.int64), np.empty(longest + 1, dtype=np.int64)
    fixed = fixed_lengths(lengths)
    pos, taken = np.int64(0), np.int64(0)
    for i in range(first, last):
        if slow[i]:
            continue
        sa, sb, ca, cb = seg_at[i], seg_at[i + 1], cand_at[i], cand_at[i + 1]
        fa, fb = stated_at[i], stated_at[i + 1]
        life, life_end = np.int64(opened_on[i]), np.int64(closed_on[i])
        total = 0
        for t in range(len(templates)):
            many = templates[t, T_TRIGGERS] + 1 < templates[t, T_TRIGGERS_END]
            if many:
                for c in range(cb - ca):
                    seen[c] = 0
            for g in range(templates[t, T_TRIGGERS], templates[t, T_TRIGGERS_END]):
                if triggers[g, G_ON] == ON_ENTRY:
                    fires_on = np.uint32(1) << np.uint32(triggers[g, G_ENTRY])
                    breaks = np.uint32(0)
                    if triggers[g, G_BROKEN] >= 0:
                        breaks = np.uint32(1) << np.uint32(triggers[g, G_BROKEN])
                    nth, within, in_a_row = triggers[g, G_NTH], triggers[g, G_WITHIN], triggers[g, G_ROW] == 1
                    held, plain, fired = np.int64(0), nth == 1 and not in_a_row, U(0)
                    reach = np.int64(LAST_DAY) if within < 0 else fixed[within]
                    if nth == 2 and reach >= 0 and cb - ca <= 64:
                        # The commonest run, of two: those that may set it off and those that break it as bits.
                        hits, breakers = np.uint64(0), np.uint64(0)
                        c, before, before_day = U(ca), np.uint64(0), np.int64(LONG_AGO)
                        while c < U(cb):
                            shift = np.uint64(c - U(ca))
                            hits |= flags(cand_bits, c, U(cb) - c, fires_on) << shift
                            breakers |= flags(cand_bits, c, U(cb) - c, breaks) << shift
                            c += U(WIDTH)
                        while hits != 0:
                            place = lowest(hits)
                            since = (breakers & ((np.uint64(1) << place) - np.uint64(1))) >> before
                            c, day = U(ca) + U(place), np.int64(cand_day[U(ca) + U(place)])
                            hits &= hits - np.uint64(1)
                            picked[fired], fires = c, (since == 0) & (day - before_day <= reach)
                            fired += U(fires)
                            if fires and not in_a_row and within < 0:
                                break
                            before, before_day = place + np.uint64(1), np.int64(LONG_AGO) if fires else day
                    else:
                        # Those that may set it off, each with the last before it that breaks a run; without branches.
                        hit, broken = U(0), np.int64(-1)
                        for c in range(U(ca), U(cb)):
                            hit_at[hit], hit_broken[hit] = c, broken
                            hit += U((cand_bits[c] & fires_on) != 0)
                            broken = np.int64(c) if cand_bits[c] & breaks else broken
                        for h in range(hit):
                            c, day = U(hit_at[h]), np.int64(cand_day[hit_at[h]])
                            fires = plain
                            if not plain:
                                kept = np.int64(0)
                                for r in range(held):
                                    until_day = np.int64(LAST_DAY)
                                    if within >= 0:
                                        until_day = run_day[r] + fixed[within]
                                        if fixed[within] < 0:
                                            until_day = due_after(
                                                lengths, within, run_day[r], calendars, ranks, open_days, np.int64(0)
                                            )
                                    run[kept], run_day[kept] = run[r], run_day[r]
                                    kept += (day <= until_day) & (run[r] >= hit_broken[h])
                                run[kept], run_day[kept] = c, day
                                held = kept + 1
                                if held == nth:
                                    fires = True
                                    held = np.int64(0)
                            if fires:
                                picked[fired] = c
                                fired += U(1)
                            if fires and not plain and not in_a_row and within < 0:
                                break
                    for h in range(fired):
                        c = picked[h]
                        if not (many and seen[c - ca]):
                            if many:
                                seen[c - ca] = 1
                            found[total, F_DAY], found[total, F_PRIORITY] = cand_day[c], triggers[g, G_PRIORITY]
                            found[total, F_PLACE], found[total, F_CANDIDATE] = c, c
                            found[total, F_ID], found[total, F_UNTIL] = cand_row[c], NONE
                            found[total, F_ENDS], found[total, F_TEMPLATE] = 0, t
                            total += 1
                    continue
                total = firings(
                    t, g, triggers, passes, fa, fb, fact, value, stated_start, until, entry, opened_on[i], ended[i],
                    opening[i], closing[i], found, total,
                )  # fmt: skip
        # Kept are those under the template in force on their day, with what is asked then.
        count = 0
        for f in range(total):
            if found[f, F_DAY] > as_of:
                continue
            day = min(max(found[f, F_DAY], life), as_of)
            if found[f, F_ENDS]:
                day = max(life_end - 1, life)
            if day < life or day >= life_end:
                continue
            k = sa
            while k + 1 < sb and seg_start[k + 1] <= day:
                k += 1
            t = found[f, F_TEMPLATE]
            if force[seg_sig[k]] != t or state[t, seg_sig[k]] < 0:
                continue
            for x in range(F_WIDTH):
                found[count, x] = found[f, x]
            found[count, F_TEMPLATE] = state[t, seg_sig[k]]
            count += 1
        if count > 1:
            in_order(found, count)
        given_up, full = count > 0 and vague[i] == 1, False
        for f in range(1, count):
            if found[f, F_DAY] == found[f - 1, F_DAY] and found[f, F_PRIORITY] == found[f - 1, F_PRIORITY]:
                a, b = found[f - 1, F_CANDIDATE], found[f, F_CANDIDATE]
                if a < 0 or b < 0 or cand_kind[a] != cand_kind[b]:
                    given_up = True
        if count > 0:
            for c in range(cb - ca):
                used[c] = 0
        fits, base = np.int64(0), np.int64(-2)
        open_until = np.int64(NONE)
        begun, begun_taken = pos, taken
        for f in range(count):
            if given_up:
                break
            if pos >= room or taken + (cb - ca) > size:
                full = True
                break
            s = found[f, F_TEMPLATE]
            t = states[s, 0]
            day, me, ends = found[f, F_DAY], found[f, F_CANDIDATE], found[f, F_ENDS]
            if templates[t, T_RACE] == FIRST and open_until != NONE and day <= open_until:
                continue
            out[R_SUBJECT, pos] = i
            out[R_STATE, pos] = s
            out[R_ABOUT, pos] = found[f, F_ID]
            out[R_START, pos] = day
            out[R_EXTRA, pos] = NONE
            out[R_COUNTED, pos] = 0
            if states[s, S_MISSING]:
                out[R_DUE, pos] = day
                out[R_SAID, pos] = 1 << NEEDS | SCORES | NOT_ASSESSABLE
                pos += 1
                continue
            calendar = templates[t, T_CALENDAR]
            due = np.int64(NONE)
            if states[s, S_WITHIN] >= 0:
                due = day + fixed[states[s, S_WITHIN]]
                if fixed[states[s, S_WITHIN]] < 0:
                    due = due_after(lengths, states[s, S_WITHIN], day, calendars, ranks, open_days, calendar)
            if due == NONE:
                given_up = True
                break
            pause = templates[t, T_PAUSE]
            if pause >= 0 and set_at[pause, i] < set_at[pause, i + 1]:
                wanted, paused = due, np.int64(-1)
                while True:
                    now = covered(set_start, set_end, set_at[pause, i], set_at[pause, i + 1], day, max(due, day) + 1)
                    if now == paused:
                        break
                    paused = now
                    due = wanted + now
            grace = due
            if templates[t, T_GRACE] >= 0:
                grace = due_after(lengths, templates[t, T_GRACE], due, calendars, ranks, open_days, calendar)
            limit = np.int64(LAST_DAY)
            for place in (templates[t, T_AFTER], templates[t, T_LATE]):
                if place >= 0:
                    reached = due_after(lengths, place, due, calendars, ranks, open_days, calendar)
                    if reached == NONE:
                        given_up = True
                    limit = min(limit, reached)
            if grace == NONE or given_up:
                given_up = True
                break
            opens = day
            if templates[t, T_ALREADY] >= 0:
                place = templates[t, T_ALREADY]
                back = lengths[place, 1 + (day + 3) % 7]
                opens = months_later(day, -back) if lengths[place, 0] == MONTHS else day - back
                if previous_end[i] != NONE:
                    opens = max(opens, np.int64(previous_end[i]))
            closes = np.int64(NONE)
            if templates[t, T_CLOSES] and found[f, F_UNTIL] != NONE and found[f, F_UNTIL] <= as_of:
                closes = found[f, F_UNTIL]
                limit = min(limit, closes - 1)
            if life_end < OPEN_LIFE and not ends:
                limit = min(limit, life_end - 1)
            needed = states[s, S_COUNT] if states[s, S_COUNT] >= 0 else np.int64(1)
            out[R_DUE, pos] = due
            if due < day:
                given_up = True
                break
            if base != states[s, S_BASE]:
                base, fits = states[s, S_BASE], np.int64(0)
                if base >= 0:
                    x = U(ca)
                    while x < U(cb):
                        hits = flags(cand_bits, x, U(cb) - x, np.uint32(1) << np.uint32(base))
                        while hits != 0:
                            fit[fits] = x + U(lowest(hits))
                            fits += 1
                            hits &= hits - np.uint64(1)
                        x += U(WIDTH)
            # Those in time, the earliest that will do; then, if they do not suffice, those that come late.
            low, high = min(opens, day), max(grace, day)
            number, timely = 0, 0
            for late in range(2):
                if late == 1 and timely >= needed:
                    break
                for x in range(fits):
                    if number >= needed:
                        break
                    c = fit[x]
                    at = np.int64(cand_day[c])
                    if templates[t, T_ANSWERS]:
                        if answers[c] != found[f, F_ID]:
                            continue
                    elif used[c - ca] or c == me or (me < 0 and cand_row[c] == found[f, F_ID]):
                        continue
                    if late == 0 and low <= at <= high:
                        picked[number] = c
                        number += 1
                        timely += 1
                    elif late == 1 and at >= opens and grace < at <= limit:
                        picked[number] = c
                        number += 1
            life_over = life_end <= as_of and not ends
            excused = closes != NONE and closes <= due
            for place in (templates[t, T_WAIVE], templates[t, T_STOP]):
                if place >= 0:
                    for x in range(set_at[place, i], set_at[place, i + 1]):
                        if place == templates[t, T_WAIVE] and set_start[x] <= due and set_end[x] > due:
                            excused = True
                        if place == templates[t, T_STOP] and set_start[x] <= due and set_end[x] > day:
                            excused = True
            if templates[t, T_CANCELLED] >= 0:
                for c in range(ca, cb):
                    if day <= cand_day[c] <= due and (cand_bits[c] >> np.uint32(templates[t, T_CANCELLED])) & 1:
                        excused = True
            excused = excused or (life_end <= due and life_over)
            if timely >= needed:
                status = MET
            elif excused:
                status = EXCUSED
            elif number >= needed:
                status = LATE_DONE
            elif as_of <= grace and as_of <= limit:
                status = PENDING
            elif as_of < limit and not life_over:
                status = OVERDUE
                out[R_EXTRA, pos] = grace + 1
            else:
                status = MISSED
            if status != MET and status != LATE_DONE:
                number = 0
            answered = np.int64(LAST_DAY)
            done = np.int64(NONE)
            for x in range(number):
                answered = min(answered, np.int64(cand_day[picked[x]]))
                done = max(done, np.int64(cand_day[picked[x]]))
            if status == LATE_DONE:
                out[R_EXTRA, pos] = done - due
            if templates[t, T_RACE] == LAST and f + 1 < count and status != EXCUSED:
                later = found[f + 1, F_DAY]
                if later <= due and answered > later:
                    out[R_SAID, pos] = needed << NEEDS | EXCUSED
                    if status == LATE_DONE:
                        out[R_EXTRA, pos] = NONE
                    pos += 1
                    continue
            for x in range(number):
                counted[taken + x] = cand_row[picked[x]]
                if not templates[t, T_ANSWERS]:
                    used[picked[x] - ca] = 1
            taken += number
            out[R_COUNTED, pos] = number
            out[R_SAID, pos] = needed << NEEDS | SCORES | status
            open_until = due
            if number > 0:
                open_until = done
            elif status == PENDING or status == OVERDUE:
                open_until = np.int64(LAST_DAY)
            pos += 1
        if full:
            return i, begun, begun_taken
        if given_up:
            slow[i] = 1
            pos, taken = begun, begun_taken
    return last, pos, taken
