"""What is checked of a slice beyond each cell: ids against each other, and the end of a term against its beginning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caseward.engine.arrays import Flags, Longs
from caseward.engine.intake.everyone import Everyone
from caseward.engine.intake.faults import MOST_FAULTS, refuse
from caseward.engine.intake.lookup import may_repeat
from caseward.engine.intake.said import Said
from caseward.errors import Fault
from caseward.interchange import codes
from caseward.record.faults import shown


def check(everyone: Everyone, corrected: Any) -> None:
    """BadDataSet with everything wrong in a slice. ``corrected``: ids that some correction names (strings)."""
    found, more = _of_rows(everyone.said.values())
    refuse([*found, *_twice(everyone), *_early_ends(everyone, corrected)], more)


def check_rows_of(said: Iterable[Said]) -> None:
    """BadDataSet with what is wrong with rows marked as wrong."""
    refuse(*_of_rows(said))


def _of_rows(said: Iterable[Said]) -> tuple[list[Fault], int]:
    found = [s.rows.refuse(s.wrong) for s in said if s.wrong.any()]
    return [fault for faults, _ in found for fault in faults], sum(more for _, more in found)


def _twice(everyone: Everyone) -> Iterator[Fault]:
    """Ids that two rows of the slice have."""
    if may_repeat([said.hashes for said in everyone.said.values()]):
        yield from _doubles(everyone)


def _doubles(everyone: Everyone) -> Iterator[Fault]:
    counted = pc.value_counts(everyone.ids)
    double = counted.field("values").filter(pc.greater(counted.field("counts"), 1))
    numbers = np.flatnonzero(pc.is_in(everyone.ids, value_set=double).to_numpy(zero_copy_only=False))
    rule, hint = "another row has this id", "give every entry an id of its own; a change is a `correction`"
    for number in numbers[:MOST_FAULTS]:
        yield _fault(everyone, int(number), codes.DUPLICATE_ID, "id", everyone.ids[int(number)].as_py(), rule, hint)


def _early_ends(everyone: Everyone, corrected: Any) -> Iterator[Fault]:
    """Ends of terms that surely lie before their beginning, unless a correction puts either right."""
    if "term_end" not in everyone.said or not len(everyone.said["term_end"]):
        return
    ends, terms = everyone.said["term_end"], everyone.said["term"]
    early: Flags = (ends.term >= 0) & (ends.occurred.last < terms.occurred.first[ends.term])
    rows: Longs = np.flatnonzero(early)
    for row in rows:
        term = int(ends.term[row])
        both = pa.array([ends.ids[int(row)].as_py(), terms.ids[term].as_py()])
        if not pc.any(pc.is_in(both, value_set=corrected)).as_py():
            yield _early_end(everyone, int(row), term)


def _early_end(everyone: Everyone, row: int, term: int) -> Fault:
    ends, terms = everyone.said["term_end"], everyone.said["term"]
    file, number = terms.rows.place(term)
    start = terms.rows.texts("occurred")[term].as_py()
    rule = f"the term ends before it begins ({file.name}:{number}: {start})"
    text = ends.rows.texts("occurred")[row].as_py()
    hint = "correct whichever of the two days is wrong"
    return _fault(everyone, everyone.base["term_end"] + row, codes.ENDS_BEFORE, "occurred", text, rule, hint)


def _fault(everyone: Everyone, number: int, code: str, name: str, value: str, rule: str, hint: str) -> Fault:
    """A fault at one field of a row, by its number among all."""
    kind = list(everyone.said)[int(everyone.kind[number])]
    file, row = everyone.said[kind].rows.place(number - everyone.base[kind])
    return Fault(file.name, row, dict(file.columns).get(name, 0), code, name, shown(value), rule, hint)
