"""What a matcher says of every pattern (0 no, 1 yes, 2 unknown): asked once for each, however many the entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from caseward.engine.arrays import Bytes, Longs
from caseward.engine.patterns import CUSTODY, WEEKDAY, Aspect, Patterns, digits, weekday_verdicts, written
from caseward.engine.truths import NO, UNKNOWN, YES
from caseward.policy.values import Matcher


@dataclass(frozen=True, slots=True)
class Masks:
    """Verdicts on some patterns, by code, under the named matchers of one policy."""

    patterns: Patterns
    named: Mapping[str, Matcher]
    codes: Longs
    memo: dict[str, Bytes] = field(default_factory=dict)

    def of(self, matcher: Matcher) -> Bytes:
        """The verdict on each code; worked out once for each matcher."""
        key = matcher.model_dump_json(exclude={"says"})
        if key not in self.memo:
            self.memo[key] = self._verdicts(matcher)
        return self.memo[key]

    def _verdicts(self, matcher: Matcher) -> Bytes:
        if matcher.use:
            return self.of(self.named[matcher.use])
        if matcher.any:
            return _either([self.of(m) for m in matcher.any])
        base = self.patterns.bases()[matcher.kind]
        out = np.zeros(len(self.codes), dtype=np.uint8)
        rows = np.flatnonzero((self.codes >= base) & (self.codes < base + self.patterns.count(matcher.kind)))
        out[rows] = _both(self._parts(matcher, rows, self.codes[rows] - base), len(rows))
        return out

    def _parts(self, matcher: Matcher, rows: Longs, own: Longs) -> list[Bytes]:
        """Every condition of a matcher of one kind, over the codes of that kind."""
        strides, kind = self.patterns.strides(matcher.kind), matcher.kind

        def digit(aspect: Aspect) -> Longs:
            found: Longs = digits(own, strides[aspect], self.patterns.radix(kind, aspect))
            return found

        found = [self.patterns.field_verdicts(kind, n, test)[digit(n)] for n, test in matcher.where.items()]
        if matcher.weekday:
            found.append(weekday_verdicts(matcher.weekday)[digit(WEEKDAY)])
        if matcher.in_custody is not None:
            said = [YES, NO, UNKNOWN] if not matcher.in_custody else [NO, YES, UNKNOWN]
            found.append(np.array(said, dtype=np.uint8)[digit(CUSTODY)])
        if matcher.recorded_within is not None:
            found.append(digit(written(matcher.recorded_within)).astype(np.uint8))
        if matcher.unless is not None:
            found.append(np.array([YES, NO, UNKNOWN], dtype=np.uint8)[self.of(matcher.unless)[rows]])
        return found


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
