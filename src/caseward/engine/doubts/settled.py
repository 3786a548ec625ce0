"""The subjects that kernels leave because an entry is in doubt, and what can be said of them all the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from caseward.engine.arrays import Flags, Ints
from caseward.engine.columns import Columns
from caseward.engine.compiled import Compiled
from caseward.engine.doubts.case import Case
from caseward.engine.doubts.entries import entries_of, told_apart
from caseward.engine.doubts.every import settle_every
from caseward.engine.doubts.response import settle_when
from caseward.engine.doubts.rolling import settle_apart
from caseward.engine.doubts.runs import Run
from caseward.engine.layout import R_SUBJECT, ROW_WIDTH

JUDGES: dict[str, Callable[[Case], list[Run | None]]] = {
    "every": settle_every, "apart": settle_apart, "when": settle_when,
}  # fmt: skip


def settled(compiled: Compiled, part: Columns, others: Mapping[int, str], as_of: date) -> tuple[Ints, Ints]:
    """The rows of the subjects with entries in doubt that need not be left to the reference after all, as a kernel
    writes them, with the ids they count; those subjects are no longer marked in ``compiled.slow``.

    ``others``: by place of an entry, the id of the one that it may be the same as.
    """
    packed, pack, doubted = compiled.doubts
    judge, subjects = JUDGES.get(compiled.regime.key[1]), np.flatnonzero(doubted)
    if judge is None or not len(subjects):
        return np.zeros((ROW_WIDTH, 0), dtype=np.int32), np.zeros(0, dtype=np.int32)
    found = entries_of(part, packed, pack, subjects)
    cannot = told_apart(found, packed.looks.same, others, part.ids)
    able = [k for k in range(len(subjects)) if not cannot[found.offset[k] : found.offset[k + 1]].any()]
    case = Case(compiled, part, as_of, [int(subjects[k]) for k in able], [found.of(k) for k in able])
    runs = [(i, run) for i, run in zip(case.subjects, judge(case), strict=True) if run is not None]
    for i, run in runs:
        run.rows[:, R_SUBJECT] = i
        compiled.slow[i] = 0
    return _joined([run for _, run in runs])


def _joined(runs: Sequence[Run]) -> tuple[Ints, Ints]:
    rows = [run.rows for run in runs] or [np.zeros((0, ROW_WIDTH), dtype=np.int64)]
    counted: list[Any] = [x for run in runs for own in run.counted for x in own]
    return np.ascontiguousarray(np.concatenate(rows).T.astype(np.int32)), np.array(counted, dtype=np.int32)


def named_same(columns: Columns, same: Flags) -> dict[int, str]:
    """The id of the entry that each of some entries may be the same as, by place."""
    if not same.any():
        return {}
    texts = columns.source.texts("may_be_same_as")
    places = np.flatnonzero(same).tolist()
    return {place: name for place, name in zip(places, texts.take(places).to_pylist(), strict=True) if name}
