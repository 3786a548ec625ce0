"""Kernel of *never*: one row for each entry that is the breach, and one for each ruling under which there was none."""

from __future__ import annotations

import numpy as np

from caseward.engine.arrays import NONE
from caseward.engine.jit import kernel
from caseward.engine.layout import (
    EXCUSED,
    MET,
    MISSED,
    NEEDS,
    NOT_ASSESSABLE,
    R_ABOUT,
    R_COUNTED,
    R_DUE,
    R_EXTRA,
    R_SAID,
    R_START,
    R_STATE,
    R_SUBJECT,
    S_MISSING,
    SCORES,
    T_EXCEPT,
    T_THIS,
)


@kernel
def never_kernel(  # type: ignore[no-untyped-def]
    first, last, opened, closed, as_of, slow, seg_at, seg_start, seg_sig, force, state, templates, states,
    cand_at, cand_day, cand_bits, cand_row, out, counted,
):  # fmt: skip
    """Write the rows of subjects ``first`` up to ``last``; return the first subject not written and how much was
    written. Rows stand in order of subject, and within one in that of the rulings and the days in them."""
    pos, taken = np.int64(0), np.int64(0)
    for i in range(first, last):
        if slow[i]:
            continue
        sa, sb, ca, cb = seg_at[i], seg_at[i + 1], cand_at[i], cand_at[i + 1]
        life, stop = np.int64(opened[i]), min(np.int64(closed[i]), as_of + 1)
        if pos + (cb - ca) + (sb - sa) > out.shape[1] or taken + (cb - ca) > len(counted):
            return i, pos, taken
        k = sa
        while k < sb:
            t = force[seg_sig[k]]
            ends = k + 1
            while ends < sb and force[seg_sig[ends]] == t:
                ends += 1
            low = max(life, np.int64(seg_start[k]))
            high = stop if ends == sb else min(stop, np.int64(seg_start[ends]))
            if t >= 0 and low < high:
                rows = 0
                m = k
                for c in range(ca, cb):
                    day = np.int64(cand_day[c])
                    if day < low or day >= high or (cand_bits[c] >> np.uint32(templates[t, T_THIS])) & 1 == 0:
                        continue
                    while m + 1 < ends and seg_start[m + 1] <= day:
                        m += 1
                    s = state[t, seg_sig[m]]
                    if s < 0:
                        continue
                    status = MISSED
                    out[R_COUNTED, pos] = 1
                    if states[s, S_MISSING]:
                        status = NOT_ASSESSABLE
                        out[R_COUNTED, pos] = 0
                    else:
                        counted[taken] = cand_row[c]
                        taken += 1
                        if np.int64(cand_bits[c]) & templates[t, T_EXCEPT]:
                            status = EXCUSED
                    out[R_ABOUT, pos] = cand_row[c]
                    out[R_STATE, pos] = s
                    out[R_START, pos] = day
                    out[R_DUE, pos] = day
                    out[R_SAID, pos] = 1 << NEEDS | SCORES | status
                    out[R_SUBJECT, pos] = i
                    rows += 1
                    pos += 1
                m = k
                while m + 1 < ends and seg_start[m + 1] <= high - 1:
                    m += 1
                s = state[t, seg_sig[m]]
                if rows == 0 and s >= 0 and states[s, S_MISSING] == 0:
                    out[R_SUBJECT, pos] = i
                    out[R_STATE, pos] = s
                    out[R_ABOUT, pos] = -1
                    out[R_START, pos] = low
                    out[R_DUE, pos] = high - 1
                    out[R_SAID, pos] = 1 << NEEDS | SCORES | MET
                    out[R_COUNTED, pos] = 0
                    pos += 1
            k = ends
    out[R_EXTRA, :pos] = NONE
    return last, pos, taken
