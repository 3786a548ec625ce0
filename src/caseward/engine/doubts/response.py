"""*When … then … within*: what may set a clock off is tried strictly and widely; a response in doubt leaves open the
clocks that it may answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from caseward.engine.arrays import NONE, Flags
from caseward.engine.doubts.case import Case, has, said
from caseward.engine.doubts.entries import Entries
from caseward.engine.doubts.runs import Run, Wanted, certain
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
    T_TRIGGERS,
    T_TRIGGERS_END,
)
from caseward.engine.packs import Bits


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
    bits = [_bits(places, e) for e in case.entries]
    able = [not (e.imprecise & (((e.yes | e.unknown) & other) != 0)).any() for e in case.entries]
    wanted = [certain(i, e, b) for i, e, both in zip(case.subjects, case.entries, bits, strict=True) for b in both]
    runs, alone = case.run(wanted), bool((templates[:, T_TRIGGERS_END] - templates[:, T_TRIGGERS] <= 1).all())
    pairs = [
        (one, two) if may and one is not None and two is not None else None
        for may, one, two in zip(able, runs[::2], runs[1::2], strict=True)
    ]
    again = {k: _without(case, places, k, pair) for k, pair in enumerate(pairs) if pair and alone and _crossed(*pair)}
    later = dict(zip(again, case.run(list(again.values())), strict=True))
    return [
        _settled(case, e, pair[0] if k not in later else later[k], pair[1], alone) if pair else None
        for k, (e, pair) in enumerate(zip(case.entries, pairs, strict=True))
    ]


def _bits(places: Places, entries: Entries) -> tuple[Bits, Bits]:
    """The matchers that each entry passes: strictly, and widely."""
    exact = np.where(entries.imprecise, 0, entries.yes).astype(np.uint32)
    unknown = np.where(entries.imprecise, 0, entries.unknown).astype(np.uint32)
    return exact | unknown & np.uint32(places.breaks), exact | unknown & np.uint32(places.fires)


def _crossed(strict: Run, wide: Run) -> bool:
    """Whether all clocks of the strict run begin after those of the wide one, which may have taken their responses."""
    return len(strict.rows) > 0 < len(wide.rows) and strict.rows[0, R_START] > wide.rows[-1, R_START]


def _without(case: Case, places: Places, k: int, pair: tuple[Run, Run]) -> Wanted:
    """The strict run once more, without the responses that the clocks of the wide one took."""
    entries, used = case.entries[k], [x for own in pair[1].counted for x in own]
    bits = _bits(places, entries)[0]
    bits[np.isin(entries.row, used)] &= ~np.uint32(places.answers)
    return certain(case.subjects[k], entries, bits)


def _settled(case: Case, entries: Entries, strict: Run | None, wide: Run, alone: bool) -> Run | None:
    """The rows of a subject from its two runs."""
    if strict is None:
        return None
    if strict.same(wide):
        return _answered(case, entries, strict)
    return _perhaps(case, entries, strict, wide) if alone else None


def _perhaps(case: Case, entries: Entries, strict: Run, wide: Run) -> Run | None:
    """The rows of both runs. A clock that only may be set off, which the strict one does not find, is met or excused if
    it is so anyway; otherwise whether it is owed cannot be said.

    Only where each template has one trigger: of several that fire by the same entry the first one decides."""
    both = _both(strict, wide)
    if both is None or _answered(case, entries, both) is None:
        return None
    sure = set(_clocks(strict))
    for r in (r for r, clock in enumerate(_clocks(both)) if clock not in sure):
        if int(both.rows[r, R_SAID]) & SAID_STATUS not in (MET, EXCUSED):
            said(both, r, NOT_ASSESSABLE)
    return both


def _clocks(run: Run) -> list[tuple[int, int, int]]:
    """What set each row off, when, and what was asked then."""
    return [(int(row[R_ABOUT]), int(row[R_START]), int(row[R_STATE])) for row in run.rows]


def _both(strict: Run, wide: Run) -> Run | None:
    """All clocks in order: as the wide run has them where it has all, else those of both where none takes a response
    from another."""
    sure, perhaps = _clocks(strict), _clocks(wide)
    if set(sure) <= set(perhaps):
        return wide
    others = [r for r, clock in enumerate(sure) if clock not in set(perhaps)]
    alike = [(r, perhaps.index(clock)) for r, clock in enumerate(sure) if clock in set(perhaps)]
    rows = np.concatenate([wide.rows, strict.rows[others]])
    counted = [*wide.counted, *(strict.counted[r] for r in others)]
    used = [x for own in counted for x in own]
    same = all((strict.rows[r] == wide.rows[w]).all() and strict.counted[r] == wide.counted[w] for r, w in alike)
    if not same or len(set(used)) < len(used) or len(set(rows[:, R_START].tolist())) < len(rows):
        return None
    order = np.argsort(rows[:, R_START])
    return Run(rows[order], [counted[i] for i in order.tolist()])


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
    in_time = touching & (entries.first <= max(due, day))
    if status in (MET, EXCUSED):
        return not (yes & (touching if more else in_time)).any()
    if opens_before or more:
        return not ((yes | unknown) & touching).any()
    if status == LATE_DONE:
        return not (yes & touching | unknown & in_time).any()
    if not (yes & touching).any() and not (unknown & in_time).any():
        return True
    inside = (entries.first >= day) & (entries.last <= max(due, day))
    if int(row[R_SAID]) >> NEEDS != 1 or (yes & inside).any() or (yes & touching & ~in_time).any():
        return False
    said(run, r, INDETERMINATE if (yes & in_time).any() else NOT_ASSESSABLE)
    run.rows[r, R_EXTRA] = NONE
    return True
