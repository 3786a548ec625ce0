"""Kernel of *every period* in its common shape (see ``shapes.on_a_grid``): windows that follow evenly.

Subjects are taken in blocks small enough to stay near the processor. A first pass writes the windows of each subject
and tallies its entries by window; then all rows of the block are judged at once, which needs no branches. Rows stand in
order of subject and window.
"""

from __future__ import annotations

import numpy as np

from caseward.engine.arrays import FAR, NONE
from caseward.engine.days import EVERY_MONTH
from caseward.engine.jit import U, kernel
from caseward.engine.lanes import WIDTH
from caseward.engine.lanes_grid import AHEAD, held, laid, lapsed, moved, tallied, tallied_among, windows
from caseward.engine.lanes_when import lowest
from caseward.engine.layout import (
    AT_CALENDAR,
    EXCUSED,
    MET,
    MISSED,
    NEEDS,
    NOT_ASSESSABLE,
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
    S_MOST,
    S_TEMPLATE,
    SAID_STATUS,
    SCORES,
    T_ANCHOR,
    T_CLOSED,
    T_GROUPS,
    T_GROUPS_END,
    T_IN_MONTHS,
    T_MONTHS,
    T_SHARE,
    T_SPAN,
)

BLOCK = 1024  # rows
NEVER = FAR + 1


@kernel
def grid_kernel(  # type: ignore[no-untyped-def]
    first, last, opened, closed, as_of, slow, seg_at, seg_start, seg_sig, force, state, rival, templates, states,
    groups, set_at, set_start, set_end, cand_at, cand_day, cand_bits, cand_row, base, unit_of, firsts, quotient,
    january, out, counted,
):  # fmt: skip
    """Write the rows of subjects ``first`` up to ``last``; return the first subject not written and how much was
    written. ``base`` to ``january``: a ``Grid``."""
    horizon, room, size = as_of + 1, U(out.shape[1] - WIDTH), U(len(counted))
    last = min(last, first + out.shape[1] // 8 + 1)
    months, span, anchored = templates[0, T_MONTHS] == 1, templates[0, T_SPAN], templates[0, T_ANCHOR] != AT_CALENDAR
    most, longest = np.int64(1), np.int64(4 * BLOCK)
    for i in range(first, last):
        most = max(most, min(np.int64(closed[i]), horizon) - opened[i])
        longest = max(longest, cand_at[i + 1] - cand_at[i])
    most = most // (span * 28 if months else span) + 4 + WIDTH
    own = np.empty(most + 2 * WIDTH if anchored else 1, dtype=np.int32)
    # Of the months so many apart, those of one remainder after another: the first day and the last.
    blocks = U(len(firsts) // span + 3 * WIDTH)
    table = blocks * U(span) if anchored and months else U(1)
    starts, latest = np.full(table, NEVER, dtype=np.int32), np.full(table, NEVER, dtype=np.int32)
    if anchored and months:
        for m in range(len(firsts) - 1):
            starts[U(m % span) * blocks + U(m // span)] = firsts[m]
            latest[U(m % span) * blocks + U(m // span)] = firsts[m + 1] - 1
    bound = own if anchored else firsts
    row_of, bits_of = np.empty(most, dtype=np.int32), np.empty(most, dtype=np.uint32)  # by window; bits that count
    held_of, sig_of = np.empty(most, dtype=np.int32), np.empty(most, dtype=np.int32)  # by window
    hit_at, hit_rank = np.empty(longest + WIDTH, dtype=np.int32), np.empty(longest + WIDTH, dtype=np.int32)
    row_end, paused = np.empty(BLOCK + 1, dtype=np.uint32), np.empty(BLOCK + 1, dtype=np.uint32)
    pausing, pauses = np.zeros(len(set_at), dtype=np.uint8), False
    for x in range(len(groups)):
        if groups[x, 0] >= 0:
            pausing[groups[x, 0]], pauses = 1, True
    masks, saids, floors = np.zeros(len(states), dtype=np.uint32), np.zeros(len(states), dtype=np.int64), True
    shares = np.zeros(len(states), dtype=np.int64)
    for x in range(len(states)):
        saids[x] = 1 << NEEDS
        if states[x, S_MISSING]:
            saids[x] |= NOT_ASSESSABLE  # all bits of a status, and nothing is counted: it stays so whatever is added
            continue
        if states[x, S_BASE] >= 0:
            masks[x] = np.uint32(1) << np.uint32(states[x, S_BASE])
        if states[x, S_COUNT] >= 0:
            saids[x] = states[x, S_COUNT] << NEEDS
        elif states[x, S_MOST] >= 0:
            floors, saids[x] = False, states[x, S_MOST] << NEEDS
        shares[x] = templates[states[x, S_TEMPLATE], T_SHARE]
    # By outcome: what is asked where no other template begins or ends.
    state_of, said_of = np.full(len(force), -1, dtype=np.int32), np.zeros(len(force), dtype=np.int32)
    mask_of, listing = np.zeros(len(force), dtype=np.uint32), False
    for x in range(len(force)):
        if force[x] >= 0 and state[U(force[x]), x] >= 0:
            s = np.int64(state[U(force[x]), x])
            state_of[x], said_of[x], mask_of[x] = s, saids[s] | SCORES, masks[s]
    for x in range(len(templates)):
        listing |= templates[x, T_IN_MONTHS] != EVERY_MONTH
    pos, taken, full, i = U(0), U(0), False, first
    while i < last and not full:
        begun, hits, blocked = pos, U(0), U(0)
        while i < last and pos < begun + U(BLOCK):
            life, end_of_life = np.int64(opened[i]), np.int64(closed[i])
            stop = min(end_of_life, horizon)
            if slow[i] or stop <= life:
                i += 1
                continue
            # The windows from w0 on, n of them.
            sa, sb, ca, cb = U(seg_at[i]), U(seg_at[i + 1]), U(cand_at[i]), U(cand_at[i + 1])
            w0, u0 = U(0), life
            if not anchored:
                w0 = U(unit_of[U(life - base)])
                n = U(unit_of[U(stop - 1 - base)]) - w0 + U(1)
            elif months:
                u0 = np.int64(unit_of[U(life - base)])
                n = U(quotient[U(unit_of[U(stop - 1 - base)] - u0)]) + U(1)
                later = life - firsts[U(u0)]
                block = U(quotient[U(u0)])
                at = (U(u0) - block * U(span)) * blocks + block
                for w in range(U(0), n + U(2 + AHEAD), U(WIDTH)):
                    moved(starts, latest, at + w, later, own, w)
            else:
                n = U((stop - 1 - life) // span + 1)
                for w in range(n + U(1)):
                    own[w] = life + np.int64(w) * span
            n -= U(anchored and own[n - U(1)] >= stop)  # by months, the last may begin too late
            if pos + n > room or taken + hits + (cb - ca) + U(WIDTH) > size:
                full = True
                break
            if hits + (cb - ca) > U(longest):
                break
            # What is in force at the start of each, and what is asked at its end. All at once where something
            # always is, and it changes.
            plain, at = not listing and sb > sa + U(1), U(0)
            while plain and at < n:
                found = laid(
                    bound, w0 + at, n - at, life, end_of_life, horizon, seg_start, seg_sig, sa, sb, force, state_of,
                    said_of, mask_of, bits_of, held_of, sig_of, at, out, pos + at, i,
                )  # fmt: skip
                plain, apart = found >> np.uint32(WIDTH) == 0, np.uint64(found & np.uint32((1 << WIDTH) - 1))
                while plain and apart != 0:
                    w = at + U(lowest(apart))
                    r, t, sig = pos + w, np.int64(held_of[w]), U(sig_of[w])
                    j = np.int64(force[sig]) if t >= 0 and templates[U(t), T_CLOSED] else t
                    s = np.int64(state[U(j), sig]) if j >= 0 else np.int64(-1)
                    plain = s >= 0
                    if plain:
                        out[R_STATE, r], out[R_SAID, r], bits_of[w] = s, saids[s] | SCORES, masks[s]
                    apart &= apart - np.uint64(1)
                at += U(WIDTH)
            k, known, known_t, rows, w, cursor = sa, sb, np.int64(-1), pos, w0, life
            if plain:
                rows, cursor = pos + n, stop
                for w in range(U(0), n, max(U(1), n - U(1))):
                    days, all_days = (
                        out[R_DUE, pos + w] + 1 - out[R_START, pos + w],
                        bound[w0 + w + U(1)] - bound[w0 + w],
                    )
                    if days < all_days and days * 100 < shares[out[R_STATE, pos + w]] * all_days:
                        out[R_SAID, pos + w] &= ~SCORES
            elif anchored:
                for w in range(n + U(1), U(0) if months else n + U(2 + AHEAD)):
                    own[w] = NEVER
                w = U(0)
            edge = np.int64(seg_start[k + U(1)]) if k + U(1) < sb else np.int64(NEVER)
            s, steady, bits, said, whole = np.int64(-1), False, np.uint32(0), np.int64(0), True
            share, listed = np.int64(0), np.int64(EVERY_MONTH)
            while cursor < stop:
                while edge <= cursor:
                    k += U(1)
                    edge = np.int64(seg_start[k + U(1)]) if k + U(1) < sb else np.int64(NEVER)
                t = np.int64(force[U(seg_sig[k])])
                if t < 0:
                    m = k + U(1)
                    while m < sb and force[U(seg_sig[m])] < 0:
                        m += U(1)
                    begins = stop
                    if m < sb:
                        begins = min(stop, np.int64(seg_start[m]))
                    while w < w0 + n and bound[w + U(1)] <= begins:
                        bits_of[w - w0], row_of[w - w0] = 0, 0
                        w += U(1)
                    cursor, whole = begins, False
                    if begins == stop:
                        if w < w0 + n:
                            bits_of[w - w0], row_of[w - w0] = 0, 0
                        break
                    window = max(np.int64(bound[w]), life)
                    if window < begins:
                        m = sa
                        while m + U(1) < sb and seg_start[m + U(1)] <= window:
                            m += U(1)
                        if rival[U(seg_sig[m])]:
                            bits_of[w - w0], row_of[w - w0] = 0, 0
                            w += U(1)
                            cursor = np.int64(bound[w])
                    continue
                full_start, end = np.int64(bound[w]), np.int64(bound[w + U(1)])
                part_end = min(end, end_of_life)
                while edge < min(part_end, horizon):
                    k += U(1)
                    edge = np.int64(seg_start[k + U(1)]) if k + U(1) < sb else np.int64(NEVER)
                if k != known or t != known_t:
                    known, known_t, s, j, sig = k, t, np.int64(-1), t, U(seg_sig[k])
                    steady, listed = force[sig] == t, templates[U(t), T_IN_MONTHS]
                    if templates[U(t), T_CLOSED]:
                        j = np.int64(force[sig])
                    if j >= 0:
                        s = np.int64(state[U(j), sig])
                    if s >= 0:
                        bits, said = masks[U(s)], saids[U(s)]
                        share = np.int64(0) if states[U(s), S_MISSING] else templates[U(j), T_SHARE]
                flat = steady and s >= 0 and listed == EVERY_MONTH
                if not flat or full_start < cursor or part_end < end:
                    opens = s >= 0
                    if opens and listed != EVERY_MONTH:
                        month = january + np.int64(w) * span
                        if anchored:
                            month += u0
                        opens = listed >> (month % 12 + 1) & 1 == 1
                    bits_of[w - w0], row_of[w - w0] = bits if opens else np.uint32(0), rows
                    if opens:
                        scored = np.int64(SCORES)
                        if part_end - cursor < end - full_start:
                            scored *= (part_end - cursor) * 100 >= share * (end - full_start)
                        out[R_SUBJECT, rows], out[R_STATE, rows], out[R_SAID, rows] = i, s, said | scored
                        out[R_START, rows], out[R_DUE, rows] = cursor, part_end - 1
                        out[R_ABOUT, rows], out[R_COUNTED, rows], out[R_EXTRA, rows] = -1, 0, NONE
                        rows += U(1)
                    cursor, w = end, w + U(1)
                # Whole windows that end under what is asked now, and begin under its template, come at once.
                if flat:
                    more, until = U(AHEAD), np.int64(bound[w0 + n]) if edge >= horizon else edge
                    limit = np.int32(min(until, end_of_life))
                    while more == U(AHEAD) and w < w0 + n:
                        more = windows(bound, w, limit, row_of, bits_of, w - w0, bits, out, rows, i, s, said | SCORES)
                        rows, w = rows + more, w + more
                    cursor = np.int64(bound[w])
            if rows > pos:
                while ca < cb and cand_day[ca] < life:
                    ca += U(1)
                while cb > ca and cand_day[cb - U(1)] >= stop:
                    cb -= U(1)
                if whole and rows == pos + n:
                    while ca < cb and anchored:
                        hits += tallied_among(
                            cand_day, cand_bits, cand_row, ca, cb - ca, own, n, bits_of, pos, counted, taken + hits,
                            hit_at, hits,
                        )  # fmt: skip
                        ca += U(WIDTH)
                    while ca < cb:
                        hits += tallied(
                            cand_day, cand_bits, cand_row, ca, cb - ca, base, unit_of, w0, bits_of, pos, counted,
                            taken + hits, hit_at, hits, life,
                        )  # fmt: skip
                        ca += U(WIDTH)
                for c in range(ca, cb):
                    day = cand_day[c]
                    if not anchored:
                        q = U(unit_of[U(day - base)]) - w0
                    elif months:
                        q = U(quotient[U(unit_of[U(day - base)] - u0)])
                        q -= U(own[q] > day)
                    else:
                        q = U((day - u0) // span)
                    if cand_bits[c] & bits_of[q] and day >= out[R_START, U(row_of[q])]:
                        counted[taken + hits], hit_at[hits] = cand_row[c], row_of[q]
                        hits += U(1)
                pos = rows
                row_end[blocked] = pos
                blocked += U(1)
            i += 1
        before, rank = np.int32(-1), np.int32(0)
        for h in range(hits):
            r = hit_at[h]
            rank = np.int32(rank + 1) if r == before else np.int32(0)
            hit_rank[h], out[R_COUNTED, U(r)], before = rank, rank + 1, r
        # All rows of the block: a floor is met or not; ceilings are the rarer sort.
        if floors:
            for r in range(begun, pos):
                needed = out[R_SAID, r] >> NEEDS
                unmet = np.int32(PENDING) if as_of <= out[R_DUE, r] else np.int32(MISSED)
                met = out[R_COUNTED, r] >= needed
                out[R_SAID, r] = out[R_SAID, r] | (np.int32(MET) if met else unmet)
                out[R_COUNTED, r] = needed if met else np.int32(0)
        else:
            for r in range(begun, pos):
                s, got, needed = out[R_STATE, r], out[R_COUNTED, r], out[R_SAID, r] >> NEEDS
                status = np.int32(PENDING) if as_of <= out[R_DUE, r] else np.int32(MISSED)
                if not states[s, S_MISSING] and states[s, S_COUNT] < 0 and states[s, S_MOST] >= 0:
                    if got > needed:
                        status = np.int32(MISSED)
                    elif status == MISSED:
                        status = np.int32(MET)
                elif got >= needed:
                    status, got = np.int32(MET), needed
                else:
                    got = np.int32(0)
                out[R_SAID, r] = out[R_SAID, r] | status
                out[R_COUNTED, r] = got
        kept, h = taken, U(0)
        while h < hits:
            kept = held(counted, taken + h, hits - h, hit_at, hit_rank, h, out, kept)
            h += U(WIDTH)
        taken = kept
        # Of each subject what excuses a miss, then since when the open window is unmet; those it concerns listed first.
        low, some = begun, U(0)
        for b in range(blocked if pauses else U(0)):
            high, ii = U(row_end[b]), U(out[R_SUBJECT, low])
            spans = np.int64(0)
            for g in range(len(pausing)):
                spans += (set_at[g, ii + U(1)] - set_at[g, ii]) * pausing[g]
            paused[some] = b
            some, low = some + U(spans != 0), high
        for p in range(some):
            b = U(paused[p])
            low, high = U(row_end[b - U(1)]) if b else begun, U(row_end[b])
            ii, begins, ceases = U(out[R_SUBJECT, low]), np.int64(NEVER), np.int64(NONE)
            for g in range(len(pausing)):
                if pausing[g]:
                    for x in range(U(set_at[g, ii]), U(set_at[g, ii + U(1)])):
                        begins, ceases = min(begins, np.int64(set_start[x])), max(ceases, np.int64(set_end[x]))
            for x in range(low, high, U(WIDTH)):
                missed = lapsed(out, x, high - x, begins, ceases)
                while missed != 0:
                    r = x + U(lowest(missed))
                    missed &= missed - np.uint64(1)
                    part, part_end = np.int64(out[R_START, r]), np.int64(out[R_DUE, r]) + 1
                    s = out[R_STATE, r]
                    if states[s, S_COUNT] < 0 and states[s, S_MOST] >= 0:
                        continue
                    j = U(states[s, S_TEMPLATE])
                    for g in range(templates[j, T_GROUPS], templates[j, T_GROUPS_END]):
                        if groups[g, 0] < 0:
                            continue
                        days, reached = np.int64(0), part
                        for y in range(U(set_at[groups[g, 0], ii]), U(set_at[groups[g, 0], ii + U(1)])):
                            until = min(np.int64(set_end[y]), part_end)
                            start = max(np.int64(set_start[y]), reached)
                            if until > start:
                                days, reached = days + until - start, until
                        if days > 0 and (groups[g, 1] or days * 100 >= groups[g, 2] * (part_end - part)):
                            out[R_SAID, r] = out[R_SAID, r] & ~SAID_STATUS | EXCUSED
                            break
        low, some = begun, U(0)
        for b in range(blocked):
            high = U(row_end[b])
            before = high - U(1) if high == low + U(1) else high - U(2)
            missed = out[R_SAID, before] & SAID_STATUS == MISSED
            paused[some], low = high, high
            some += U(missed & (out[R_SAID, high - U(1)] & SAID_STATUS == PENDING))
        for p in range(some):
            high = U(paused[p])
            r, ii = high - U(1), out[R_SUBJECT, high - U(1)]
            while r > begun and out[R_SUBJECT, r - U(1)] == ii and out[R_SAID, r - U(1)] & SAID_STATUS == MISSED:
                r -= U(1)
            out[R_EXTRA, high - U(1)] = out[R_DUE, r] + 1
    return i, np.int64(pos), np.int64(taken)
