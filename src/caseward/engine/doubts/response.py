"""*When … then … within*: what may set a clock off is tried strictly and widely; a response in doubt leaves open the
clocks that it may answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from caseward.engine.arrays import NONE, Flags
from caseward.engine.doubts.case import Case, has, said
from caseward.engine.doubts.entries import Entries
from caseward.engine.doubts.runs import Run, certain
from caseward.engine.layout import (
    EACH,
    EXCUSED,
    G_BROKEN,
    G_ENTRY,
    INDETERMINATE,
    LATE_DONE,
    MET,
    NEEDS,
    NOT_ASSESSABLE,
    R_ABOUT,
    R_DUE,
    R_EXTRA,
    R_SAID,
    R_START,
    R_STATE,
    S_BASE,
    SAID_STATUS,
    T_ALREADY,
    T_ANSWERS,
    T_CANCELLED,
    T_GRACE,
    T_RACE,
)


@dataclass(frozen=True, slots=True)
class Places:
    """A bit for each matcher that sets a clock off, that breaks a run, that cancels, and that answers."""

    fires: int
    breaks: int
    cancels: int
    answers: int

    @classmethod
    def of(cls, case: Case) -> Places:
        """Those of a requirement."""
        c = case.compiled
        sets = c.triggers[:, G_ENTRY], c.triggers[:, G_BROKEN], c.templates[:, T_CANCELLED], c.states[:, S_BASE]
        return cls(*(sum(1 << p for p in {int(x) for x in own if x >= 0}) for own in sets))

    @property
    def clear(self) -> bool:
        """Whether no matcher does two of these."""
        own = (self.fires, self.breaks, self.cancels, self.answers)
        return sum(own) == self.fires | self.breaks | self.cancels | self.answers


def settle_when(case: Case) -> list[Run | None]:
    """The rows of each subject."""
    places, templates = Places.of(case), case.compiled.templates
    plain = (templates[:, T_RACE] == EACH).all() and not templates[:, T_ANSWERS].any()
    if not plain or not places.clear:
        return [None] * len(case.subjects)
    other = places.fires | places.breaks | places.cancels
    able = [not (e.imprecise & (((e.yes | e.unknown) & other) != 0)).any() for e in case.entries]
    wanted = []
    for i, e in zip(case.subjects, case.entries, strict=True):
        exact = np.where(e.imprecise, 0, e.yes).astype(np.uint32)
        unknown = np.where(e.imprecise, 0, e.unknown).astype(np.uint32)
        strict, wide = exact | unknown & np.uint32(places.breaks), exact | unknown & np.uint32(places.fires)
        wanted += [certain(i, e, strict), certain(i, e, wide)]
    runs = case.run(wanted)
    found: list[Run | None] = []
    for k, e in enumerate(case.entries):
        one, two = runs[2 * k], runs[2 * k + 1]
        same = able[k] and one is not None and two is not None and one.same(two)
        found.append(_answered(case, e, one) if same and one is not None else None)
    return found


def _answered(case: Case, entries: Entries, run: Run) -> Run | None:
    """Rows with the responses that are certain; what the others leave open."""
    for r, row in enumerate(run.rows):
        state = int(row[R_STATE])
        base = int(case.compiled.states[state, S_BASE])
        yes, unknown = entries.imprecise & has(entries.yes, base), has(entries.unknown, base)
        doubtful = (yes | unknown) & (entries.row != row[R_ABOUT])
        if case.missing(state) or not doubtful.any():
            continue
        if not _decided(case, entries, run, r, (yes & doubtful, unknown & doubtful)):
            return None
    return run


def _decided(case: Case, entries: Entries, run: Run, r: int, doubt: tuple[Flags, Flags]) -> bool:
    """Give a row its status with what is in doubt; false where that takes more than is known here."""
    row, (yes, unknown) = run.rows[r], doubt
    template = case.compiled.templates[case.compiled.states[row[R_STATE], 0]]
    day, due, status = int(row[R_START]), int(row[R_DUE]), int(row[R_SAID]) & SAID_STATUS
    opens_before, more = template[T_ALREADY] >= 0, template[T_GRACE] >= 0
    touching = entries.last >= day if not opens_before else np.ones(len(yes), dtype=np.bool_)
    if status in (MET, EXCUSED):
        return not (yes & touching).any()
    if status == LATE_DONE:
        return not ((yes | unknown) & touching).any()
    if opens_before or more:
        return not ((yes | unknown) & touching).any()
    in_time = touching & (entries.first <= max(due, day))
    if not (yes & touching).any() and not (unknown & in_time).any():
        return True
    inside = (entries.first >= day) & (entries.last <= max(due, day))
    if int(row[R_SAID]) >> NEEDS != 1 or (yes & inside).any() or (yes & touching & ~in_time).any():
        return False
    said(run, r, INDETERMINATE if (yes & in_time).any() else NOT_ASSESSABLE)
    run.rows[r, R_EXTRA] = NONE
    return True
