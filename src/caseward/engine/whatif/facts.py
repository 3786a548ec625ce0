"""The value of a fact in force for a subject on a day, for many subjects and days at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from caseward.engine.arrays import Flags, Ints, Longs, day_of
from caseward.engine.columns import Columns
from caseward.obligations.standing import DERIVED, Standing
from caseward.policy.model import PolicyDocument
from caseward.record.gives import ABSENT_MEANS_NONE
from caseward.record.subjects import Facts, Reading

UNKNOWN = "unknown"
NOTHING = "none"
_SPREAD = 1 << 32
_SHIFT = 1 << 31


@dataclass
class FactOfDays:
    """One fact of every subject, as a policy reads it.

    A plain fact is looked up among its spans; one that may hold several values, that a look-up table gives, that
    follows from the calendar, or whose days are imprecise is asked of the reference, subject by subject.
    """

    columns: Columns
    document: PolicyDocument
    name: str

    def on(self, subject: Ints, day: Ints) -> tuple[Ints, tuple[str, ...]]:
        """The value on each day, as a place in the sorted words given beside it. What nobody recorded, and what the
        dates leave open, is ``unknown``."""
        codes = np.full(len(day), -1, dtype=np.int64)
        slow = self._slow[subject]
        codes[~slow] = self._plain(subject[~slow], day[~slow])
        words = [_word(v) for v in self._values]
        codes = np.where(codes < 0, len(words), codes)
        words.append(UNKNOWN)
        self._learn(subject[slow])
        for row in np.flatnonzero(slow):
            word = self._asked(int(subject[row]), int(day[row]))
            codes[row] = words.index(word) if word in words else len(words)
            words += [word] if word not in words else []
        ordered = tuple(sorted(set(words)))
        place = np.array([ordered.index(w) for w in words], dtype=np.int32)
        return place[codes], ordered

    @cached_property
    def edges(self) -> tuple[Ints, Ints]:
        """Subject and day of every edge of what the fact is read from."""
        given = [x for x in self.document.lookups if x.gives == self.name]
        names = {self.name, *(x.of for x in given), *(n for x in given for r in x.rows for n in r.for_)}
        spans, codes = self.columns.spans, [self.columns.fact_code(n) for n in sorted(names)]
        chosen = np.isin(spans.fact, [c for c in codes if c >= 0])
        owner = self._owners[chosen]
        return np.concatenate([owner, owner]), np.concatenate([spans.start[chosen], spans.end[chosen]])

    @cached_property
    def _owners(self) -> Ints:
        found: Ints = np.repeat(np.arange(len(self.columns), dtype=np.int32), np.diff(self.columns.spans.offset))
        return found

    @cached_property
    def _code(self) -> int:
        return self.columns.fact_code(self.name)

    @property
    def _values(self) -> tuple[str | int | bool, ...]:
        return self.columns.values[self._code] if self._code >= 0 else ()

    @cached_property
    def _slow(self) -> Flags:
        """The subjects of whom the reference is asked."""
        given = any(x.gives == self.name for x in self.document.lookups)
        if given or self.name in DERIVED or self.name in ABSENT_MEANS_NONE:
            return np.ones(len(self.columns), dtype=np.bool_)
        bit = np.uint64(1 << self._code) if self._code >= 0 else np.uint64(0)
        found: Flags = (self.columns.doubtful & bit) != 0
        return found

    @cached_property
    def _sorted(self) -> tuple[Longs, Ints, Ints, Ints]:
        spans = self.columns.spans
        chosen = np.flatnonzero(spans.fact == self._code)
        owner, start = self._owners[chosen], spans.start[chosen]
        order = np.lexsort((start, owner))  # stable: of spans of one day the order of the reference stands
        chosen, owner = chosen[order], owner[order]
        key = owner.astype(np.int64) * _SPREAD + spans.start[chosen] + _SHIFT
        return key, owner, spans.end[chosen], spans.value[chosen]

    def _plain(self, subject: Ints, day: Ints) -> Longs:
        """The latest-started span that holds the day: the last begun by then, or where that has ended one before."""
        key, owner, end, value = self._sorted
        found = np.full(len(day), -1, dtype=np.int64)
        place = np.searchsorted(key, subject.astype(np.int64) * _SPREAD + day + _SHIFT, side="right") - 1
        left = np.arange(len(day))
        while len(left):
            left = left[place[left] >= 0]
            left = left[owner[place[left]] == subject[left]]
            holds = end[place[left]] > day[left]
            found[left[holds]] = value[place[left[holds]]]
            left = left[~holds]
            place[left] -= 1
        return found

    def _asked(self, place: int, day: int) -> str:
        """What the reference says, in words, when every reading of imprecise days says the same."""
        said = {_said(standing, self.name, day) for standing in self._known[place]}
        return said.pop() if len(said) == 1 else UNKNOWN

    def _learn(self, places: Ints) -> None:
        """Ask the source for every subject that is still to be known, all at once."""
        new = sorted(set(places.tolist()) - self._known.keys())
        for place, subject in zip(new, self.columns.source.subjects(new), strict=True):
            self._known[place] = tuple(Standing(subject, Facts.of(subject, r), self.document) for r in Reading)

    @cached_property
    def _known(self) -> dict[int, tuple[Standing, ...]]:
        return {}


def _said(standing: Standing, name: str, day: int) -> str:
    values = standing.values(name, day_of(day))
    if values is None:
        return UNKNOWN
    return "; ".join(sorted(map(_word, values))) or NOTHING


def _word(value: str | int | bool) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
