"""Which candidates of a window reach its quantity: the earliest that will do, sub-quotas first, or the first line
that is reached."""

from __future__ import annotations

import numpy as np

from caseward.engine.jit import kernel
from caseward.engine.layout import S_BASE, S_LINES, S_LINES_END, S_QUOTAS, S_QUOTAS_END


@kernel
def chosen(states, s, quotas, lines, needed, bits, day, used, a, b, low, high, picked):  # type: ignore[no-untyped-def]
    """Mark in ``picked`` the candidates a..b that reach what state ``s`` asks from day ``low`` up to ``high``.

    The number marked, or -1 when it is not reached. Candidates are in canonical order.
    """
    upper = a
    while upper < b and day[upper] < high:
        upper += 1
    b = upper
    if states[s, S_LINES] == states[s, S_LINES_END]:
        return _line(states, s, quotas, needed, np.int64(-1), bits, day, used, a, b, low, high, picked)
    for line in range(states[s, S_LINES], states[s, S_LINES_END]):
        found = _line(states, s, quotas, lines[line, 0], lines[line, 1], bits, day, used, a, b, low, high, picked)
        if found >= 0:
            return found
    return np.int64(-1)


@kernel
def _line(states, s, quotas, needed, line, bits, day, used, a, b, low, high, picked):  # type: ignore[no-untyped-def]
    count = np.int64(0)
    base = states[s, S_BASE]
    for c in range(a, b):
        picked[c - a] = 0
    for q in range(states[s, S_QUOTAS], states[s, S_QUOTAS_END]):
        fitting = np.int64(0)
        for c in range(a, b):
            if fitting == quotas[q, 0]:
                break
            if (
                _usable(bits[c], base, line, day[c], used[c - a], low, high)
                and (bits[c] >> np.uint32(quotas[q, 1])) & 1
            ):
                fitting += 1
                if picked[c - a] == 0:
                    picked[c - a] = 1
                    count += 1
        if fitting < quotas[q, 0]:
            return np.int64(-1)
    for c in range(a, b):
        if count >= needed:
            break
        if picked[c - a] == 0 and _usable(bits[c], base, line, day[c], used[c - a], low, high):
            picked[c - a] = 1
            count += 1
    return count if count >= needed else np.int64(-1)


@kernel
def _usable(bits, base, line, day, used, low, high):  # type: ignore[no-untyped-def]
    if used or day < low or day >= high or base < 0 or (bits >> np.uint32(base)) & 1 == 0:
        return False
    return line < 0 or (bits >> np.uint32(line)) & 1 == 1
