"""Spans of facts that interrupt a clock or add to what is needed, picked out once for each set of facts and values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

import numpy as np

from caseward.engine.arrays import FAR, Bytes, Ints, Longs
from caseward.engine.columns import Columns
from caseward.engine.jit import U, kernel
from caseward.engine.lanes import WIDTH, ones
from caseward.engine.lanes_spans import wanted
from caseward.engine.workspace import Workspace
from caseward.policy.requirement import Interruption, Plus, Requirement
from caseward.policy.values import Test

NEVER = FAR + 1
Passes: TypeAlias = Callable[[str, object], bool]  # whether a set has the spans of a fact with a value


class Wanted(NamedTuple):
    """For one record: by fact where its values stand (facts in no set share places of their own, in no set either); by
    set and value whether its spans are in the set; by set whether they are cut."""

    at: Ints
    has: Ints
    cut: Bytes


@dataclass(slots=True)
class SpanSets:
    """Sets of spans by place. Where a set is cut, its spans end at the first day not yet judged: only the days up to
    it are known."""

    keys: list[tuple[object, ...]] = field(default_factory=list)
    passes: list[Passes] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)

    def interrupting(self, rules: list[Interruption], *, cut: bool = False) -> int:
        """The place of the spans of some rules together, or -1 where there are no rules."""
        if not rules:
            return -1
        wanted = tuple((r.fact, r.values) for r in rules)
        self.facts += [r.fact for r in rules]
        return self._place(
            (wanted, cut), lambda fact, value: any(f == fact and (not v or value in v) for f, v in wanted)
        )

    def adding(self, plus: Plus) -> int:
        """The place of the spans of which each adds to what is needed."""
        tests = list(plus.values.values())
        self.facts.append(plus.per)
        key = ((plus.per, *(t.model_dump_json() for t in tests)), False)
        return self._place(key, lambda fact, value: fact == plus.per and all(_allowed(t, value) for t in tests))

    def _place(self, key: tuple[object, ...], passes: Passes) -> int:
        if key not in self.keys:
            self.keys.append(key)
            self.passes.append(passes)
        return self.keys.index(key)

    def of(self, columns: Columns) -> Wanted:
        """Which spans of a record are in which set."""
        read = [f for f, name in enumerate(columns.facts) if name in self.facts]
        pairs = [(columns.facts[f], value) for f in read for value in columns.values[f]]
        at = np.full(len(columns.facts) + 1, len(pairs), dtype=np.int32)
        at[read] = np.cumsum([0, *(len(columns.values[f]) for f in read)])[:-1]
        has = np.zeros((len(self.keys), len(pairs) + max(map(len, columns.values), default=0) + 1), dtype=np.int32)
        for place, passes in enumerate(self.passes):
            has[place, : len(pairs)] = [passes(*pair) for pair in pairs]
        return Wanted(at, has, np.array([key[1] for key in self.keys], dtype=np.uint8))


def picked(
    sets: Wanted, columns: Columns, size: int, horizon: int, room: Workspace
) -> tuple[tuple[Longs, Ints, Ints], Callable[[int, int], object] | None]:
    """For each set and subject where its spans begin, and the spans themselves, sorted by start and end; and what fills
    them for a block of ``size`` subjects (None: there are no sets)."""
    spans, count = columns.spans, len(sets.cut)
    most = count * columns.fullest(size)[1] + WIDTH
    offset = room.table("sets of", max(1, count), len(columns) + 1, np.int64)
    start, end = room.array("set start", most, np.int32), room.array("set end", most, np.int32)
    given = (spans.offset, spans.fact, spans.value, spans.start, spans.end, *sets, horizon, offset, start, end)
    return (offset, start, end), (lambda first, last: _picked(first, last, *given)) if count else None


@kernel
def _picked(  # type: ignore[no-untyped-def]
    first, last, offset, fact, value, start, end, at_of, has, cut, horizon, out_offset, out_start, out_end,
):  # fmt: skip
    """Pick out those of the subjects from ``first`` up to ``last``."""
    offset, out_offset = offset[first : last + 1], out_offset[:, first : last + 1]
    at, subjects, begin, stop = U(0), U(last - first), U(offset[0]), U(offset[last - first])
    chunks = (stop - begin) // U(WIDTH) + U(2)
    which, upto = np.empty(chunks, dtype=np.uint32), np.empty(chunks, dtype=np.uintp)
    for place in range(U(len(cut))):
        limit, latest = (horizon, horizon) if cut[place] else (NEVER, NEVER)
        j, x = begin, U(0)
        while j < stop:
            which[x] = wanted(
                fact, value, start, end, j, stop - j, at_of, has[place], limit, latest, out_start, out_end, at
            )
            upto[x] = at
            at, j, x = at + ones(which[x]), j + U(WIDTH), x + U(1)
        which[x], upto[x], out_offset[place, 0] = 0, at, upto[0] if x else at
        for i in range(subjects):
            j = U(offset[i + U(1)]) - begin
            below = np.uint32((1 << (j % U(WIDTH))) - 1)
            out_offset[place, i + U(1)] = upto[j // U(WIDTH)] + ones(which[j // U(WIDTH)] & below)
        for i in range(subjects):
            low, high = U(out_offset[place, i]), U(out_offset[place, i + U(1)])
            if high > low + U(1):
                _sort(out_start, out_end, low, high)


@kernel
def _sort(start, end, low, high):  # type: ignore[no-untyped-def]
    """Put a few spans in order of start and end."""
    for at in range(low + U(1), high):
        s, e, b = start[at], end[at], at
        while b > low and (start[b - U(1)] > s or (start[b - U(1)] == s and end[b - U(1)] > e)):
            start[b], end[b] = start[b - U(1)], end[b - U(1)]
            b -= U(1)
        start[b], end[b] = s, e


def _allowed(test: Test, value: object) -> bool:
    """As the extra quantity reads its values: as text, any of those named or none of them."""
    if test.any_of:
        return str(value) in map(str, test.any_of)
    return str(value) not in map(str, test.none_of)


def groups_of(requirement: Requirement) -> list[tuple[list[Interruption], bool, int]]:
    """Rules of one fact and effect together, whether they waive, and the share of a window that each needs to excuse
    it."""
    found = []
    for rule in requirement.interruptions:
        alike = [r for r in requirement.interruptions if (r.fact, r.effect) == (rule.fact, rule.effect)]
        found.append((alike, rule.effect == "waive", rule.share))
    return found
