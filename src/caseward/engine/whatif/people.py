"""For whom it comes out otherwise: each subject and duty whose status changes, with the rows that say so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from caseward.engine.arrays import Flags, Longs
from caseward.engine.columns import Columns
from caseward.engine.whatif.counts import OUTCOMES, outcomes_of
from caseward.engine.whatif.side import Side


class Change(StrEnum):
    """How a subject stands under one duty in the new policy, beside the old."""

    WORSE = "worse"
    BETTER = "better"
    NEWLY_OWED = "newly owed"
    NO_LONGER_OWED = "no longer owed"
    LESS_CLEAR = "less clear"
    CLEARER = "clearer"


CHANGES = tuple(Change)
_UNMET = ("missed", "overdue")
_TEXTS, _IDS = pa.string(), pa.list_(pa.string())
PEOPLE = pa.schema([
    ("subject", _TEXTS), ("person", _TEXTS), ("duty", _TEXTS), ("change", _TEXTS), ("why", _TEXTS),
    *((f"{side}_{name}", pa.int32()) for side in ("old", "new") for name in OUTCOMES),
    ("old_rows", _IDS), ("new_rows", _IDS),
])  # fmt: skip
#: What one row must have in common with another to be the same answer to the same question.
_SAME = ("duty", "about", "window_start", "due", "status", "needed", "scored")
_KEY = ("reading", "policy", "requirement", "subject", "about", "window_start", "ordinal")


#: Places of rows by subject and duty, and the same with the id of each.
_Rows: TypeAlias = dict[int, list[int]]
_Named: TypeAlias = dict[int, dict[int, str]]


@dataclass(frozen=True, slots=True)
class Changes:
    """The people of one slice, and for each side the ids of the rows that differ, by place in its table."""

    table: Any
    differing: tuple[Mapping[int, str], Mapping[int, str]]


def changes(old: Side, new: Side, columns: Columns) -> Changes:
    """Every subject and duty that is worse or better off, newly or no longer owed, or less or more clear."""
    duties = tuple(sorted({*old.duties, *new.duties}))
    before, after = _tally(old, duties, len(columns)), _tally(new, duties, len(columns))
    change = _change(before, after)
    found = np.flatnonzero(change >= 0)
    apart = _apart(old, new, _rows_of(old, duties, found, len(columns)), _rows_of(new, duties, found, len(columns)))
    names, persons = columns.names.to_pylist(), columns.persons.to_pylist()
    people: list[dict[str, object]] = []
    for pair in found.tolist():
        subject, duty = divmod(pair, len(duties))
        people.append({
            "subject": names[subject], "person": persons[subject], "duty": duties[duty],
            "change": CHANGES[change[pair]].value, "why": _why(before[pair], after[pair]),
            **{f"old_{n}": int(c) for n, c in zip(OUTCOMES, before[pair], strict=True)},
            **{f"new_{n}": int(c) for n, c in zip(OUTCOMES, after[pair], strict=True)},
            "old_rows": list(apart[0].get(pair, {}).values()), "new_rows": list(apart[1].get(pair, {}).values()),
        })  # fmt: skip
    differing = [{row: said for own in side.values() for row, said in own.items()} for side in apart]
    return Changes(pa.Table.from_pylist(people, schema=PEOPLE), (differing[0], differing[1]))


def _tally(side: Side, duties: Sequence[str], subjects: int) -> Longs:
    """By subject and duty, how many rows came out in each way."""
    pair = _pairs(side, duties)
    size = subjects * len(duties) * len(OUTCOMES)
    found = np.bincount(pair * len(OUTCOMES) + outcomes_of(side), minlength=size)
    tally: Longs = found.reshape(-1, len(OUTCOMES)).astype(np.int64)
    return tally


def _pairs(side: Side, duties: Sequence[str]) -> Longs:
    place = np.array([duties.index(d) for d in side.duties], dtype=np.int64)
    found: Longs = side.subject.astype(np.int64) * len(duties)
    return found + place[side.duty] if len(side) else found


def _change(before: Longs, after: Longs) -> Longs:
    """The place in CHANGES of each subject and duty; -1 where neither is better off.

    What counts is first how many were missed or are overdue, then how many were late, then how many nobody can say.
    """
    unmet, late = [OUTCOMES.index(n) for n in _UNMET], OUTCOMES.index("late")
    unclear, excused = OUTCOMES.index("unclear"), OUTCOMES.index("excused")
    asked = [t.sum(axis=1) - t[:, excused] for t in (before, after)]
    more_unmet = np.sign(after[:, unmet].sum(axis=1) - before[:, unmet].sum(axis=1))
    more_late = np.sign(after[:, late] - before[:, late])
    worse = np.where(more_unmet != 0, more_unmet, more_late)
    more_unclear = after[:, unclear] - before[:, unclear]
    tests: list[tuple[Change, Flags]] = [
        (Change.NEWLY_OWED, (asked[0] == 0) & (asked[1] > 0)),
        (Change.NO_LONGER_OWED, (asked[0] > 0) & (asked[1] == 0)),
        (Change.WORSE, worse > 0),
        (Change.BETTER, worse < 0),
        (Change.LESS_CLEAR, more_unclear > 0),
        (Change.CLEARER, more_unclear < 0),
    ]
    found: Longs = np.select([t for _, t in tests], [CHANGES.index(c) for c, _ in tests], default=-1)
    return found


def _why(before: Longs, after: Longs) -> str:
    """``missed 1, then 3; met 11, then 9``: what differs, the old policy first."""
    counts = zip(OUTCOMES, before.tolist(), after.tolist(), strict=True)
    return "; ".join(f"{name.replace('_', ' ')} {b}, then {a}" for name, b, a in counts if a != b)


def _rows_of(side: Side, duties: Sequence[str], wanted: Longs, subjects: int) -> _Rows:
    """The rows of each wanted subject and duty, in order."""
    flags = np.zeros(subjects * len(duties) + 1, dtype=np.bool_)
    flags[wanted] = True
    pair = _pairs(side, duties)
    found: _Rows = {}
    for row in np.flatnonzero(flags[pair]).tolist():
        found.setdefault(int(pair[row]), []).append(row)
    return found


def _apart(old: Side, new: Side, before: _Rows, after: _Rows) -> tuple[_Named, _Named]:
    """By subject and duty, the rows of each side that the other side has none like, with their ids."""
    said = (_said(old, before), _said(new, after))
    lone: tuple[_Rows, _Rows] = ({}, {})
    for pair in {**before, **after}:
        keys = [[said[i][row] for row in rows.get(pair, ())] for i, rows in enumerate((before, after))]
        for i, rows in enumerate((before, after)):
            others = Counter(keys[1 - i])
            lone[i][pair] = [r for r, key in zip(rows.get(pair, ()), keys[i], strict=True) if not _taken(others, key)]
    return _named(old, lone[0]), _named(new, lone[1])


def _taken(others: Counter[tuple[object, ...]], key: tuple[object, ...]) -> bool:
    if not others[key]:
        return False
    others[key] -= 1
    return True


def _said(side: Side, rows: _Rows) -> dict[int, tuple[object, ...]]:
    """What each row says, by its place."""
    return dict(_taken_out(side, _SAME, [r for own in rows.values() for r in own]))


def _named(side: Side, rows: _Rows) -> _Named:
    """The ids of rows that ``caseward explain`` knows."""
    keys = dict(_taken_out(side, _KEY, [r for own in rows.values() for r in own]))
    return {
        pair: {r: "ob-" + sha256("\x1f".join(map(str, keys[r])).encode()).hexdigest()[:16] for r in own}
        for pair, own in rows.items()
    }


def _taken_out(side: Side, fields: Sequence[str], rows: list[int]) -> Iterator[tuple[int, tuple[object, ...]]]:
    taken = side.table.select(fields).take(pa.array(rows, type=pa.int64()))
    return zip(rows, zip(*(c.to_pylist() for c in taken.columns), strict=True), strict=True)


def ids_of(table: Any, differing: Mapping[int, str]) -> Any:
    """A column for a side's table: the id of each row that differs, null for the others."""
    found: list[str | None] = [None] * len(table)
    for row, said in differing.items():
        found[row] = said
    return pa.array(found, type=pa.string())
