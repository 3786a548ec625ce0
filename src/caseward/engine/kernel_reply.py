"""Kernel of *when … then … within* in its common shape (see ``shapes.replies_plainly``): one entry, or a run of
two, sets off a clock of so many days, which one entry answers.

Rows stand in order of subject, and within one in that of the days on which the clocks were set off.
"""

from __future__ import annotations

import numpy as np

from caseward.engine.arrays import NONE
from caseward.engine.jit import U, kernel, part_of_kernel
from caseward.engine.kernel_when import LAST_DAY, OPEN_LIFE
from caseward.engine.lanes import WIDTH
from caseward.engine.lanes_when import flags, highest, lowest
from caseward.engine.layout import (
    EXCUSED,
    G_BROKEN,
    G_ENTRY,
    G_NTH,
    G_ROW,
    G_WITHIN,
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
    S_WITHIN,
    SCORES,
)

WORD = 3 * WIDTH  # candidates looked at together: as bits, with room for what is carried over


@kernel
def reply_kernel(  # type: ignore[no-untyped-def]
    first, last, opened, closed, vague, as_of, slow, seg_at, seg_start, seg_sig, force, state, states, trigger, days,
    cand_at, cand_day, cand_bits, cand_row, cand_kind, out, counted,
):  # fmt: skip
    """Write the rows of subjects ``first`` up to ``last``; return the first subject not written and how much was
    written. ``days``: by place of a length its days.

    A subject that only the reference can judge is marked in ``slow`` and leaves no row.
    """
    last = min(last, first + out.shape[1] // 2 + 1)
    room, size, longest = U(out.shape[1]), U(len(counted)), np.int64(1)
    for i in range(first, last):
        longest = max(longest, cand_at[i + 1] - cand_at[i])
    fired, fit = np.empty(longest + 1, dtype=np.uintp), np.empty(longest + 1, dtype=np.uintp)
    within = np.empty(len(states), dtype=np.int64)
    for x in range(len(states)):
        within[x] = days[states[x, S_WITHIN]]
    base = np.uint32(1) << np.uint32(states[0, S_BASE])
    pos, taken = U(0), U(0)
    for i in range(first, last):
        if slow[i]:
            continue
        ca, cb = U(cand_at[i]), U(cand_at[i + 1])
        if pos + (cb - ca) > room or taken + (cb - ca) > size:
            return i, np.int64(pos), np.int64(taken)
        count, fits = _fired(cand_day, cand_bits, ca, cb, trigger, days, base, fired, fit)
        if count == U(0):
            continue
        # Kept are those under what is in force on their day.
        life, life_end = np.int64(opened[i]), np.int64(closed[i])
        begun, begun_taken, before, kind = pos, taken, np.int64(NONE), np.int32(-1)
        k, sb, given_up = U(seg_at[i]), U(seg_at[i + 1]), False
        limit = min(np.int64(LAST_DAY), life_end - 1) if life_end < OPEN_LIFE else np.int64(LAST_DAY)
        for f in range(count):
            me, day = fired[f], np.int64(cand_day[fired[f]])
            on = min(max(day, life), as_of)
            if day > as_of or on < life or on >= life_end:
                continue
            while k + U(1) < sb and seg_start[k + U(1)] <= on:
                k += U(1)
            sig = U(seg_sig[k])
            if force[sig] != 0 or state[0, sig] < 0:
                continue
            given_up |= vague[i] == 1 or (day == before and cand_kind[me] != kind)
            before, kind = day, cand_kind[me]
            s = U(state[0, sig])
            due = day + within[s]
            chosen, timely = U(fits), False
            for x in range(fits):
                at = np.int64(cand_day[fit[x]])
                if at < day or (at > limit and at > due) or fit[x] == me:
                    continue
                if at <= due:
                    chosen, timely = U(x), True
                    break
                chosen = min(chosen, U(x))
            late, over = chosen < fits and not timely, life_end <= as_of
            out[R_SUBJECT, pos], out[R_STATE, pos], out[R_ABOUT, pos] = i, s, cand_row[me]
            out[R_START, pos], out[R_DUE, pos], out[R_EXTRA, pos] = day, due, NONE
            if timely:
                status = MET
            elif over and life_end <= due:
                status = EXCUSED
            elif late:
                status = LATE_DONE
                out[R_EXTRA, pos] = cand_day[fit[chosen]] - due
            elif as_of <= due and as_of <= limit:
                status = PENDING
            elif as_of < limit and not over:
                status = OVERDUE
                out[R_EXTRA, pos] = due + 1
            else:
                status = MISSED
            number = U(status == MET or status == LATE_DONE)
            if number:
                counted[taken] = cand_row[fit[chosen]]
                taken, fits = taken + U(1), fits - U(1)
                for x in range(chosen, fits):
                    fit[x] = fit[x + U(1)]
            out[R_COUNTED, pos], out[R_SAID, pos] = number, 1 << NEEDS | SCORES | status
            pos += U(1)
        if given_up:
            slow[i] = 1
            pos, taken = begun, begun_taken
    return last, np.int64(pos), np.int64(taken)


@part_of_kernel
def _fired(cand_day, cand_bits, ca, cb, trigger, days, base, fired, fit):  # type: ignore[no-untyped-def]
    """The candidates of a subject that set a clock off, and those that may answer; return how many of each."""
    fires_on, breaks = np.uint32(1) << np.uint32(trigger[G_ENTRY]), np.uint32(0)
    if trigger[G_BROKEN] >= 0:
        breaks = np.uint32(1) << np.uint32(trigger[G_BROKEN])
    most = cb - ca
    if trigger[G_ROW] == 0 and trigger[G_WITHIN] < 0:
        most = U(1)  # such a run comes to its end but once
    reach = np.int64(LAST_DAY) if trigger[G_WITHIN] < 0 else days[trigger[G_WITHIN]]
    single, carried, before, used = trigger[G_NTH] == 1, np.uint64(0), np.int64(-1), np.int64(-1)
    count, fits, word, one = U(0), U(0), ca, np.uint64(1)
    while word < cb:
        hits, breakers, answers = np.uint64(0), np.uint64(0), np.uint64(0)
        for shift in range(U(0), U(WORD), U(WIDTH)):
            c = word + shift
            if c >= cb:
                break
            hits |= flags(cand_bits, c, cb - c, fires_on) << np.uint64(shift)
            breakers |= flags(cand_bits, c, cb - c, breaks) << np.uint64(shift)
            answers |= flags(cand_bits, c, cb - c, base) << np.uint64(shift)
        while answers != 0:
            fit[fits] = word + U(lowest(answers))
            fits, answers = fits + U(1), answers & (answers - one)
        # Those that follow another with none between them that breaks the run: what is carried passes over all others.
        others, after = ~(hits | breakers) & ((one << np.uint64(WORD)) - one), hits << one | carried
        passed = (after & others) + others
        second = hits if single else hits & (after | passed)
        carried = (after | passed) >> np.uint64(WORD)
        while second != 0:
            place = lowest(second)
            below = hits & ((one << place) - one)
            me = np.int64(word + U(place))
            last = np.int64(word) + highest(below) if below != 0 else before
            fires = single
            if not single:
                fires = (last != used) & (cand_day[U(me)] - np.int64(cand_day[U(last)]) <= reach) & (most > count)
            fired[count] = U(me)
            count += U(fires)
            used = me if fires else used
            second &= second - one
        before = np.int64(word) + highest(hits) if hits != 0 else before
        word += U(WORD)
    return count, fits
