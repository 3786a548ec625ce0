"""*At most a duration apart*: every placement that the record allows is run by the kernel, and the reference's own rule
says on which rows they agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np

from caseward.engine.arrays import day_number, day_of
from caseward.engine.columns import NONE
from caseward.engine.doubts.case import Case, has, said, unmet_since
from caseward.engine.doubts.entries import Entries
from caseward.engine.doubts.runs import Run, Wanted
from caseward.engine.layout import (
    FRESH,
    LATE_DONE,
    R_COUNTED,
    R_DUE,
    R_EXTRA,
    R_SAID,
    R_START,
    S_BASE,
    S_COUNT,
    S_MISSING,
    SAID_STATUS,
    STATUSES,
    T_CHANGE,
    T_LOOK_BACK,
)
from caseward.obligations.model import Status
from caseward.obligations.placements import decided
from caseward.obligations.truth import Truth

Placement = tuple[tuple[int, int], ...]  # entries and the days they are placed on, in order of day and entry


class Occurred(NamedTuple):
    """Whether the day of an entry is one."""

    precise: bool


class Stated(NamedTuple):
    """An entry as placements read it: its place among those of its subject stands for its id and its order."""

    id: str
    sort_key: int
    occurred: Occurred


class May(NamedTuple):
    """An entry that counts or may count, as placements read it."""

    entry: Stated
    truth: Truth
    first: date
    last: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a kernel, as placements read it."""

    place: int
    status: Status
    counted: tuple[int, ...]
    window_start: date
    window_end: date
    due: date
    late_by_days: int | None

    def with_status(self, status: Status, *_: str, **__: str) -> Row:
        """The same with another status; reasons are the reference's to give."""
        return replace(self, status=status)


@dataclass(slots=True)
class Tries:
    """The placements of one subject: first those that are asked for are noted, then what came of them is given."""

    subject: int
    entries: Entries
    usable: list[May]
    bits: Any
    memory: int
    wanted: dict[Placement, None] = field(default_factory=dict)
    came: dict[Placement, Run | None] = field(default_factory=dict)

    def rows(self, placed: Iterable[tuple[May, date]]) -> list[Row]:
        """What came of a placement; nothing yet when it is first asked for."""
        key = tuple((may.entry.sort_key, day_number(day)) for may, day in placed)
        self.wanted[key] = None
        run = self.came.get(key)
        return [] if run is None else [_row(run, r) for r in range(len(run.rows))]

    def run(self, placement: Placement) -> Wanted:
        """The run of a placement."""
        which = np.array([e for e, _ in placement], dtype=np.int64)
        days = np.array([day for _, day in placement], dtype=np.int32)
        return Wanted(self.subject, self.entries, which, days, np.full(len(which), self.bits, dtype=np.uint32))


def settle_apart(case: Case) -> list[Run | None]:
    """The rows of each subject."""
    tries = [_tries(case, i, e) for i, e in zip(case.subjects, case.entries, strict=True)]
    for one in tries:
        if one is not None:
            _decide(case, one)
    wanted = [(one, placement) for one in tries if one is not None for placement in one.wanted]
    for (one, placement), run in zip(wanted, case.run([o.run(p) for o, p in wanted]), strict=True):
        one.came[placement] = run
    return [None if one is None or None in one.came.values() else _judged(case, one) for one in tries]


def _decide(case: Case, one: Tries) -> list[Row]:
    deciding: Any = decided
    found: list[Row] = deciding(one.usable, case.as_of, one.memory, one.rows)
    return found


def _judged(case: Case, one: Tries) -> Run | None:
    """The rows of the first placement, undecided where the reference leaves them so."""
    base = one.came[next(iter(one.wanted))]
    assert base is not None
    run = Run(base.rows.copy(), list(base.counted))
    before = [int(x) & SAID_STATUS for x in run.rows[:, R_SAID]]
    for row in _decide(case, one):
        if row.status in (Status.INDETERMINATE, Status.NOT_ASSESSABLE):
            said(run, row.place, STATUSES.index(row.status.value))
            run.rows[row.place, R_EXTRA], run.rows[row.place, R_COUNTED] = NONE, 0
            run.counted[row.place] = ()
    return run if unmet_since(run, range(len(run.rows)), before) else None


def _row(run: Run, r: int) -> Row:
    row = run.rows[r]
    status, due = int(row[R_SAID]) & SAID_STATUS, day_of(int(row[R_DUE]))
    late = int(row[R_EXTRA]) if status == LATE_DONE else None
    start = day_of(int(row[R_START]))
    end = max(due + timedelta(days=1), start)
    return Row(r, Status(STATUSES[status]), run.counted[r], start, end, due, late)


def _tries(case: Case, subject: int, entries: Entries) -> Tries | None:
    """What may be placed, where one clock runs without a break; else None."""
    stretch = _stretch(case, subject)
    if stretch is None:
        return None
    start, end, fresh, state = stretch
    base, template = int(case.compiled.states[state, S_BASE]), case.compiled.templates[case.compiled.states[state, 0]]
    earliest, back = start if fresh else int(case.part.opened[subject]), template[T_LOOK_BACK] >= 0 and not fresh
    may, unknown = has(entries.yes | entries.unknown, base), has(entries.unknown, base)
    doubt = may & (entries.imprecise | unknown)
    if (doubt & (entries.first < earliest) & (back | (entries.last >= earliest))).any():
        return None
    usable = may & (entries.first <= end) & (back | (entries.last >= earliest))
    found = [
        May(
            Stated(str(e), e, Occurred(bool(entries.first[e] == entries.last[e]))),
            Truth.UNKNOWN if unknown[e] else Truth.YES,
            day_of(int(entries.first[e])),
            day_of(int(entries.last[e])),
        )
        for e in np.flatnonzero(usable).tolist()
    ]
    return Tries(subject, entries, found, 1 << base, max(1, int(case.compiled.states[state, S_COUNT])))


def _stretch(case: Case, subject: int) -> tuple[int, int, bool, int] | None:
    """The only stretch of a clock: its first day, the day after its last, whether it begins afresh, and the state on
    its first day."""
    c, life = case.compiled, int(case.part.opened[subject])
    if (c.templates[:, T_CHANGE] == FRESH).any():
        return None
    segments, stop = c.regime.segments, min(int(case.part.closed[subject]), case.today + 1)
    a, b = int(segments.offset[subject]), int(segments.offset[subject + 1])
    found, begins = None, [*segments.start[a + 1 : b].tolist(), stop]
    start = life
    for k, until in zip(range(a, b), begins, strict=True):
        until = min(max(until, start), stop)
        u = int(segments.signature[k])
        t = int(c.regime.force[u])
        state = int(c.regime.state[t, u]) if t >= 0 else -1
        stopped = t >= 0 and bool(c.regime.stopped[t, u])
        if start < until and state >= 0 and not stopped:
            if c.states[state, S_MISSING] or c.states[state, S_BASE] < 0 or (found and found[1] != start):
                return None
            # What stops the clock is said by the rule that runs now, not by one that ran before it.
            resumed = k > a and start == int(segments.start[k]) and bool(c.regime.stopped[t, segments.signature[k - 1]])
            found = (found[0], until, found[2], found[3]) if found else (start, until, resumed, state)
        start = until
    return found
