"""*Every period*, where windows follow evenly and each is judged by itself: what is in doubt touches only the windows
that it may lie in."""

from __future__ import annotations

import numpy as np

from caseward.engine.arrays import Flags, Longs
from caseward.engine.doubts.case import Case, has, said, unmet_since
from caseward.engine.doubts.entries import Entries
from caseward.engine.doubts.runs import Run, certain
from caseward.engine.layout import (
    INDETERMINATE,
    MET,
    MISSED,
    NEEDS,
    NOT_ASSESSABLE,
    R_DUE,
    R_SAID,
    R_START,
    R_STATE,
    S_BASE,
    S_COUNT,
    S_MOST,
    SAID_STATUS,
)
from caseward.engine.packs import Bits


def settle_every(case: Case) -> list[Run | None]:
    """The rows of each subject."""
    if not case.compiled.lean:
        return [None] * len(case.subjects)
    exact = [np.where(e.imprecise, 0, e.yes).astype(np.uint32) for e in case.entries]
    pairs = list(zip(case.subjects, case.entries, strict=True))
    windows = case.run([certain(i, e, bits) for (i, e), bits in zip(pairs, exact, strict=True)])
    within = [_within(case, e, run) for e, run in zip(case.entries, windows, strict=True)]
    sure = [np.where(e.imprecise & ~w, 0, e.yes).astype(np.uint32) for e, w in zip(case.entries, within, strict=True)]
    runs = case.run([certain(i, e, bits) for (i, e), bits in zip(pairs, sure, strict=True)])
    return [
        _judged(case, e, bits, run) if run is not None else None
        for e, bits, run in zip(case.entries, sure, runs, strict=True)
    ]


def _within(case: Case, entries: Entries, run: Run | None) -> Flags:
    """Which entries surely lie in one window."""
    found = np.zeros(len(entries.row), dtype=np.bool_)
    for row in run.rows if run is not None else ():
        found |= (entries.first >= row[R_START]) & (entries.last <= min(row[R_DUE], case.today))
    return found


def _judged(case: Case, entries: Entries, sure: Bits, run: Run) -> Run | None:
    """A window that is missed without what is in doubt, or a ceiling kept without it, may be undecided with it."""
    before = [int(x) & SAID_STATUS for x in run.rows[:, R_SAID]]
    counts: dict[int, Longs] = {}
    for r, (row, status) in enumerate(zip(run.rows, before, strict=True)):
        state = case.compiled.states[row[R_STATE]]
        if case.missing(int(row[R_STATE])):
            continue
        ceiling = state[S_COUNT] < 0 and state[S_MOST] >= 0
        if status != (MET if ceiling else MISSED):
            continue
        base = int(state[S_BASE])
        if base not in counts:
            counts[base] = _counts(case, entries, sure, run, base)
        found = counts[base][r].tolist()
        reach = (int(row[R_SAID]) >> NEEDS) + int(ceiling)
        if found[0] + found[1] >= reach:
            said(run, r, INDETERMINATE)
        elif sum(found) >= reach:
            said(run, r, NOT_ASSESSABLE)
    return run if unmet_since(run, range(len(run.rows)), before) else None


def _counts(case: Case, entries: Entries, sure: Bits, run: Run, base: int) -> Longs:
    """By window how many surely count in it, how many may by their dates, and how many are of unknown worth."""
    start, due = run.rows[:, R_START, None], np.minimum(run.rows[:, R_DUE, None], case.today)
    near = (entries.last >= start) & (entries.first <= due)
    certainly, yes, unknown = has(sure, base), has(entries.yes, base), has(entries.unknown, base)
    found: Longs = near.astype(np.int64) @ np.stack([certainly, yes & ~certainly, unknown], axis=1).astype(np.int64)
    return found
