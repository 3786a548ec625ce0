"""What a data set must hold for its rows to mean anything: the terms and persons that they name, each once.

What is wrong with these is told by itself: everything else that would be said of the data set follows from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pyarrow.compute as pc

from caseward.engine.intake.faults import MOST_FAULTS
from caseward.engine.intake.lookup import hashed, may_repeat
from caseward.engine.intake.tables import ENDING, DataFile
from caseward.errors import Fault
from caseward.interchange import codes
from caseward.record.faults import shown


def none_known(name: str, by: Iterable[str]) -> Fault:
    """No term (or person) is in the data set at all, and rows of these kinds name some."""
    rule = f"the data set has no {name}, and rows of these tables name some: {', '.join(sorted(by))}"
    return Fault(f"{name}{ENDING}", 0, 0, codes.NO_TABLE, rule=rule, hint=f"add the table `{name}`")


def repeated(ids: Any) -> list[tuple[int, int]]:
    """The rows (from 0) of a column of texts that say what an earlier row said, each with that row, as many as are
    told."""
    if not may_repeat([hashed(ids)]):
        return []
    counted = pc.value_counts(ids)
    double = counted.field("values").filter(pc.greater(counted.field("counts"), 1))
    rows = np.flatnonzero(pc.is_in(ids, value_set=double).to_numpy(zero_copy_only=False)).tolist()
    return list(_later(ids, rows))[: MOST_FAULTS + 1]


def _later(ids: Any, rows: list[int]) -> Iterator[tuple[int, int]]:
    first: dict[str, int] = {}
    for row in rows:
        earlier = first.setdefault(ids[row].as_py(), row)
        if earlier != row:
            yield row, earlier


def told_twice(file: DataFile, row: int, value: str, first: str) -> Fault:
    """An id that an earlier row, ``first`` (file and row), has too."""
    rule, hint = f"another row has this id: {first}", "give every entry an id of its own; a change is a `correction`"
    return Fault(file.name, row, dict(file.columns).get("id", 0), codes.DUPLICATE_ID, "id", shown(value), rule, hint)
