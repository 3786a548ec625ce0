"""Spans of facts that interrupt a clock or add to what is needed, picked out once for each set of facts and values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from caseward.engine.columns import Columns, Ints, Longs
from caseward.policy.requirement import Interruption, Plus, Requirement
from caseward.policy.values import Test

Wanted: TypeAlias = tuple[tuple[str, tuple[object, ...]], ...]  # facts, each with the codes of the values that pass


@dataclass(slots=True)
class SpanSets:
    """Sets of spans by place. ``until`` cuts spans at the first day not yet judged, where only the days up to it are
    known."""

    columns: Columns
    horizon: int
    wanted: list[tuple[frozenset[tuple[int, int]], bool]] = field(default_factory=list)

    def interrupting(self, rules: list[Interruption], *, cut: bool = False) -> int:
        """The place of the spans of some rules together, or -1 where there are no rules."""
        if not rules:
            return -1
        pairs = {
            (self.columns.facts.index(r.fact), code)
            for r in rules
            if r.fact in self.columns.facts
            for code, value in enumerate(self.columns.values[self.columns.facts.index(r.fact)])
            if not r.values or value in r.values
        }
        return self._place(frozenset(pairs), cut)

    def adding(self, plus: Plus | None) -> int:
        """The place of the spans of which each adds to what is needed, or -1."""
        if plus is None:
            return -1
        fact = self.columns.fact_code(plus.per)
        values = self.columns.values[fact] if fact >= 0 else ()
        tests = list(plus.values.values())
        return self._place(
            frozenset((fact, i) for i, v in enumerate(values) if all(_allowed(t, v) for t in tests)), False
        )

    def _place(self, pairs: frozenset[tuple[int, int]], cut: bool) -> int:
        if (pairs, cut) not in self.wanted:
            self.wanted.append((pairs, cut))
        return self.wanted.index((pairs, cut))

    def tables(self) -> tuple[Longs, Ints, Ints]:
        """For each set and subject where its spans begin, and the spans themselves, sorted by start and end."""
        offsets = np.zeros((max(1, len(self.wanted)), len(self.columns) + 1), dtype=np.int64)
        starts, ends, at = [np.zeros(0, dtype=np.int32)], [np.zeros(0, dtype=np.int32)], 0
        for place, (pairs, cut) in enumerate(self.wanted):
            offset, start, end = self._picked(pairs, cut)
            offsets[place] = offset + at
            at += len(start)
            starts.append(start)
            ends.append(end)
        return offsets, np.concatenate(starts), np.concatenate(ends)

    def _picked(self, pairs: frozenset[tuple[int, int]], cut: bool) -> tuple[Longs, Ints, Ints]:
        spans = self.columns.spans
        chosen = np.zeros(len(spans.fact), dtype=bool)
        for fact, value in sorted(pairs):
            chosen |= (spans.fact == fact) & (spans.value == value)
        if cut:
            chosen &= spans.start < self.horizon
        rows = np.flatnonzero(chosen)
        owner = np.searchsorted(spans.offset, rows, side="right") - 1
        order = np.lexsort((spans.end[rows], spans.start[rows], owner))
        rows, owner = rows[order], owner[order]
        end = np.minimum(spans.end[rows], self.horizon).astype(np.int32) if cut else spans.end[rows]
        return np.searchsorted(owner, np.arange(len(self.columns) + 1)).astype(np.int64), spans.start[rows], end


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
