"""The pattern of every entry of a record: its fields, its weekday, custody, and how soon it was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from caseward.dates import Duration
from caseward.engine.arrays import NOT_RECORDED, Bytes, Flags, Ints, Longs, day_number, day_of
from caseward.engine.columns import Columns
from caseward.engine.kernel_looks import added, coded, held, looked
from caseward.engine.patterns import CUSTODY, MOST, WEEKDAY, Aspect, Patterns
from caseward.engine.truths import NO, UNKNOWN, YES
from caseward.engine.workspace import Workspace
from caseward.policy.values import WEEKDAYS, Length

_SNAPS = {None: "none", "week": "week_end", "month": "month_end"}
_AT_ONCE = 4  # fields that one pass looks at


@dataclass(slots=True)
class Looks:
    """What the patterns of one record are made of: codes of fields with what each code adds to a pattern, the first
    pattern of each kind (by its code), what each aspect that is no field adds by kind, and which entries may be the
    same as others."""

    fields: list[tuple[Ints, Ints]]
    bases: Ints
    others: dict[Aspect, Ints]
    within: dict[Aspect, Bytes]  # by entry: whether it was recorded in time
    same: Flags
    any_same: bool
    size: int
    custody: int  # the code of the fact

    @classmethod
    def of(cls, patterns: Patterns, columns: Columns) -> Looks | None:
        """Those of a record; None where there are more patterns than there are numbers."""
        fields = []
        for kind, name in patterns.told:
            if kind in columns.kinds:
                codes, values = columns.source.coded(kind, name)
                fields.append((kind, name, codes, patterns.told[kind, name].by_code(values)))
        if patterns.size >= MOST:
            return None
        first, kinds = patterns.bases(), columns.kinds
        strides = {kind: patterns.strides(kind) for kind in patterns.aspects}
        other = {a for own in patterns.aspects.values() for a in own} & {WEEKDAY, CUSTODY, *patterns.lengths}
        return cls(
            [(codes, (classes * strides[kind][name]).astype(np.int32)) for kind, name, codes, classes in fields],
            np.array([first.get(k, 0) for k in kinds], dtype=np.int32),
            {a: np.array([strides.get(k, {}).get(a, 0) for k in kinds], dtype=np.int32) for a in sorted(other)},
            {a: _recorded(length, columns) for a, length in patterns.lengths.items() if a in other},
            (same := columns.source.same()),
            bool(same.any()),
            patterns.size,
            columns.fact_code("custody"),
        )

    @property
    def plain(self) -> bool:
        """Whether patterns are made of the kind and at most two fields."""
        return len(self.fields) <= 2 and not self.others

    @property
    def two(self) -> tuple[Ints, ...]:
        """The first patterns of kinds, and two fields; what is not there adds nothing."""
        nothing = np.zeros(0, dtype=np.int32)
        fields = (*self.fields, (nothing, nothing), (nothing, nothing))
        return (self.bases, *fields[0], *fields[1])

    def codes(self, columns: Columns, room: Workspace) -> Ints:
        """The pattern of each entry of each of these subjects."""
        a, b = int(columns.offset[0]), int(columns.offset[-1])
        out: Ints = room.array("patterns", b - a, np.int32)
        kind, row = columns.kind[a:b], columns.row[a:b]
        bases, *two = self.two
        coding, looking = cast(Any, coded), cast(Any, looked)
        coding(kind, bases, row, *two, out)
        for at in range(2, len(self.fields), _AT_ONCE):
            some = self.fields[at : at + _AT_ONCE]
            nothing = (some[0][0], np.zeros(1, dtype=np.int32))
            given = [x for pair in [*some, *[nothing] * (_AT_ONCE - len(some))] for x in pair]
            looking(row, len(some), *given, out)
        for aspect, adds in self.others.items():
            added(kind, adds, self._digit(aspect, columns, a, b), out)
        return out

    def _digit(self, aspect: Aspect, columns: Columns, a: int, b: int) -> Bytes:
        first, last = columns.first[a:b], columns.last[a:b]
        if aspect == WEEKDAY:
            found: Bytes = np.where(first == last, (first + 3) % 7, 7).astype(np.uint8)  # 1970-01-01 was a Thursday
        elif aspect == CUSTODY:
            found = np.zeros(b - a, dtype=np.uint8)
            spans = columns.spans
            held(columns.offset, first, last, spans.offset, spans.fact, spans.start, spans.end, self.custody, found)
        else:
            found = self.within[aspect][columns.row[a:b]]
        return found


def _recorded(length: Length, columns: Columns) -> Bytes:
    """By entry: whether it was recorded within a length of when it happened (0 no, 1 yes, 2 unknown)."""
    source, last = columns.source, np.zeros(len(columns.source.same()), dtype=np.int32)
    last[columns.row] = columns.last
    recorded = source.recorded()
    if length.unit in ("minutes", "hours"):
        instants = source.instants()
        known = (recorded != NOT_RECORDED) & (instants != NOT_RECORDED)
        in_time = recorded - instants <= _minutes(length, last) * 60_000_000
    else:
        known = recorded != NOT_RECORDED
        days, place = np.unique(last, return_inverse=True)
        limits = np.array([_limit(length, day) for day in days], dtype=np.int32)
        in_time = source.recorded_days() <= limits[place] if len(days) else known
    return np.where(known, np.where(in_time, YES, NO), UNKNOWN).astype(np.uint8)


def _limit(length: Length, day: int) -> int:
    """The last day on which an entry of a day may be recorded."""
    last = day_of(day)
    number = length.by_weekday.get(WEEKDAYS[last.weekday()], length.provision.value)
    return day_number(Duration(number, length.unit, _SNAPS[length.to_end_of]).due_from(last))  # type: ignore[arg-type]


def _minutes(length: Length, last: Ints) -> Longs:
    """How many minutes an entry has to be recorded in, by the weekday of its last day."""
    numbers = [length.by_weekday.get(name, length.provision.value) for name in WEEKDAYS]
    per = 60 if length.unit == "hours" else 1
    found: Longs = np.array(numbers, dtype=np.int64)[(last + 3) % 7] * per
    return found
