"""The pattern of every entry of a record: its fields, its weekday, custody, and how soon it was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from caseward.dates import Duration
from caseward.engine.arrays import NOT_RECORDED, Bytes, Flags, Ints, Longs, day_number, day_of
from caseward.engine.columns import Columns
from caseward.engine.jit import U, kernel
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

    def codes(self, columns: Columns, room: Workspace) -> Ints:
        """The pattern of each entry of each of these subjects."""
        a, b = int(columns.offset[0]), int(columns.offset[-1])
        out: Ints = room.array("patterns", b - a, np.int32)
        looked: Any = _looked
        kind, row = columns.kind[a:b], columns.row[a:b]
        begun = 2 if len(self.fields) > 1 else 0
        if begun:
            _begun_with(kind, self.bases, row, *self.fields[0], *self.fields[1], out)
        else:
            _begun(kind, self.bases, out)
        for at in range(begun, len(self.fields), _AT_ONCE):
            some = self.fields[at : at + _AT_ONCE]
            nothing = (some[0][0], np.zeros(1, dtype=np.int32))
            given: Any = [x for pair in [*some, *[nothing] * (_AT_ONCE - len(some))] for x in pair]
            looked(row, len(some), *given, out)
        for aspect, added in self.others.items():
            _added(kind, added, self._digit(aspect, columns, a, b), out)
        return out

    def _digit(self, aspect: Aspect, columns: Columns, a: int, b: int) -> Bytes:
        first, last = columns.first[a:b], columns.last[a:b]
        if aspect == WEEKDAY:
            found: Bytes = np.where(first == last, (first + 3) % 7, 7).astype(np.uint8)  # 1970-01-01 was a Thursday
        elif aspect == CUSTODY:
            found = np.zeros(b - a, dtype=np.uint8)
            spans = columns.spans
            _held(columns.offset, first, last, spans.offset, spans.fact, spans.start, spans.end, self.custody, found)
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


@kernel
def _begun(kind, bases, out):  # type: ignore[no-untyped-def]
    for e in range(len(kind)):
        out[e] = bases[U(kind[e])]


@kernel
def _begun_with(kind, bases, row, c0, l0, c1, l1, out):  # type: ignore[no-untyped-def]
    for e in range(len(kind)):
        r = U(row[e])
        out[e] = bases[U(kind[e])] + l0[U(c0[r] + 1)] + l1[U(c1[r] + 1)]


@kernel
def _looked(row, count, c0, l0, c1, l1, c2, l2, c3, l3, out):  # type: ignore[no-untyped-def]
    """Add what up to four fields say; the code of a blank is -1."""
    if count == 1:
        for e in range(len(row)):
            out[e] += l0[U(c0[U(row[e])] + 1)]
    elif count == 2:
        for e in range(len(row)):
            out[e] += l0[U(c0[U(row[e])] + 1)] + l1[U(c1[U(row[e])] + 1)]
    elif count == 3:
        for e in range(len(row)):
            out[e] += l0[U(c0[U(row[e])] + 1)] + l1[U(c1[U(row[e])] + 1)] + l2[U(c2[U(row[e])] + 1)]
    else:
        for e in range(len(row)):
            out[e] += (
                l0[U(c0[U(row[e])] + 1)]
                + l1[U(c1[U(row[e])] + 1)]
                + l2[U(c2[U(row[e])] + 1)]
                + l3[U(c3[U(row[e])] + 1)]
            )


@kernel
def _added(kind, added, digit, out):  # type: ignore[no-untyped-def]
    for e in range(len(kind)):
        out[e] += added[kind[e]] * digit[e]


@kernel
def _held(offset, first, last, span_offset, fact, start, end, custody, out):  # type: ignore[no-untyped-def]
    """For each entry whether a span of custody holds on its day: 0 no, 1 yes, 2 on its first day or its last only."""
    begin = offset[0]
    for i in range(len(offset) - 1):
        for j in range(span_offset[i], span_offset[i + 1]):
            if fact[j] == custody:
                for e in range(offset[i] - begin, offset[i + 1] - begin):
                    if start[j] <= first[e] < end[j]:
                        out[e] |= 1
                    if start[j] <= last[e] < end[j]:
                        out[e] |= 4
    for e in range(len(out)):
        out[e] = 0 if out[e] == 0 else (1 if out[e] == 5 else 2)
