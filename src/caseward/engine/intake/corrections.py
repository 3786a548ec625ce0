"""What corrections set aside, of a whole data set: corrections name entries, not terms, so no slice has its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caseward.engine.arrays import NOT_RECORDED, Flags, instant_number
from caseward.engine.intake.faults import MOST_FAULTS, refuse
from caseward.engine.intake.rows import Rows
from caseward.engine.intake.slices import Stretch
from caseward.engine.intake.times import times_of
from caseward.errors import Fault
from caseward.interchange import codes
from caseward.interchange.corrections import in_loops
from caseward.record.kinds import BY_NAME


@dataclass(frozen=True, slots=True)
class Corrected:
    """Ids of entries that are ``set_aside`` in a view, and of all that are corrected at ``any`` time (arrays of
    strings)."""

    set_aside: Any
    any: Any


@lru_cache(maxsize=2)
def corrected(folder: str, stretches: tuple[Stretch, ...], known_at: datetime | None) -> Corrected:
    """What the corrections known at an instant set aside. BadDataSet when they conflict or lead in a circle."""
    rows = Rows(Path(folder), BY_NAME["correction"], stretches)
    if not len(rows):
        return Corrected(pa.array([], type=pa.string()), pa.array([], type=pa.string()))
    rows.load(["id", "corrects", "occurred", "recorded", "reason"])
    ids, targets = rows.texts("id"), rows.texts("corrects")
    recorded = times_of(rows.column("recorded"), BY_NAME["correction"].field("recorded"))  # type: ignore[arg-type]
    wrong = recorded.wrong | _blank(ids) | _blank(targets) | _blank(rows.texts("reason"))
    faults, more = rows.refuse(wrong)
    refuse([*faults, *_conflicts(rows, targets)], more)
    seen = np.ones(len(rows), dtype=np.bool_)
    if known_at is not None:
        seen = (recorded.instant != NOT_RECORDED) & (recorded.instant <= instant_number(known_at))
    return Corrected(_standing(rows, ids.filter(pa.array(seen)), targets.filter(pa.array(seen))), targets)


def _blank(array: Any) -> Flags:
    found: Flags = pc.equal(array, "").fill_null(True).to_numpy(zero_copy_only=False)
    return found


def _conflicts(rows: Rows, targets: Any) -> Iterator[Fault]:
    """Two corrections of one entry: nobody can say which stands."""
    counted = pc.value_counts(targets)
    twice = counted.field("values").filter(pc.greater(counted.field("counts"), 1))
    both = np.flatnonzero(pc.is_in(targets, value_set=twice).to_numpy(zero_copy_only=False))
    hint = "keep one; to change a correction, correct the correction or its replacement"
    for row in both[:MOST_FAULTS]:
        yield _fault(rows, int(row), codes.CORRECTION_CONFLICT, targets, "this entry is corrected twice", hint)


def _fault(rows: Rows, row: int, code: str, targets: Any, rule: str, hint: str) -> Fault:
    file, number = rows.place(row)
    at = dict(file.columns).get("corrects", 0)
    return Fault(file.name, number, at, code, "corrects", str(targets[row].as_py()), rule, hint)


def _standing(rows: Rows, ids: Any, targets: Any) -> Any:
    """The targets of corrections that were not themselves set aside."""
    chained = pc.is_in(ids, value_set=targets)
    if not pc.any(chained).as_py():
        return targets
    target_of = dict(zip(ids.to_pylist(), targets.to_pylist(), strict=True))
    over = {target: name for name, target in target_of.items()}
    looped = in_loops({name: target for name, target in target_of.items() if target in target_of})
    hint = "say which entry stands in the end"
    rule = "the corrections lead back to where they began"
    refuse(
        Fault(rows.stretches[0].file.name, 0, 0, codes.CORRECTION_LOOP, "corrects", target_of[n], rule, hint)
        for n in looped
    )
    return pa.array([target for name, target in target_of.items() if _stands(name, over)], type=pa.string())


def _stands(name: str, over: dict[str, str]) -> bool:
    """Whether a correction holds: nothing sets it aside, or what does is itself set aside."""
    length = 0
    while name in over:
        name, length = over[name], length + 1
    return length % 2 == 0
