"""A matcher as one verdict for every entry of every subject (0 no, 1 yes, 2 unknown), worked out over distinct values.

Each test of a column is asked once for each distinct value in it, then spread over the entries by its code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from caseward.dates import Duration
from caseward.engine.arrays import NOT_RECORDED, Bytes, Ints, Longs, day_number, day_of
from caseward.engine.columns import Columns
from caseward.engine.jit import kernel
from caseward.engine.truths import NO, UNKNOWN, YES, tested
from caseward.policy.values import WEEKDAYS, Length, Matcher, Test
from caseward.record.fields import Blank, FieldType
from caseward.record.kinds import BY_NAME

_SNAPS = {None: "none", "week": "week_end", "month": "month_end"}


@dataclass(frozen=True, slots=True)
class Masks:
    """Verdicts over the columns of one kind of subject, under the named matchers of one policy."""

    columns: Columns
    named: Mapping[str, Matcher]

    def of(self, matcher: Matcher) -> Bytes:
        """The verdict on each entry of each subject, in the order of the columns; worked out once for each matcher."""
        key = ("mask", matcher.model_dump_json(exclude={"says"}))
        if key not in self.columns.memo:
            self.columns.memo[key] = self._verdicts(matcher)
        found: Bytes = self.columns.memo[key]
        return found

    def _verdicts(self, matcher: Matcher) -> Bytes:
        if matcher.use:
            return self.of(self.named[matcher.use])
        if matcher.any:
            return _either([self.of(m) for m in matcher.any])
        kinds = self.columns.kinds
        out = np.zeros(len(self.columns.row), dtype=np.uint8)
        if matcher.kind not in kinds:
            return out
        rows = np.flatnonzero(self.columns.kind == kinds.index(matcher.kind)).astype(np.int32)
        out[rows] = _both(self._parts(matcher, rows), len(rows))
        return out

    def _parts(self, matcher: Matcher, rows: Ints) -> list[Bytes]:
        """Every condition of a matcher of one kind, over the rows of that kind."""
        found = [self._field(matcher.kind, name, test)[self.columns.row[rows]] for name, test in matcher.where.items()]
        if matcher.weekday:
            found.append(self._weekday(matcher, rows))
        if matcher.in_custody is not None:
            found.append(self._custody(matcher.in_custody)[rows])
        if matcher.recorded_within is not None:
            found.append(self._recorded(matcher.recorded_within, rows))
        if matcher.unless is not None:
            found.append(np.array([YES, NO, UNKNOWN], dtype=np.uint8)[self.of(matcher.unless)][rows])
        return found

    def _field(self, kind: str, name: str, test: Test) -> Bytes:
        """By entry (not by entry of subject): what a test says of its field; nothing is said of other kinds."""
        codes, values = self._coded(kind, name)
        verdicts = [tested(test, v if isinstance(v, tuple) else (v,)) for v in values]
        verdicts.append(tested(test, _blank(kind, name)))  # the code of a blank is -1
        return np.array(verdicts, dtype=np.uint8)[codes]

    def _coded(self, kind: str, name: str) -> tuple[Ints, tuple[object, ...]]:
        """A field as codes by entry, with the distinct values; made when a matcher first asks for it."""
        key = ("field", kind, name)
        if key not in self.columns.memo:
            self.columns.memo[key] = self.columns.source.coded(kind, name)
        found: tuple[Ints, tuple[object, ...]] = self.columns.memo[key]
        return found

    def _weekday(self, matcher: Matcher, rows: Ints) -> Bytes:
        allowed = np.isin(np.arange(7), [WEEKDAYS.index(d) for d in matcher.weekday])
        first = self.columns.first[rows]
        said = np.where(allowed[(first + 3) % 7], YES, NO)  # 1970-01-01 was a Thursday
        return np.where(first == self.columns.last[rows], said, UNKNOWN).astype(np.uint8)

    def _custody(self, wanted: bool) -> Bytes:
        held = [self._held(days) for days in (self.columns.first, self.columns.last)]
        said = np.where(held[0] == wanted, YES, NO)
        return np.where(held[0] == held[1], said, UNKNOWN).astype(np.uint8)

    def _held(self, days: Ints) -> Bytes:
        c, spans = self.columns, self.columns.spans
        code = c.fact_code("custody")
        found: Bytes = _within(c.offset, days, spans.offset, spans.fact, spans.start, spans.end, code)
        return found

    def _recorded(self, length: Length, rows: Ints) -> Bytes:
        places, source = self.columns.row[rows], self.columns.source
        recorded, last = source.recorded()[places], self.columns.last[rows]
        if length.unit in ("minutes", "hours"):
            instants = source.instants()[places]
            known = (recorded != NOT_RECORDED) & (instants != NOT_RECORDED)
            in_time = recorded - instants <= _minutes(length, last) * 60_000_000
        else:
            known = recorded != NOT_RECORDED
            days, place = np.unique(last, return_inverse=True)
            limits = np.array([_limit(length, day) for day in days], dtype=np.int32)
            in_time = source.recorded_days()[places] <= limits[place]
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


def _blank(kind: str, name: str) -> tuple[object, ...] | None:
    """What an empty field holds: nobody knows, no, or nothing."""
    field = BY_NAME[kind].field(name)
    if field is None or field.blank is Blank.UNKNOWN:
        return None
    return (False,) if field.blank is Blank.NO and field.type is FieldType.BOOL else ()


def _either(parts: list[Bytes]) -> Bytes:
    stack = np.stack(parts)
    said = np.where((stack == UNKNOWN).any(axis=0), UNKNOWN, NO)
    return np.where((stack == YES).any(axis=0), YES, said).astype(np.uint8)


def _both(parts: list[Bytes], length: int) -> Bytes:
    if not parts:
        return np.ones(length, dtype=np.uint8)
    stack = np.stack(parts)
    said = np.where((stack == UNKNOWN).any(axis=0), UNKNOWN, YES)
    return np.where((stack == NO).any(axis=0), NO, said).astype(np.uint8)


@kernel
def _within(offset, days, span_offset, span_fact, start, end, fact):  # type: ignore[no-untyped-def]
    """For each entry, whether a span of a fact holds on its day."""
    out = np.zeros(len(days), dtype=np.uint8)
    for i in range(len(offset) - 1):
        for j in range(span_offset[i], span_offset[i + 1]):
            if span_fact[j] == fact:
                for e in range(offset[i], offset[i + 1]):
                    if start[j] <= days[e] < end[j]:
                        out[e] = 1
    return out
